package alo153.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import alo153.embedded.EmbeddedStore;
import alo153.events.RequestId;
import alo153.events.RequestSubmitted;
import alo153.intake.RunningIntake.Answer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.netty.resources.LoopResources;

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
  void whileTheBrokerIsDeadEverybodyHearsInTimeAndNoEventLoopIsHeldUp(@TempDir Path directory)
      throws Exception {
    try (var broker = new BrokerProcess(directory);
        var intake = RunningIntake.against(broker.bootstrapServers())) {
      var warm = new SteadyLoad(intake, REQUESTS).run(Duration.ofSeconds(3), 100);
      assertThat(warm.statuses()).containsOnlyKeys(202);
      var watched = new SlowTurns(intake);

      broker.kill();
      SteadyLoad.Report outage = new SteadyLoad(intake, REQUESTS).run(Duration.ofSeconds(20), 100);
      System.out.printf(
          "without a broker: %s, slow turns of loops %.0f, of a plain thread %.0f%n",
          outage, watched.ofLoops(), watched.ofAPlainThread());

      assertThat(outage.statuses()).containsOnlyKeys(503);
      assertThat(outage.withoutRetryAfter()).isZero();
      assertThat(outage.retryAfters()).as("spread").hasSizeGreaterThan(3);
      assertThat(outage.percentile(99)).isLessThanOrEqualTo(Duration.ofSeconds(3));
      assertThat(outage.percentile(50))
          .as("most are turned away at once")
          .isLessThan(Duration.ofMillis(500));
      assertThat(outage.liveness()).containsOnlyKeys(200);
      assertThat(watched.ofLoops())
          .as("turns of the event loops over 50 ms, beyond those of the whole machine")
          .isLessThanOrEqualTo(
              LoopResources.DEFAULT_IO_WORKER_COUNT * (watched.ofAPlainThread() + 1));

      broker.startAgain();
      long back = System.nanoTime();
      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> intake.json(REQUESTS, "{\"text\":\"x\"}").status() == 202);
      System.out.printf(
          "first 202 %d ms after the broker was back%n",
          Duration.ofNanos(System.nanoTime() - back).toMillis());
    }
  }

  /** How often something waited longer than 50 ms for its turn, since this was made. */
  private static final class SlowTurns {
    private static final double BAR_NANOS = 50e6;
    private final Timer loops;
    private final Timer plain;
    private final double loopsBefore;
    private final double plainBefore;

    SlowTurns(RunningIntake intake) {
      var meters = intake.bean(MeterRegistry.class);
      loops = meters.get("alo153.event.loop.delay").timer();
      plain = meters.get("alo153.thread.delay").timer();
      loopsBefore = slow(loops);
      plainBefore = slow(plain);
    }

    double ofLoops() {
      return slow(loops) - loopsBefore;
    }

    double ofAPlainThread() {
      return slow(plain) - plainBefore;
    }

    private static double slow(Timer timer) {
      var snapshot = timer.takeSnapshot();
      double quick =
          Arrays.stream(snapshot.histogramCounts())
              .filter(step -> step.bucket() == BAR_NANOS)
              .mapToDouble(CountAtBucket::count)
              .findFirst()
              .orElseThrow();
      return snapshot.count() - quick;
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
  void aStoreThatStandsStillIsAnsweredForBeforeTheGatewayGivesUp() throws IOException {
    try (var store = EmbeddedStore.start(new EmbeddedStore.Settings(null, 0));
        var way = new SilencedWay(URI.create(store.uri()).getPort());
        var intake = RunningIntake.start("alo153.store.uri=mongodb://127.0.0.1:" + way.port())) {
      String messages = REQUESTS + "/" + RequestId.random().trackingCode().value() + "/messages";
      await()
          .untilAsserted(
              () -> assertThat(intake.json(messages, "{\"text\":\"x\"}").status()).isEqualTo(404));
      way.silence();
      long begin = System.nanoTime();
      Answer answer = intake.json(messages, "{\"text\":\"x\"}");
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.header("Retry-After")).isNotEmpty();
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(6));
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
                assertThat(report.json().at("/collections/0/documents").asInt()).isEqualTo(20);
                assertThat(report.json().get("equal").asBoolean()).isTrue();
              });
    }
  }
}
