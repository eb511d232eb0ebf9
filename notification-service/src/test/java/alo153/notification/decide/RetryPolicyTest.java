package alo153.notification.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryPolicyTest {
  private static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");
  private static final double ALMOST_ONE = 0.999_999;

  @ParameterizedTest
  @CsvSource({"1, 2", "2, 4", "3, 8", "4, 16", "5, 32", "6, 64", "7, 128"})
  void theWidthDoublesWithEachTry(int attempt, long seconds) {
    assertThat(RetryPolicy.USUAL.next(attempt, NOW, NOW, null, () -> ALMOST_ONE))
        .get()
        .matches(
            next ->
                Duration.between(NOW, next).toMillis() > seconds * 999
                    && Duration.between(NOW, next).toMillis() <= seconds * 1000);
    assertThat(RetryPolicy.USUAL.next(attempt, NOW, NOW, null, () -> 0)).contains(NOW);
  }

  @Test
  void theWidthEndsAtTheCap() {
    var patient =
        new RetryPolicy(Duration.ofSeconds(2), Duration.ofMinutes(15), 100, Duration.ofDays(1));
    assertThat(patient.next(60, NOW, NOW, null, () -> 1))
        .contains(NOW.plus(Duration.ofMinutes(15)));
  }

  @Test
  void theEighthTryWithoutAnAnswerIsTheLast() {
    assertThat(RetryPolicy.USUAL.mayRepeat(7)).isTrue();
    assertThat(RetryPolicy.USUAL.mayRepeat(8)).isFalse();
  }

  @Test
  void whatWasCertainlyNotTakenIsTriedForADay() {
    Instant firstTry = NOW.minus(Duration.ofHours(23));
    assertThat(RetryPolicy.USUAL.next(100, firstTry, NOW, null, () -> ALMOST_ONE)).isPresent();
  }

  @Test
  void afterADayItIsGivenUp() {
    assertThat(
            RetryPolicy.USUAL.next(
                2, NOW.minus(Duration.ofHours(24)), NOW, Duration.ofSeconds(1), () -> 0.5))
        .isEmpty();
  }

  @Test
  void whatTheProviderAsksForIsHonouredAndSpread() {
    assertThat(RetryPolicy.USUAL.next(1, NOW, NOW, Duration.ofSeconds(30), () -> 0.5))
        .contains(NOW.plusSeconds(31));
    assertThat(RetryPolicy.USUAL.next(1, NOW, NOW, Duration.ofDays(2), () -> 0.5)).isEmpty();
  }
}
