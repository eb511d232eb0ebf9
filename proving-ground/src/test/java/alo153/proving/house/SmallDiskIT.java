package alo153.proving.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmallDiskIT {
  @TempDir Path folder;

  @Test
  void aProcessOnItFindsItFullAndThenFindsSpaceAgain() {
    Path disk = folder.resolve("disk");
    try (SmallDisk small = SmallDisk.make(disk, 1, folder.resolve("disk.log"))) {
      assertThat(writes(small, disk.resolve("before"))).isTrue();
      small.fill();
      assertThat(small.space()).isZero();
      assertThat(writes(small, disk.resolve("full"))).isFalse();
      small.relieve();
      assertThat(writes(small, disk.resolve("after"))).isTrue();
    }
    assertThat(Files.exists(disk.resolve("before"))).isFalse();
  }

  private boolean writes(SmallDisk disk, Path file) {
    try (var writing =
        ChildProcess.start(
            "writing",
            folder.resolve("writing.log"),
            Map.of(),
            disk.inside(
                List.of("sh", "-c", "head -c 100000 /dev/zero > \"$0\"", file.toString())))) {
      writing.awaitEnd(Duration.ofSeconds(20));
      return writing.exitCode() == 0;
    }
  }
}
