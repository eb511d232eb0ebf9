package alo153.proving.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PercentileTest {

  @Test
  void oneOfAHundredMayBeSlower() {
    List<Duration> times = LongStream.rangeClosed(1, 100).mapToObj(Duration::ofMillis).toList();
    assertThat(Percentile.of(99, times)).isEqualTo(Duration.ofMillis(99));
    assertThat(Percentile.of(100, times)).isEqualTo(Duration.ofMillis(100));
  }

  @Test
  void ofAFewItIsTheSlowest() {
    assertThat(Percentile.of(99, List.of(Duration.ofMillis(7), Duration.ofMillis(3))))
        .isEqualTo(Duration.ofMillis(7));
  }

  @Test
  void whatNeverHappenedTookNoTime() {
    assertThat(Percentile.of(99, List.of())).isZero();
  }
}
