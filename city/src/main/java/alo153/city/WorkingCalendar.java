package alo153.city;

import alo153.city.Explained.Skipped;
import alo153.events.BilingualText;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** When the municipality works: the week, public holidays with half days, decreed leave. */
public final class WorkingCalendar {
  private static final BilingualText WEEKEND = new BilingualText("hafta sonu", "weekend");

  /** The last second of a day: people read 23.59 as "still that day", and midnight as the next. */
  private static final LocalTime END_OF_DAY = LocalTime.of(23, 59, 59);

  private final String version;
  private final ZoneId zone;
  private final Map<DayOfWeek, Hours> week;
  private final TreeMap<LocalDate, DayOff> daysOff = new TreeMap<>();
  private final LocalDate knownUntil;

  /**
   * A span of one day.
   *
   * @param from first moment
   * @param to the moment after the last
   */
  public record Hours(LocalTime from, LocalTime to) {
    public Hours {
      if (!from.isBefore(to)) {
        throw new IllegalArgumentException("working hours begin before they end");
      }
    }
  }

  /**
   * @param version what names exactly this calendar
   * @param week the working days; at least one
   * @param knownUntil the last day whose holidays are known
   */
  WorkingCalendar(
      String version,
      ZoneId zone,
      Map<DayOfWeek, Hours> week,
      Collection<DayOff> daysOff,
      LocalDate knownUntil) {
    if (week.isEmpty()) {
      throw new IllegalArgumentException("a week has at least one working day");
    }
    this.version = version;
    this.zone = zone;
    this.week = new EnumMap<>(week);
    this.knownUntil = knownUntil;
    daysOff.forEach(day -> this.daysOff.merge(day.day(), day, DayOff::and));
  }

  /** Changes with every change of the calendar; deadlines remember it. */
  public String version() {
    return version;
  }

  /** Religious feasts move; after this day a deadline may turn out too early, never too late. */
  public LocalDate knownUntil() {
    return knownUntil;
  }

  /** All days off, in their order. */
  public List<DayOff> daysOff() {
    return List.copyOf(daysOff.values());
  }

  /** Why a day is off, in full or in part; weekends are not listed here. */
  public Optional<DayOff> dayOff(LocalDate day) {
    return Optional.ofNullable(daysOff.get(day));
  }

  /** The hours of a day; empty when nobody works. */
  public Optional<Hours> hoursOn(LocalDate day) {
    Hours usual = week.get(day.getDayOfWeek());
    DayOff off = daysOff.get(day);
    if (usual == null || off == null) {
      return Optional.ofNullable(usual);
    }
    LocalTime closed = off.closedFrom();
    if (closed == null || !closed.isAfter(usual.from())) {
      return Optional.empty();
    }
    return Optional.of(closed.isBefore(usual.to()) ? new Hours(usual.from(), closed) : usual);
  }

  public boolean isWorking(Instant moment) {
    ZonedDateTime local = moment.atZone(zone);
    LocalTime time = local.toLocalTime();
    return hoursOn(local.toLocalDate())
        .filter(hours -> !time.isBefore(hours.from()) && time.isBefore(hours.to()))
        .isPresent();
  }

  /** The moment itself when somebody works then, else the end of the last hours before it. */
  public Instant lastWorkingMomentBefore(Instant moment) {
    ZonedDateTime local = moment.atZone(zone);
    for (LocalDate day = local.toLocalDate(); ; day = day.minusDays(1)) {
      Optional<Hours> hours = hoursOn(day);
      if (hours.isPresent()) {
        Instant begin = at(day, hours.get().from());
        Instant end = at(day, hours.get().to());
        if (moment.isAfter(begin)) {
          return moment.isBefore(end) ? moment : end;
        }
      }
    }
  }

  /** When the span is over; see {@link #explain}. */
  public Instant plus(Instant from, WorkingTime span) {
    return explain(from, span).due();
  }

  /** The end of the working hours of the n-th working day after the day of {@code from}. */
  public Instant plusWorkingDays(Instant from, int days) {
    return plus(from, WorkingTime.workingDays(days));
  }

  /**
   * When the span is over, and which days were not counted.
   *
   * <ul>
   *   <li>by the clock: exactly so much later;
   *   <li>working hours: only hours worked count;
   *   <li>working days: the day itself does not count, a half day does; over at the end of the last
   *       day's working hours;
   *   <li>calendar days: the day itself does not count; over at 23:59:59 of the last day.
   * </ul>
   */
  public Explained explain(Instant from, WorkingTime span) {
    return switch (span.unit()) {
      case MINUTES -> new Explained(from.plus(Duration.ofMinutes(span.amount())), List.of());
      case HOURS -> new Explained(from.plus(Duration.ofHours(span.amount())), List.of());
      case WORKING_HOURS -> afterWorking(from, Duration.ofHours(span.amount()));
      case WORKING_DAYS -> afterWorkingDays(from, span.amount());
      case CALENDAR_DAYS ->
          new Explained(endOf(from.atZone(zone).toLocalDate().plusDays(span.amount())), List.of());
    };
  }

  /** 23:59:59 of a day. */
  public Instant endOf(LocalDate day) {
    return at(day, END_OF_DAY);
  }

  /** After so much time in which somebody worked; at once when it is nothing. */
  public Explained afterWorking(Instant from, Duration work) {
    if (work.isZero()) {
      return new Explained(from, List.of());
    }
    var skipped = new ArrayList<Skipped>();
    Duration left = work;
    Instant cursor = from;
    for (LocalDate day = from.atZone(zone).toLocalDate(); ; day = day.plusDays(1)) {
      noteSkipped(day, skipped);
      Optional<Hours> hours = hoursOn(day);
      if (hours.isPresent()) {
        Instant begin = later(cursor, at(day, hours.get().from()));
        Duration today = Duration.between(begin, at(day, hours.get().to()));
        if (today.compareTo(left) >= 0) {
          return new Explained(begin.plus(left), skipped);
        }
        if (!today.isNegative()) {
          left = left.minus(today);
        }
      }
      cursor = at(day.plusDays(1), LocalTime.MIN);
    }
  }

  private Explained afterWorkingDays(Instant from, int days) {
    var skipped = new ArrayList<Skipped>();
    int left = days;
    for (LocalDate day = from.atZone(zone).toLocalDate().plusDays(1); ; day = day.plusDays(1)) {
      noteSkipped(day, skipped);
      Optional<Hours> hours = hoursOn(day);
      if (hours.isPresent() && --left == 0) {
        return new Explained(at(day, hours.get().to()), skipped);
      }
    }
  }

  /** Time in which somebody worked between two moments; nothing when they stand the wrong way. */
  public Duration workingBetween(Instant from, Instant to) {
    Duration worked = Duration.ZERO;
    LocalDate last = to.atZone(zone).toLocalDate();
    for (LocalDate day = from.atZone(zone).toLocalDate();
        !day.isAfter(last);
        day = day.plusDays(1)) {
      Optional<Hours> hours = hoursOn(day);
      if (hours.isPresent()) {
        Instant begin = later(from, at(day, hours.get().from()));
        Instant end = at(day, hours.get().to());
        if (to.isBefore(end)) {
          end = to;
        }
        if (begin.isBefore(end)) {
          worked = worked.plus(Duration.between(begin, end));
        }
      }
    }
    return worked;
  }

  /** Working days after the day of {@code from} up to and with the day of {@code to}. */
  public int workingDaysBetween(Instant from, Instant to) {
    int days = 0;
    LocalDate last = to.atZone(zone).toLocalDate();
    for (LocalDate day = from.atZone(zone).toLocalDate().plusDays(1);
        !day.isAfter(last);
        day = day.plusDays(1)) {
      if (hoursOn(day).isPresent()) {
        days++;
      }
    }
    return days;
  }

  private void noteSkipped(LocalDate day, List<Skipped> skipped) {
    DayOff off = daysOff.get(day);
    boolean weekend = !week.containsKey(day.getDayOfWeek());
    if (off != null && !(weekend && off.half())) {
      skipped.add(new Skipped(day, off.reason(), off.half(), false));
    } else if (weekend) {
      skipped.add(new Skipped(day, WEEKEND, false, true));
    }
  }

  private Instant at(LocalDate day, LocalTime time) {
    return day.atTime(time).atZone(zone).toInstant();
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
