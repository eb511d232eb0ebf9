package alo153.proving.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The library that shows a process another time of day, as Debian's package faketime brings it. */
public final class Faketime {
  /** The setting that says in which file an instance finds what its clock shows. */
  static final String FILE = "FAKETIME_TIMESTAMP_FILE";

  private static final Path LIBRARIES = Path.of("/usr/lib");
  private static final String LIBRARY = "faketime/libfaketime.so.1";

  private Faketime() {}

  /** Where the library lies; empty when it is not installed. */
  public static Optional<Path> library() {
    try (Stream<Path> folders = Files.list(LIBRARIES)) {
      return Stream.concat(Stream.of(LIBRARIES), folders.filter(Files::isDirectory))
          .map(folder -> folder.resolve(LIBRARY))
          .filter(Files::exists)
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What gives every JVM of a plan a clock of its own, which {@link SeparateHouse#clock} sets. Only
   * the time of day: what measures durations is left alone, as on a machine whose clock is set.
   *
   * @throws IllegalStateException when the library is not installed
   */
  public static Map<String, String> settings() {
    Path library =
        library().orElseThrow(() -> new IllegalStateException("faketime is not installed"));
    return Map.of(
        "LD_PRELOAD",
        library.toString(),
        "FAKETIME_DONT_FAKE_MONOTONIC",
        "1",
        "DONT_FAKE_MONOTONIC",
        "1",
        // otherwise timed waits of a JVM end at once
        "FAKETIME_FORCE_MONOTONIC_FIX",
        "0",
        "FAKETIME_CACHE_DURATION",
        "1");
  }
}
