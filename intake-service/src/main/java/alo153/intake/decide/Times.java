package alo153.intake.decide;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads points in time as exchanges and files write them; without a zone it is Istanbul's. */
public final class Times {
  /** Turkey has one zone, UTC+3 all year. */
  public static final ZoneId ISTANBUL = ZoneId.of("Europe/Istanbul");

  private static final List<DateTimeFormatter> WITH_ZONE =
      List.of(
          DateTimeFormatter.ISO_OFFSET_DATE_TIME,
          pattern("yyyy-MM-dd'T'HH:mm:ss[.SSS]Z"),
          pattern("yyyy-MM-dd HH:mm:ss Z"));
  private static final List<DateTimeFormatter> LOCAL =
      List.of(
          DateTimeFormatter.ISO_LOCAL_DATE_TIME,
          pattern("yyyy-MM-dd HH:mm[:ss]"),
          pattern("d.M.yyyy H:mm[:ss]"),
          pattern("d/M/yyyy H:mm[:ss]"));
  private static final List<DateTimeFormatter> DAY =
      List.of(DateTimeFormatter.ISO_LOCAL_DATE, pattern("d.M.yyyy"), pattern("d/M/yyyy"));

  /** Later than that a number counts milliseconds, not seconds. */
  private static final long MOST_SECONDS = 100_000_000_000L;

  private Times() {}

  /** Empty when it is not a time. */
  public static Optional<Instant> read(@Nullable String written) {
    if (written == null || written.isBlank() || written.length() > 40) {
      return Optional.empty();
    }
    String text = written.strip().replaceAll("\\s+", " ");
    if (text.matches("[0-9]{9,14}")) {
      long number = Long.parseLong(text);
      return Optional.of(
          number > MOST_SECONDS ? Instant.ofEpochMilli(number) : Instant.ofEpochSecond(number));
    }
    for (DateTimeFormatter format : WITH_ZONE) {
      try {
        return Optional.of(OffsetDateTime.parse(text, format).toInstant());
      } catch (DateTimeException e) {
        continue;
      }
    }
    for (DateTimeFormatter format : LOCAL) {
      try {
        return Optional.of(LocalDateTime.parse(text, format).atZone(ISTANBUL).toInstant());
      } catch (DateTimeException e) {
        continue;
      }
    }
    for (DateTimeFormatter format : DAY) {
      try {
        return Optional.of(LocalDate.parse(text, format).atStartOfDay(ISTANBUL).toInstant());
      } catch (DateTimeException e) {
        continue;
      }
    }
    return Optional.empty();
  }

  private static DateTimeFormatter pattern(String pattern) {
    return new DateTimeFormatterBuilder()
        .parseCaseInsensitive()
        .appendPattern(pattern)
        .toFormatter(Locale.ROOT);
  }
}
