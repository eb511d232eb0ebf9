package alo153.proving.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
  @Test
  void nothingSaidMeansAllFaultsInBrief() {
    Options options = Options.of();
    assertThat(options.profile()).isEqualTo(Profile.SHORT);
    assertThat(options.wants("F1")).isTrue();
  }

  @Test
  void everythingCanBeSaid() {
    Options options =
        Options.of(
            "--profile=long",
            "--only",
            "f1, F4m",
            "--seed",
            "7",
            "--port=27000",
            "--rate=20",
            "--minutes",
            "11");
    assertThat(options.profile()).isEqualTo(Profile.LONG);
    assertThat(options.wants("F1")).isTrue();
    assertThat(options.wants("F4m")).isTrue();
    assertThat(options.wants("F4")).isFalse();
    assertThat(options.seed()).isEqualTo(7);
    assertThat(options.port()).isEqualTo(27_000);
    assertThat(options.rate()).isEqualTo(20);
    assertThat(options.begin()).isEqualTo(Duration.ofMinutes(11));
  }

  @Test
  void theShortProfileEndsWithinTwelveMinutesAndTheLongOneWhenItIsDone() {
    assertThat(Options.of().begin()).isEqualTo(Duration.ofMinutes(11));
    assertThat(Options.of("--profile", "long").begin()).isGreaterThan(Duration.ofHours(24));
    assertThat(Options.of("--minutes", "60").begin()).isEqualTo(Duration.ofHours(1));
  }

  @ParameterizedTest
  @CsvSource({
    "--profile, middle, short or long",
    "--only, F99, there is no fault F99",
    "--seed, x, is a number",
    "--port, 80, from 1024",
    "--minutes, 0, from 1",
    "--speed, 1, no option --speed",
    "--minutes, -3, from 0 up",
    "--rate, 0, from 1",
    "--only, ' ', name the faults",
    "--data, /proc/nope, no folder that can be used"
  })
  void whatMakesNoSenseIsSaid(String option, String value, String why) {
    assertThatThrownBy(() -> Options.of(option, value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  @Test
  void aFolderThatHoldsOtherThingsIsNotEmptied(@TempDir Path folder) throws IOException {
    Options free = Options.of("--data", folder.toString());
    Files.writeString(folder.resolve("thesis.txt"), "ten years");
    assertThatThrownBy(() -> Options.of("--data", folder.toString()))
        .hasMessageContaining("holds other things");

    free.sign();
    assertThat(Options.of("--data", folder.toString()).folder()).isEqualTo(folder);
  }

  @Test
  void aFileIsNoFolder(@TempDir Path folder) throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> Options.of("--data", file.toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no folder that can be used");
  }
}
