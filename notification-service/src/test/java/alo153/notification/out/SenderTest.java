package alo153.notification.out;

import static alo153.notification.out.StandIn.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import alo153.events.MessageChannel;
import alo153.events.MessageDelivered.Proof;
import alo153.events.MessagePurpose;
import alo153.events.OwnerCode;
import alo153.events.RequestId;
import alo153.events.wire.Codec;
import alo153.notification.decide.LedgerState;
import alo153.notification.decide.Recipient;
import alo153.notification.out.Receipt.What;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SenderTest {
  private final List<AutoCloseable> toClose = new ArrayList<>();
  private SenderBench bench;

  @BeforeEach
  void start() throws IOException {
    bench = new SenderBench();
    toClose.add(bench);
  }

  @AfterEach
  void stop() throws Exception {
    for (int i = toClose.size() - 1; i >= 0; i--) {
      toClose.get(i).close();
    }
  }

  private StandIn standIn(Function<StandIn.Call, StandIn.Answer> manners) {
    var standIn = new StandIn(manners);
    toClose.add(standIn);
    return standIn;
  }

  private void run(Dispatcher dispatcher) {
    toClose.add(() -> dispatcher.stop(Duration.ofSeconds(5)));
    dispatcher.start();
  }

  private void awaitState(Row row, LedgerState state) {
    awaitState(List.of(row), state);
  }

  private void awaitState(List<Row> rows, LedgerState state) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(bench.ledger.find(rows.stream().map(Row::id).toList()))
                    .hasSameSizeAs(rows)
                    .allSatisfy(row -> assertThat(row.state()).isEqualTo(state)));
  }

  /** Verimor as it should be: keeps ids, answers status questions. */
  private static Function<StandIn.Call, StandIn.Answer> verimor(Set<String> ledger) {
    return call -> {
      if (call.uri().startsWith("/v2/status")) {
        return say(
            200,
            ledger.stream().anyMatch(id -> call.uri().contains("custom_id=" + id))
                ? "[{\"status\":\"SENDING\"}]"
                : "[]");
      }
      ledger.add(customId(call));
      return say(200, "20212");
    };
  }

  private static String customId(StandIn.Call call) {
    return Codec.json().readTree(call.body()).path("custom_id").asString("");
  }

  @Test
  void aMessageIsSentAndTheLogIsTold() {
    StandIn provider = standIn(verimor(ConcurrentHashMap.newKeySet()));
    Row row = bench.plan(MessageChannel.SMS, MessagePurpose.RECEIVED);
    run(bench.dispatcher(bench.verimor(provider)));
    awaitState(row, LedgerState.SENT);
    await().untilAsserted(() -> assertThat(bench.sent(row)).hasSize(1));
    assertThat(bench.sent(row).get(0).certain()).isTrue();
    assertThat(bench.sent(row).get(0).provider()).isEqualTo("verimor");
    await().untilAsserted(() -> assertThat(bench.now(row).due()).isNull());
    var body = Codec.json().readTree(provider.calls("/v2/send.json").get(0).body());
    assertThat(body.path("datacoding").asString("")).isEqualTo("1");
    assertThat(body.path("messages").path(0).path("dest").asString("")).isEqualTo("905321112233");
  }

  @Test
  void aBusyProviderIsTriedAgainAfterTheTimeItNames() {
    var tries = new AtomicInteger();
    StandIn provider =
        standIn(
            call ->
                tries.incrementAndGet() == 1
                    ? new StandIn.Answer.Say(429, "slow down", "1")
                    : say(200, "20212"));
    Row row = bench.plan(MessageChannel.SMS, MessagePurpose.RECEIVED);
    Instant begun = Instant.now();
    run(bench.dispatcher(bench.verimor(provider)));
    awaitState(row, LedgerState.SENT);
    assertThat(Duration.between(begun, Instant.now())).isGreaterThan(Duration.ofMillis(900));
    assertThat(bench.now(row).attempt()).isEqualTo(2);
  }

  @Test
  void afterASilenceTheProviderIsAskedBeforeAnythingIsRepeated() {
    Set<String> ledger = ConcurrentHashMap.newKeySet();
    Function<StandIn.Call, StandIn.Answer> well = verimor(ledger);
    StandIn provider =
        standIn(
            call -> {
              StandIn.Answer answer = well.apply(call);
              return call.uri().startsWith("/v2/send")
                  ? new StandIn.Answer.Silence(Duration.ofSeconds(3))
                  : answer;
            });
    Row row = bench.plan(MessageChannel.SMS, MessagePurpose.RECEIVED);
    run(bench.dispatcher(bench.verimor(provider)));
    awaitState(row, LedgerState.SENT);
    assertThat(provider.calls("/v2/send.json")).hasSize(1);
    assertThat(provider.calls("/v2/status")).isNotEmpty();
  }

  @Test
  void whileTheProviderCanNotBeAskedNothingIsRepeated() {
    var asked = new AtomicInteger();
    StandIn provider =
        standIn(
            call -> {
              if (call.uri().startsWith("/v2/status")) {
                return asked.incrementAndGet() <= 2
                    ? new StandIn.Answer.Cut()
                    : say(200, "[{\"status\":\"SENDING\"}]");
              }
              return new StandIn.Answer.Cut();
            });
    Row row = bench.plan(MessageChannel.SMS, MessagePurpose.ANSWERED);
    run(bench.dispatcher(bench.verimor(provider)));
    awaitState(row, LedgerState.SENT);
    assertThat(provider.calls("/v2/send.json")).hasSize(1);
    assertThat(bench.now(row).maybe()).isFalse();
  }

  @Test
  void whatWasCertainlyNotTakenIsNotGivenUpAfterAFewTries() {
    var tries = new AtomicInteger();
    StandIn provider =
        standIn(call -> tries.incrementAndGet() <= 10 ? say(429, "") : say(200, "20212"));
    Row row = bench.plan(MessageChannel.SMS, MessagePurpose.ANSWERED);
    run(bench.dispatcher(bench.verimor(provider)));
    awaitState(row, LedgerState.SENT);
    assertThat(bench.now(row).attempt()).isEqualTo(11);
  }

  @Test
  void aLineCutBeforeTheProviderTookItIsRepeatedUnderTheSameId() {
    Set<String> ledger = ConcurrentHashMap.newKeySet();
    var cuts = new AtomicInteger(2);
    Function<StandIn.Call, StandIn.Answer> well = verimor(ledger);
    StandIn provider =
        standIn(
            call ->
                call.uri().startsWith("/v2/send") && cuts.getAndDecrement() > 0
                    ? new StandIn.Answer.Cut()
                    : well.apply(call));
    Row row = bench.plan(MessageChannel.SMS, MessagePurpose.RECEIVED);
    run(bench.dispatcher(bench.verimor(provider)));
    awaitState(row, LedgerState.SENT);
    assertThat(provider.calls("/v2/send.json"))
        .hasSize(3)
        .allSatisfy(call -> assertThat(customId(call)).isEqualTo(row.id()));
  }

  @Test
  void whatMustArriveIsRepeatedWhereItMayDoubleAndTheRestStaysMaybeSent() {
    var tries = new AtomicInteger();
    StandIn provider =
        standIn(
            call ->
                tries.incrementAndGet() <= 2
                    ? new StandIn.Answer.Silence(Duration.ofSeconds(3))
                    : say(200, "{\"code\":\"00\",\"jobid\":\"j" + tries.get() + "\"}"));
    Row receipt = bench.plan(MessageChannel.SMS, MessagePurpose.RECEIVED);
    Row answer = bench.plan(MessageChannel.SMS, MessagePurpose.ANSWERED);
    run(bench.dispatcher(bench.netgsm(provider)));
    awaitState(receipt, LedgerState.MAYBE_SENT);
    awaitState(answer, LedgerState.SENT);
    await().untilAsserted(() -> assertThat(bench.sent(receipt)).hasSize(1));
    assertThat(bench.sent(receipt).get(0).certain()).isFalse();
    assertThat(bench.now(answer).maybe()).isTrue();
    assertThat(provider.calls()).hasSize(3);
  }

  @Test
  void anOpenBreakerSparesTheProviderAndNothingIsLost() {
    var healthy = new java.util.concurrent.atomic.AtomicBoolean();
    StandIn provider = standIn(call -> healthy.get() ? say(200, "20212") : say(503, "maintenance"));
    var rows = new ArrayList<Row>();
    for (int i = 0; i < 40; i++) {
      rows.add(bench.plan(MessageChannel.SMS, MessagePurpose.RECEIVED));
    }
    run(bench.dispatcher(bench.verimor(provider)));
    await().until(() -> provider.calls().size() >= 10);
    await()
        .pollDelay(Duration.ofSeconds(1))
        .until(() -> rows.stream().noneMatch(row -> bench.now(row).state() == LedgerState.FAILED));
    int whileDown = provider.calls().size();
    assertThat(whileDown).isLessThan(40 * 8);
    healthy.set(true);
    awaitState(rows, LedgerState.SENT);
  }

  /** Institutions' doors, one of them broken. */
  private record Doors(RequestId broken) implements Provider {
    @Override
    public String account() {
      return "webhook";
    }

    @Override
    public MessageChannel channel() {
      return MessageChannel.WEBHOOK;
    }

    @Override
    public Repeat repeat() {
      return Repeat.SAME_KEY;
    }

    @Override
    public String line(Recipient recipient) {
      return recipient.key();
    }

    @Override
    public CompletableFuture<SendOutcome> send(Letter letter) {
      return CompletableFuture.completedFuture(
          letter.requestId().equals(broken)
              ? new SendOutcome.Later("HTTP_403", null, true)
              : new SendOutcome.Taken(null));
    }

    @Override
    public boolean givesReceipts() {
      return false;
    }

    @Override
    public ProviderLimits limits() {
      return SenderBench.LIMITS;
    }
  }

  @Test
  void aBrokenDoorKeepsOnlyItsOwnWork() {
    RequestId broken = RequestId.random();
    var sedas = new Recipient.Institution(new OwnerCode("sedas"));
    var afad = new Recipient.Institution(new OwnerCode("afad"));
    for (MessagePurpose purpose : MessagePurpose.values()) {
      // enough failures to open a breaker within two tries each
      bench.plan(broken, sedas, MessageChannel.WEBHOOK, purpose);
    }
    run(bench.dispatcher(new Doors(broken)));
    await().until(() -> breakerOf("sedas") == CircuitBreaker.State.OPEN);
    Row row = bench.plan(RequestId.random(), afad, MessageChannel.WEBHOOK, MessagePurpose.WORK);
    awaitState(row, LedgerState.SENT);
    assertThat(breakerOf("afad")).isEqualTo(CircuitBreaker.State.CLOSED);
  }

  private CircuitBreaker.State breakerOf(String institution) {
    return bench.breakers.circuitBreaker("notification-institution:" + institution).getState();
  }

  @Test
  void aWrongNumberFailsAtOnceAndTheNextChannelIsTaken() throws Exception {
    StandIn provider = standIn(call -> say(400, "INVALID_DESTINATION_ADDRESS"));
    Row row = bench.plan(MessageChannel.SMS, MessagePurpose.ANSWERED);
    run(bench.dispatcher(bench.verimor(provider)));
    awaitState(row, LedgerState.FAILED);
    await().untilAsserted(() -> assertThat(bench.failed(row)).hasSize(1));
    assertThat(bench.failed(row).get(0).reason()).isEqualTo("BAD_NUMBER");
    assertThat(provider.calls()).filteredOn(call -> customId(call).equals(row.id())).hasSize(1);
    assertThat(bench.next(row)).hasSize(1);
  }

  @Test
  void whatWasDeliveredAfterAllIsNotSentByAnotherChannel() {
    Row row = bench.plan(MessageChannel.SMS, MessagePurpose.ANSWERED);
    StandIn provider =
        standIn(
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
    run(bench.dispatcher());
    await().untilAsserted(() -> assertThat(bench.failed(row)).hasSize(1));
    assertThat(bench.next(row)).hasSize(1);
  }

  @Test
  void aStoppedAccountCostsNoTries() {
    var repaired = new java.util.concurrent.atomic.AtomicBoolean();
    StandIn provider =
        standIn(call -> repaired.get() ? say(200, "20212") : say(400, "INSUFFICIENT_CREDITS"));
    Row row = bench.plan(MessageChannel.SMS, MessagePurpose.RECEIVED);
    run(bench.dispatcher(bench.verimor(provider)));
    awaitState(row, LedgerState.RETRY_AT);
    assertThat(bench.now(row).attempt()).isZero();
    assertThat(bench.now(row).reason()).isEqualTo("INSUFFICIENT_CREDITS");
    repaired.set(true);
  }

  @Test
  void aSenderThatDiedIsNoticedAndTheProviderIsAsked() {
    Set<String> ledger = ConcurrentHashMap.newKeySet();
    StandIn provider = standIn(verimor(ledger));
    Row sent = bench.plan(MessageChannel.SMS, MessagePurpose.RECEIVED);
    Row notSent = bench.plan(MessageChannel.SMS, MessagePurpose.RECEIVED);
    // the dead one wrote SENDING for both and reached the provider with the first
    bench.ledger.claim(
        List.of(sent, notSent), "verimor", Instant.now(), Instant.now().minusMillis(1));
    ledger.add(sent.id());
    run(bench.dispatcher(bench.verimor(provider)));
    awaitState(sent, LedgerState.SENT);
    awaitState(notSent, LedgerState.SENT);
    assertThat(provider.calls("/v2/send.json"))
        .singleElement()
        .satisfies(call -> assertThat(customId(call)).isEqualTo(notSent.id()));
  }

  @Test
  void aSenderThatDiedWithoutAKeyLeavesDoubt() {
    StandIn provider = standIn(call -> say(200, "{\"code\":\"00\",\"jobid\":\"j1\"}"));
    Row row = bench.plan(MessageChannel.SMS, MessagePurpose.RECEIVED);
    bench.ledger.claim(List.of(row), "netgsm", Instant.now(), Instant.now().minusMillis(1));
    run(bench.dispatcher(bench.netgsm(provider)));
    awaitState(row, LedgerState.MAYBE_SENT);
    assertThat(provider.calls()).isEmpty();
  }

  @Test
  void aSenderThatStoodStillDoesNotUndoWhatAnotherSentMeanwhile() {
    Row row = bench.plan(MessageChannel.SMS, MessagePurpose.ANSWERED);
    StandIn provider =
        standIn(
            call -> {
              // its lease was over, and the other one was luckier with the provider
              bench.ledger.apply(
                  List.of(
                      Change.from(row.id(), LedgerState.SENDING, LedgerState.SENT)
                          .sent(Instant.now(), "j2")
                          .nothingDue()));
              return say(503, "maintenance");
            });
    var dispatcher = bench.dispatcher(bench.netgsm(provider));
    dispatcher.start();
    await().until(() -> provider.calls().size() == 1);
    // it writes what it knows before it ends
    dispatcher.stop(Duration.ofSeconds(5));
    assertThat(bench.now(row).state()).isEqualTo(LedgerState.SENT);
    assertThat(provider.calls()).hasSize(1);
  }

  @Test
  void twoInstancesSendEachMessageOnce() {
    StandIn provider = standIn(verimor(ConcurrentHashMap.newKeySet()));
    run(bench.dispatcher(bench.verimor(provider)));
    run(bench.dispatcher(bench.verimor(provider)));
    var rows = new ArrayList<Row>();
    for (int i = 0; i < 100; i++) {
      rows.add(bench.plan(MessageChannel.SMS, MessagePurpose.RECEIVED));
    }
    awaitState(rows, LedgerState.SENT);
    assertThat(provider.calls("/v2/send.json")).hasSize(100);
  }

  @Test
  void aReceiptMayComeBeforeTheAnswerAndOutOfOrder() {
    Row row = bench.plan(MessageChannel.WHATSAPP, MessagePurpose.ANSWERED);
    StandIn provider =
        standIn(
            call -> {
              // the webhook is faster than the answer: by our tag, then by the number alone
              bench.receipts.take(
                  List.of(receipt("whatsapp", row.id() + ".CODE", null, What.DELIVERED)));
              bench.receipts.take(List.of(receipt("whatsapp", null, "wamid.1", What.READ)));
              return say(200, "{\"messages\":[{\"id\":\"wamid.1\"}]}");
            });
    run(bench.dispatcher(bench.whatsApp(provider)));
    awaitState(row, LedgerState.READ);
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

  private static Receipt receipt(String account, String messageId, String providerId, What what) {
    return new Receipt(account, messageId, providerId, what, Instant.now(), null);
  }

  @Test
  void whatNoReceiptCameForIsAskedOfVerimor() {
    StandIn provider =
        standIn(
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
        standIn(
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
    run(bench.dispatcher(sms));
    await().untilAsserted(() -> assertThat(bench.sent(row)).hasSize(1));
    int calls = provider.calls().size();
    new LostReceipts(List.of(sms), bench.rates, bench.ledger, bench.receipts, Clock.systemUTC())
        .round();
    assertThat(provider.calls()).as("a push may still come").hasSize(calls);
    Clock later = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));
    var lost = new LostReceipts(List.of(sms), bench.rates, bench.ledger, bench.receipts, later);
    lost.round();
    awaitState(row, LedgerState.DELIVERED);
    lost.round();
    assertThat(provider.calls()).hasSize(calls + 1);
    return bench.now(row);
  }

  @Test
  void outsideTheWindowTheTemplateGoes() {
    StandIn provider =
        standIn(
            call ->
                call.body().contains("\"type\":\"template\"")
                    ? say(200, "{\"messages\":[{\"id\":\"wamid.2\"}]}")
                    : say(400, "{\"error\":{\"code\":131047,\"message\":\"window\"}}"));
    Row row = bench.plan(MessageChannel.WHATSAPP, MessagePurpose.ANSWERED);
    run(bench.dispatcher(bench.whatsApp(provider)));
    awaitState(row, LedgerState.SENT);
    assertThat(provider.calls()).hasSize(2);
    assertThat(bench.now(row).template()).isTrue();
  }

  @Test
  void aStatusThatTheWindowIsClosedSendsTheTemplateAfterwards() {
    var ids = new AtomicInteger();
    StandIn provider =
        standIn(
            call -> say(200, "{\"messages\":[{\"id\":\"wamid." + ids.incrementAndGet() + "\"}]}"));
    Row row = bench.plan(MessageChannel.WHATSAPP, MessagePurpose.ANSWERED);
    run(bench.dispatcher(bench.whatsApp(provider)));
    awaitState(row, LedgerState.SENT);
    bench.receipts.take(
        List.of(new Receipt("whatsapp", null, "wamid.1", What.FAILED, Instant.now(), "131047")));
    await().until(() -> provider.calls().size() == 2);
    awaitState(row, LedgerState.SENT);
    assertThat(provider.calls().get(1).body()).contains("\"type\":\"template\"");
  }

  @Test
  void aStatusThatTheWindowIsClosedMayComeBeforeTheAnswer() {
    Row row = bench.plan(MessageChannel.WHATSAPP, MessagePurpose.ANSWERED);
    var ids = new AtomicInteger();
    StandIn provider =
        standIn(
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
    run(
        bench.dispatcher(
            SenderBench.settings(Duration.ofSeconds(60)), bench.whatsApp(provider, patient)));
    await().until(() -> provider.calls().size() == 2);
    awaitState(row, LedgerState.SENT);
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

  @Test
  void somebodyWithoutWhatsAppGetsAText() {
    StandIn meta =
        standIn(call -> say(400, "{\"error\":{\"code\":131026,\"message\":\"undeliverable\"}}"));
    StandIn verimor = standIn(verimor(ConcurrentHashMap.newKeySet()));
    Row row = bench.plan(MessageChannel.WHATSAPP, MessagePurpose.ANSWERED);
    run(bench.dispatcher(bench.whatsApp(meta), bench.verimor(verimor)));
    awaitState(row, LedgerState.FAILED);
    await().until(() -> verimor.calls("/v2/send.json").size() == 1);
    Row next = bench.next(row).get(0);
    awaitState(next, LedgerState.SENT);
    assertThat(bench.now(next).channel()).isEqualTo(MessageChannel.SMS);
  }

  @Test
  void nothingGoesToAForgottenPerson() {
    StandIn provider = standIn(verimor(ConcurrentHashMap.newKeySet()));
    Row row = bench.plan(MessageChannel.SMS, MessagePurpose.ANSWERED);
    var file = bench.files.load(List.of(row.message().requestId()));
    file.values().forEach(one -> one.erase(List.of("contact-A1")));
    bench.files.save(file.values());
    run(bench.dispatcher(bench.verimor(provider)));
    awaitState(row, LedgerState.SUPPRESSED);
    assertThat(provider.calls()).isEmpty();
  }

  @Test
  void aRequestLongClosedKeepsNoAddress() {
    Row old = bench.plan(MessageChannel.SMS, MessagePurpose.ANSWERED);
    Row recent = bench.plan(MessageChannel.SMS, MessagePurpose.ANSWERED);
    var files = bench.files.load(List.of(old.message().requestId(), recent.message().requestId()));
    files.get(old.message().requestId()).closed(Instant.now().minus(Duration.ofDays(181)));
    files.get(recent.message().requestId()).closed(Instant.now());
    bench.files.save(files.values());
    bench.files.forgetClosedBefore(Instant.now().minus(Duration.ofDays(180)));
    var now = bench.files.load(files.keySet());
    assertThat(now.get(old.message().requestId()).part("contact-A1")).isNull();
    assertThat(now.get(old.message().requestId()).erased()).isTrue();
    assertThat(now.get(recent.message().requestId()).part("contact-A1")).isNotNull();
  }

  @Test
  void theProvidersNameOfAMessageIsForgottenWithThePerson() {
    StandIn provider = standIn(call -> say(200, "{\"messages\":[{\"id\":\"wamid.OTA1MzIx\"}]}"));
    Row row = bench.plan(MessageChannel.WHATSAPP, MessagePurpose.ANSWERED);
    run(bench.dispatcher(bench.whatsApp(provider)));
    await().until(() -> bench.ledger.byProviderId("whatsapp", "wamid.OTA1MzIx").isPresent());
    bench.ledger.forget(row.message().requestId());
    assertThat(bench.ledger.byProviderId("whatsapp", "wamid.OTA1MzIx")).isEmpty();
    assertThat(bench.now(row).providerId()).isNull();
  }

  @Test
  void aReceiptThatFitsNoMessageTellsNobodysNumber() {
    bench.receipts.take(List.of(receipt("whatsapp", null, "wamid.OTA1MzIx", What.READ)));
    assertThat(bench.stored("strayReceipts"))
        .singleElement()
        .satisfies(kept -> assertThat(kept.toJson()).doesNotContain("OTA1MzIx"));
  }

  @Test
  void whatTheLogCouldNotBeToldIsToldWhenItIsBack() {
    StandIn provider = standIn(verimor(ConcurrentHashMap.newKeySet()));
    bench.logAway = true;
    Row row = bench.plan(MessageChannel.SMS, MessagePurpose.RECEIVED);
    run(bench.dispatcher(bench.verimor(provider)));
    awaitState(row, LedgerState.SENT);
    assertThat(bench.sent(row)).isEmpty();
    bench.logAway = false;
    // as if the time to tell were over
    bench.ledger.applyOne(Change.beside(row.id()).due(Instant.now()));
    await().untilAsserted(() -> assertThat(bench.sent(row)).hasSize(1));
    await().untilAsserted(() -> assertThat(bench.now(row).say()).isEmpty());
    assertThat(provider.calls("/v2/send.json")).hasSize(1);
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
  void doubtIsToldAndWhatIsKnownLaterHasAnEventOfItsOwn() {
    Row row = bench.plan(MessageChannel.WHATSAPP, MessagePurpose.RECEIVED);
    StandIn provider = standIn(call -> new StandIn.Answer.Silence(Duration.ofSeconds(3)));
    run(bench.dispatcher(bench.whatsApp(provider)));
    awaitState(row, LedgerState.MAYBE_SENT);
    await().untilAsserted(() -> assertThat(bench.sent(row)).hasSize(1));
    bench.receipts.take(List.of(receipt("whatsapp", row.id(), "wamid.1", What.SENT)));
    bench.receipts.take(List.of(receipt("whatsapp", row.id(), "wamid.1", What.DELIVERED)));
    assertThat(bench.sent(row)).extracting(event -> event.certain()).containsExactly(false, true);
    noIdHasTwoMeanings();
  }

  private void noIdHasTwoMeanings() {
    assertThat(Set.copyOf(bench.told)).extracting(event -> event.id()).doesNotHaveDuplicates();
  }

  @Test
  void aTryInDoubtIsToldBeforeTheNextOne() {
    var tries = new AtomicInteger();
    StandIn provider =
        standIn(
            call ->
                tries.incrementAndGet() == 1
                    ? new StandIn.Answer.Silence(Duration.ofSeconds(3))
                    : say(200, "{\"messages\":[{\"id\":\"wamid.1\"}]}"));
    Row row = bench.plan(MessageChannel.WHATSAPP, MessagePurpose.QUESTION);
    run(bench.dispatcher(bench.whatsApp(provider)));
    awaitState(row, LedgerState.SENT);
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
        standIn(
            call ->
                call.uri().contains("rest")
                    ? new StandIn.Answer.Silence(Duration.ofSeconds(3))
                    : say(400, "INVALID_DESTINATION_ADDRESS"));
    Row doubtful = bench.plan(MessageChannel.SMS, MessagePurpose.RECEIVED);
    run(bench.dispatcher(bench.netgsm(provider)));
    await().untilAsserted(() -> assertThat(bench.sent(doubtful)).hasSize(1));
    StandIn meta =
        standIn(call -> say(400, "{\"error\":{\"code\":131026,\"message\":\"undeliverable\"}}"));
    Row failed = bench.plan(MessageChannel.WHATSAPP, MessagePurpose.RECEIVED);
    run(bench.dispatcher(bench.whatsApp(meta)));
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

  @Test
  void anAnswerAfterItsReceiptIsNotToldAgain() {
    Row row = bench.plan(MessageChannel.WHATSAPP, MessagePurpose.ANSWERED);
    StandIn provider =
        standIn(
            call -> {
              bench.receipts.take(List.of(receipt("whatsapp", row.id(), null, What.DELIVERED)));
              return say(200, "{\"messages\":[{\"id\":\"wamid.1\"}]}");
            });
    // the receipt is written before the answer is given
    var patient = new ProviderLimits(8, 0, Duration.ofSeconds(10));
    run(
        bench.dispatcher(
            SenderBench.settings(Duration.ofSeconds(60)), bench.whatsApp(provider, patient)));
    await().untilAsserted(() -> assertThat(bench.now(row).providerId()).isEqualTo("wamid.1"));
    assertThat(bench.now(row).say()).isEmpty();
    assertThat(bench.sent(row)).hasSize(1);
  }

  @Test
  void aLateOutcomeOverwritesNothingNewer() {
    Provider netgsm = bench.netgsm(standIn(call -> say(200, "")));
    var verdicts = new Verdicts(netgsm, SenderBench.QUICK, SenderBench.SETTINGS);
    Instant now = Instant.now();
    List<SendOutcome> late =
        List.of(
            new SendOutcome.Later("HTTP_429", null, false),
            new SendOutcome.Unknown("NO_ANSWER"),
            new SendOutcome.Refused("REJECTED"),
            new SendOutcome.TemplateNeeded(),
            new SendOutcome.AccountStopped("HTTP_401"));
    for (SendOutcome outcome : late) {
      for (boolean settled : List.of(true, false)) {
        Row row = bench.plan(MessageChannel.SMS, MessagePurpose.RECEIVED);
        Row stopped = bench.ledger.claim(List.of(row), "netgsm", now, now.plusMillis(1)).get(0);
        Row other = bench.ledger.claim(List.of(stopped), "netgsm", now, now.plusSeconds(60)).get(0);
        if (settled) {
          bench.ledger.apply(
              List.of(verdicts.of(other, new SendOutcome.Taken("j1"), now).change()));
        }
        Row before = bench.now(row);
        assertThat(bench.ledger.apply(List.of(verdicts.of(stopped, outcome, now).change())))
            .as(outcome + " after " + before.state())
            .hasSize(1);
        assertThat(bench.now(row)).isEqualTo(before);
      }
    }
  }

  /** Holds the store's answer to the first claim back: the sender has the row and does not know. */
  private static final class Pause implements com.mongodb.event.CommandListener {
    private final Set<Integer> claims = ConcurrentHashMap.newKeySet();
    private final java.util.concurrent.CountDownLatch reached =
        new java.util.concurrent.CountDownLatch(1);
    private final java.util.concurrent.CountDownLatch over =
        new java.util.concurrent.CountDownLatch(1);

    @Override
    public void commandStarted(com.mongodb.event.CommandStartedEvent event) {
      if (event.getCommandName().equals("update")
          && event.getCommand().toJson().contains("\"claim\"")) {
        claims.add(event.getRequestId());
      }
    }

    @Override
    public void commandSucceeded(com.mongodb.event.CommandSucceededEvent event) {
      if (claims.remove(event.getRequestId())) {
        reached.countDown();
        try {
          over.await(9, java.util.concurrent.TimeUnit.SECONDS);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  @Test
  void aSenderStoppedBeforeItsCallDoesNotDoubleWhatAnotherSent() throws InterruptedException {
    StandIn provider = standIn(verimor(ConcurrentHashMap.newKeySet()));
    Row row = bench.plan(MessageChannel.SMS, MessagePurpose.ANSWERED);
    var pause = new Pause();
    var client = bench.client(pause);
    toClose.add(client);
    var stopped =
        bench.dispatcher(
            new MongoLedger(client.getDatabase("test")),
            SenderBench.SETTINGS,
            bench.verimor(provider));
    stopped.start();
    assertThat(pause.reached.await(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
    run(bench.dispatcher(bench.verimor(provider)));
    awaitState(row, LedgerState.SENT);
    pause.over.countDown();
    // it ends what it has begun
    stopped.stop(Duration.ofSeconds(5));
    assertThat(provider.calls("/v2/send.json")).hasSize(1);
    assertThat(bench.now(row).state()).isEqualTo(LedgerState.SENT);
    assertThat(bench.sent(row)).hasSize(1);
  }

  @Test
  void aSenderStoppedBeforeItsCallGivesTheMessageBack() throws InterruptedException {
    StandIn provider = standIn(call -> say(200, "{\"code\":\"00\",\"jobid\":\"j1\"}"));
    Row row = bench.plan(MessageChannel.SMS, MessagePurpose.RECEIVED);
    var pause = new Pause();
    var client = bench.client(pause);
    toClose.add(client);
    run(
        bench.dispatcher(
            new MongoLedger(client.getDatabase("test")),
            SenderBench.SETTINGS,
            bench.netgsm(provider)));
    assertThat(pause.reached.await(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
    Instant begun = Instant.now();
    await().until(() -> Duration.between(begun, Instant.now()).toMillis() > 1300);
    pause.over.countDown();
    awaitState(row, LedgerState.SENT);
    assertThat(bench.now(row).maybe()).as("nothing was sent before").isFalse();
    assertThat(bench.now(row).attempt()).isEqualTo(1);
  }

  /** Between the first call and the last. */
  private static Duration span(List<Instant> calls) {
    List<Instant> inOrder = calls.stream().sorted().toList();
    return Duration.between(inOrder.get(0), inOrder.get(inOrder.size() - 1));
  }

  @Test
  void anAccountsLimitHoldsOverAllInstances() {
    var calls = new java.util.concurrent.CopyOnWriteArrayList<Instant>();
    Function<StandIn.Call, StandIn.Answer> well = verimor(ConcurrentHashMap.newKeySet());
    StandIn provider =
        standIn(
            call -> {
              calls.add(Instant.now());
              return well.apply(call);
            });
    var limits = new ProviderLimits(8, 10, Duration.ofSeconds(2));
    Instant reserved = Instant.now().plusSeconds(30);
    var rows = new ArrayList<Row>();
    for (int i = 0; i < 60; i++) {
      Row row = bench.plan(MessageChannel.SMS, MessagePurpose.RECEIVED);
      rows.add(bench.ledger.applyOne(Change.beside(row.id()).due(reserved)).orElseThrow());
    }
    for (List<Row> half : List.of(rows.subList(0, 30), rows.subList(30, 60))) {
      Dispatcher instance = bench.dispatcher(bench.verimor(provider, limits));
      instance.planned(half);
      run(instance);
    }
    awaitState(rows, LedgerState.SENT);
    assertThat(calls).hasSizeGreaterThanOrEqualTo(60);
    assertThat(span(calls)).isGreaterThan(Duration.ofMillis(4500));
  }

  @Test
  void questionsCountAsTheAccountCountsThem() {
    var calls = new java.util.concurrent.CopyOnWriteArrayList<Instant>();
    Function<StandIn.Call, StandIn.Answer> well = verimor(ConcurrentHashMap.newKeySet());
    StandIn provider =
        standIn(
            call -> {
              calls.add(Instant.now());
              return well.apply(call);
            });
    var rows = new ArrayList<Row>();
    for (int i = 0; i < 15; i++) {
      rows.add(bench.plan(MessageChannel.SMS, MessagePurpose.RECEIVED));
    }
    bench.ledger.claim(rows, "verimor", Instant.now(), Instant.now().minusMillis(1));
    run(
        bench.dispatcher(
            bench.verimor(provider, new ProviderLimits(8, 10, Duration.ofSeconds(2)))));
    awaitState(rows, LedgerState.SENT);
    assertThat(calls).hasSizeGreaterThanOrEqualTo(30);
    assertThat(span(calls)).isGreaterThan(Duration.ofMillis(2400));
  }

  @Test
  void anAccountWithoutALimitAsksTheStoreNothing() {
    StandIn provider = standIn(verimor(ConcurrentHashMap.newKeySet()));
    Row row = bench.plan(MessageChannel.SMS, MessagePurpose.RECEIVED);
    run(bench.dispatcher(bench.verimor(provider)));
    awaitState(row, LedgerState.SENT);
    assertThat(bench.stored("accountRates")).isEmpty();
  }
}
