package alo153.intake.in;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import alo153.frame.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdempotencyKeyTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "abc|abc",
        "\"abc\"|abc",
        "\"a b\"|a b",
        "\"a\\\"b\\\\c\"|a\"b\\c",
        "8e03978e-40d5-43e8-bc93-6894a57f9324|8e03978e-40d5-43e8-bc93-6894a57f9324",
      })
  void quotedAndBareAreTheSameKey(String header, String key) {
    assertThat(IdempotencyKey.read(header)).contains(key);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\"\"", "  ", "çukur", "a\tb"})
  void whatIsNoKeyIsRefused(String header) {
    assertThatThrownBy(() -> IdempotencyKey.read(header)).isInstanceOf(ProblemException.class);
  }

  @Test
  void aKeyHasAtMost255Characters() {
    assertThat(IdempotencyKey.read("a".repeat(255))).isPresent();
    assertThatThrownBy(() -> IdempotencyKey.read("a".repeat(256)))
        .isInstanceOf(ProblemException.class);
  }

  @Test
  void noHeaderIsNoKey() {
    assertThat(IdempotencyKey.read(null)).isEmpty();
  }
}
