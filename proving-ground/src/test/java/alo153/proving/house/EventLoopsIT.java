package alo153.proving.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The kernel's word on a real JVM's loop. */
class EventLoopsIT {
  private static final Duration LONG_ENOUGH = Duration.ofMillis(1_500);

  @BeforeAll
  static void onLinux() {
    assumeTrue(Files.exists(Path.of("/proc/self/wchan")), "there is no /proc/<pid>/wchan");
  }

  @Test
  void aLoopWithoutWorkIsNotHeld() throws Exception {
    assertThat(held(BusyLoop.Manner.IDLES, 0)).isLessThan(Duration.ofMillis(20));
  }

  @Test
  void whoeverWorksForTooLongIsSeen() throws Exception {
    assertThat(held(BusyLoop.Manner.WORKS, 300))
        .isBetween(Duration.ofMillis(200), Duration.ofMillis(400));
  }

  @Test
  void whoeverWaitsForSomethingElseIsSeen() throws Exception {
    assertThat(held(BusyLoop.Manner.WAITS, 300))
        .isBetween(Duration.ofMillis(200), Duration.ofMillis(600));
  }

  @Test
  void whatIsShortIsNotAddedUp() throws Exception {
    assertThat(held(BusyLoop.Manner.WORKS, 5)).isLessThan(Duration.ofMillis(50));
  }

  @Test
  void aCollectionOfGarbageIsNotTheLoopsFault() throws Exception {
    assertThat(held(BusyLoop.Manner.COLLECTS, 0)).isLessThan(Duration.ofMillis(50));
  }

  private static Duration held(BusyLoop.Manner manner, int millis) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                BusyLoop.class.getName(),
                manner.name(),
                Integer.toString(millis))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      assertThat(firstLine(process)).isEqualTo("ready");
      Waiting.pause(Duration.ofMillis(300));
      try (EventLoops loops = EventLoops.watch(Map.of("busy", process.pid()))) {
        Waiting.pause(LONG_ENOUGH);
        assertThat(loops.isMeasured()).isTrue();
        return loops.held();
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static String firstLine(Process process) throws IOException {
    return new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
        .readLine();
  }
}
