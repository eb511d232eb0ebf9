package alo153.proving.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Whether something grows: a straight line through what was measured, by least squares. */
final class Trend {
  private static final double TEN_MINUTES = Duration.ofMinutes(10).toSeconds();

  private final List<double[]> points = new ArrayList<>();

  /**
   * @param at since any fixed moment
   * @param value in any unit, more than 0
   */
  void add(Duration at, double value) {
    points.add(new double[] {at.toMillis() / 1000.0, value});
  }

  int size() {
    return points.size();
  }

  double first() {
    return points.get(0)[1];
  }

  double last() {
    return points.get(points.size() - 1)[1];
  }

  /**
   * What the line climbs in ten minutes, in percent of the mean.
   *
   * @param warmUp what was measured earlier does not count
   * @throws IllegalStateException when less than three measurements are left
   */
  double percentInTenMinutes(Duration warmUp) {
    List<double[]> some =
        points.stream().filter(point -> point[0] >= warmUp.toMillis() / 1000.0).toList();
    if (some.size() < 3) {
      throw new IllegalStateException("no trend in " + some.size() + " measurements");
    }
    double time = some.stream().mapToDouble(point -> point[0]).average().orElseThrow();
    double mean = some.stream().mapToDouble(point -> point[1]).average().orElseThrow();
    double together = 0;
    double spread = 0;
    for (double[] point : some) {
      together += (point[0] - time) * (point[1] - mean);
      spread += (point[0] - time) * (point[0] - time);
    }
    return together / spread * TEN_MINUTES / mean * 100;
  }
}
