package alo153.notification.out;

import static alo153.notification.out.StandIn.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import alo153.events.MessageChannel;
import alo153.events.MessagePurpose;
import alo153.notification.decide.LedgerState;
import alo153.notification.out.Receipt.What;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The template that goes when the window for free words is closed. */
@Timeout(60)
class WhatsAppTemplateTest {
  private SenderBench bench;

  @BeforeEach
  void start() throws IOException {
    bench = new SenderBench();
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  @Test
  void outsideTheWindowTheTemplateGoes() {
    StandIn provider =
        bench.standIn(
            call ->
                call.body().contains("\"type\":\"template\"")
                    ? say(200, "{\"messages\":[{\"id\":\"wamid.2\"}]}")
                    : say(400, "{\"error\":{\"code\":131047,\"message\":\"window\"}}"));
    Row row = bench.plan(MessageChannel.WHATSAPP, MessagePurpose.ANSWERED);
    bench.run(bench.dispatcher(bench.whatsApp(provider)));
    bench.awaitState(row, LedgerState.SENT);
    assertThat(provider.calls()).hasSize(2);
    assertThat(bench.now(row).template()).isTrue();
  }

  @Test
  void aStatusThatTheWindowIsClosedSendsTheTemplateAfterwards() {
    var ids = new AtomicInteger();
    StandIn provider =
        bench.standIn(
            call -> say(200, "{\"messages\":[{\"id\":\"wamid." + ids.incrementAndGet() + "\"}]}"));
    Row row = bench.plan(MessageChannel.WHATSAPP, MessagePurpose.ANSWERED);
    bench.run(bench.dispatcher(bench.whatsApp(provider)));
    bench.awaitState(row, LedgerState.SENT);
    bench.receipts.take(
        List.of(new Receipt("whatsapp", null, "wamid.1", What.FAILED, Instant.now(), "131047")));
    await().until(() -> provider.calls().size() == 2);
    bench.awaitState(row, LedgerState.SENT);
    assertThat(provider.calls().get(1).body()).contains("\"type\":\"template\"");
  }

  @Test
  void aStatusThatTheWindowIsClosedMayComeBeforeTheAnswer() {
    Row row = bench.plan(MessageChannel.WHATSAPP, MessagePurpose.ANSWERED);
    var ids = new AtomicInteger();
    StandIn provider =
        bench.standIn(
            call -> {
              String id = "wamid." + ids.incrementAndGet();
              if (!call.body().contains("\"type\":\"template\"")) {
                bench.receipts.take(
                    List.of(
                        new Receipt(
                            "whatsapp", row.id(), id, What.FAILED, Instant.now(), "131047")));
              }
              return say(200, "{\"messages\":[{\"id\":\"" + id + "\"}]}");
            });
    // the status is written before the answer is given
    var patient = new ProviderLimits(8, 0, Duration.ofSeconds(10));
    bench.run(
        bench.dispatcher(
            SenderBench.settings(Duration.ofSeconds(60)), bench.whatsApp(provider, patient)));
    await().until(() -> provider.calls().size() == 2);
    bench.awaitState(row, LedgerState.SENT);
    assertThat(provider.calls().get(1).body()).contains("\"type\":\"template\"");
  }

  @Test
  void aRowThatMustGoAgainKeepsItsTimeWhenTheLogWasTold() {
    Row row = bench.plan(MessageChannel.WHATSAPP, MessagePurpose.ANSWERED);
    bench.ledger.claim(List.of(row), "whatsapp", Instant.now(), Instant.now());
    Row sent =
        bench
            .ledger
            .applyOne(
                Change.to(LedgerState.SENT, row.id())
                    .sent(Instant.now(), "wamid.1")
                    .say(Instant.now(), Row.Say.SENT))
            .orElseThrow();
    bench.receipts.take(
        List.of(
            new Receipt("whatsapp", row.id(), "wamid.1", What.FAILED, Instant.now(), "131047")));
    bench.announcer.announce(List.of(sent));
    assertThat(bench.now(row).state()).isEqualTo(LedgerState.RETRY_AT);
    assertThat(bench.now(row).say()).isEmpty();
    assertThat(bench.now(row).due()).isNotNull();
  }
}
