package alo153.proving.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import alo153.proving.faults.AllFaults;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChaosTest {
  private static final Fault ANY = AllFaults.list().get(0);
  private static final Chaos.Line HELD =
      new Chaos.Line(
          ANY, new Measured(List.of("40 kills"), List.of()), null, Duration.ofSeconds(30), 7);
  private static final Chaos.Line BROKEN =
      new Chaos.Line(
          ANY, new Measured(List.of(), List.of("one is lost")), null, Duration.ofSeconds(30), 7);
  private static final Chaos.Line LEFT_OUT = Chaos.Line.leftOut(ANY, "faketime is not installed");

  @Test
  void whatCouldNotBeTriedIsSaidAndNothingIsBroken() {
    List<Chaos.Line> lines = List.of(LEFT_OUT, HELD, HELD);

    assertThat(Chaos.clean(lines)).isTrue();
    assertThat(Chaos.lastLine(lines, 7, 80))
        .isEqualTo("clean: 2 of 3 faults, 1 left out, seed 7, 80 s");
    assertThat(LEFT_OUT.told()).isEqualTo("faketime is not installed");
  }

  @Test
  void aBrokenPromiseIsNotHiddenByWhatWasLeftOut() {
    List<Chaos.Line> lines = List.of(LEFT_OUT, HELD, BROKEN);

    assertThat(Chaos.clean(lines)).isFalse();
    assertThat(Chaos.lastLine(lines, 7, 80))
        .isEqualTo("NOT clean: 1 of 3 faults broke the promise, 1 left out, seed 7, 80 s");
  }

  @Test
  void aRunThatTriedNothingIsNotClean() {
    assertThat(Chaos.clean(List.of(LEFT_OUT))).isFalse();
    assertThat(Chaos.lastLine(List.of(LEFT_OUT), 7, 1))
        .isEqualTo("NOT clean: nothing could be tried, 1 left out, seed 7, 1 s");
  }

  @Test
  void allThatHeldIsCounted() {
    assertThat(Chaos.clean(List.of(HELD, HELD))).isTrue();
    assertThat(Chaos.lastLine(List.of(HELD, HELD), 7, 60))
        .isEqualTo("clean: 2 of 2 faults, seed 7, 60 s");
  }
}
