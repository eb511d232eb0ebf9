package alo153.allinone;

import static org.assertj.core.api.Assertions.assertThat;

import alo153.proving.demo.Demo;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The parts as processes of their own, told what {@code docker-compose.yml} tells them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SeparateProcessesIT {
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
}
