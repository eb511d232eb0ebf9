package alo153.city;

import static org.assertj.core.api.Assertions.assertThat;

import alo153.events.CategoryCode;
import alo153.events.Kind;
import alo153.events.Regime;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeadlineRulesTest {
  private static final ZoneId ISTANBUL = ZoneId.of("Europe/Istanbul");

  private static final DeadlineRules RULES = CityPack.load(null).deadlines();

  private static Instant at(String local) {
    return LocalDateTime.parse(local).atZone(ISTANBUL).toInstant();
  }

  private static String local(Instant instant) {
    return instant.atZone(ISTANBUL).toLocalDateTime().toString();
  }

  private DueDate answer(Regime regime, Kind kind, String category, String from) {
    return RULES
        .of(regime, kind, category.isEmpty() ? null : new CategoryCode(category), at(from))
        .stream()
        .filter(due -> due.name().equals(DeadlineRules.ANSWER))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "PETITION_3071, COMPLAINT, road.pothole, 2026-12-23T23:59:59",
    "KVKK_6698, REQUEST, '', 2026-12-23T23:59:59",
    "CIMER, COMPLAINT, road.pothole, 2026-12-23T23:59:59",
    "CIMER, INFORMATION, road.pothole, 2026-12-14T17:00",
    "INFORMATION_4982, INFORMATION, '', 2026-12-14T17:00",
    "SERVICE, COMPLAINT, road.pothole, 2026-11-26T17:00",
    "SERVICE, COMPLAINT, water.burst, 2026-11-24T21:05",
    "SERVICE, COMPLAINT, '', 2026-11-30T17:00"
  })
  void theLawOrThePromiseSetsTheClock(Regime regime, Kind kind, String category, String due) {
    assertThat(local(answer(regime, kind, category, "2026-11-23T21:05").due())).isEqualTo(due);
  }

  @Test
  void everyRequestHasToBeAcceptedAndAnswered() {
    assertThat(
            RULES.of(
                Regime.SERVICE,
                Kind.COMPLAINT,
                new CategoryCode("road.pothole"),
                at("2026-11-23T10:00")))
        .extracting(DueDate::name)
        .containsExactly(DeadlineRules.ACCEPT, DeadlineRules.ANSWER);
  }

  @Test
  void aLastDayOnAHolidayIsPlannedForTheDayBefore() {
    // 30 days after 29 September is Republic Day; its eve is worked until 13:00
    DueDate due = answer(Regime.PETITION_3071, Kind.COMPLAINT, "", "2026-09-29T10:00");

    assertThat(local(due.due())).isEqualTo("2026-10-29T23:59:59");
    assertThat(local(due.planBy())).isEqualTo("2026-10-28T13:00");
    assertThat(due.explanation().tr())
        .isEqualTo(
            "Dilekçe (3071 sayılı Kanun m. 7): 30 takvim günü; son an 29 Ekim 2026 Perşembe 23.59;"
                + " son gün çalışma günü değil, planlanan son an 28 Ekim 2026 Çarşamba 13.00.");
    assertThat(due.explanation().en()).contains("planned by Wednesday 28 October 2026 13:00");
  }

  @Test
  void aPromiseByTheClockIsKeptOnHolidaysToo() {
    DueDate due = answer(Regime.SERVICE, Kind.COMPLAINT, "water.burst", "2026-10-28T20:00");

    assertThat(local(due.due())).isEqualTo("2026-10-29T20:00");
    assertThat(due.planBy()).isEqualTo(due.due());
  }

  @Test
  void theExplanationNamesTheDaysThatWereSkipped() {
    DueDate due = answer(Regime.SERVICE, Kind.COMPLAINT, "road.pothole", "2026-10-27T10:00");

    assertThat(local(due.due())).isEqualTo("2026-11-02T17:00");
    assertThat(due.explanation().tr())
        .contains("3 iş günü")
        .contains("hafta sonları sayılmadı")
        .contains("28 Eki yarım gün (Cumhuriyet Bayramı arifesi)")
        .contains("29 Eki atlandı (Cumhuriyet Bayramı)");
    assertThat(due.explanation().en()).contains("29 Oct skipped (Republic Day)");
  }

  @Test
  void aYearWhoseFeastsAreUnknownIsSaidToBeSo() {
    assertThat(
            answer(Regime.PETITION_3071, Kind.COMPLAINT, "", "2028-12-20T10:00").explanation().en())
        .contains("not in the calendar yet");
  }

  @ParameterizedTest
  @CsvSource({"PETITION_3071", "CIMER", "KVKK_6698", "INFORMATION_4982"})
  void aTermOfALawDoesNotStandStillForAQuestion(Regime regime) {
    Instant due = at("2026-12-23T23:59:59");
    DueDate continued =
        RULES.continued(
            DeadlineRules.ANSWER,
            regime,
            Kind.COMPLAINT,
            null,
            due,
            at("2026-12-13T10:00"),
            at("2026-12-20T10:00"));

    assertThat(continued.due()).isEqualTo(due);
    assertThat(continued.explanation().tr()).contains("durdurmaz");
  }

  @ParameterizedTest
  @CsvSource({
    // asked on the 2nd day of three, answered a week later: two working days are left
    "SERVICE, road.pothole, 2026-11-26T17:00, 2026-11-24T10:00, 2026-12-01T10:00, 2026-12-03T17:00",
    // by the clock: six hours are left
    "SERVICE, water.burst, 2026-11-24T21:00, 2026-11-24T15:00, 2026-11-25T09:00, 2026-11-25T15:00",
    // on the last working day: the hours that are left
    "SERVICE, road.pothole, 2026-11-26T17:00, 2026-11-26T15:00, 2026-11-30T09:00, 2026-11-30T11:00",
    // stopped when it was over already: nothing is given back
    "SERVICE, road.pothole, 2026-11-26T17:00, 2026-11-27T09:00, 2026-11-30T09:00, 2026-11-26T17:00"
  })
  void aClockThatStoodStillGoesOnWithWhatItHadLeft(
      Regime regime, String category, String due, String stopped, String resumed, String expected) {
    DueDate continued =
        RULES.continued(
            DeadlineRules.ANSWER,
            regime,
            Kind.COMPLAINT,
            category.isEmpty() ? null : new CategoryCode(category),
            at(due),
            at(stopped),
            at(resumed));

    assertThat(local(continued.due())).isEqualTo(expected);
  }
}
