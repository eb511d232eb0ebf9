package alo153.proving.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TrendTest {
  private final Trend trend = new Trend();

  private void measure(int minutes, double value) {
    trend.add(Duration.ofMinutes(minutes), value);
  }

  @Test
  void whatClimbsTwoOfAHundredInTenMinutesIsSaidTo() {
    for (int minute = 0; minute <= 60; minute++) {
      measure(minute, 100 + 0.2 * (minute - 30));
    }
    assertThat(trend.percentInTenMinutes(Duration.ZERO)).isCloseTo(2, within(0.001));
  }

  @Test
  void whatSwingsAroundAValueDoesNotClimb() {
    var random = new Random(4);
    for (int minute = 0; minute <= 60; minute++) {
      measure(minute, 100 + random.nextDouble());
    }
    assertThat(trend.percentInTenMinutes(Duration.ZERO)).isCloseTo(0, within(0.1));
  }

  @Test
  void whatWasMeasuredWhileItWarmedUpDoesNotCount() {
    for (int minute = 0; minute <= 60; minute++) {
      measure(minute, Math.min(minute, 20));
    }
    assertThat(trend.percentInTenMinutes(Duration.ZERO)).isGreaterThan(5);
    assertThat(trend.percentInTenMinutes(Duration.ofMinutes(20))).isCloseTo(0, within(0.001));
  }

  @Test
  void twoMeasurementsAreNoTrend() {
    measure(1, 1);
    measure(2, 2);
    assertThatThrownBy(() -> trend.percentInTenMinutes(Duration.ZERO))
        .isInstanceOf(IllegalStateException.class);
  }
}
