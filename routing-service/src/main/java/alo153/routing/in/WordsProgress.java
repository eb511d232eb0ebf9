package alo153.routing.in;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How far the words have been read, per partition. Words and events of a request lie in partitions
 * of the same number, so whoever misses words can see whether they may still come.
 */
public final class WordsProgress {
  private final Clock clock;
  private final Map<Integer, Instant> written = new ConcurrentHashMap<>();
  private final Map<Integer, Instant> handled = new ConcurrentHashMap<>();

  public WordsProgress(Clock clock) {
    this.clock = clock;
  }

  void handled(int partition, Instant timestamp) {
    written.merge(partition, timestamp, (a, b) -> a.isAfter(b) ? a : b);
    handled.put(partition, clock.instant());
  }

  /** Whether words written well after that moment have been read already. */
  boolean isBeyond(int partition, Instant moment) {
    Instant last = written.get(partition);
    return last != null && last.isAfter(moment);
  }

  /** Whether nothing has come for that long: then all there is has been read. */
  boolean isIdle(int partition, Duration time) {
    Instant last = handled.get(partition);
    return last == null || last.plus(time).isBefore(clock.instant());
  }
}
