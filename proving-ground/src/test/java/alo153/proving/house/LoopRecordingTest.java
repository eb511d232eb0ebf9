package alo153.proving.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoopRecordingTest {
  @TempDir private Path folder;

  @Test
  void onlyAnEventLoopThatWaitsIsTold() throws Exception {
    Path file = folder.resolve("loops.jfr");
    try (var recording = new Recording()) {
      recording.enable("jdk.ThreadPark").withThreshold(LoopRecording.LONGEST).withStackTrace();
      recording.start();
      wait("webflux-http-epoll-3", Duration.ofMillis(200));
      wait("webflux-http-epoll-4", Duration.ofMillis(5));
      wait("boundedElastic-1", Duration.ofMillis(200));
      recording.stop();
      recording.dump(file);
    }
    assertThat(LoopRecording.read("intake-service-1", file))
        .singleElement()
        .asString()
        .startsWith("webflux-http-epoll-3 of intake-service-1: ")
        .contains("jdk.ThreadPark", "LoopRecordingTest.until");
  }

  private static void wait(String name, Duration time) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    var thread = new Thread(() -> until(end), name);
    thread.start();
    thread.join();
  }

  private static void until(long end) {
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
