package alo153.proving.house;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MetersTest {
  private static final Meters METERS =
      Meters.read(
          """
          # HELP alo153_thread_delay_seconds How late a plain thread is
          # TYPE alo153_thread_delay_seconds histogram
          alo153_thread_delay_seconds_bucket{application="intake-service",le="0.05"} 41
          alo153_thread_delay_seconds_bucket{application="intake-service",le="+Inf"} 42
          alo153_thread_delay_seconds_count{application="intake-service"} 42
          alo153_thread_delay_seconds_max{application="intake-service"} 6.5E-4
          alo153_plain 3.0
          alo153_endless +Inf
          """);

  @Test
  void aSampleIsFoundByItsNameAndALabel() {
    assertThat(METERS.value("alo153_thread_delay_seconds_bucket", "le=\"0.05\"")).hasValue(41);
    assertThat(METERS.value("alo153_thread_delay_seconds_max", "")).hasValue(6.5e-4);
    assertThat(METERS.value("alo153_plain", "")).hasValue(3);
    assertThat(METERS.value("alo153_endless", "")).hasValue(Double.POSITIVE_INFINITY);
  }

  @Test
  void whatIsNotThereHasNoValue() {
    assertThat(METERS.value("alo153_thread_delay_seconds", "")).isEmpty();
    assertThat(METERS.value("alo153_thread_delay_seconds_bucket", "le=\"0.1\"")).isEmpty();
  }
}
