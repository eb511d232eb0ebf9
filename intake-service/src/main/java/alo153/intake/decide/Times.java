package alo153.intake.decide;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
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
          pattern("uuuu-MM-dd'T'HH:mm:ss[.SSS]Z"),
          pattern("uuuu-MM-dd HH:mm:ss Z"));
  private static final List<DateTimeFormatter> LOCAL =
      List.of(
          DateTimeFormatter.ISO_LOCAL_DATE_TIME,
          pattern("uuuu-MM-dd HH:mm[:ss]"),
          pattern("d.M.uuuu H:mm[:ss]"),
          pattern("d/M/uuuu H:mm[:ss]"));
  private static final List<DateTimeFormatter> DAY =
      List.of(DateTimeFormatter.ISO_LOCAL_DATE, pattern("d.M.uuuu"), pattern("d/M/uuuu"));

  /** Later than that a number counts milliseconds, not seconds. */
  private static final long MOST_SECONDS = 100_000_000_000L;

  private static final Instant EARLIEST = Instant.parse("1900-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

  private Times() {}

  /** Empty when it is not a time, or one that nobody living has seen or will see. */
  public static Optional<Instant> read(@Nullable String written) {
    return parse(written).filter(time -> time.isAfter(EARLIEST) && time.isBefore(LATEST));
  }

  private static Optional<Instant> parse(@Nullable String written) {
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
        .toFormatter(Locale.ROOT)
        // the 31st of February is no day, not the last of February
        .withResolverStyle(ResolverStyle.STRICT);
  }
}
