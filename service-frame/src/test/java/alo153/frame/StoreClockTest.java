package alo153.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StoreClockTest {
  private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

  private Instant store = NOON;
  private Duration answersAfter = Duration.ofMillis(20);
  private boolean away;
  private Duration machineAhead = Duration.ZERO;
  private long count = 42;

  private final Clock machine =
      new Clock() {
        @Override
        public Instant instant() {
          return store.plus(machineAhead);
        }

        @Override
        public ZoneId getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
          return this;
        }
      };

  private StoreClock clock() {
    return new StoreClock(this::tell, machine, () -> count);
  }

  private Instant tell() {
    pass(answersAfter.dividedBy(2));
    if (away) {
      throw new StoreUnavailableException("away", null);
    }
    Instant told = store.truncatedTo(java.time.temporal.ChronoUnit.MILLIS);
    pass(answersAfter.dividedBy(2));
    return told;
  }

  private void pass(Duration time) {
    store = store.plus(time);
    count += TimeUnit.MILLISECONDS.toNanos(time.toMillis());
  }

  @Test
  void aMachineWhoseClockIsWrongHasTheStoresTime() {
    machineAhead = Duration.ofHours(25);
    StoreClock clock = clock();
    clock.compare();
    assertThat(clock.instant()).isEqualTo(store);
    pass(Duration.ofMinutes(3));
    assertThat(clock.instant()).isEqualTo(store);
  }

  @Test
  void aMachineWhoseClockJumpsIsNotLedAstray() {
    StoreClock clock = clock();
    clock.compare();
    for (Duration jump :
        new Duration[] {Duration.ofHours(1), Duration.ofHours(-25), Duration.ofHours(25)}) {
      machineAhead = jump;
      pass(Duration.ofSeconds(4));
      assertThat(clock.instant()).isEqualTo(store);
      clock.compare();
      assertThat(clock.instant()).isEqualTo(store);
    }
  }

  @Test
  void whileTheStoreIsAwayTimeGoesOn() {
    machineAhead = Duration.ofHours(-1);
    StoreClock clock = clock();
    clock.compare();
    away = true;
    pass(Duration.ofHours(2));
    clock.compare();
    assertThat(clock.instant()).isEqualTo(store);
  }

  @Test
  void beforeTheStoreToldAnyItIsTheMachinesTime() {
    away = true;
    machineAhead = Duration.ofSeconds(3);
    StoreClock clock = clock();
    clock.compare();
    assertThat(clock.instant()).isEqualTo(machine.instant());
  }

  @Test
  void aDifferenceWithinTheDoubtDoesNotMakeTheTimeTremble() {
    StoreClock clock = clock();
    clock.compare();
    store = store.plusMillis(8); // half of 20 ms is not known
    Instant before = clock.instant();
    clock.compare();
    assertThat(clock.instant()).isEqualTo(before.plus(answersAfter));
  }

  @Test
  void anAnswerThatTookTooLongSaysNothing() {
    StoreClock clock = clock();
    clock.compare();
    store = store.plus(Duration.ofHours(1));
    answersAfter = Duration.ofSeconds(5);
    clock.compare();
    assertThat(clock.instant()).isEqualTo(store.minus(Duration.ofHours(1)));
  }

  @Test
  void aStoreWhoseClockWasSetIsFollowed() {
    StoreClock clock = clock();
    clock.compare();
    store = store.minus(Duration.ofMinutes(10));
    clock.compare();
    assertThat(clock.instant()).isEqualTo(store);
  }
}
