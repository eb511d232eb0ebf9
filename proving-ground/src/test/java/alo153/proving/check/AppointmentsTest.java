package alo153.proving.check;

import static org.assertj.core.api.Assertions.assertThat;

import alo153.events.BilingualText;
import alo153.events.DeadlineApproaching;
import alo153.events.DeadlineMissed;
import alo153.events.DeadlineSet;
import alo153.events.EventId;
import alo153.events.Regime;
import alo153.events.RequestEvent;
import alo153.events.RequestId;
import alo153.proving.check.Appointments.Appointment;
import alo153.proving.check.Appointments.Found;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AppointmentsTest {
  private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
  private static final Instant DUE = NOON.plusSeconds(30);
  private static final RequestId REQUEST = RequestId.random();

  private final List<RequestEvent> log = new ArrayList<>();
  private final Map<String, Integer> entries = new HashMap<>();

  AppointmentsTest() {
    log.add(set("1", DUE));
  }

  private static DeadlineSet set(String cause, Instant due) {
    return new DeadlineSet(
        EventId.derive(DeadlineSet.TYPE, REQUEST, cause),
        REQUEST,
        NOON,
        "accept",
        Regime.SERVICE,
        due,
        null,
        "2026",
        new BilingualText("söz", "promise"));
  }

  private static DeadlineMissed missed(String cause, Instant at) {
    return new DeadlineMissed(
        EventId.derive(DeadlineMissed.TYPE, REQUEST, cause),
        REQUEST,
        at,
        "accept",
        Regime.SERVICE,
        DUE,
        null);
  }

  private void said(RequestEvent event) {
    log.add(event);
    entries.merge(Appointments.entry(REQUEST.value(), "accept", ""), 1, Integer::sum);
  }

  private Found check(Instant now) {
    return Appointments.check(
        log, entries, List.of(new Appointment(REQUEST.value(), "accept", "", DUE)), NOON, now, now);
  }

  @Test
  void oneThatSpokeOnceAndSoonIsKept() {
    said(missed("1", DUE.plusSeconds(2)));
    assertThat(check(DUE.plusSeconds(60)))
        .isEqualTo(new Found(1, Duration.ofSeconds(2), 0, 0, List.of()));
  }

  @Test
  void theSameSaidAgainIsCountedAndHarmless() {
    said(missed("1", DUE.plusSeconds(2)));
    log.add(missed("1", DUE.plusSeconds(3)));
    assertThat(check(DUE.plusSeconds(60)))
        .isEqualTo(new Found(1, Duration.ofSeconds(2), 0, 1, List.of()));
  }

  @Test
  void oneThatNeverSpokeIsFound() {
    assertThat(check(DUE.plusSeconds(60)).broken()).hasSize(1);
    assertThat(check(DUE.minusSeconds(1)).broken()).isEmpty();
  }

  @Test
  void oneThatSpokeTwiceIsFound() {
    said(missed("1", DUE.plusSeconds(2)));
    said(missed("2", DUE.plusSeconds(2)));
    assertThat(check(DUE.plusSeconds(60)).broken()).hasSize(1);
  }

  @Test
  void aLineThatStandsTwiceInTheTimelineIsFound() {
    said(missed("1", DUE.plusSeconds(2)));
    entries.replaceAll((name, times) -> 2);
    assertThat(check(DUE.plusSeconds(60)).broken()).hasSize(1);
  }

  @Test
  void oneThatSpokeTooEarlyIsFoundWhateverItsClockShowed() {
    said(missed("1", DUE.plus(Duration.ofHours(25))));
    assertThat(check(DUE.minusSeconds(1)).broken()).hasSize(1);
  }

  @Test
  void oneThatSaysItSpokeBeforeItsMomentIsFound() {
    said(missed("1", DUE.minus(Duration.ofHours(1))));
    assertThat(check(DUE.plusSeconds(60)).broken()).hasSize(1);
  }

  @Test
  void aClockThatWasSetTwiceIsFound() {
    said(missed("1", DUE.plusSeconds(2)));
    log.add(set("2", DUE.plusSeconds(3600)));
    assertThat(check(DUE.plusSeconds(60)).broken()).hasSize(1);
  }

  @Test
  void aWarningIsNoEnd() {
    log.add(
        new DeadlineApproaching(
            EventId.derive(DeadlineApproaching.TYPE, REQUEST, "1"),
            REQUEST,
            DUE.plusSeconds(2),
            "accept",
            DUE,
            "half"));
    assertThat(check(DUE.plusSeconds(60)).broken()).hasSize(1);
  }

  @Test
  void aWarningThatWasPastBeforeTheRequestCameMayBeOvertakenByTheEndOnly() {
    Appointment past = new Appointment(REQUEST.value(), "accept", "half", NOON.minusSeconds(600));
    Appointment awaited = new Appointment(REQUEST.value(), "accept", "half", NOON.plusSeconds(10));
    assertThat(check(past).broken()).hasSize(1);

    said(missed("1", DUE.plusSeconds(2)));
    assertThat(check(past)).isEqualTo(new Found(0, Duration.ZERO, 1, 0, List.of()));
    assertThat(check(awaited).broken()).hasSize(1);
  }

  @Test
  void oneThatFellDueWhileTheLogWasReadMayHaveSpoken() {
    Instant now = DUE.minusSeconds(1);
    said(missed("1", DUE.plusMillis(500)));
    var one = new Appointment(REQUEST.value(), "accept", "", DUE);
    Found read = Appointments.check(log, entries, List.of(one), NOON, now, DUE.plusSeconds(1));
    assertThat(read.broken()).isEmpty();
    assertThat(Appointments.check(log, entries, List.of(one), NOON, now, now).broken()).hasSize(1);
  }

  private Found check(Appointment only) {
    Instant now = DUE.plusSeconds(60);
    return Appointments.check(log, entries, List.of(only), NOON, now, now);
  }
}
