package alo153.city;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkingCalendarTest {
  private static final ZoneId ISTANBUL = ZoneId.of("Europe/Istanbul");
  private static final Path HOLIDAYS =
      Path.of("../../shared/data/holidays/tr_holidays_2026_2028.csv");

  private static final WorkingCalendar CALENDAR = CityPack.load(null).calendar();

  private static Instant at(String local) {
    return LocalDateTime.parse(local).atZone(ISTANBUL).toInstant();
  }

  private static String local(Instant instant) {
    return instant.atZone(ISTANBUL).toLocalDateTime().toString();
  }

  @ParameterizedTest(name = "{0} + {1} = {2}")
  @CsvSource({
    // an ordinary week
    "2026-11-23T09:00, 4 working hours, 2026-11-23T13:00",
    "2026-11-23T15:00, 4 working hours, 2026-11-24T10:00",
    "2026-11-27T16:30, 1 working hour, 2026-11-30T08:30",
    "2026-11-23T09:00, 8 working hours, 2026-11-23T17:00",
    "2026-11-23T09:00, 9 working hours, 2026-11-24T09:00",
    "2026-11-23T09:00, 3 working days, 2026-11-26T17:00",
    "2026-11-27T09:00, 1 working day, 2026-11-30T17:00",
    // from a weekend and from the night
    "2026-11-28T12:00, 2 working hours, 2026-11-30T10:00",
    "2026-11-28T12:00, 1 working day, 2026-11-30T17:00",
    "2026-11-23T23:50, 1 working day, 2026-11-24T17:00",
    "2026-11-24T03:00, 1 working hour, 2026-11-24T09:00",
    // the eve of Republic Day ends at 13:00
    "2026-10-28T12:00, 1 working hour, 2026-10-28T13:00",
    "2026-10-28T12:00, 2 working hours, 2026-10-30T09:00",
    "2026-10-28T14:00, 1 working hour, 2026-10-30T09:00",
    "2026-10-27T10:00, 1 working day, 2026-10-28T13:00",
    "2026-10-27T10:00, 2 working days, 2026-10-30T17:00",
    // Ramazan 2026: half Thursday 19, Friday 20 to Sunday 22 March
    "2026-03-19T08:00, 5 working hours, 2026-03-19T13:00",
    "2026-03-19T08:00, 6 working hours, 2026-03-23T09:00",
    "2026-03-18T10:00, 2 working days, 2026-03-23T17:00",
    // Kurban 2026: half Tuesday 26, Wednesday 27 to Saturday 30 May
    "2026-05-25T10:00, 1 working day, 2026-05-26T13:00",
    "2026-05-25T10:00, 2 working days, 2026-06-01T17:00",
    "2026-05-26T12:30, 1 working hour, 2026-06-01T08:30",
    // Kurban 2027: the eve is a Saturday, 19 May counts once
    "2027-05-14T10:00, 1 working day, 2027-05-20T17:00",
    // Ramazan 2028 ends on a Monday
    "2028-02-25T12:00, 2 working hours, 2028-02-29T09:00",
    // over the end of the year
    "2026-12-31T16:00, 2 working hours, 2027-01-04T09:00",
    "2026-12-31T16:00, 1 working day, 2027-01-04T17:00",
    "2026-12-18T11:00, 15 working days, 2027-01-11T17:00",
    // by the clock
    "2026-12-31T23:30, 1 hour, 2027-01-01T00:30",
    "2026-10-28T22:00, 30 minutes, 2026-10-28T22:30",
    // calendar days
    "2026-11-23T21:05, 30 calendar days, 2026-12-23T23:59:59",
    "2026-12-15T00:01, 30 calendar days, 2027-01-14T23:59:59",
    "2028-01-30T12:00, 30 calendar days, 2028-02-29T23:59:59"
  })
  void timeIsCountedAsTheOfficeCountsIt(String from, String span, String due) {
    assertThat(local(CALENDAR.plus(at(from), WorkingTime.parse(span)))).isEqualTo(due);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-23T08:00, true", "2026-11-23T16:59:59, true", "2026-11-23T17:00, false",
    "2026-11-22T12:00, false", "2026-10-28T12:59, true", "2026-10-28T13:00, false",
    "2026-10-29T10:00, false", "2026-05-30T10:00, false"
  })
  void itIsKnownWhenSomebodyWorks(String moment, boolean working) {
    assertThat(CALENDAR.isWorking(at(moment))).isEqualTo(working);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-23T10:00, 2026-11-23T10:00", "2026-11-23T20:00, 2026-11-23T17:00",
    "2026-11-22T20:00, 2026-11-20T17:00", "2026-10-29T23:59:59, 2026-10-28T13:00",
    "2026-11-23T08:00, 2026-11-20T17:00", "2027-05-19T23:59:59, 2027-05-14T17:00"
  })
  void theLastWorkingMomentBeforeAHolidayIsFound(String moment, String last) {
    assertThat(local(CALENDAR.lastWorkingMomentBefore(at(moment)))).isEqualTo(last);
  }

  @Test
  void skippedDaysAreNamedWithTheirReason() {
    Explained explained = CALENDAR.explain(at("2026-10-27T10:00"), WorkingTime.workingDays(3));

    assertThat(local(explained.due())).isEqualTo("2026-11-02T17:00");
    assertThat(explained.holidays())
        .extracting(skipped -> skipped.day() + " " + skipped.half() + " " + skipped.reason().tr())
        .containsExactly(
            "2026-10-28 true Cumhuriyet Bayramı arifesi", "2026-10-29 false Cumhuriyet Bayramı");
    assertThat(explained.skipped()).filteredOn(Explained.Skipped::weekend).hasSize(2);
  }

  @Test
  void twoFeastsOnOneDayAreOneDayOffWithBothReasons() {
    DayOff both = CALENDAR.dayOff(LocalDate.of(2027, 5, 19)).orElseThrow();

    assertThat(both.half()).isFalse();
    assertThat(both.reason().tr()).contains("Atatürk").contains("Kurban");
  }

  @Test
  void workedTimeBetweenTwoMomentsLeavesOutNightsAndHolidays() {
    assertThat(CALENDAR.workingBetween(at("2026-10-28T12:00"), at("2026-10-30T09:30")))
        .isEqualTo(Duration.ofMinutes(150));
    assertThat(CALENDAR.workingBetween(at("2026-10-30T09:30"), at("2026-10-28T12:00")))
        .isEqualTo(Duration.ZERO);
    assertThat(CALENDAR.workingDaysBetween(at("2026-10-27T12:00"), at("2026-10-30T17:00")))
        .isEqualTo(2);
  }

  /** Adding worked time and measuring it again are each other's reverse, wherever one begins. */
  @Test
  void countingForthAndBackAgrees() {
    var random = new java.util.Random(153);
    for (int i = 0; i < 2000; i++) {
      Instant from = at("2026-01-01T00:00").plusSeconds(random.nextInt(2 * 365 * 86_400));
      int hours = 1 + random.nextInt(60);

      Instant due = CALENDAR.plus(from, new WorkingTime(hours, WorkingTime.Unit.WORKING_HOURS));

      assertThat(CALENDAR.workingBetween(from, due))
          .as("%s working hours from %s", hours, from)
          .isEqualTo(Duration.ofHours(hours));
    }
  }

  @Test
  void theCalendarAgreesWithAPublicListOfHolidays() throws Exception {
    assumeTrue(Files.exists(HOLIDAYS), "skipped: no list of holidays beside the project");
    var expected = new TreeMap<LocalDate, String>();
    for (String line : Files.readAllLines(HOLIDAYS).stream().skip(1).toList()) {
      String[] cells = line.split(",", 4);
      expected.put(LocalDate.parse(cells[0]), cells[2]);
    }
    var ours = new TreeMap<LocalDate, String>();
    CALENDAR.daysOff().stream()
        .filter(day -> !day.day().isAfter(CALENDAR.knownUntil()))
        .forEach(
            day -> {
              LocalTime from = day.closedFrom();
              ours.put(day.day(), from == null ? "" : from.toString());
            });

    assertThat(ours).isEqualTo(expected);
  }
}
