package alo153.proving.faults;

import java.time.Duration;
import java.util.List;

/** Of times that were measured one by one. */
final class Percentile {
  private Percentile() {}

  /**
   * The smallest time that so many of a hundred do not exceed; zero when there are none.
   *
   * @param percent 1 to 100
   */
  static Duration of(int percent, List<Duration> times) {
    if (times.isEmpty()) {
      return Duration.ZERO;
    }
    List<Duration> sorted = times.stream().sorted().toList();
    return sorted.get((int) Math.ceil(sorted.size() * percent / 100.0) - 1);
  }
}
