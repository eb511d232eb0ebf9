package alo153.proving.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;

/** The table of a run, for people who were not there. */
final class Report {
  private Report() {}

  /** Writes {@code report.md} into the run's folder. */
  static void write(Options options, List<Chaos.Line> lines) {
    var text =
        new StringBuilder(
            "| # | Fault | Bar | Held | Measured | Seed | Seconds |\n|---|---|---|---|---|---|---|\n");
    for (Chaos.Line line : lines) {
      text.append(
          "| %s | %s | %s | %s | %s | %d | %d |%n"
              .formatted(
                  line.fault().id(),
                  line.fault().title(),
                  line.fault().bar(),
                  !line.tried() ? "left out" : line.held() ? "yes" : "**no**",
                  line.told(),
                  line.seed(),
                  line.took().toSeconds()));
    }
    text.append(
        "%nProfile %s, seed %d.%n"
            .formatted(options.profile().name().toLowerCase(Locale.ROOT), options.seed()));
    for (Chaos.Line line : lines) {
      for (String broken : line.measured().broken()) {
        text.append("%n%s: %s%n".formatted(line.fault().id(), broken));
      }
    }
    try {
      Files.createDirectories(options.folder());
      Files.writeString(options.folder().resolve("report.md"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
