package alo153.intake.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2026-11-24T18:40:21+03:00|2026-11-24T15:40:21Z",
        "2026-11-24T15:40:21Z|2026-11-24T15:40:21Z",
        "2026-11-24T18:40:00.302+0300|2026-11-24T15:40:00.302Z",
        "2026-11-24 18:40:00|2026-11-24T15:40:00Z",
        "2026-11-24 18:40:00 +0300|2026-11-24T15:40:00Z",
        "24.11.2026 18:40|2026-11-24T15:40:00Z",
        "4.1.2026 8:05|2026-01-04T05:05:00Z",
        "29.02.2028 18:40|2028-02-29T15:40:00Z",
        "24/11/2026 18:40:10|2026-11-24T15:40:10Z",
        "24.11.2026|2026-11-23T21:00:00Z",
        "1764000021|2025-11-24T16:00:21Z",
        "1764000000926|2025-11-24T16:00:00.926Z",
      })
  void everySpellingIsOnePointInTime(String written, Instant instant) {
    assertThat(Times.read(written)).contains(instant);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "dün",
        "24.11.2026 10:00x",
        "31.02.2026",
        "31.02.2026 10:00",
        "29/2/2026 10:00",
        "2026-02-30 10:00:00",
        "2026-02-30 10:00:00 +0300",
        "24.11.2026 25:00",
        "2026-13-01",
        "+999999999-12-31T23:59:59Z",
        "0001-01-01T00:00:00Z",
        "99999999999999",
        "99999999999999999999"
      })
  void whatIsNoTimeIsEmpty(String written) {
    assertThat(Times.read(written)).isEmpty();
  }
}
