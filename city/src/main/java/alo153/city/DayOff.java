package alo153.city;

import alo153.events.BilingualText;
import java.time.LocalDate;
import java.time.LocalTime;
import org.jspecify.annotations.Nullable;

/**
 * A day, or an afternoon, on which nobody works.
 *
 * @param day the day
 * @param closedFrom from when; null = all day
 * @param reason why
 * @param decree given by the government a few weeks ahead, not by the law
 */
public record DayOff(
    LocalDate day, @Nullable LocalTime closedFrom, BilingualText reason, boolean decree) {
  /** Whether the morning is worked. */
  public boolean half() {
    return closedFrom != null;
  }

  /** Both reasons; the longer absence counts. */
  DayOff and(DayOff other) {
    LocalTime from =
        closedFrom == null || other.closedFrom == null
            ? null
            : closedFrom.isBefore(other.closedFrom) ? closedFrom : other.closedFrom;
    return new DayOff(
        day,
        from,
        new BilingualText(
            reason.tr() + "; " + other.reason.tr(), reason.en() + "; " + other.reason.en()),
        decree && other.decree);
  }
}
