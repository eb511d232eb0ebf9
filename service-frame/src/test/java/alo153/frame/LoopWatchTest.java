package alo153.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.netty.resources.LoopResources;

class LoopWatchTest {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final LoopResources loops = LoopResources.create("watched", 2, true);
  private final LoopWatch watch = new LoopWatch(loops, meters);

  @BeforeEach
  void start() {
    watch.start();
  }

  @AfterEach
  void stop() {
    watch.stop();
    loops.disposeLater(Duration.ZERO, Duration.ofSeconds(1)).block();
  }

  @Test
  void aLoopThatIsHeldUpShowsAndIsNotTakenForABusyMachine() {
    await().until(() -> count("alo153.event.loop.delay") > 4);
    EventExecutor one = loops.onServer(LoopResources.DEFAULT_NATIVE).next();
    // nobody counts it down: the loop waits the whole time
    one.execute(() -> hold(new CountDownLatch(1)));

    await().until(() -> max("alo153.event.loop.delay") >= 180);
    assertThat(max("alo153.thread.delay")).isLessThan(max("alo153.event.loop.delay"));
  }

  @Test
  void everyLoopIsAskedInEachRound() {
    await().until(() -> count("alo153.thread.delay") >= 10);
    double rounds = count("alo153.thread.delay");
    assertThat(count("alo153.event.loop.delay")).isBetween(rounds, 2 * (rounds + 5));
  }

  @Test
  void itStopsAndStartsAgain() {
    watch.stop();
    assertThat(watch.isRunning()).isFalse();
    double before = count("alo153.thread.delay");
    watch.start();
    await().until(() -> count("alo153.thread.delay") > before + 5);
  }

  private static void hold(CountDownLatch latch) {
    try {
      assertThat(latch.await(400, TimeUnit.MILLISECONDS)).isFalse();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private double max(String meter) {
    return meters.get(meter).timer().max(TimeUnit.MILLISECONDS);
  }

  private double count(String meter) {
    return meters.get(meter).timer().count();
  }
}
