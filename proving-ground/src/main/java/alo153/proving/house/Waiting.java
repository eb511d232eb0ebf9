package alo153.proving.house;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting for what takes its time. */
public final class Waiting {
  private static final long PAUSE_MILLIS = 100;

  private Waiting() {}

  /**
   * Returns when it is so.
   *
   * @throws IllegalStateException with what {@code otherwise} says, when it is not in time
   */
  public static void until(Duration patience, BooleanSupplier so, Supplier<String> otherwise) {
    if (!cameTrue(patience, so)) {
      throw new IllegalStateException(otherwise.get());
    }
  }

  /** Whether it was so in time. */
  public static boolean cameTrue(Duration patience, BooleanSupplier so) {
    long end = System.nanoTime() + patience.toNanos();
    while (!so.getAsBoolean()) {
      if (System.nanoTime() > end || Thread.currentThread().isInterrupted()) {
        return false;
      }
      pause(Duration.ofMillis(PAUSE_MILLIS));
    }
    return true;
  }

  /** Lets time pass; less when the thread is interrupted. */
  public static void pause(Duration time) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(time.toMillis()));
  }
}
