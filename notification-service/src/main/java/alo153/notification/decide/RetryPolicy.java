package alo153.notification.decide;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When a failed try is repeated: full jitter, ever wider, honouring what the provider asked for.
 * What a provider certainly did not take is tried until patience ends; a try without an answer may
 * be a copy more, so of those there are few.
 *
 * @param base the width of the first wait
 * @param cap the widest wait
 * @param unsure how many tries may end without an answer
 * @param patience after the first try; then it is given up
 */
public record RetryPolicy(Duration base, Duration cap, int unsure, Duration patience) {
  public static final RetryPolicy USUAL =
      new RetryPolicy(Duration.ofSeconds(2), Duration.ofMinutes(15), 8, Duration.ofHours(24));

  /**
   * @param attempt the try that failed, from 1
   * @param firstTry when the first try was
   * @param now the moment
   * @param wished how long the provider asked us to wait; null when it did not
   * @param random between 0 and 1
   * @return when to try again; empty to give up
   */
  public Optional<Instant> next(
      int attempt,
      Instant firstTry,
      Instant now,
      @Nullable Duration wished,
      DoubleSupplier random) {
    Duration wait = jittered(attempt, random);
    if (wished != null && wished.compareTo(wait) > 0) {
      // not all at the very second the provider named
      wait = wished.plusMillis((long) (random.getAsDouble() * base.toMillis()));
    }
    Instant next = now.plus(wait);
    return next.isAfter(firstTry.plus(patience)) ? Optional.empty() : Optional.of(next);
  }

  /** Whether there may be another try after so many without an answer. */
  public boolean mayRepeat(int withoutAnswer) {
    return withoutAnswer < unsure;
  }

  /** Somewhere between nothing and the width of this try. */
  private Duration jittered(int attempt, DoubleSupplier random) {
    long width = base.toMillis() << Math.min(attempt - 1, 30);
    if (width <= 0 || width > cap.toMillis()) {
      width = cap.toMillis();
    }
    return Duration.ofMillis((long) (random.getAsDouble() * width));
  }
}
