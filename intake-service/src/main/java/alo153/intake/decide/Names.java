package alo153.intake.decide;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the names of our closed vocabularies. */
final class Names {
  private Names() {}

  /** The constant of that name; {@code otherwise} when none was given, and when it is a flaw. */
  static <E extends Enum<E>> E read(
      Class<E> type, @Nullable String given, E otherwise, String pointer, Flaws flaws) {
    if (given == null || given.isBlank()) {
      return otherwise;
    }
    String name = given.strip().toUpperCase(Locale.ROOT);
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equals(name)) {
        return constant;
      }
    }
    String known =
        Arrays.stream(type.getEnumConstants()).map(Enum::name).collect(Collectors.joining(", "));
    flaws.add(
        pointer,
        "UNKNOWN_VALUE",
        "Şunlardan biri olmalı: " + known + ".",
        "One of: " + known + ".");
    return otherwise;
  }
}
