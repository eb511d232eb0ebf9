package alo153.city;

import alo153.events.BilingualText;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A span of time and what counts as time: {@code 4 hours} and {@code 30 minutes} by the clock,
 * {@code 4 working hours}, {@code 3 working days}, {@code 30 calendar days}.
 *
 * @param amount how many; more than 0
 * @param unit of what
 */
public record WorkingTime(int amount, Unit unit) {
  private static final Pattern WRITTEN = Pattern.compile("(\\d{1,4}) ([a-z]+(?: [a-z]+)?)");

  /** What is counted. */
  public enum Unit {
    MINUTES("minute", "dakika", true),
    HOURS("hour", "saat", true),
    WORKING_HOURS("working hour", "iş saati", false),
    WORKING_DAYS("working day", "iş günü", false),
    CALENDAR_DAYS("calendar day", "takvim günü", true);

    private final String en;
    private final String tr;
    private final boolean roundTheClock;

    Unit(String en, String tr, boolean roundTheClock) {
      this.en = en;
      this.tr = tr;
      this.roundTheClock = roundTheClock;
    }
  }

  public WorkingTime {
    if (amount <= 0) {
      throw new IllegalArgumentException("a span of time is more than 0");
    }
  }

  public static WorkingTime workingDays(int days) {
    return new WorkingTime(days, Unit.WORKING_DAYS);
  }

  public static WorkingTime calendarDays(int days) {
    return new WorkingTime(days, Unit.CALENDAR_DAYS);
  }

  public static WorkingTime hours(int hours) {
    return new WorkingTime(hours, Unit.HOURS);
  }

  /** Reads {@code 3 working days}. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static WorkingTime parse(String written) {
    Matcher matcher = WRITTEN.matcher(written.strip().toLowerCase(Locale.ROOT));
    if (matcher.matches()) {
      String named = matcher.group(2);
      for (Unit unit : Unit.values()) {
        if (named.equals(unit.en) || named.equals(unit.en + "s")) {
          return new WorkingTime(Integer.parseInt(matcher.group(1)), unit);
        }
      }
    }
    throw new IllegalArgumentException(
        "'"
            + written
            + "' is not a span of time such as '4 hours', '4 working hours', '3 working days' or"
            + " '30 calendar days'");
  }

  /** Nights, weekends and holidays count too. */
  public boolean roundTheClock() {
    return unit.roundTheClock;
  }

  /** As people say it. */
  public BilingualText inWords() {
    return new BilingualText(amount + " " + unit.tr, toString());
  }

  @Override
  @JsonValue
  public String toString() {
    return amount + " " + unit.en + (amount == 1 ? "" : "s");
  }
}
