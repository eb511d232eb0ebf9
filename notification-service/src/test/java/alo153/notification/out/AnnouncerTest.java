package alo153.notification.out;

import static alo153.notification.out.SenderBench.receipt;
import static alo153.notification.out.StandIn.say;
import static alo153.notification.out.StandIn.verimor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import alo153.events.MessageChannel;
import alo153.events.MessagePurpose;
import alo153.events.wire.Codec;
import alo153.notification.decide.LedgerState;
import alo153.notification.out.Receipt.What;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the log is told of a message, what is certain and what is not. */
@Timeout(60)
class AnnouncerTest {
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
  void aMessageIsSentAndTheLogIsTold() {
    StandIn provider = bench.standIn(verimor(ConcurrentHashMap.newKeySet()));
    Row row = bench.plan(MessageChannel.SMS, MessagePurpose.RECEIVED);
    bench.run(bench.dispatcher(bench.verimor(provider)));
    bench.awaitState(row, LedgerState.SENT);
    await().untilAsserted(() -> assertThat(bench.sent(row)).hasSize(1));
    assertThat(bench.sent(row).get(0).certain()).isTrue();
    assertThat(bench.sent(row).get(0).provider()).isEqualTo("verimor");
    await().untilAsserted(() -> assertThat(bench.now(row).due()).isNull());
    var body = Codec.json().readTree(provider.calls("/v2/send.json").get(0).body());
    assertThat(body.path("datacoding").asString("")).isEqualTo("1");
    assertThat(body.path("messages").path(0).path("dest").asString("")).isEqualTo("905321112233");
  }

  @Test
  void whatTheLogCouldNotBeToldIsToldWhenItIsBack() {
    StandIn provider = bench.standIn(verimor(ConcurrentHashMap.newKeySet()));
    bench.logAway = true;
    Row row = bench.plan(MessageChannel.SMS, MessagePurpose.RECEIVED);
    bench.run(bench.dispatcher(bench.verimor(provider)));
    bench.awaitState(row, LedgerState.SENT);
    assertThat(bench.sent(row)).isEmpty();
    bench.logAway = false;
    // as if the time to tell were over
    bench.ledger.applyOne(Change.beside(row.id()).due(Instant.now()));
    await().untilAsserted(() -> assertThat(bench.sent(row)).hasSize(1));
    await().untilAsserted(() -> assertThat(bench.now(row).say()).isEmpty());
    assertThat(provider.calls("/v2/send.json")).hasSize(1);
  }

  @Test
  void doubtIsToldAndWhatIsKnownLaterHasAnEventOfItsOwn() {
    Row row = bench.plan(MessageChannel.WHATSAPP, MessagePurpose.RECEIVED);
    StandIn provider = bench.standIn(call -> new StandIn.Answer.Silence(Duration.ofSeconds(3)));
    bench.run(bench.dispatcher(bench.whatsApp(provider)));
    bench.awaitState(row, LedgerState.MAYBE_SENT);
    await().untilAsserted(() -> assertThat(bench.sent(row)).hasSize(1));
    bench.receipts.take(List.of(receipt("whatsapp", row.id(), "wamid.1", What.SENT)));
    bench.receipts.take(List.of(receipt("whatsapp", row.id(), "wamid.1", What.DELIVERED)));
    assertThat(bench.sent(row)).extracting(event -> event.certain()).containsExactly(false, true);
    noIdHasTwoMeanings();
  }

  @Test
  void aTryInDoubtIsToldBeforeTheNextOne() {
    var tries = new AtomicInteger();
    StandIn provider =
        bench.standIn(
            call ->
                tries.incrementAndGet() == 1
                    ? new StandIn.Answer.Silence(Duration.ofSeconds(3))
                    : say(200, "{\"messages\":[{\"id\":\"wamid.1\"}]}"));
    Row row = bench.plan(MessageChannel.WHATSAPP, MessagePurpose.QUESTION);
    bench.run(bench.dispatcher(bench.whatsApp(provider)));
    bench.awaitState(row, LedgerState.SENT);
    await()
        .untilAsserted(
            () ->
                assertThat(bench.sent(row))
                    .extracting(event -> event.attempt(), event -> event.certain())
                    .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(1, false),
                        org.assertj.core.groups.Tuple.tuple(2, true)));
    noIdHasTwoMeanings();
  }

  @Test
  void whatIsToldAgainAfterACrashIsTheSame() {
    StandIn provider =
        bench.standIn(
            call ->
                call.uri().contains("rest")
                    ? new StandIn.Answer.Silence(Duration.ofSeconds(3))
                    : say(400, "INVALID_DESTINATION_ADDRESS"));
    Row doubtful = bench.plan(MessageChannel.SMS, MessagePurpose.RECEIVED);
    bench.run(bench.dispatcher(bench.netgsm(provider)));
    await().untilAsserted(() -> assertThat(bench.sent(doubtful)).hasSize(1));
    StandIn meta =
        bench.standIn(
            call -> say(400, "{\"error\":{\"code\":131026,\"message\":\"undeliverable\"}}"));
    Row failed = bench.plan(MessageChannel.WHATSAPP, MessagePurpose.RECEIVED);
    bench.run(bench.dispatcher(bench.whatsApp(meta)));
    await().untilAsserted(() -> assertThat(bench.failed(failed)).hasSize(1));
    Instant past = Instant.now().minusSeconds(1);
    bench.ledger.applyOne(
        Change.beside(doubtful.id()).say(past, Row.Say.values()[0]).due(Instant.now()));
    bench.ledger.applyOne(Change.beside(failed.id()).say(past, Row.Say.FAILED).due(Instant.now()));
    await()
        .untilAsserted(
            () -> {
              assertThat(bench.sent(doubtful)).hasSizeGreaterThanOrEqualTo(2);
              assertThat(bench.failed(failed)).hasSizeGreaterThanOrEqualTo(2);
            });
    noIdHasTwoMeanings();
  }

  private void noIdHasTwoMeanings() {
    assertThat(Set.copyOf(bench.told)).extracting(event -> event.id()).doesNotHaveDuplicates();
  }
}
