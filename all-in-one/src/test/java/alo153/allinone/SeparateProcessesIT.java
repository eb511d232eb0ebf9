package alo153.allinone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import alo153.proving.demo.Demo;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The parts as processes of their own: they meet in the log, and one may die. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SeparateProcessesIT {
  private static final int REQUESTS = 30;

  private SeparateHouse house;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    house = SeparateHouse.on(folder);
  }

  @AfterAll
  void stop() {
    if (house != null) {
      house.close();
    }
  }

  @Test
  void oneRequestOfEveryDoorIsAnsweredByTheSameDoor() throws Exception {
    assertThat(Demo.run(house.run())).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tracking-service", "intake-service"})
  void aPartKilledInTheMiddleForgetsNothingThatWasAcknowledged(String part) throws Exception {
    try (Sender sender = Sender.start(house.run(), REQUESTS)) {
      await()
          .atMost(Duration.ofMinutes(1))
          .pollInterval(Duration.ofMillis(20))
          .until(() -> sender.acknowledged().size() >= 10);
      house.kill(part);
      assertThat(sender.acknowledged()).as("killed in the middle").hasSizeLessThan(REQUESTS);
      // either the door is closed now, or requests go on being accepted without that part
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> sender.acknowledged().size() == REQUESTS || sender.refused() > 0);
      house.start(part);
      house.awaitReady(part);
      await()
          .atMost(Duration.ofMinutes(3))
          .pollInterval(Duration.ofSeconds(1))
          .untilAsserted(
              () -> {
                assertThat(sender.acknowledged()).as("acknowledged").hasSize(REQUESTS);
                assertThat(sender.unanswered()).as("unanswered").isEmpty();
                assertThat(sender.unheard()).as("answered, and nobody was told").isEmpty();
              });
    }
  }
}
