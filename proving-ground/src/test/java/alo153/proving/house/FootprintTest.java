package alo153.proving.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FootprintTest {
  private static final long MEGA = 1024 * 1024;

  /** Keeps 30 MB, and throws away as much again and again. */
  static final class Keeper {
    private Keeper() {}

    public static void main(String[] arguments) throws InterruptedException {
      byte[] kept = new byte[(int) (30 * MEGA)];
      byte[] thrownAway = new byte[(int) (30 * MEGA)];
      System.out.println("keeps " + kept.length + ", not " + thrownAway.length);
      thrownAway = new byte[0];
      Thread.currentThread().join(Duration.ofMinutes(1).toMillis());
      System.out.println(kept.length + thrownAway.length);
    }
  }

  @Test
  void onlyWhatIsKeptCounts(@TempDir Path folder) {
    List<String> command =
        List.of(
            Installation.java(),
            "-Xmx128m",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            Keeper.class.getName());
    try (var process =
        ChildProcess.start("keeper", folder.resolve("keeper.log"), Map.of(), command)) {
      Waiting.until(
          Duration.ofSeconds(30),
          () -> process.saidSinceStart("keeps "),
          () -> process.lastLines(10));
      Footprint footprint = Footprint.of(process);
      assertThat(footprint.live()).isBetween(30 * MEGA, 45 * MEGA);
      assertThat(footprint.resident()).isGreaterThan(footprint.live());
    }
  }
}
