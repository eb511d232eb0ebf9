package alo153.routing.decide;

import static alo153.routing.decide.Sample.HIGHWAYS;
import static alo153.routing.decide.Sample.NOON;
import static alo153.routing.decide.Sample.REQUEST;
import static alo153.routing.decide.Sample.ROADS;
import static alo153.routing.decide.Sample.WATER;
import static alo153.routing.decide.Sample.WORDS;
import static alo153.routing.decide.Sample.assigned;
import static alo153.routing.decide.Sample.state;
import static alo153.routing.decide.Sample.status;
import static org.assertj.core.api.Assertions.assertThat;

import alo153.events.Actor;
import alo153.events.Channel;
import alo153.events.CitizenWrote;
import alo153.events.EventId;
import alo153.events.Status;
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
    assertThat(Feeds.linesFor(NEW, assigned("s", ROADS, 0), WORDS))
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
    assertThat(Feeds.linesFor(NEW, assigned("s", HIGHWAYS, 0), WORDS)).isEmpty();
  }

  @Test
  void theFormerOwnerIsToldThatItsWorkIsGone() {
    List<WorkRecord> lines =
        Feeds.linesFor(state(assigned("s", ROADS, 0)), assigned("r", WATER, 1), WORDS);
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
    assertThat(Feeds.linesFor(state(assigned("s", ROADS, 0)), assigned("o", ROADS, 0), WORDS))
        .singleElement()
        .isInstanceOf(WorkAssigned.class);
  }

  @Test
  void workThatGoesToAnInstitutionIsTaken() {
    assertThat(Feeds.linesFor(state(assigned("s", ROADS, 0)), assigned("r", HIGHWAYS, 1), WORDS))
        .singleElement()
        .isInstanceOf(WorkTaken.class);
  }

  @Test
  void forgottenWordsAreNamedAsSuch() {
    assertThat(Feeds.linesFor(NEW, assigned("s", ROADS, 0), null))
        .singleElement()
        .isInstanceOfSatisfying(
            WorkAssigned.class, line -> assertThat(line.text()).isEqualTo(Feeds.FORGOTTEN));
  }

  @Test
  void whatTheCitizenAddsReachesTheDepartmentThatHasIt() {
    var wrote =
        new CitizenWrote(
            EventId.derive(CitizenWrote.TYPE, REQUEST, "m"),
            REQUEST,
            NOON,
            Channel.WEB,
            CitizenWrote.Purpose.ADDITION,
            null,
            List.of(),
            List.of("words-1"));
    assertThat(Feeds.linesFor(state(assigned("s", ROADS, 0)), wrote, WORDS))
        .singleElement()
        .isInstanceOfSatisfying(
            CitizenAdded.class, line -> assertThat(line.text()).isEqualTo(WORDS.text()));
    assertThat(Feeds.linesFor(NEW, wrote, WORDS)).isEmpty();
    assertThat(Feeds.linesFor(state(assigned("s", HIGHWAYS, 0)), wrote, WORDS)).isEmpty();
  }

  @Test
  void withdrawnAndMergedWorkIsTaken() {
    RequestState state = state(assigned("s", ROADS, 0));
    assertThat(Feeds.linesFor(state, status(Status.WITHDRAWN, Actor.CITIZEN, null, "w"), null))
        .singleElement()
        .isInstanceOfSatisfying(
            WorkTaken.class,
            taken -> assertThat(taken.reason()).isEqualTo(WorkTaken.Reason.WITHDRAWN));
    assertThat(Feeds.linesFor(state, status(Status.MERGED, Actor.DESK, null, "m"), null))
        .hasSize(1);
    assertThat(Feeds.linesFor(state, status(Status.DECLINED, Actor.DESK, null, "d"), null))
        .hasSize(1);
    assertThat(Feeds.linesFor(state, status(Status.DECLINED, Actor.of(ROADS), null, "d"), null))
        .isEmpty();
    assertThat(Feeds.linesFor(state, status(Status.CLOSED, Actor.SYSTEM, null, "c"), null))
        .isEmpty();
  }
}
