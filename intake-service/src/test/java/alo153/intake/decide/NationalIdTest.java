package alo153.intake.decide;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NationalIdTest {

  @Test
  void bothCheckDigitsMustFit() {
    assertThat(NationalId.isPlausible("10000000146")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10000000147",
        "10000000156",
        "00000000146",
        "1000000014",
        "100000001460",
        "1000000014a",
        ""
      })
  void anythingElseIsNoNumber(String written) {
    assertThat(NationalId.isPlausible(written)).isFalse();
  }
}
