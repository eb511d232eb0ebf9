package alo153.notification.out;

import static alo153.notification.out.StandIn.verimor;
import static org.assertj.core.api.Assertions.assertThat;

import alo153.events.MessageChannel;
import alo153.events.MessagePurpose;
import alo153.notification.decide.LedgerState;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The limit of a provider's account, shared by all who send with it. */
@Timeout(60)
class SenderRateLimitTest {
  private SenderBench bench;

  @BeforeEach
  void start() throws IOException {
    bench = new SenderBench();
  }

  @AfterEach
  void stop() {
    bench.close();
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
        bench.standIn(
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
      bench.run(instance);
    }
    bench.awaitState(rows, LedgerState.SENT);
    assertThat(calls).hasSizeGreaterThanOrEqualTo(60);
    assertThat(span(calls)).isGreaterThan(Duration.ofMillis(4500));
  }

  @Test
  void questionsCountAsTheAccountCountsThem() {
    var calls = new java.util.concurrent.CopyOnWriteArrayList<Instant>();
    Function<StandIn.Call, StandIn.Answer> well = verimor(ConcurrentHashMap.newKeySet());
    StandIn provider =
        bench.standIn(
            call -> {
              calls.add(Instant.now());
              return well.apply(call);
            });
    var rows = new ArrayList<Row>();
    for (int i = 0; i < 15; i++) {
      rows.add(bench.plan(MessageChannel.SMS, MessagePurpose.RECEIVED));
    }
    bench.ledger.claim(rows, "verimor", Instant.now(), Instant.now().minusMillis(1));
    bench.run(
        bench.dispatcher(
            bench.verimor(provider, new ProviderLimits(8, 10, Duration.ofSeconds(2)))));
    bench.awaitState(rows, LedgerState.SENT);
    assertThat(calls).hasSizeGreaterThanOrEqualTo(30);
    assertThat(span(calls)).isGreaterThan(Duration.ofMillis(2400));
  }

  @Test
  void anAccountWithoutALimitAsksTheStoreNothing() {
    StandIn provider = bench.standIn(verimor(ConcurrentHashMap.newKeySet()));
    Row row = bench.plan(MessageChannel.SMS, MessagePurpose.RECEIVED);
    bench.run(bench.dispatcher(bench.verimor(provider)));
    bench.awaitState(row, LedgerState.SENT);
    assertThat(bench.stored("accountRates")).isEmpty();
  }
}
