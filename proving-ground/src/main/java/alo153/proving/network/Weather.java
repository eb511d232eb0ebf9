package alo153.proving.network;

import alo153.proving.network.Condition.Bandwidth;
import alo153.proving.network.Condition.Blackhole;
import alo153.proving.network.Condition.Direction;
import alo153.proving.network.Condition.Latency;
import alo153.proving.network.Condition.Reset;
import alo153.proving.network.Condition.ResponsesLost;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** One condition in force: the condition, and what it remembers while it lasts. */
final class Weather {
  static final long NEVER = Long.MAX_VALUE;
  private static final int SLICES_PER_SECOND = 20;

  private final Condition condition;
  private final SplittableRandom dice;
  private final Map<Direction, Long> lineIsFreeAt = new EnumMap<>(Direction.class);

  Weather(Condition condition) {
    this.condition = condition;
    this.dice = new SplittableRandom(condition instanceof Reset reset ? reset.seed() : 0);
  }

  /** Whether nothing may be written in this direction, be it bytes, an end or a reset. */
  boolean holds(Direction direction) {
    return loses(direction)
        || condition instanceof Blackhole hole && hole.directions().contains(direction);
  }

  /** Whether what comes in this direction is read and thrown away. */
  boolean loses(Direction direction) {
    return direction == Direction.FROM_TARGET && condition instanceof ResponsesLost;
  }

  /**
   * @return how many bytes the connection that comes now carries before it is reset, or {@link
   *     #NEVER}
   */
  long doomOfNext() {
    if (condition instanceof Reset reset && dice.nextDouble() < reset.share()) {
      return reset.afterBytes();
    }
    return NEVER;
  }

  /** The series of delays of one direction of one connection. */
  SplittableRandom delaysOf(long connection, Direction direction) {
    long seed = condition instanceof Latency latency ? latency.seed() : 0;
    return new SplittableRandom(seed * 31 + connection * 2 + direction.ordinal());
  }

  /**
   * @return nanoseconds
   */
  long nextDelay(SplittableRandom delays) {
    if (!(condition instanceof Latency latency)) {
      return 0;
    }
    long mean = latency.mean().toNanos();
    long jitter = latency.jitter().toNanos();
    return jitter == 0 ? mean : delays.nextLong(mean - jitter, mean + jitter + 1);
  }

  /** When the line takes bytes again, in the terms of {@link System#nanoTime()}. */
  long lineIsFreeAt(Direction direction, long now) {
    return Math.max(now, lineIsFreeAt.getOrDefault(direction, now));
  }

  /** How many bytes may be written at once when the line is free. */
  int widthOfLine() {
    if (condition instanceof Bandwidth line) {
      return (int) Math.min(64 << 10, Math.max(1, line.bytesPerSecond() / SLICES_PER_SECOND));
    }
    return Integer.MAX_VALUE;
  }

  void carried(Direction direction, int bytes, long now) {
    if (condition instanceof Bandwidth line) {
      long busy = TimeUnit.SECONDS.toNanos(bytes) / line.bytesPerSecond();
      lineIsFreeAt.put(direction, lineIsFreeAt(direction, now) + busy);
    }
  }
}
