package alo153.proving.chaos;

import alo153.proving.faults.AllFaults;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the command line asks for.
 *
 * @param profile how much
 * @param only ids of faults; empty means all
 * @param seed of everything that is left to chance
 * @param folder where the houses and ledgers lie; what an earlier run left there is deleted
 * @param port where free ranges of ports are looked for
 * @param rate operations a second at most, whatever a fault would ask of the house
 * @param begin how long faults may begin; what would begin later is left out
 */
public record Options(
    Profile profile, Set<String> only, long seed, Path folder, int port, int rate, Duration begin) {
  private static final String MARK = "chaos";

  /** A file in every folder that chaos made. */
  private static final String SIGN = ".made-by-chaos";

  private static final List<String> KNOWN =
      List.of("--profile", "--only", "--seed", "--data", "--port", "--minutes", "--rate");
  private static final long MOST_MINUTES = Profile.LONG.minutes();

  private static final int MOST_RATE = 1000;

  public Options {
    only = Set.copyOf(only);
  }

  /**
   * Reads {@code --profile short|long --only F1,F8 --seed N --data DIR --port N --minutes N --rate
   * N}.
   *
   * @throws IllegalArgumentException with a sentence for the person who typed it
   */
  public static Options of(String... arguments) {
    Profile profile = Profile.SHORT;
    Set<String> only = new LinkedHashSet<>();
    long seed = System.currentTimeMillis() % 1_000_000;
    Path folder = Path.of(".alo153-" + MARK);
    int port = 26_000;
    int rate = MOST_RATE;
    @Nullable Long asked = null;
    var rest = new ArrayDeque<>(expanded(arguments));
    while (!rest.isEmpty()) {
      String option = rest.poll();
      if (!KNOWN.contains(option)) {
        throw new IllegalArgumentException(
            "chaos has no option %s, only %s".formatted(option, String.join(" ", KNOWN)));
      }
      String value = rest.poll();
      if (value == null) {
        throw new IllegalArgumentException("a value is missing after " + option);
      }
      switch (option) {
        case "--profile" -> profile = profile(value);
        case "--only" -> only.addAll(faults(value));
        case "--seed" -> seed = number(option, value);
        case "--data" -> folder = Path.of(value);
        case "--port" -> port = (int) number(option, value);
        case "--rate" -> rate = (int) number(option, value);
        case "--minutes" -> asked = number(option, value);
        default -> throw new IllegalStateException("nobody reads " + option);
      }
    }
    if (port < 1024 || port > 60_000) {
      throw new IllegalArgumentException("--port is a number from 1024 to 60000, not " + port);
    }
    long minutes = Objects.requireNonNullElse(asked, profile.minutes());
    if (minutes < 1 || minutes > MOST_MINUTES) {
      throw new IllegalArgumentException(
          "--minutes is a number from 1 to %d, not %d".formatted(MOST_MINUTES, minutes));
    }
    if (rate < 1 || rate > MOST_RATE) {
      throw new IllegalArgumentException(
          "--rate is a number from 1 to %d, not %d".formatted(MOST_RATE, rate));
    }
    refuseOthers(folder);
    return new Options(profile, only, seed, folder, port, rate, Duration.ofMinutes(minutes));
  }

  private static List<String> expanded(String... arguments) {
    return Arrays.stream(arguments)
        .flatMap(
            argument -> {
              int equals = argument.indexOf('=');
              return argument.startsWith("--") && equals > 0
                  ? Stream.of(argument.substring(0, equals), argument.substring(equals + 1))
                  : Stream.of(argument);
            })
        .toList();
  }

  private static Profile profile(String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "short" -> Profile.SHORT;
      case "long" -> Profile.LONG;
      default -> throw new IllegalArgumentException("--profile is short or long, not " + value);
    };
  }

  private static Set<String> faults(String value) {
    Set<String> ids = new LinkedHashSet<>();
    for (String id : value.toUpperCase(Locale.ROOT).split(",", -1)) {
      List<String> all = AllFaults.list().stream().map(Fault::id).toList();
      if (all.stream().noneMatch(id.strip()::equalsIgnoreCase)) {
        throw new IllegalArgumentException(
            (id.isBlank() ? "name the faults after --only: " : "there is no fault %s, only ")
                    .formatted(id.strip())
                + String.join(", ", all));
      }
      ids.add(id.strip());
    }
    return ids;
  }

  private static long number(String option, String value) {
    if (!value.matches("[0-9]{1,12}")) {
      throw new IllegalArgumentException(option + " is a number from 0 up, not " + value);
    }
    return Long.parseLong(value);
  }

  /** Somebody's folder must not be emptied by a slip of the hand. */
  private static void refuseOthers(Path folder) {
    try {
      Files.createDirectories(folder);
      try (Stream<Path> within = Files.list(folder)) {
        if (within.findAny().isPresent() && !Files.exists(folder.resolve(SIGN))) {
          throw new IllegalArgumentException(
              folder
                  + " holds other things than an earlier run's; chaos empties its folder: name one"
                  + " that is empty or not there");
        }
      }
    } catch (IOException e) {
      throw new IllegalArgumentException(folder + " is no folder that can be used: " + e, e);
    }
  }

  /** From now on the folder is one that may be emptied. */
  void sign() {
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve(SIGN), "made by ./alo153 chaos, and emptied by it\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean wants(String fault) {
    return only.isEmpty() || only.contains(fault.toUpperCase(Locale.ROOT));
  }
}
