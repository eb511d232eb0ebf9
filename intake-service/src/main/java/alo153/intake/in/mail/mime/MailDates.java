package alo153.intake.in.mail.mime;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The Date field, read as far as it makes sense. */
public final class MailDates {
  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
  private static final Pattern DATE =
      Pattern.compile(
          "(\\d{1,2})[ -]+([A-Za-z]{3})[a-z]*\\.?[ -]+(\\d{2}|\\d{4})\\s+"
              + "(\\d{1,2})[:.](\\d{2})(?:[:.](\\d{2}))?\\s*([+-]\\d{4}|[A-Za-z]{1,5})?");

  private MailDates() {}

  /** The moment; empty when the text is no date. */
  public static Optional<Instant> parse(@Nullable String raw) {
    Matcher date = DATE.matcher(raw == null ? "" : raw);
    if (!date.find()) {
      return Optional.empty();
    }
    int month = MONTHS.indexOf(date.group(2).toLowerCase(Locale.ROOT)) + 1;
    int year = Integer.parseInt(date.group(3));
    if (year < 100) {
      year += year < 50 ? 2000 : 1900;
    }
    try {
      var local =
          LocalDateTime.of(
              year,
              month,
              Integer.parseInt(date.group(1)),
              Integer.parseInt(date.group(4)),
              Integer.parseInt(date.group(5)),
              date.group(6) == null ? 0 : Math.min(59, Integer.parseInt(date.group(6))));
      return Optional.of(local.toInstant(offset(date.group(7))));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static ZoneOffset offset(@Nullable String zone) {
    if (zone == null || zone.isEmpty()) {
      return ZoneOffset.UTC;
    }
    char sign = zone.charAt(0);
    if (sign == '+' || sign == '-') {
      int minutes =
          Integer.parseInt(zone.substring(1, 3)) * 60 + Integer.parseInt(zone.substring(3));
      return ZoneOffset.ofTotalSeconds((sign == '-' ? -minutes : minutes) * 60);
    }
    return switch (zone.toUpperCase(Locale.ROOT)) {
      case "EST" -> ZoneOffset.ofHours(-5);
      case "EDT" -> ZoneOffset.ofHours(-4);
      case "CST" -> ZoneOffset.ofHours(-6);
      case "CDT" -> ZoneOffset.ofHours(-5);
      case "MST" -> ZoneOffset.ofHours(-7);
      case "MDT" -> ZoneOffset.ofHours(-6);
      case "PST" -> ZoneOffset.ofHours(-8);
      case "PDT" -> ZoneOffset.ofHours(-7);
      case "TRT" -> ZoneOffset.ofHours(3);
      default -> ZoneOffset.UTC;
    };
  }
}
