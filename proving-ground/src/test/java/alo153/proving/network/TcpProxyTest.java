package alo153.proving.network;

import static alo153.proving.network.Condition.Direction.FROM_TARGET;
import static alo153.proving.network.Condition.Direction.TO_TARGET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TcpProxyTest {
  private EchoServer server;
  private TcpProxy proxy;

  @BeforeEach
  void start() throws IOException {
    server = new EchoServer(0);
    proxy = TcpProxy.between(0, server.port(), "echo");
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    server.close();
  }

  private Caller caller() throws IOException {
    return new Caller(proxy);
  }

  @Test
  void inClearWeatherEveryByteArrivesAndSoDoesTheEnd() throws Exception {
    byte[] sent = Caller.bytes(4 << 20, 1);
    try (Caller caller = caller()) {
      CompletableFuture<Void> sending = sending(caller, sent);
      caller.hears(sent);
      sending.get(10, TimeUnit.SECONDS);
      caller.hearsTheEnd();
    }
    await().until(() -> proxy.counts().open() == 0);
    assertThat(server.ends).hasValue(1);
    assertThat(proxy.counts())
        .isEqualTo(new TcpProxy.Counts(1, 0, sent.length, sent.length, 0, 0, 0));
  }

  private static CompletableFuture<Void> sending(Caller caller, byte[] bytes) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            caller.send(bytes);
            caller.end();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  @Test
  void oneSidesResetIsPassedOnToTheOther() throws Exception {
    try (Caller caller = caller()) {
      caller.talks("one");
      server.closeConnections(true);
      caller.isReset();
    }
    assertThat(proxy.counts().resets()).isZero();
  }

  @Test
  void latencyDelaysEachWayAndPiecesTravelTogether() throws Exception {
    try (Caller before = caller()) {
      before.talks("connected");
      proxy.set(Condition.latency(Duration.ofMillis(200), Duration.ofMillis(50), 153));
      try (Caller after = caller()) {
        for (Caller caller : List.of(before, after)) {
          long start = System.nanoTime();
          StringBuilder all = new StringBuilder();
          for (int i = 0; i < 50; i++) {
            caller.send("piece " + i + ";");
            all.append("piece ").append(i).append(';');
          }
          caller.hears(all.toString());
          assertThat(Duration.ofNanos(System.nanoTime() - start))
              .isBetween(Duration.ofMillis(300), Duration.ofSeconds(10)); // one by one: 20 s
        }
      }
    }
  }

  @Test
  void whatLatencyHeldBackGoesOnWhenItIsOver() throws Exception {
    proxy.set(Condition.latency(Duration.ofHours(1), Duration.ZERO, 153));
    try (Caller caller = caller()) {
      caller.send("late");
      caller.end();
      caller.hearsNothing();
      proxy.set(Condition.CLEAR);
      caller.hears("late");
      caller.hearsTheEnd();
    }
  }

  @Test
  void aNarrowLineIsSharedByAllAndAltersNothing() throws Exception {
    proxy.set(Condition.bandwidth(400_000));
    byte[] first = Caller.bytes(100_000, 2);
    byte[] second = Caller.bytes(100_000, 3);
    long start = System.nanoTime();
    try (Caller one = caller();
        Caller two = caller()) {
      CompletableFuture<Void> sendingOne = sending(one, first);
      CompletableFuture<Void> sendingTwo = sending(two, second);
      one.hears(first);
      two.hears(second);
      // one alone would need 250 ms
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(Duration.ofMillis(450), Duration.ofSeconds(10));
      CompletableFuture.allOf(sendingOne, sendingTwo).get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void aResetEndsAllThereAreOnBothSidesAndNewOnesLive() throws Exception {
    try (Caller one = caller();
        Caller two = caller()) {
      one.talks("one");
      two.talks("two");
      proxy.set(Condition.reset());
      one.isReset();
      two.isReset();
      await().untilAsserted(() -> assertThat(server.resets).hasValue(2));
      try (Caller three = caller()) {
        three.talks("three");
      }
    }
    assertThat(proxy.counts().resets()).isEqualTo(2);
  }

  @Test
  void theSeedSaysWhichOfTheNewConnectionsAreReset() throws Exception {
    proxy.set(Condition.reset(0.5, 0, 153));
    List<Boolean> first = whichLive(30);
    proxy.set(Condition.reset(0.5, 0, 153));
    assertThat(whichLive(30)).isEqualTo(first);
    assertThat(first).contains(true, false);
    proxy.set(Condition.reset(0.5, 0, 154));
    assertThat(whichLive(30)).isNotEqualTo(first);
    proxy.set(Condition.CLEAR);
    assertThat(whichLive(30)).doesNotContain(false);
  }

  private List<Boolean> whichLive(int connections) throws IOException {
    List<Boolean> live = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      try (Caller caller = caller()) {
        caller.talks("x");
        live.add(true);
      } catch (SocketException reset) {
        live.add(false);
      }
    }
    return live;
  }

  @Test
  void aDoomedConnectionIsResetInTheMiddleOfAMessage() throws Exception {
    proxy.set(Condition.reset(1, 5_000, 153));
    try (Caller caller = caller()) {
      caller.send(Caller.bytes(20_000, 4));
      await().untilAsserted(() -> assertThat(server.resets).hasValue(1));
      assertThat(server.received.get()).isLessThanOrEqualTo(5_000);
      assertThatThrownBy(() -> caller.hears(new byte[20_000])).isInstanceOf(SocketException.class);
    }
    TcpProxy.Counts counts = proxy.counts();
    assertThat(counts.bytesToTarget() + counts.bytesFromTarget()).isEqualTo(5_000);
  }

  @Test
  void aBlackholeToTheTargetHoldsRequestsBackUntilItEnds() throws Exception {
    try (Caller caller = caller()) {
      caller.talks("before");
      long received = server.received.get();
      proxy.set(Condition.blackhole(TO_TARGET));
      caller.send("within");
      caller.end();
      caller.hearsNothing();
      assertThat(server.received).hasValue(received);
      proxy.set(Condition.CLEAR);
      caller.hears("within");
      caller.hearsTheEnd();
    }
    assertThat(proxy.counts().resets()).isZero();
  }

  @Test
  void aBlackholeFromTheTargetHoldsResponsesBackUntilItEnds() throws Exception {
    try (Caller caller = caller()) {
      proxy.set(Condition.blackhole(FROM_TARGET));
      caller.send("within");
      await().untilAsserted(() -> assertThat(server.received).hasValue("within".length()));
      caller.hearsNothing();
      proxy.set(Condition.CLEAR);
      caller.hears("within");
      caller.talks("after");
    }
  }

  @Test
  void inABlackholeNobodyHearsOfTheOthersEnd() throws Exception {
    try (Caller stays = caller();
        Caller leaves = caller()) {
      stays.talks("before");
      leaves.talks("before");
      proxy.set(Condition.blackhole());
      leaves.hangUp();
      stays.send("into the hole");
      stays.hearsNothing();
      assertThat(server.ends.get() + server.resets.get()).isZero();
      server.closeConnections(true);
      stays.hearsNothing();
      proxy.set(Condition.CLEAR);
      stays.isReset();
    }
    await().until(() -> proxy.counts().open() == 0);
  }

  @Test
  void aNewConnectionInABlackholeReachesTheTargetLater() throws Exception {
    proxy.set(Condition.blackhole());
    try (Caller caller = caller()) {
      caller.send("patience");
      caller.hearsNothing();
      assertThat(server.connections).hasValue(0);
      proxy.set(Condition.CLEAR);
      caller.hears("patience");
    }
  }

  @Test
  void aBlackholeStopsTakingInWhatIsSent() throws Exception {
    proxy.set(Condition.blackhole());
    try (Caller caller = caller()) {
      byte[] sent = Caller.bytes(32 << 20, 5);
      CompletableFuture<Void> sending = sending(caller, sent);
      caller.hearsNothing();
      assertThat(sending).isNotDone();
      proxy.set(Condition.CLEAR);
      caller.hears(sent);
      sending.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void lostResponsesNeverComeAndTheirConnectionsAreReset() throws Exception {
    try (Caller loses = caller();
        Caller idle = caller()) {
      loses.talks("before");
      idle.talks("before");
      long received = server.received.get();
      proxy.set(Condition.responsesLost());
      loses.send("lost");
      await().untilAsserted(() -> assertThat(server.received).hasValue(received + 4));
      loses.hearsNothing();
      assertThat(proxy.counts().bytesLost()).isEqualTo(4);
      proxy.set(Condition.CLEAR);
      loses.isReset();
      idle.talks("after");
    }
    assertThat(proxy.counts().resets()).isEqualTo(1);
  }

  @Test
  void aResponseThatIsOnItsWayWhenResponsesGetLostIsLostToo() throws Exception {
    byte[] sent = Caller.bytes(64 << 20, 6); // more than all buffers take
    try (Caller caller = caller()) {
      CompletableFuture<Void> sending = sending(caller, sent);
      long[] before = {-1};
      await() // the caller does not read, so it comes to a halt somewhere in the middle
          .pollInterval(Duration.ofMillis(200))
          .until(
              () -> {
                long halted = before[0];
                before[0] = proxy.counts().bytesFromTarget();
                return halted > 0 && halted == before[0];
              });
      proxy.set(Condition.responsesLost());
      await().until(() -> proxy.counts().bytesLost() > 0);
      proxy.set(Condition.CLEAR);
      assertThat((long) caller.hearsOnlyTheBeginningOf(sent))
          .isLessThanOrEqualTo(proxy.counts().bytesFromTarget())
          .isLessThan(sent.length);
      assertThat(proxy.counts().resets()).isEqualTo(1);
      await().until(sending::isDone); // or it would send into the next test
    }
  }

  @Test
  void theTargetsEndIsLostWithItsResponses() throws Exception {
    for (boolean hard : List.of(true, false)) {
      try (Caller caller = caller()) {
        caller.talks("before");
        proxy.set(Condition.responsesLost());
        server.closeConnections(hard);
        caller.hearsNothing();
        proxy.set(Condition.CLEAR);
        caller.isReset();
      }
    }
  }

  @Test
  void aHalfOpenConnectionIsGoneForTheTargetAndSilentForTheClient() throws Exception {
    try (Caller caller = caller()) {
      caller.talks("before");
      long received = server.received.get();
      proxy.set(Condition.halfOpen());
      await().untilAsserted(() -> assertThat(server.resets).hasValue(1));
      caller.send("anybody there?");
      caller.hearsNothing();
      try (Caller another = caller()) {
        another.talks("new");
      }
      assertThat(server.received).hasValue(received + 3);
      proxy.set(Condition.CLEAR);
      caller.isReset();
    }
  }

  @Test
  void aTargetThatIsAwayIsToldAtOnceAndServesWhenItComes() throws Exception {
    int port = server.port();
    server.close();
    try (Caller caller = caller()) {
      caller.isReset();
    }
    assertThat(proxy.counts().refused()).isEqualTo(1);
    server = new EchoServer(port);
    try (Caller caller = caller()) {
      caller.talks("back");
    }
  }

  @Test
  void closingEndsEverything() throws Exception {
    try (Caller caller = caller()) {
      caller.talks("before");
      proxy.close();
      caller.isReset();
      assertThatThrownBy(this::caller).isInstanceOf(ConnectException.class);
      assertThatThrownBy(() -> proxy.set(Condition.CLEAR))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("The proxy echo is closed");
      proxy.close();
    }
    await().untilAsserted(() -> assertThat(server.resets).hasValue(1));
  }

  @Test
  void aTakenPortIsRefused() {
    assertThatThrownBy(() -> TcpProxy.between(proxy.port(), server.port(), "second"))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("The proxy second cannot listen on " + proxy.port());
  }

  @Test
  void aConditionThatCannotBeIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Condition.latency(Duration.ofMillis(1), Duration.ofMillis(2), 0));
    assertThatIllegalArgumentException().isThrownBy(() -> Condition.bandwidth(0));
    assertThatIllegalArgumentException().isThrownBy(() -> Condition.reset(1.1, 0, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Condition.Blackhole(Set.of()));
  }

  /** What loses nothing must not lose a byte, whatever follows on what. */
  @Test
  void manyStreamsStayWholeWhileTheWeatherChanges() throws Exception {
    long seed = 153;
    int callers = 60;
    AtomicBoolean enough = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(callers);
    try {
      List<Future<Long>> streams = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        long own = seed + i;
        streams.add(threads.submit(() -> echoUntil(enough, own)));
      }
      Random random = new Random(seed);
      for (int change = 0; change < 50; change++) {
        long before = proxy.counts().bytesFromTarget();
        Condition next = anyThatLosesNothing(random);
        proxy.set(next);
        if (!(next instanceof Condition.Blackhole)) {
          await()
              .pollInterval(Duration.ofMillis(5))
              .until(() -> proxy.counts().bytesFromTarget() > before + 200_000);
        }
      }
      proxy.set(Condition.CLEAR);
      enough.set(true);
      long echoed = 0;
      for (Future<Long> stream : streams) {
        echoed += stream.get(10, TimeUnit.SECONDS);
      }
      long all = echoed; // counted just after it was heard
      await().untilAsserted(() -> assertThat(proxy.counts().bytesFromTarget()).isEqualTo(all));
    } finally {
      threads.shutdownNow();
    }
    assertThat(proxy.counts().resets()).isZero();
  }

  private long echoUntil(AtomicBoolean enough, long seed) throws IOException {
    long echoed = 0;
    try (Caller caller = caller()) {
      while (!enough.get()) {
        byte[] piece = Caller.bytes(10_000, seed + echoed);
        caller.send(piece);
        caller.hears(piece);
        echoed += piece.length;
      }
    }
    return echoed;
  }

  private static Condition anyThatLosesNothing(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> Condition.CLEAR;
      case 1 -> Condition.bandwidth(2_000_000);
      case 2 -> Condition.blackhole();
      case 3 -> Condition.blackhole(FROM_TARGET);
      case 4 -> Condition.blackhole(TO_TARGET);
      default -> Condition.latency(Duration.ofMillis(10), Duration.ofMillis(10), random.nextLong());
    };
  }
}
