package alo153.tracking.decide;

import static alo153.tracking.decide.Cases.ROADS;
import static alo153.tracking.decide.Cases.SEDAS;
import static alo153.tracking.decide.Cases.T0;
import static org.assertj.core.api.Assertions.assertThat;

import alo153.events.Actor;
import alo153.events.EventId;
import alo153.events.Outcome;
import alo153.events.Owner;
import alo153.events.OwnerCode;
import alo153.events.PersonErased;
import alo153.events.RequestAssigned;
import alo153.events.RequestId;
import alo153.events.Status;
import alo153.events.UpdateNoted;
import alo153.events.personal.PersonalKey;
import alo153.events.work.DepartmentUpdate;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class UpdateJudgeTest {
  private final UpdateJudge judge = new UpdateJudge(ZoneId.of("Europe/Istanbul"));

  static Stream<Arguments> everyStepOfEveryBody() {
    return Stream.of(Status.values())
        .flatMap(
            from ->
                Stream.of(Status.values())
                    .flatMap(
                        to ->
                            Stream.of(
                                Arguments.of(from, to, true), Arguments.of(from, to, false))));
  }

  @ParameterizedTest(name = "{0} to {1}, by the desk: {2}")
  @MethodSource("everyStepOfEveryBody")
  void aStepAppliesExactlyWhenTheTableSaysSo(Status from, Status to, boolean desk) {
    CaseFile file = Cases.at(from);
    Owner owner = desk ? null : file.state().owner();
    if (!desk && owner == null) {
      owner = ROADS;
    }
    Verdict verdict = judge.judge(file, Cases.update(file.requestId(), "u1", owner, to), T0);
    boolean mine = desk || owner.equals(file.state().owner());
    boolean legal = mine && Transitions.allows(from, to, desk ? Move.Who.DESK : Move.Who.OWNER);
    if (legal) {
      assertThat(verdict).isInstanceOf(Verdict.Apply.class);
      assertThat(((Verdict.Apply) verdict).event().from()).isEqualTo(from);
      assertThat(((Verdict.Apply) verdict).event().to()).isEqualTo(to);
    } else {
      assertThat(verdict).isInstanceOf(Verdict.Note.class);
      assertThat(((Verdict.Note) verdict).event().reason())
          .isEqualTo(mine ? UpdateNoted.Reason.ILLEGAL_STEP : UpdateNoted.Reason.NOT_THE_OWNER);
    }
  }

  static Stream<Arguments> incomplete() {
    RequestId id = RequestId.random();
    return Stream.of(
        Arguments.of(bare(id, Status.ANSWERED, null, "yanıt", null), "OUTCOME_MISSING"),
        Arguments.of(bare(id, Status.ANSWERED, Outcome.DONE, " ", null), "ANSWER_MISSING"),
        Arguments.of(bare(id, Status.DECLINED, null, null, "R1"), "ANSWER_MISSING"),
        Arguments.of(bare(id, Status.DECLINED, null, "yanıt", null), "REASON_MISSING"),
        Arguments.of(bare(id, Status.REFUSED, null, null, null), "REASON_MISSING"),
        Arguments.of(bare(id, Status.PLANNED, null, null, null), "DATE_MISSING"),
        Arguments.of(bare(id, Status.WAITING_FOR_CITIZEN, null, null, null), "QUESTION_MISSING"),
        Arguments.of(bare(id, null, null, null, null), "NOTE"));
  }

  private static DepartmentUpdate bare(
      RequestId id,
      @Nullable Status status,
      @Nullable Outcome outcome,
      @Nullable String answer,
      @Nullable String reason) {
    return new DepartmentUpdate(
        "u1",
        id,
        null,
        ROADS.code(),
        null,
        status,
        outcome,
        answer,
        null,
        null,
        reason,
        null,
        null,
        null,
        null);
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("incomplete")
  void anUpdateThatLacksSomethingIsKeptAsANote(DepartmentUpdate update, String reason) {
    CaseFile file =
        Cases.file(
            Cases.submitted(update.requestId(), alo153.events.Regime.SERVICE),
            Cases.assigned(update.requestId(), ROADS, "a", T0));
    assertThat(judge.judge(file, update, T0))
        .isInstanceOfSatisfying(
            Verdict.Note.class, note -> assertThat(note.event().reason().name()).isEqualTo(reason));
  }

  @Test
  void anAnswerTravelsAsWordsBesideTheEvent() {
    CaseFile file = Cases.at(Status.IN_PROGRESS);
    var apply =
        (Verdict.Apply)
            judge.judge(file, Cases.update(file.requestId(), "u1", ROADS, Status.ANSWERED), T0);
    assertThat(apply.words().answer()).isEqualTo("Çukur kapatıldı.");
    assertThat(apply.event().parts()).containsExactly(PersonalKey.ownerWords(apply.event().id()));
    assertThat(apply.event().outcome()).isEqualTo(Outcome.DONE);
    assertThat(apply.event().by()).isEqualTo(Actor.of(ROADS));
  }

  @Test
  void anUnknownRequestWaits() {
    RequestId id = RequestId.random();
    assertThat(judge.judge(CaseFile.empty(id), Cases.update(id, "u1", ROADS, Status.ACCEPTED), T0))
        .isInstanceOf(Verdict.Unknown.class);
  }

  @Test
  void anUpdateForAnAssignmentNotYetSeenWaitsAndAppliesThen() {
    RequestId id = RequestId.random();
    CaseFile file = Cases.file(Cases.submitted(id, alo153.events.Regime.SERVICE));
    RequestAssigned assigned = Cases.assigned(id, ROADS, "a", T0);
    DepartmentUpdate update =
        Cases.forAssignment(Cases.update(id, "u1", ROADS, Status.ACCEPTED), assigned.id());
    assertThat(judge.judge(file, update, T0)).isInstanceOf(Verdict.Hold.class);
    assertThat(judge.judge(file.read(assigned), update, T0)).isInstanceOf(Verdict.Apply.class);
  }

  @Test
  void whoLostTheWorkNoLongerMovesIt() {
    RequestId id = RequestId.random();
    RequestAssigned first = Cases.assigned(id, ROADS, "a", T0);
    CaseFile file =
        Cases.file(
            Cases.submitted(id, alo153.events.Regime.SERVICE),
            first,
            Cases.assigned(id, SEDAS, "b", T0.plusSeconds(1)));
    assertThat(
            judge.judge(
                file,
                Cases.forAssignment(Cases.update(id, "u1", ROADS, Status.ANSWERED), first.id()),
                T0))
        .isInstanceOfSatisfying(
            Verdict.Note.class,
            note -> assertThat(note.event().reason()).isEqualTo(UpdateNoted.Reason.NOT_THE_OWNER));
  }

  @Test
  void aLateAnswerToTheAssignmentBeforeAnObjectionDoesNotAnswerTheObjection() {
    RequestId id = RequestId.random();
    RequestAssigned first = Cases.assigned(id, ROADS, "a", T0);
    CaseFile file =
        Cases.file(
            Cases.submitted(id, alo153.events.Regime.SERVICE),
            first,
            Cases.changed(id, Status.ASSIGNED, Status.ANSWERED, Actor.of(ROADS), "x", T0),
            Cases.changed(id, Status.ANSWERED, Status.OBJECTED, Actor.CITIZEN, "o", T0),
            Cases.assigned(id, ROADS, "b", T0));
    assertThat(
            judge.judge(
                file,
                Cases.forAssignment(Cases.update(id, "u2", ROADS, Status.ANSWERED), first.id()),
                T0))
        .isInstanceOf(Verdict.Note.class);
  }

  @Test
  void theSameUpdateTwiceIsOne() {
    CaseFile file = Cases.at(Status.ASSIGNED);
    DepartmentUpdate update = Cases.update(file.requestId(), "u1", ROADS, Status.ANSWERED);
    var first = (Verdict.Apply) judge.judge(file, update, T0);
    CaseFile written =
        file.wrote(first.event()).wrotePart(first.event().parts().get(0), first.words());
    assertThat(judge.judge(written, update, T0)).isInstanceOf(Verdict.Repeat.class);
    CaseFile read =
        written.read(first.event()).readPart(first.event().parts().get(0), first.words());
    assertThat(judge.judge(read, update, T0)).isInstanceOf(Verdict.Repeat.class);
  }

  @Test
  void theSameUpdateIdWithAnotherContentIsNotedOnce() {
    CaseFile file = Cases.at(Status.ASSIGNED);
    var first =
        (Verdict.Apply)
            judge.judge(file, Cases.update(file.requestId(), "u1", ROADS, Status.ACCEPTED), T0);
    CaseFile read = file.read(first.event());
    DepartmentUpdate other = Cases.update(file.requestId(), "u1", ROADS, Status.ANSWERED);
    var note = (Verdict.Note) judge.judge(read, other, T0);
    assertThat(note.event().reason()).isEqualTo(UpdateNoted.Reason.KEY_USED_AGAIN);
    assertThat(judge.judge(read.wrote(note.event()), other, T0)).isInstanceOf(Verdict.Repeat.class);
  }

  @Test
  void twoOwnersMayUseTheSameUpdateId() {
    RequestId id = RequestId.random();
    CaseFile file =
        Cases.file(
            Cases.submitted(id, alo153.events.Regime.SERVICE), Cases.assigned(id, ROADS, "a", T0));
    var roads =
        (Verdict.Apply) judge.judge(file, Cases.update(id, "u1", ROADS, Status.REFUSED), T0);
    CaseFile handedOn = file.read(roads.event()).read(Cases.assigned(id, SEDAS, "b", T0));
    assertThat(judge.judge(handedOn, Cases.update(id, "u1", SEDAS, Status.ACCEPTED), T0))
        .isInstanceOf(Verdict.Apply.class);
    assertThat(judge.judge(handedOn, Cases.update(id, "u1", null, Status.ACCEPTED), T0))
        .isInstanceOf(Verdict.Apply.class);
  }

  @Test
  void whatLackedSomethingAppliesWhenItComesAgainMended() {
    CaseFile file = Cases.at(Status.ASSIGNED);
    RequestId id = file.requestId();
    DepartmentUpdate lacking = bare(id, Status.ANSWERED, null, "Çukur kapatıldı.", null);
    var note = (Verdict.Note) judge.judge(file, lacking, T0);
    CaseFile noted = file.read(note.event());
    assertThat(judge.judge(noted, lacking, T0)).isInstanceOf(Verdict.Repeat.class);
    DepartmentUpdate mended = bare(id, Status.ANSWERED, Outcome.DONE, "Çukur kapatıldı.", null);
    var applied = (Verdict.Apply) judge.judge(noted, mended, T0);
    CaseFile answered = noted.read(applied.event());
    assertThat(judge.judge(answered, mended, T0)).isInstanceOf(Verdict.Repeat.class);
    assertThat(judge.judge(answered, lacking, T0))
        .as("an old delivery of the first one")
        .isInstanceOf(Verdict.Repeat.class);
  }

  static Stream<Arguments> otherContents() {
    RequestId id = RequestId.random();
    DepartmentUpdate answer = bare(id, Status.ANSWERED, Outcome.DONE, "Kapatıldı.", null);
    DepartmentUpdate refusal = Cases.update(id, "u1", ROADS, Status.REFUSED);
    return Stream.of(
        Arguments.of(answer, bare(id, Status.ANSWERED, Outcome.NOT_POSSIBLE, "Kapatıldı.", null)),
        Arguments.of(answer, bare(id, Status.ANSWERED, Outcome.DONE, "Açıldı.", null)),
        Arguments.of(refusal, bare(id, Status.REFUSED, null, null, "OTHER")),
        Arguments.of(refusal, bare(id, Status.REFUSED, null, null, "NOT_OURS")),
        Arguments.of(refusal, bare(id, Status.REFUSED, null, "Bizim değil.", "NOT_OURS")));
  }

  @ParameterizedTest
  @MethodSource("otherContents")
  void whateverDiffersUnderAnIdUsedIsNoted(DepartmentUpdate first, DepartmentUpdate second) {
    RequestId id = first.requestId();
    CaseFile file =
        Cases.file(
            Cases.submitted(id, alo153.events.Regime.SERVICE), Cases.assigned(id, ROADS, "a", T0));
    var apply = (Verdict.Apply) judge.judge(file, first, T0);
    CaseFile after = file.read(apply.event());
    if (apply.words() != null) {
      after = after.readPart(apply.event().parts().get(0), apply.words());
    }
    assertThat(judge.judge(after, first, T0)).isInstanceOf(Verdict.Repeat.class);
    assertThat(judge.judge(after, second, T0))
        .isInstanceOfSatisfying(
            Verdict.Note.class,
            note -> assertThat(note.event().reason()).isEqualTo(UpdateNoted.Reason.KEY_USED_AGAIN));
  }

  @Test
  void whoeverForgetsToSayWhoItIsIsNotTheDesk() {
    CaseFile file = Cases.at(Status.ASSIGNED);
    var nameless =
        new DepartmentUpdate(
            "u1",
            file.requestId(),
            null,
            null,
            null,
            Status.ACCEPTED,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null);
    assertThat(judge.judge(file, nameless, T0))
        .isInstanceOfSatisfying(
            Verdict.Unusable.class, unusable -> assertThat(unusable.reason()).isEqualTo("BY"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-11-22", "2032-01-01", "+999999999-12-31"})
  void aDayThatIsOverOrOutOfSightIsNoPromise(LocalDate day) {
    CaseFile file = Cases.at(Status.ASSIGNED);
    DepartmentUpdate update =
        Cases.plannedFor(Cases.update(file.requestId(), "u1", ROADS, Status.PLANNED), day);
    assertThat(judge.judge(file, update, T0))
        .isInstanceOfSatisfying(
            Verdict.Note.class,
            note ->
                assertThat(note.event().reason()).isEqualTo(UpdateNoted.Reason.DATE_IMPLAUSIBLE));
  }

  @Test
  void todayByTheClockOfTheCityCanBePromised() {
    CaseFile file = Cases.at(Status.ASSIGNED);
    DepartmentUpdate update =
        Cases.plannedFor(
            Cases.update(file.requestId(), "u1", ROADS, Status.PLANNED),
            LocalDate.of(2026, 11, 24));
    assertThat(judge.judge(file, update, java.time.Instant.parse("2026-11-24T20:59:00Z")))
        .isInstanceOf(Verdict.Apply.class);
    assertThat(judge.judge(file, update, java.time.Instant.parse("2026-11-24T21:00:00Z")))
        .isInstanceOf(Verdict.Note.class);
  }

  @Test
  void aNoteKeepsWhatCameWithIt() {
    CaseFile file = Cases.at(Status.ASSIGNED);
    String photo = "65a1f0c2e4b0a1b2c3d4e5f6";
    var note =
        (Verdict.Note)
            judge.judge(
                file, Cases.note(file.requestId(), "u1", ROADS, "bakıldı", List.of(photo)), T0);
    assertThat(note.event().attachments()).extracting(one -> one.id()).containsExactly(photo);
    assertThat(file.read(note.event()).state().find(note.event().id()).orElseThrow().attachments())
        .containsExactly(photo);
  }

  @Test
  void aReferenceThatIsNoneIsUnusable() {
    CaseFile file = Cases.at(Status.ASSIGNED);
    var references = new ArrayList<String>();
    references.add(null);
    assertThat(judge.judge(file, Cases.note(file.requestId(), "u1", ROADS, "x", references), T0))
        .isInstanceOf(Verdict.Unusable.class);
  }

  @Test
  void afterForgettingNothingWrittenIsKept() {
    CaseFile file = Cases.at(Status.ASSIGNED);
    CaseFile erased =
        file.read(
            new PersonErased(
                EventId.derive(PersonErased.TYPE, file.requestId(), "e"),
                file.requestId(),
                T0,
                List.of()));
    var note =
        (Verdict.Note)
            judge.judge(erased, Cases.update(file.requestId(), "u1", ROADS, Status.ANSWERED), T0);
    assertThat(note.event().reason()).isEqualTo(UpdateNoted.Reason.PERSON_ERASED);
    assertThat(note.words()).isNull();
    assertThat(note.event().parts()).isEmpty();
  }

  @Test
  void whatMustNotStandInTheLogIsUnusable() {
    RequestId id = RequestId.random();
    CaseFile file = Cases.at(Status.ASSIGNED);
    assertThat(judge.judge(file, bare(id, Status.REFUSED, null, null, "bizim değil"), T0))
        .isInstanceOf(Verdict.Unusable.class);
    assertThat(
            judge.judge(
                file,
                new DepartmentUpdate(
                    "u 1",
                    id,
                    null,
                    new OwnerCode("yol-bakim"),
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null),
                T0))
        .isInstanceOf(Verdict.Unusable.class);
  }
}
