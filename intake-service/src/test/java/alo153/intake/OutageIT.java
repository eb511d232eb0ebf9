package alo153.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import alo153.events.RequestId;
import alo153.events.RequestSubmitted;
import alo153.intake.RunningIntake.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What the doors say while something behind them is away. */
class OutageIT {
  private static final String REQUESTS = "/api/intake/v1/requests";

  @Test
  void withoutABrokerNobodyWaitsLongAndAfterwardsTheSameKeyGetsIn() throws IOException {
    // less than the product's own, so that a slow machine does not count against the bar of 3 s
    try (var intake = RunningIntake.start("alo153.intake.patience=1500ms")) {
      assertThat(intake.json(REQUESTS, "{\"text\":\"önce\"}").status()).isEqualTo(202);
      intake.stopBroker();
      String key = UUID.randomUUID().toString();
      for (int i = 0; i < 8; i++) {
        long begin = System.nanoTime();
        Answer answer = intake.json(REQUESTS, "{\"text\":\"x\"}", "Idempotency-Key", key);
        assertThat(answer.status()).isEqualTo(503);
        assertThat(Integer.parseInt(answer.header("Retry-After"))).isBetween(1, 30);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(3));
      }
      long begin = System.nanoTime();
      assertThat(intake.json(REQUESTS, "{\"text\":\"y\"}").status()).isEqualTo(503);
      assertThat(Duration.ofNanos(System.nanoTime() - begin))
          .as("the breaker answers at once")
          .isLessThan(Duration.ofSeconds(1));

      intake.startBrokerAgain();
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  assertThat(
                          intake
                              .json(REQUESTS, "{\"text\":\"x\"}", "Idempotency-Key", key)
                              .status())
                      .isEqualTo(202));
      Answer again = intake.json(REQUESTS, "{\"text\":\"x\"}", "Idempotency-Key", key);
      var id = new RequestId(again.json().get("requestId").asString());
      assertThat(intake.events(id)).isNotEmpty().allMatch(RequestSubmitted.class::isInstance);
      assertThat(intake.events(id)).extracting("id").containsOnly(RequestSubmitted.idOf(id));
    }
  }

  @Test
  void withoutAStoreACodeIsNeverCalledUnknownAndRequestsStillGetIn() throws IOException {
    try (var intake = RunningIntake.start()) {
      intake.stopStore();
      String code = RequestId.random().trackingCode().value();
      Answer answer = intake.json(REQUESTS + "/" + code + "/messages", "{\"text\":\"x\"}");
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.header("Retry-After")).isNotEmpty();
      Answer submitted = intake.json(REQUESTS, "{\"text\":\"x\"}");
      assertThat(submitted.status()).isEqualTo(202);
      assertThat(
              intake
                  .json(
                      REQUESTS
                          + "/"
                          + submitted.json().get("trackingCode").asString()
                          + "/messages",
                      "{\"text\":\"y\"}")
                  .status())
          .isEqualTo(202);
    }
  }

  @Test
  void theIndexOfCodesIsRebuiltFromTheLogAsItWas() throws IOException {
    try (var intake = RunningIntake.start()) {
      for (int i = 0; i < 20; i++) {
        assertThat(intake.json(REQUESTS, "{\"text\":\"" + i + "\"}").status()).isEqualTo(202);
      }
      await()
          .untilAsserted(
              () -> {
                Answer report =
                    intake.json("/api/intake/v1/rebuilds", "", "X-Api-Key", RunningIntake.OPERATOR);
                assertThat(report.status()).isEqualTo(200);
                assertThat(report.json().get("requests").asInt()).isEqualTo(20);
                assertThat(report.json().get("equal").asBoolean()).isTrue();
              });
    }
  }
}
