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
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of a message its provider did not take, or perhaps took. */
@Timeout(60)
class SenderRetryTest {
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
  void aBusyProviderIsTriedAgainAfterTheTimeItNames() {
    var tries = new AtomicInteger();
    StandIn provider =
        bench.standIn(
            call ->
                tries.incrementAndGet() == 1
                    ? new StandIn.Answer.Say(429, "slow down", "1")
                    : say(200, "20212"));
    Row row = bench.plan(MessageChannel.SMS, MessagePurpose.RECEIVED);
    Instant begun = Instant.now();
    bench.run(bench.dispatcher(bench.verimor(provider)));
    bench.awaitState(row, LedgerState.SENT);
    assertThat(Duration.between(begun, Instant.now())).isGreaterThan(Duration.ofMillis(900));
    assertThat(bench.now(row).attempt()).isEqualTo(2);
  }

  @Test
  void afterASilenceTheProviderIsAskedBeforeAnythingIsRepeated() {
    Set<String> ledger = ConcurrentHashMap.newKeySet();
    Function<StandIn.Call, StandIn.Answer> well = verimor(ledger);
    StandIn provider =
        bench.standIn(
            call -> {
              StandIn.Answer answer = well.apply(call);
              return call.uri().startsWith("/v2/send")
                  ? new StandIn.Answer.Silence(Duration.ofSeconds(3))
                  : answer;
            });
    Row row = bench.plan(MessageChannel.SMS, MessagePurpose.RECEIVED);
    bench.run(bench.dispatcher(bench.verimor(provider)));
    bench.awaitState(row, LedgerState.SENT);
    assertThat(provider.calls("/v2/send.json")).hasSize(1);
    assertThat(provider.calls("/v2/status")).isNotEmpty();
  }

  @Test
  void whileTheProviderCanNotBeAskedNothingIsRepeated() {
    var asked = new AtomicInteger();
    StandIn provider =
        bench.standIn(
            call -> {
              if (call.uri().startsWith("/v2/status")) {
                return asked.incrementAndGet() <= 2
                    ? new StandIn.Answer.Cut()
                    : say(200, "[{\"status\":\"SENDING\"}]");
              }
              return new StandIn.Answer.Cut();
            });
    Row row = bench.plan(MessageChannel.SMS, MessagePurpose.ANSWERED);
    bench.run(bench.dispatcher(bench.verimor(provider)));
    bench.awaitState(row, LedgerState.SENT);
    assertThat(provider.calls("/v2/send.json")).hasSize(1);
    assertThat(bench.now(row).maybe()).isFalse();
  }

  @Test
  void whatWasCertainlyNotTakenIsNotGivenUpAfterAFewTries() {
    var tries = new AtomicInteger();
    StandIn provider =
        bench.standIn(call -> tries.incrementAndGet() <= 10 ? say(429, "") : say(200, "20212"));
    Row row = bench.plan(MessageChannel.SMS, MessagePurpose.ANSWERED);
    bench.run(bench.dispatcher(bench.verimor(provider)));
    bench.awaitState(row, LedgerState.SENT);
    assertThat(bench.now(row).attempt()).isEqualTo(11);
  }

  @Test
  void aLineCutBeforeTheProviderTookItIsRepeatedUnderTheSameId() {
    Set<String> ledger = ConcurrentHashMap.newKeySet();
    var cuts = new AtomicInteger(2);
    Function<StandIn.Call, StandIn.Answer> well = verimor(ledger);
    StandIn provider =
        bench.standIn(
            call ->
                call.uri().startsWith("/v2/send") && cuts.getAndDecrement() > 0
                    ? new StandIn.Answer.Cut()
                    : well.apply(call));
    Row row = bench.plan(MessageChannel.SMS, MessagePurpose.RECEIVED);
    bench.run(bench.dispatcher(bench.verimor(provider)));
    bench.awaitState(row, LedgerState.SENT);
    assertThat(provider.calls("/v2/send.json"))
        .hasSize(3)
        .allSatisfy(call -> assertThat(customId(call)).isEqualTo(row.id()));
  }

  @Test
  void whatMustArriveIsRepeatedWhereItMayDoubleAndTheRestStaysMaybeSent() {
    var tries = new AtomicInteger();
    StandIn provider =
        bench.standIn(
            call ->
                tries.incrementAndGet() <= 2
                    ? new StandIn.Answer.Silence(Duration.ofSeconds(3))
                    : say(200, "{\"code\":\"00\",\"jobid\":\"j" + tries.get() + "\"}"));
    Row receipt = bench.plan(MessageChannel.SMS, MessagePurpose.RECEIVED);
    Row answer = bench.plan(MessageChannel.SMS, MessagePurpose.ANSWERED);
    bench.run(bench.dispatcher(bench.netgsm(provider)));
    bench.awaitState(receipt, LedgerState.MAYBE_SENT);
    bench.awaitState(answer, LedgerState.SENT);
    await().untilAsserted(() -> assertThat(bench.sent(receipt)).hasSize(1));
    assertThat(bench.sent(receipt).get(0).certain()).isFalse();
    assertThat(bench.now(answer).maybe()).isTrue();
    assertThat(provider.calls()).hasSize(3);
  }

  @Test
  void aStoppedAccountCostsNoTries() {
    var repaired = new java.util.concurrent.atomic.AtomicBoolean();
    StandIn provider =
        bench.standIn(
            call -> repaired.get() ? say(200, "20212") : say(400, "INSUFFICIENT_CREDITS"));
    Row row = bench.plan(MessageChannel.SMS, MessagePurpose.RECEIVED);
    bench.run(bench.dispatcher(bench.verimor(provider)));
    bench.awaitState(row, LedgerState.RETRY_AT);
    assertThat(bench.now(row).attempt()).isZero();
    assertThat(bench.now(row).reason()).isEqualTo("INSUFFICIENT_CREDITS");
    repaired.set(true);
  }
}
