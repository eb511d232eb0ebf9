package alo153.allinone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import alo153.proving.Run;
import alo153.proving.simulators.World;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The power goes while the house works: {@code kill -9}, then {@code up} on what lies on the disk.
 */
class KillIT {
  private static final int REQUESTS = 40;
  private static final Duration START = Duration.ofMinutes(3);

  @TempDir Path folder;

  @Test
  void aHouseKilledInTheMiddleOfItsWorkFinishesEveryRequestItAcknowledged() throws Exception {
    int base = RunningHouse.freeBase();
    ChildJvm first = up(base);
    try {
      awaitReady(first, base);
      Run run = Run.on(folder);
      try (World world = World.start(run, () -> {});
          Sender sender = Sender.start(run, REQUESTS)) {
        await()
            .atMost(Duration.ofMinutes(2))
            .pollInterval(Duration.ofMillis(20))
            .untilAsserted(() -> assertThat(sender.acknowledged()).hasSizeGreaterThan(20));
        first.kill();
        List<String> atTheKill = sender.acknowledged();
        assertThat(atTheKill).as("killed in the middle").hasSizeLessThan(REQUESTS);

        try (ChildJvm second = up(base)) {
          awaitReady(second, base);
          await()
              .atMost(Duration.ofMinutes(3))
              .pollInterval(Duration.ofSeconds(1))
              .untilAsserted(
                  () -> {
                    assertThat(sender.acknowledged()).as("acknowledged").hasSize(REQUESTS);
                    assertThat(sender.unanswered()).as("of %s", world).isEmpty();
                    assertThat(sender.unheard()).isEmpty();
                  });
          assertThat(sender.refused()).as("the sender met the closed door").isPositive();
          assertThat(sender.found())
              .as("what was sent again under its key is the same request")
              .containsExactlyInAnyOrderElementsOf(sender.acknowledged());
          assertThat(sender.acknowledged()).containsAll(atTheKill);
        }
      }
    } finally {
      first.close();
    }
  }

  private ChildJvm up(int base) throws IOException {
    return ChildJvm.start(
        folder.resolve("console.log"),
        Map.of(),
        List.of(
            "-Xmx512m",
            "-XX:TieredStopAtLevel=1",
            "-Djava.net.preferIPv4Stack=true",
            "-cp",
            System.getProperty("java.class.path"),
            "alo153.allinone.Alo153",
            "up",
            "--data",
            folder.toString(),
            "--port",
            Integer.toString(base)));
  }

  private void awaitReady(ChildJvm house, int base) {
    await()
        .atMost(START)
        .until(
            () -> {
              assertThat(house.isAlive()).as(house::output).isTrue();
              return new DataFolder(folder)
                  .run()
                  .filter(run -> run.pid() == house.pid() && run.port() == base)
                  .isPresent();
            });
  }
}
