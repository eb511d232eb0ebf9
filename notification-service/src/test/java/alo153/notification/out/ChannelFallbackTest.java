package alo153.notification.out;

import static alo153.notification.out.SenderBench.receipt;
import static alo153.notification.out.StandIn.customId;
import static alo153.notification.out.StandIn.say;
import static alo153.notification.out.StandIn.verimor;
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
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The next channel, when the citizen can not be reached by the first. */
@Timeout(60)
class ChannelFallbackTest {
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
  void aWrongNumberFailsAtOnceAndTheNextChannelIsTaken() throws Exception {
    StandIn provider = bench.standIn(call -> say(400, "INVALID_DESTINATION_ADDRESS"));
    Row row = bench.plan(MessageChannel.SMS, MessagePurpose.ANSWERED);
    bench.run(bench.dispatcher(bench.verimor(provider)));
    bench.awaitState(row, LedgerState.FAILED);
    await().untilAsserted(() -> assertThat(bench.failed(row)).hasSize(1));
    assertThat(bench.failed(row).get(0).reason()).isEqualTo("BAD_NUMBER");
    assertThat(provider.calls()).filteredOn(call -> customId(call).equals(row.id())).hasSize(1);
    assertThat(bench.next(row)).hasSize(1);
  }

  @Test
  void whatWasDeliveredAfterAllIsNotSentByAnotherChannel() {
    Row row = bench.plan(MessageChannel.SMS, MessagePurpose.ANSWERED);
    StandIn provider =
        bench.standIn(
            call -> {
              bench.receipts.take(List.of(receipt("verimor", row.id(), "1", What.DELIVERED)));
              return say(400, "INVALID_DESTINATION_ADDRESS");
            });
    var dispatcher = bench.dispatcher(bench.verimor(provider));
    dispatcher.start();
    await().until(() -> provider.calls().size() == 1);
    // the sender writes what it knows before it ends
    dispatcher.stop(Duration.ofSeconds(5));
    assertThat(bench.now(row).state()).isEqualTo(LedgerState.DELIVERED);
    assertThat(bench.next(row)).isEmpty();
  }

  @Test
  void theNextChannelIsTakenAlthoughTheSenderDiedAfterTheFailure() {
    Row row = bench.plan(MessageChannel.SMS, MessagePurpose.ANSWERED);
    bench.ledger.applyOne(
        Change.to(LedgerState.FAILED, row.id())
            .reason("BAD_NUMBER")
            .say(Instant.now().minusSeconds(60), Row.Say.FAILED));
    bench.run(bench.dispatcher());
    await().untilAsserted(() -> assertThat(bench.failed(row)).hasSize(1));
    assertThat(bench.next(row)).hasSize(1);
  }

  @Test
  void somebodyWithoutWhatsAppGetsAText() {
    StandIn meta =
        bench.standIn(
            call -> say(400, "{\"error\":{\"code\":131026,\"message\":\"undeliverable\"}}"));
    StandIn verimor = bench.standIn(verimor(ConcurrentHashMap.newKeySet()));
    Row row = bench.plan(MessageChannel.WHATSAPP, MessagePurpose.ANSWERED);
    bench.run(bench.dispatcher(bench.whatsApp(meta), bench.verimor(verimor)));
    bench.awaitState(row, LedgerState.FAILED);
    await().until(() -> verimor.calls("/v2/send.json").size() == 1);
    Row next = bench.next(row).get(0);
    bench.awaitState(next, LedgerState.SENT);
    assertThat(bench.now(next).channel()).isEqualTo(MessageChannel.SMS);
  }
}
