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
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class UpdateJudgeTest {

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
    Verdict verdict = UpdateJudge.judge(file, Cases.update(file.requestId(), "u1", owner, to), T0);
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
    assertThat(UpdateJudge.judge(file, update, T0))
        .isInstanceOfSatisfying(
            Verdict.Note.class, note -> assertThat(note.event().reason().name()).isEqualTo(reason));
  }

  @Test
  void anAnswerTravelsAsWordsBesideTheEvent() {
    CaseFile file = Cases.at(Status.IN_PROGRESS);
    var apply =
        (Verdict.Apply)
            UpdateJudge.judge(
                file, Cases.update(file.requestId(), "u1", ROADS, Status.ANSWERED), T0);
    assertThat(apply.words().answer()).isEqualTo("Çukur kapatıldı.");
    assertThat(apply.event().parts()).containsExactly(PersonalKey.ownerWords(apply.event().id()));
    assertThat(apply.event().outcome()).isEqualTo(Outcome.DONE);
    assertThat(apply.event().by()).isEqualTo(Actor.of(ROADS));
  }

  @Test
  void anUnknownRequestWaits() {
    RequestId id = RequestId.random();
    assertThat(
            UpdateJudge.judge(
                CaseFile.empty(id), Cases.update(id, "u1", ROADS, Status.ACCEPTED), T0))
        .isInstanceOf(Verdict.Unknown.class);
  }

  @Test
  void anUpdateForAnAssignmentNotYetSeenWaitsAndAppliesThen() {
    RequestId id = RequestId.random();
    CaseFile file = Cases.file(Cases.submitted(id, alo153.events.Regime.SERVICE));
    RequestAssigned assigned = Cases.assigned(id, ROADS, "a", T0);
    DepartmentUpdate update =
        Cases.forAssignment(Cases.update(id, "u1", ROADS, Status.ACCEPTED), assigned.id());
    assertThat(UpdateJudge.judge(file, update, T0)).isInstanceOf(Verdict.Hold.class);
    assertThat(UpdateJudge.judge(file.read(assigned), update, T0))
        .isInstanceOf(Verdict.Apply.class);
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
            UpdateJudge.judge(
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
            UpdateJudge.judge(
                file,
                Cases.forAssignment(Cases.update(id, "u2", ROADS, Status.ANSWERED), first.id()),
                T0))
        .isInstanceOf(Verdict.Note.class);
  }

  @Test
  void theSameUpdateTwiceIsOne() {
    CaseFile file = Cases.at(Status.ASSIGNED);
    DepartmentUpdate update = Cases.update(file.requestId(), "u1", ROADS, Status.ANSWERED);
    var first = (Verdict.Apply) UpdateJudge.judge(file, update, T0);
    CaseFile written =
        file.wrote(first.event()).wrotePart(first.event().parts().get(0), first.words());
    assertThat(UpdateJudge.judge(written, update, T0)).isInstanceOf(Verdict.Repeat.class);
    CaseFile read =
        written.read(first.event()).readPart(first.event().parts().get(0), first.words());
    assertThat(UpdateJudge.judge(read, update, T0)).isInstanceOf(Verdict.Repeat.class);
  }

  @Test
  void theSameUpdateIdWithAnotherContentIsNotedOnce() {
    CaseFile file = Cases.at(Status.ASSIGNED);
    var first =
        (Verdict.Apply)
            UpdateJudge.judge(
                file, Cases.update(file.requestId(), "u1", ROADS, Status.ACCEPTED), T0);
    CaseFile read = file.read(first.event());
    DepartmentUpdate other = Cases.update(file.requestId(), "u1", ROADS, Status.ANSWERED);
    var note = (Verdict.Note) UpdateJudge.judge(read, other, T0);
    assertThat(note.event().reason()).isEqualTo(UpdateNoted.Reason.KEY_USED_AGAIN);
    assertThat(UpdateJudge.judge(read.wrote(note.event()), other, T0))
        .isInstanceOf(Verdict.Repeat.class);
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
            UpdateJudge.judge(
                erased, Cases.update(file.requestId(), "u1", ROADS, Status.ANSWERED), T0);
    assertThat(note.event().reason()).isEqualTo(UpdateNoted.Reason.PERSON_ERASED);
    assertThat(note.words()).isNull();
    assertThat(note.event().parts()).isEmpty();
  }

  @Test
  void whatMustNotStandInTheLogIsUnusable() {
    RequestId id = RequestId.random();
    CaseFile file = Cases.at(Status.ASSIGNED);
    assertThat(UpdateJudge.judge(file, bare(id, Status.REFUSED, null, null, "bizim değil"), T0))
        .isInstanceOf(Verdict.Unusable.class);
    assertThat(
            UpdateJudge.judge(
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
