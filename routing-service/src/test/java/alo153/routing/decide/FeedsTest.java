package alo153.routing.decide;

import static alo153.routing.decide.Sample.HIGHWAYS;
import static alo153.routing.decide.Sample.ROADS;
import static alo153.routing.decide.Sample.SAID;
import static alo153.routing.decide.Sample.WATER;
import static alo153.routing.decide.Sample.WORDS;
import static alo153.routing.decide.Sample.assigned;
import static alo153.routing.decide.Sample.state;
import static alo153.routing.decide.Sample.status;
import static org.assertj.core.api.Assertions.assertThat;

import alo153.events.Actor;
import alo153.events.CitizenWrote;
import alo153.events.Status;
import alo153.events.StatusChanged;
import alo153.events.TriageRequested;
import alo153.events.work.CitizenAdded;
import alo153.events.work.WorkAssigned;
import alo153.events.work.WorkRecord;
import alo153.events.work.WorkTaken;
import java.util.List;
import org.junit.jupiter.api.Test;

class FeedsTest {
  private static final RequestState NEW = RequestState.of(Sample.submitted());

  @Test
  void aDepartmentReadsWhatWasWritten() {
    assertThat(Feeds.linesFor(NEW, assigned("s", ROADS, 0), SAID))
        .singleElement()
        .isInstanceOfSatisfying(
            WorkAssigned.class,
            line -> {
              assertThat(line.department()).isEqualTo(ROADS.code());
              assertThat(line.text()).isEqualTo(WORDS.text());
            });
  }

  @Test
  void anInstitutionHasNoFeed() {
    assertThat(Feeds.linesFor(NEW, assigned("s", HIGHWAYS, 0), SAID)).isEmpty();
  }

  @Test
  void theFormerOwnerIsToldThatItsWorkIsGone() {
    List<WorkRecord> lines =
        Feeds.linesFor(state(assigned("s", ROADS, 0)), assigned("r", WATER, 1), SAID);
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0))
        .isInstanceOfSatisfying(
            WorkTaken.class,
            taken -> {
              assertThat(taken.department()).isEqualTo(ROADS.code());
              assertThat(taken.reason()).isEqualTo(WorkTaken.Reason.REASSIGNED);
            });
    assertThat(lines.get(1).department()).isEqualTo(WATER.code());
  }

  @Test
  void theSameOwnerAgainLosesNothing() {
    assertThat(Feeds.linesFor(state(assigned("s", ROADS, 0)), assigned("o", ROADS, 0), SAID))
        .singleElement()
        .isInstanceOf(WorkAssigned.class);
  }

  @Test
  void workThatGoesToAnInstitutionIsTaken() {
    assertThat(Feeds.linesFor(state(assigned("s", ROADS, 0)), assigned("r", HIGHWAYS, 1), SAID))
        .singleElement()
        .isInstanceOf(WorkTaken.class);
  }

  @Test
  void forgottenWordsAreNamedAsSuch() {
    assertThat(Feeds.linesFor(NEW, assigned("s", ROADS, 0), Sample.said(KeptWords.FORGOTTEN)))
        .singleElement()
        .isInstanceOfSatisfying(
            WorkAssigned.class, line -> assertThat(line.text()).isEqualTo(Feeds.FORGOTTEN));
  }

  @Test
  void whatTheCitizenAddsReachesTheDepartmentThatHasIt() {
    CitizenWrote wrote = Sample.wrote("1");
    assertThat(Feeds.linesFor(state(assigned("s", ROADS, 0)), wrote, SAID))
        .singleElement()
        .isInstanceOfSatisfying(
            CitizenAdded.class, line -> assertThat(line.text()).isEqualTo("Hâlâ duruyor"));
    assertThat(Feeds.linesFor(NEW, wrote, SAID)).isEmpty();
    assertThat(Feeds.linesFor(state(assigned("s", HIGHWAYS, 0)), wrote, SAID)).isEmpty();
  }

  @Test
  void theNextDepartmentReadsWhatTheCitizenAddedBefore() {
    RequestState state =
        state(assigned("s", ROADS, 0))
            .with(Sample.wrote("1"))
            .with(status(Status.REFUSED, Actor.of(ROADS), "saski", "r"));
    List<WorkRecord> lines = Feeds.linesFor(state, assigned("r", WATER, 1), SAID);
    assertThat(lines)
        .extracting(WorkRecord::getClass)
        .satisfies(
            types ->
                assertThat(types)
                    .isEqualTo(List.of(WorkTaken.class, WorkAssigned.class, CitizenAdded.class)));
    assertThat(lines.get(2))
        .isInstanceOfSatisfying(
            CitizenAdded.class,
            line -> {
              assertThat(line.department()).isEqualTo(WATER.code());
              assertThat(line.text()).isEqualTo("Hâlâ duruyor");
              assertThat(line.attachments()).hasSize(1);
            });
  }

  @Test
  void theSameTeamIsNotToldTwice() {
    RequestState state = state(assigned("s", ROADS, 0)).with(Sample.wrote("1"));
    assertThat(Feeds.linesFor(state, assigned("o", ROADS, 0), SAID)).hasSize(1);
  }

  @Test
  void whoRefusedHearsNoMoreUntilTheArbiterGivesItBack() {
    RequestState refused =
        state(assigned("s", ROADS, 0))
            .with(status(Status.REFUSED, Actor.of(ROADS), null, "r"))
            .with(Sample.triage("r", TriageRequested.Queue.ARBITER, 1));
    assertThat(Feeds.linesFor(refused, Sample.wrote("1"), SAID)).isEmpty();
    RequestState back = refused.with(Sample.wrote("1")).with(assigned("desk", ROADS, 1));
    assertThat(Feeds.linesFor(refused.with(Sample.wrote("1")), assigned("desk", ROADS, 1), SAID))
        .hasSize(2);
    assertThat(Feeds.linesFor(back, Sample.wrote("2"), SAID)).hasSize(1);
  }

  @Test
  void theClerksNoteStandsBesideTheWork() {
    var said = new Said(SAID.byPart(), "Geçen hafta da yazılmıştı");
    assertThat(Feeds.linesFor(NEW, assigned("s", ROADS, 0), said))
        .singleElement()
        .isInstanceOfSatisfying(
            WorkAssigned.class,
            line -> assertThat(line.note()).isEqualTo("Geçen hafta da yazılmıştı"));
  }

  @Test
  void whatIsOverIsNobodysWork() {
    for (StatusChanged end :
        List.of(
            status(Status.WITHDRAWN, Actor.CITIZEN, null, "w"),
            status(Status.ANSWERED, Actor.DESK, null, "a"))) {
      RequestState over = NEW.with(Sample.triage("s", TriageRequested.Queue.TRIAGE, 0)).with(end);
      assertThat(Feeds.linesFor(over, assigned("d", ROADS, 0), SAID)).isEmpty();
    }
  }

  @Test
  void whyWordsAreNotThereIsSaidAsItIs() {
    assertThat(Feeds.linesFor(NEW, assigned("s", ROADS, 0), Sample.said(KeptWords.NO_LONGER_KEPT)))
        .singleElement()
        .isInstanceOfSatisfying(
            WorkAssigned.class,
            line -> assertThat(line.text()).contains("no longer kept").doesNotContain("erased"));
    assertThat(Feeds.linesFor(NEW, assigned("s", ROADS, 0), Said.NOTHING))
        .singleElement()
        .isInstanceOfSatisfying(
            WorkAssigned.class, line -> assertThat(line.text()).contains("never arrived"));
  }

  @Test
  void withdrawnAndMergedWorkIsTaken() {
    RequestState state = state(assigned("s", ROADS, 0));
    assertThat(
            Feeds.linesFor(state, status(Status.WITHDRAWN, Actor.CITIZEN, null, "w"), Said.NOTHING))
        .singleElement()
        .isInstanceOfSatisfying(
            WorkTaken.class,
            taken -> assertThat(taken.reason()).isEqualTo(WorkTaken.Reason.WITHDRAWN));
    assertThat(Feeds.linesFor(state, status(Status.MERGED, Actor.DESK, null, "m"), Said.NOTHING))
        .hasSize(1);
    assertThat(Feeds.linesFor(state, status(Status.DECLINED, Actor.DESK, null, "d"), Said.NOTHING))
        .hasSize(1);
    assertThat(
            Feeds.linesFor(
                state, status(Status.DECLINED, Actor.of(ROADS), null, "d"), Said.NOTHING))
        .isEmpty();
    assertThat(Feeds.linesFor(state, status(Status.CLOSED, Actor.SYSTEM, null, "c"), Said.NOTHING))
        .isEmpty();
  }
}
