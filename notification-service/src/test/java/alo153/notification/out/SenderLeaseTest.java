package alo153.notification.out;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several senders at one ledger, of which some die or stand still while they have a message. */
@Timeout(60)
class SenderLeaseTest {
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
  void twoInstancesSendEachMessageOnce() {
    StandIn provider = bench.standIn(verimor(ConcurrentHashMap.newKeySet()));
    bench.run(bench.dispatcher(bench.verimor(provider)));
    bench.run(bench.dispatcher(bench.verimor(provider)));
    var rows = new ArrayList<Row>();
    for (int i = 0; i < 100; i++) {
      rows.add(bench.plan(MessageChannel.SMS, MessagePurpose.RECEIVED));
    }
    bench.awaitState(rows, LedgerState.SENT);
    assertThat(provider.calls("/v2/send.json")).hasSize(100);
  }

  @Test
  void aSenderThatDiedIsNoticedAndTheProviderIsAsked() {
    Set<String> ledger = ConcurrentHashMap.newKeySet();
    StandIn provider = bench.standIn(verimor(ledger));
    Row sent = bench.plan(MessageChannel.SMS, MessagePurpose.RECEIVED);
    Row notSent = bench.plan(MessageChannel.SMS, MessagePurpose.RECEIVED);
    // the dead one wrote SENDING for both and reached the provider with the first
    bench.ledger.claim(
        List.of(sent, notSent), "verimor", Instant.now(), Instant.now().minusMillis(1));
    ledger.add(sent.id());
    bench.run(bench.dispatcher(bench.verimor(provider)));
    bench.awaitState(sent, LedgerState.SENT);
    bench.awaitState(notSent, LedgerState.SENT);
    assertThat(provider.calls("/v2/send.json"))
        .singleElement()
        .satisfies(call -> assertThat(customId(call)).isEqualTo(notSent.id()));
  }

  @Test
  void aSenderThatDiedWithoutAKeyLeavesDoubt() {
    StandIn provider = bench.standIn(call -> say(200, "{\"code\":\"00\",\"jobid\":\"j1\"}"));
    Row row = bench.plan(MessageChannel.SMS, MessagePurpose.RECEIVED);
    bench.ledger.claim(List.of(row), "netgsm", Instant.now(), Instant.now().minusMillis(1));
    bench.run(bench.dispatcher(bench.netgsm(provider)));
    bench.awaitState(row, LedgerState.MAYBE_SENT);
    assertThat(provider.calls()).isEmpty();
  }

  @Test
  void aSenderThatStoodStillDoesNotUndoWhatAnotherSentMeanwhile() {
    Row row = bench.plan(MessageChannel.SMS, MessagePurpose.ANSWERED);
    StandIn provider =
        bench.standIn(
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
  void aLateOutcomeOverwritesNothingNewer() {
    Provider netgsm = bench.netgsm(bench.standIn(call -> say(200, "")));
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
    StandIn provider = bench.standIn(verimor(ConcurrentHashMap.newKeySet()));
    Row row = bench.plan(MessageChannel.SMS, MessagePurpose.ANSWERED);
    var pause = new Pause();
    var client = bench.client(pause);
    var stopped =
        bench.dispatcher(
            new MongoLedger(client.getDatabase("test")),
            SenderBench.SETTINGS,
            bench.verimor(provider));
    stopped.start();
    assertThat(pause.reached.await(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
    bench.run(bench.dispatcher(bench.verimor(provider)));
    bench.awaitState(row, LedgerState.SENT);
    pause.over.countDown();
    // it ends what it has begun
    stopped.stop(Duration.ofSeconds(5));
    assertThat(provider.calls("/v2/send.json")).hasSize(1);
    assertThat(bench.now(row).state()).isEqualTo(LedgerState.SENT);
    assertThat(bench.sent(row)).hasSize(1);
  }

  @Test
  void aSenderStoppedBeforeItsCallGivesTheMessageBack() throws InterruptedException {
    StandIn provider = bench.standIn(call -> say(200, "{\"code\":\"00\",\"jobid\":\"j1\"}"));
    Row row = bench.plan(MessageChannel.SMS, MessagePurpose.RECEIVED);
    var pause = new Pause();
    var client = bench.client(pause);
    bench.run(
        bench.dispatcher(
            new MongoLedger(client.getDatabase("test")),
            SenderBench.SETTINGS,
            bench.netgsm(provider)));
    assertThat(pause.reached.await(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
    Instant begun = Instant.now();
    await().until(() -> Duration.between(begun, Instant.now()).toMillis() > 1300);
    pause.over.countDown();
    bench.awaitState(row, LedgerState.SENT);
    assertThat(bench.now(row).maybe()).as("nothing was sent before").isFalse();
    assertThat(bench.now(row).attempt()).isEqualTo(1);
  }
}
