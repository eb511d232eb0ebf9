package alo153.proving.house;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VitalsTest {
  private static final String NAME = "delay";

  @Test
  void theLongestDelayBetweenTwoReadingsLiesInTheLastBucketThatGrew() {
    Meters then = meters(100, 104, 106);
    assertThat(Vitals.bounds(NAME, then, meters(200, 205, 207)))
        .isEqualTo(new Vitals.Bounds(0.01, 0.05));
    assertThat(Vitals.bounds(NAME, then, meters(200, 204, 207)))
        .isEqualTo(new Vitals.Bounds(0.05, Double.POSITIVE_INFINITY));
  }

  @Test
  void whatWasLongBeforeDoesNotCount() {
    Meters then = meters(100, 104, 106);
    assertThat(Vitals.bounds(NAME, then, meters(200, 204, 206)))
        .isEqualTo(new Vitals.Bounds(0, 0.01));
    assertThat(Vitals.bounds(NAME, then, then)).isEqualTo(new Vitals.Bounds(0, 0));
  }

  private static Meters meters(int upTo10, int upTo50, int all) {
    return Meters.read(
        """
        delay_bucket{le="0.01"} %d
        delay_bucket{le="0.05"} %d
        delay_bucket{le="+Inf"} %d
        """
            .formatted(upTo10, upTo50, all));
  }
}
