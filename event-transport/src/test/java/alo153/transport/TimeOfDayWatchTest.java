package alo153.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TimeOfDayWatchTest {
  private long timeOfDay = Duration.ofDays(20_000).toMillis();
  private long counter = 17;
  private final AtomicInteger tried = new AtomicInteger();
  private final AtomicInteger renewed = new AtomicInteger();
  private final TimeOfDayWatch watch =
      new TimeOfDayWatch(
          List.of(
              () -> {
                if (tried.incrementAndGet() < 3) {
                  throw new IllegalStateException("no broker to be found");
                }
              },
              renewed::incrementAndGet),
          () -> timeOfDay,
          () -> counter);

  @Test
  void timeThatGoesOnChangesNothing() {
    pass(Duration.ofHours(30));
    watch.look();
    assertThat(renewed).hasValue(0);
  }

  @Test
  void whoIsSetBackMakesAllClientsAnewOnceWhateverBecomesOfOne() {
    pass(Duration.ofSeconds(1));
    timeOfDay -= Duration.ofHours(1).toMillis();
    watch.look();
    for (int i = 0; i < 5; i++) {
      pass(Duration.ofSeconds(1));
      watch.look();
    }
    assertThat(renewed).hasValue(1);
    assertThat(tried).as("until it could be made").hasValue(3);
  }

  @Test
  void aJumpAheadAndTheWayBack() {
    timeOfDay += Duration.ofHours(25).toMillis();
    watch.look();
    assertThat(renewed).hasValue(0);
    timeOfDay -= Duration.ofHours(25).toMillis();
    watch.look();
    assertThat(renewed).hasValue(1);
  }

  @Test
  void whatIsSlewedDoesNotAddUp() {
    for (int i = 0; i < 100; i++) {
      pass(Duration.ofSeconds(1));
      timeOfDay -= 500;
      watch.look();
    }
    assertThat(renewed).hasValue(0);
  }

  @Test
  void endsItsThreadWhenItIsStopped() {
    watch.start();
    assertThat(watch.isRunning()).isTrue();
    watch.stop();
    assertThat(watch.isRunning()).isFalse();
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("time-of-day");
  }

  private void pass(Duration time) {
    timeOfDay += time.toMillis();
    counter += time.toNanos();
  }
}
