package alo153.routing.in;

import static org.assertj.core.api.Assertions.assertThat;

import alo153.events.RequestId;
import alo153.events.personal.PersonalKey;
import alo153.routing.RoutingSettings;
import alo153.routing.out.WordsReading;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class MissingWordsTest {
  private static final PersonalKey KEY =
      new PersonalKey(new RequestId("0123456789ABCDEFGHJKMNPQRS"), "words-1");
  private static final int PARTITION = 3;

  private final Reading reading = new Reading();
  private final Hand clock = new Hand();
  private final MissingWords missing =
      new MissingWords(
          reading,
          new RoutingSettings(
              null,
              Duration.ofSeconds(2),
              Duration.ofSeconds(60),
              Duration.ofDays(30),
              Duration.ofSeconds(5)),
          clock);

  /** What the brokers would say. */
  private static final class Reading implements WordsReading {
    long end = 100;
    long taken;

    @Override
    public long end(int partition) {
      return partition == PARTITION ? end : 0;
    }

    @Override
    public long taken(int partition) {
      return partition == PARTITION ? taken : 0;
    }
  }

  /** A clock that is set by hand. */
  private static final class Hand extends Clock {
    Instant now = Instant.parse("2026-11-23T09:00:00Z");

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  private boolean mayStillComeAfter(Duration time) {
    clock.now = clock.now.plus(time);
    return missing.mayStillCome(KEY, PARTITION);
  }

  @Test
  void untilTheCapTheyMayComeWhateverHasBeenRead() {
    reading.taken = 100;
    assertThat(mayStillComeAfter(Duration.ZERO)).isTrue();
    assertThat(mayStillComeAfter(Duration.ofSeconds(59))).isTrue();
    assertThat(mayStillComeAfter(Duration.ofSeconds(2))).isFalse();
  }

  @Test
  void wordsThatLieUnreadAreNotGivenUp() {
    assertThat(mayStillComeAfter(Duration.ZERO)).isTrue();
    assertThat(mayStillComeAfter(Duration.ofMinutes(10))).isTrue();
    reading.taken = 99;
    assertThat(mayStillComeAfter(Duration.ofMinutes(10))).isTrue();
    reading.taken = 100;
    assertThat(mayStillComeAfter(Duration.ofSeconds(1))).isFalse();
  }

  @Test
  void whatIsWrittenAfterTheCapDoesNotMoveTheMark() {
    assertThat(mayStillComeAfter(Duration.ZERO)).isTrue();
    assertThat(mayStillComeAfter(Duration.ofSeconds(61))).isTrue();
    reading.end = 1_000_000;
    reading.taken = 100;
    assertThat(mayStillComeAfter(Duration.ofSeconds(1))).isFalse();
  }

  @Test
  void wordsThatCameStartAnew() {
    assertThat(mayStillComeAfter(Duration.ZERO)).isTrue();
    missing.found(KEY);
    assertThat(mayStillComeAfter(Duration.ofSeconds(61))).isTrue();
  }
}
