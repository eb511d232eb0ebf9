package alo153.tracking.decide;

import static alo153.tracking.decide.Cases.ROADS;
import static alo153.tracking.decide.Cases.T0;
import static org.assertj.core.api.Assertions.assertThat;

import alo153.events.Actor;
import alo153.events.CitizenWrote;
import alo153.events.DeadlineApproaching;
import alo153.events.DeadlineMissed;
import alo153.events.Regime;
import alo153.events.RequestEvent;
import alo153.events.RequestId;
import alo153.events.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeadlinesTest {
  private final Reactions reactions = new Reactions(new Deadlines(new Cases.PlainClocks()));
  private CaseFile file;

  private void happens(RequestEvent event) {
    if (file == null) {
      file = CaseFile.empty(event.requestId());
    }
    CaseFile before = file;
    file = file.read(event);
    // our own events are read back and may make us say more
    reactions.to(before, file, event, event.at()).forEach(this::happens);
  }

  private List<String> spokenUntil(Instant end) {
    var spoken = new ArrayList<String>();
    while (true) {
      Instant next = Deadlines.next(file.state()).orElse(Instant.MAX);
      if (next.isAfter(end)) {
        return spoken;
      }
      List<RequestEvent> events = Deadlines.speak(file.state(), next);
      assertThat(events).as("whoever wakes at %s has something to say", next).isNotEmpty();
      for (RequestEvent event : events) {
        long hours = Duration.between(T0, event.at()).toHours();
        if (event instanceof DeadlineApproaching near) {
          spoken.add(hours + "h " + near.deadline() + " " + near.warning());
        } else if (event instanceof DeadlineMissed missed) {
          spoken.add(hours + "h " + missed.deadline() + " missed");
        }
        file = file.read(event);
      }
    }
  }

  @Test
  void aServicePromiseIsWarnedOfHalfwayAndADayBefore() {
    happens(Cases.submitted(RequestId.random(), Regime.SERVICE));
    assertThat(spokenUntil(T0.plus(Duration.ofDays(40))))
        .containsExactly(
            "2h accept half",
            "4h accept missed",
            "36h answer half",
            "48h answer last-day",
            "72h answer missed");
  }

  @Test
  void aPetitionClimbsTheLadderOfTheLaw() {
    happens(Cases.submitted(RequestId.random(), Regime.PETITION_3071));
    assertThat(spokenUntil(T0.plus(Duration.ofDays(40))))
        .containsExactly(
            "480h answer day-20", "600h answer day-25", "672h answer day-28", "720h answer missed");
  }

  @Test
  void ofSeveralWarningsThatPassedOnlyTheLatestIsGiven() {
    happens(Cases.submitted(RequestId.random(), Regime.PETITION_3071));
    assertThat(Deadlines.speak(file.state(), T0.plus(Duration.ofDays(26))))
        .singleElement()
        .isInstanceOfSatisfying(
            DeadlineApproaching.class, near -> assertThat(near.warning()).isEqualTo("day-25"));
  }

  @Test
  void anAnswerInTimeEndsAllClocks() {
    RequestId id = RequestId.random();
    happens(Cases.submitted(id, Regime.SERVICE));
    happens(Cases.assigned(id, ROADS, "a", T0.plusSeconds(10)));
    happens(
        Cases.changed(
            id, Status.ASSIGNED, Status.ANSWERED, Actor.of(ROADS), "x", T0.plusSeconds(3600)));
    assertThat(Deadlines.next(file.state())).isEmpty();
    assertThat(spokenUntil(T0.plus(Duration.ofDays(400)))).isEmpty();
  }

  @Test
  void theClockStandsStillWhileTheCitizenIsAskedAndRunsOnAfterTheReply() {
    RequestId id = RequestId.random();
    happens(Cases.submitted(id, Regime.SERVICE));
    happens(Cases.assigned(id, ROADS, "a", T0.plusSeconds(10)));
    happens(
        Cases.changed(
            id, Status.ASSIGNED, Status.ACCEPTED, Actor.of(ROADS), "x", T0.plusSeconds(3600)));
    happens(
        Cases.changed(
            id,
            Status.ACCEPTED,
            Status.WAITING_FOR_CITIZEN,
            Actor.of(ROADS),
            "q",
            T0.plus(Duration.ofHours(24))));
    assertThat(Deadlines.next(file.state())).isEmpty();
    happens(Cases.wrote(id, CitizenWrote.Purpose.ANSWER, "w", T0.plus(Duration.ofHours(124))));
    assertThat(file.state().status()).isEqualTo(Status.IN_PROGRESS);
    Deadline answer = file.state().deadline(Deadline.ANSWER).orElseThrow();
    assertThat(answer.due()).isEqualTo(T0.plus(Duration.ofHours(172)));
    assertThat(answer.runs()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = "SERVICE", mode = EnumSource.Mode.EXCLUDE)
  void aQuestionToTheCitizenStopsNoClockOfALaw(Regime law) {
    RequestId id = RequestId.random();
    happens(Cases.submitted(id, law));
    happens(Cases.assigned(id, ROADS, "a", T0.plusSeconds(10)));
    Instant due = file.state().deadline(Deadline.ANSWER).orElseThrow().due();
    happens(
        Cases.changed(
            id,
            Status.ASSIGNED,
            Status.WAITING_FOR_CITIZEN,
            Actor.of(ROADS),
            "q",
            T0.plus(Duration.ofDays(19))));
    assertThat(file.state().deadline(Deadline.ANSWER).orElseThrow().runs()).isTrue();
    assertThat(spokenUntil(T0.plus(Duration.ofDays(40)))).contains("720h answer missed");
    happens(Cases.wrote(id, CitizenWrote.Purpose.ANSWER, "w", T0.plus(Duration.ofDays(41))));
    assertThat(file.state().deadline(Deadline.ANSWER).orElseThrow().due()).isEqualTo(due);
  }

  @Test
  void aTopicUnderstoodInTriageBringsItsOwnServiceLevel() {
    RequestId id = RequestId.random();
    happens(Cases.submitted(id, Regime.SERVICE));
    happens(Cases.triage(id, Cases.BURST, T0.plusSeconds(10)));
    assertThat(file.state().deadline(Deadline.ANSWER).orElseThrow().due())
        .isEqualTo(T0.plus(Duration.ofDays(1)));
    assertThat(file.state().deadline(Deadline.ACCEPT).orElseThrow().due())
        .isEqualTo(T0.plus(Duration.ofMinutes(30)));
  }

  @Test
  void whoeverTakesOverFromSomebodyWhoAskedHasRunningClocksOnly() {
    RequestId id = RequestId.random();
    happens(Cases.submitted(id, Regime.SERVICE));
    happens(Cases.assigned(id, ROADS, "a", T0.plusSeconds(10)));
    happens(
        Cases.changed(
            id,
            Status.ASSIGNED,
            Status.WAITING_FOR_CITIZEN,
            Actor.of(ROADS),
            "q",
            T0.plus(Duration.ofHours(1))));
    happens(Cases.assigned(id, Cases.SEDAS, "b", T0.plus(Duration.ofHours(11))));
    assertThat(file.state().deadline(Deadline.ANSWER).orElseThrow())
        .satisfies(answer -> assertThat(answer.runs()).isTrue())
        .satisfies(
            answer ->
                assertThat(answer.due()).isEqualTo(T0.plus(Duration.ofDays(3)).plusSeconds(36000)));
  }

  @Test
  void workTakenUpAgainStartsTheAnswersClockAgain() {
    RequestId id = RequestId.random();
    happens(Cases.submitted(id, Regime.SERVICE));
    happens(Cases.assigned(id, ROADS, "a", T0));
    happens(
        Cases.changed(
            id, Status.ASSIGNED, Status.ANSWERED, Actor.of(ROADS), "x", T0.plusSeconds(9)));
    Instant again = T0.plus(Duration.ofDays(5));
    happens(Cases.changed(id, Status.ANSWERED, Status.IN_PROGRESS, Actor.DESK, "r", again));
    assertThat(file.state().deadline(Deadline.ANSWER).orElseThrow())
        .satisfies(answer -> assertThat(answer.runs()).isTrue())
        .satisfies(answer -> assertThat(answer.due()).isEqualTo(again.plus(Duration.ofDays(3))));
  }

  @Test
  void whoeverIsOutsideIsNotAskedToAccept() {
    RequestId id = RequestId.random();
    happens(Cases.submitted(id, Regime.SERVICE));
    happens(Cases.assigned(id, Cases.SEDAS, "a", T0.plusSeconds(10)));
    assertThat(spokenUntil(T0.plus(Duration.ofDays(2)))).noneMatch(said -> said.contains("accept"));
  }

  @Test
  void whoeverAcceptsBeforeTheClockIsReadBackHasBeenInTime() {
    RequestId id = RequestId.random();
    RequestEvent submitted = Cases.submitted(id, Regime.SERVICE);
    CaseFile known = CaseFile.empty(id).read(submitted);
    List<RequestEvent> clocks = reactions.to(CaseFile.empty(id), known, submitted, T0);
    file = known.read(Cases.assigned(id, Cases.SEDAS, "a", T0.plusSeconds(1)));
    clocks.forEach(this::happens);
    assertThat(file.state().deadline(Deadline.ACCEPT).orElseThrow().runs()).isFalse();
    assertThat(file.state().deadline(Deadline.ANSWER).orElseThrow().runs()).isTrue();
  }

  @Test
  void aPromisedDayIsWatched() {
    RequestId id = RequestId.random();
    happens(Cases.submitted(id, Regime.PETITION_3071));
    happens(Cases.assigned(id, ROADS, "a", T0.plusSeconds(10)));
    happens(
        Cases.changed(
            id, Status.ASSIGNED, Status.PLANNED, Actor.of(ROADS), "p", T0.plusSeconds(20)));
    assertThat(spokenUntil(Instant.parse("2026-12-02T00:00:00Z")))
        .containsExactly("180h promise last-day", "204h promise missed");
    happens(
        Cases.changed(
            id,
            Status.PLANNED,
            Status.PLANNED,
            Actor.of(ROADS),
            "p2",
            Instant.parse("2026-12-02T00:00:00Z")));
    assertThat(file.state().deadline(Deadline.PROMISE)).isPresent();
  }

  @Test
  void anObjectionStartsTheAnswersClockAgain() {
    RequestId id = RequestId.random();
    happens(Cases.submitted(id, Regime.SERVICE));
    happens(Cases.assigned(id, ROADS, "a", T0));
    happens(
        Cases.changed(
            id, Status.ASSIGNED, Status.ANSWERED, Actor.of(ROADS), "x", T0.plusSeconds(9)));
    Instant objection = T0.plus(Duration.ofDays(10));
    happens(Cases.changed(id, Status.ANSWERED, Status.OBJECTED, Actor.CITIZEN, "o", objection));
    assertThat(file.state().deadline(Deadline.ANSWER).orElseThrow().due())
        .isEqualTo(objection.plus(Duration.ofDays(3)));
    assertThat(file.state().deadline(Deadline.ANSWER).orElseThrow().runs()).isTrue();
  }
}
