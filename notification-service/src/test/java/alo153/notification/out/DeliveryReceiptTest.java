package alo153.notification.out;

import static alo153.notification.out.SenderBench.receipt;
import static alo153.notification.out.StandIn.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import alo153.events.MessageChannel;
import alo153.events.MessageDelivered.Proof;
import alo153.events.MessagePurpose;
import alo153.events.wire.Codec;
import alo153.notification.decide.LedgerState;
import alo153.notification.out.Receipt.What;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Receipts that come early, late, in the wrong order, or have to be asked for. */
@Timeout(60)
class DeliveryReceiptTest {
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
  void aReceiptMayComeBeforeTheAnswerAndOutOfOrder() {
    Row row = bench.plan(MessageChannel.WHATSAPP, MessagePurpose.ANSWERED);
    StandIn provider =
        bench.standIn(
            call -> {
              // the webhook is faster than the answer: by our tag, then by the number alone
              bench.receipts.take(
                  List.of(receipt("whatsapp", row.id() + ".CODE", null, What.DELIVERED)));
              bench.receipts.take(List.of(receipt("whatsapp", null, "wamid.1", What.READ)));
              return say(200, "{\"messages\":[{\"id\":\"wamid.1\"}]}");
            });
    bench.run(bench.dispatcher(bench.whatsApp(provider)));
    bench.awaitState(row, LedgerState.READ);
    bench.receipts.take(List.of(receipt("whatsapp", row.id(), "wamid.1", What.DELIVERED)));
    assertThat(bench.now(row).state()).isEqualTo(LedgerState.READ);
    await()
        .untilAsserted(
            () -> {
              assertThat(bench.delivered(row))
                  .extracting(event -> event.proof())
                  .containsExactly(Proof.RECEIPT, Proof.READ);
              assertThat(bench.now(row).providerId()).isEqualTo("wamid.1");
            });
  }

  @Test
  void anAnswerAfterItsReceiptIsNotToldAgain() {
    Row row = bench.plan(MessageChannel.WHATSAPP, MessagePurpose.ANSWERED);
    StandIn provider =
        bench.standIn(
            call -> {
              bench.receipts.take(List.of(receipt("whatsapp", row.id(), null, What.DELIVERED)));
              return say(200, "{\"messages\":[{\"id\":\"wamid.1\"}]}");
            });
    // the receipt is written before the answer is given
    var patient = new ProviderLimits(8, 0, Duration.ofSeconds(10));
    bench.run(
        bench.dispatcher(
            SenderBench.settings(Duration.ofSeconds(60)), bench.whatsApp(provider, patient)));
    await().untilAsserted(() -> assertThat(bench.now(row).providerId()).isEqualTo("wamid.1"));
    assertThat(bench.now(row).say()).isEmpty();
    assertThat(bench.sent(row)).hasSize(1);
  }

  private Row planned(LedgerState state) {
    Row row = bench.plan(MessageChannel.WHATSAPP, MessagePurpose.QUESTION);
    Instant far = Instant.now().plusSeconds(3600);
    Row claimed = bench.ledger.claim(List.of(row), "whatsapp", Instant.now(), far).get(0);
    bench.ledger.applyOne(Change.from(claimed, state).due(far)).orElseThrow();
    return row;
  }

  @Test
  void whatReachedSomebodyIsSaidToBeSentAlthoughNobodyAnswered() {
    for (LedgerState state :
        List.of(
            LedgerState.SENDING,
            LedgerState.RETRY_AT,
            LedgerState.MAYBE_SENT,
            LedgerState.FAILED)) {
      for (What what : List.of(What.DELIVERED, What.READ)) {
        Row row = planned(state);
        Receipt receipt = receipt("whatsapp", row.id(), "wamid.1", what);
        bench.receipts.take(List.of(receipt, receipt));
        assertThat(bench.sent(row)).as(state + " " + what).hasSize(1);
        assertThat(bench.sent(row).get(0).certain()).isTrue();
        assertThat(bench.sent(row).get(0).at()).isBeforeOrEqualTo(Instant.now());
        assertThat(bench.delivered(row)).hasSize(1);
        assertThat(bench.now(row).due()).isNull();
      }
    }
  }

  @Test
  void whatNoReceiptCameForIsAskedOfVerimor() {
    StandIn provider =
        bench.standIn(
            call ->
                say(
                    200,
                    call.uri().contains("custom_id=")
                        ? "[{\"message_custom_id\":\""
                            + call.uri().substring(call.uri().indexOf("custom_id=") + 10)
                            + "\",\"status\":\"DELIVERED\","
                            + "\"done_at\":\"2026-11-24 18:46:04\"}]"
                        : "20212"));
    assertThat(askedFor(provider, bench.verimor(provider)).deliveredAt())
        .isEqualTo("2026-11-24T15:46:04Z");
  }

  @Test
  void netgsmIsAskedForItsReports() {
    StandIn provider =
        bench.standIn(
            call ->
                say(
                    200,
                    call.uri().endsWith("/report")
                        ? "{\"jobs\":[{\"jobid\":\"17\",\"status\":1}]}"
                        : "{\"code\":\"00\",\"jobid\":\"17\"}"));
    askedFor(provider, bench.netgsm(provider));
    var question = Codec.json().readTree(provider.calls("/sms/rest/v2/report").get(0).body());
    assertThat(question.path("jobids").path(0).asString("")).isEqualTo("17");
  }

  /** A message that is delivered without a word, as it is after somebody asked. */
  private Row askedFor(StandIn provider, Provider sms) {
    Row row = bench.plan(MessageChannel.SMS, MessagePurpose.ANSWERED);
    bench.run(bench.dispatcher(sms));
    await().untilAsserted(() -> assertThat(bench.sent(row)).hasSize(1));
    int calls = provider.calls().size();
    new LostReceipts(List.of(sms), bench.rates, bench.ledger, bench.receipts, Clock.systemUTC())
        .round();
    assertThat(provider.calls()).as("a push may still come").hasSize(calls);
    Clock later = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));
    var lost = new LostReceipts(List.of(sms), bench.rates, bench.ledger, bench.receipts, later);
    lost.round();
    bench.awaitState(row, LedgerState.DELIVERED);
    lost.round();
    assertThat(provider.calls()).hasSize(calls + 1);
    return bench.now(row);
  }
}
