package alo153.routing.decide;

import static alo153.routing.decide.Sample.HIGHWAYS;
import static alo153.routing.decide.Sample.ROADS;
import static alo153.routing.decide.Sample.WATER;
import static alo153.routing.decide.Sample.assigned;
import static alo153.routing.decide.Sample.state;
import static alo153.routing.decide.Sample.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import alo153.events.Actor;
import alo153.events.Alternate;
import alo153.events.Owner;
import alo153.events.RequestAssigned;
import alo153.events.RequestAssigned.DecidedBy;
import alo153.events.Status;
import alo153.events.StatusChanged;
import alo153.events.TriageRequested.Queue;
import alo153.events.TriageRequested.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ObjectAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NextOwnerTest {
  private static final List<Owner> KNOWN =
      List.of(
          ROADS,
          WATER,
          HIGHWAYS,
          Owner.department("a"),
          Owner.department("b"),
          Owner.department("c"),
          Owner.department("d"),
          Owner.department("e"));

  private final NextOwner next =
      new NextOwner(
          code -> KNOWN.stream().filter(owner -> owner.code().equals(code)).findFirst(),
          owner -> Sample.text(owner.code().value()));

  private Decision refused(RequestState before, Actor by, @Nullable String suggested) {
    StatusChanged refusal = status(Status.REFUSED, by, suggested, "refusal-" + before.nextHop());
    return next.afterRefusal(before.with(refusal), refusal);
  }

  private static ObjectAssert<Decision.Assigned> assertAssigned(Decision decision) {
    return assertThat(decision).asInstanceOf(type(Decision.Assigned.class));
  }

  private static ObjectAssert<Decision.Undecided> assertUndecided(Decision decision) {
    return assertThat(decision).asInstanceOf(type(Decision.Undecided.class));
  }

  @Test
  void theOwnerTheRefuserNamesIsAskedFirst() {
    RequestState state = state(assigned("s", ROADS, 0, HIGHWAYS));
    assertAssigned(refused(state, Actor.of(ROADS), "saski"))
        .satisfies(
            to -> {
              assertThat(to.owner()).isEqualTo(WATER);
              assertThat(to.hop()).isEqualTo(1);
              assertThat(to.decidedBy()).isEqualTo(DecidedBy.AFTER_REFUSAL);
              assertThat(to.alternates()).extracting(Alternate::owner).containsExactly(HIGHWAYS);
              assertThat(to.facts())
                  .containsEntry("refusedBy", "DEPARTMENT:yol-bakim")
                  .containsEntry("suggestedOwner", "DEPARTMENT:saski")
                  .containsEntry("refusalReason", "not-our-work");
              assertThat(to.explanation().tr()).contains("yol-bakim", "saski");
            });
  }

  @Test
  void withoutASuggestionTheFirstAlternateIsAsked() {
    RequestState state = state(assigned("s", ROADS, 0, HIGHWAYS, WATER));
    assertAssigned(refused(state, Actor.of(ROADS), null))
        .satisfies(
            to -> {
              assertThat(to.owner()).isEqualTo(HIGHWAYS);
              assertThat(to.alternates()).extracting(Alternate::owner).containsExactly(WATER);
            });
  }

  @Test
  void anUnknownSuggestionIsPassedOverForAnAlternate() {
    RequestState state = state(assigned("s", ROADS, 0, HIGHWAYS));
    assertAssigned(refused(state, Actor.of(ROADS), "nobody"))
        .extracting(Decision.Assigned::owner)
        .isEqualTo(HIGHWAYS);
  }

  @Test
  void anUnknownSuggestionWithoutAlternatesGoesToTheArbiter() {
    RequestState state = state(assigned("s", ROADS, 0));
    assertUndecided(refused(state, Actor.of(ROADS), "nobody"))
        .satisfies(
            to -> {
              assertThat(to.queue()).isEqualTo(Queue.ARBITER);
              assertThat(to.reason()).isEqualTo(Reason.OWNER_UNKNOWN);
              assertThat(to.hop()).isEqualTo(1);
            });
  }

  @Test
  void nobodyLeftGoesToTheArbiter() {
    RequestState state = state(assigned("s", ROADS, 0));
    assertUndecided(refused(state, Actor.of(ROADS), null))
        .satisfies(
            to -> {
              assertThat(to.queue()).isEqualTo(Queue.ARBITER);
              assertThat(to.reason()).isEqualTo(Reason.REFUSED_BY_ALL);
            });
  }

  @Test
  void twoWhoPointAtEachOtherMeetTheArbiter() {
    RequestState state = state(assigned("s", ROADS, 0));
    StatusChanged first = status(Status.REFUSED, Actor.of(ROADS), "saski", "r1");
    state = state.with(first);
    assertAssigned(next.afterRefusal(state, first))
        .extracting(Decision.Assigned::owner)
        .isEqualTo(WATER);
    state = state.with(assigned("r1", WATER, 1));
    StatusChanged back = status(Status.REFUSED, Actor.of(WATER), "yol-bakim", "r2");
    state = state.with(back);
    assertUndecided(next.afterRefusal(state, back))
        .satisfies(
            to -> {
              assertThat(to.queue()).isEqualTo(Queue.ARBITER);
              assertThat(to.reason()).isEqualTo(Reason.REFUSED_BY_ALL);
              assertThat(to.explanation().en()).contains("yol-bakim", "saski");
            });
  }

  @Test
  void whoNamesThemselvesIsNotAskedAgain() {
    RequestState state = state(assigned("s", ROADS, 0, WATER));
    assertAssigned(refused(state, Actor.of(ROADS), "yol-bakim"))
        .extracting(Decision.Assigned::owner)
        .isEqualTo(WATER);
  }

  @Test
  void afterThreeHopsAPersonSettlesIt() {
    RequestState state = state(assigned("s", Owner.department("a"), 0));
    var owners = new ArrayList<Owner>();
    Decision decision = null;
    for (String name : List.of("b", "c", "d", "e")) {
      StatusChanged refusal =
          status(Status.REFUSED, Actor.of(state.owner().orElseThrow()), name, "to-" + name);
      state = state.with(refusal);
      decision = next.afterRefusal(state, refusal);
      if (decision instanceof Decision.Assigned to) {
        owners.add(to.owner());
        assertThat(to.hop()).isEqualTo(owners.size());
        state =
            state.with(
                (RequestAssigned)
                    Verdicts.event(Sample.REQUEST, refusal.id(), decision, Sample.NOON));
      }
    }
    assertThat(owners).extracting(owner -> owner.code().value()).containsExactly("b", "c", "d");
    assertUndecided(decision)
        .satisfies(
            to -> {
              assertThat(to.queue()).isEqualTo(Queue.ARBITER);
              assertThat(to.reason()).isEqualTo(Reason.TOO_MANY_HOPS);
              assertThat(to.hop()).isEqualTo(4);
            });
  }

  @Test
  void theDeskRefusesForTheOwner() {
    RequestState state = state(assigned("s", HIGHWAYS, 0, ROADS));
    assertAssigned(refused(state, Actor.DESK, null))
        .extracting(Decision.Assigned::owner)
        .isEqualTo(ROADS);
  }

  @Test
  void anAlternateWhoRefusedIsNotAskedAgain() {
    RequestState state = state(assigned("s", ROADS, 0, WATER));
    StatusChanged first = status(Status.REFUSED, Actor.of(ROADS), null, "r1");
    state = state.with(first).with(assigned("r1", WATER, 1, ROADS, HIGHWAYS));
    StatusChanged second = status(Status.REFUSED, Actor.of(WATER), null, "r2");
    state = state.with(second);
    assertAssigned(next.afterRefusal(state, second))
        .extracting(Decision.Assigned::owner)
        .isEqualTo(HIGHWAYS);
  }

  @Test
  void anObjectionGoesToTheSameTeamWithTheSameHop() {
    RequestState state = state(assigned("r", WATER, 2));
    assertAssigned(next.afterObjection(state))
        .satisfies(
            to -> {
              assertThat(to.owner()).isEqualTo(WATER);
              assertThat(to.hop()).isEqualTo(2);
              assertThat(to.decidedBy()).isEqualTo(DecidedBy.AFTER_OBJECTION);
            });
  }

  @Test
  void anObjectionWithoutAnOwnerIsForTheDesk() {
    assertUndecided(next.afterObjection(RequestState.of(Sample.submitted())))
        .extracting(Decision.Undecided::queue)
        .isEqualTo(Queue.TRIAGE);
  }

  @Test
  void anObjectionToTheDesksAnswerIsNotForWhoRefused() {
    RequestState state =
        state(assigned("s", ROADS, 0, WATER))
            .with(status(Status.REFUSED, Actor.of(ROADS), null, "r"))
            .with(Sample.triage("r", Queue.ARBITER, 1))
            .with(status(Status.ANSWERED, Actor.DESK, null, "a"))
            .with(status(Status.OBJECTED, Actor.CITIZEN, null, "o"));
    assertUndecided(next.afterObjection(state))
        .satisfies(
            to -> {
              assertThat(to.queue()).isEqualTo(Queue.TRIAGE);
              assertThat(to.category()).isEqualTo(Sample.POTHOLE);
              assertThat(to.alternates()).extracting(Alternate::owner).containsExactly(WATER);
            });
  }

  @Test
  void everyDecisionHasItsOwnIdAndTheSameCauseTheSame() {
    RequestState state = state(assigned("s", ROADS, 0, WATER));
    StatusChanged refusal = status(Status.REFUSED, Actor.of(ROADS), null, "r1");
    Decision decision = next.afterRefusal(state.with(refusal), refusal);
    var ids =
        Stream.of(refusal, refusal, Sample.submitted())
            .map(cause -> Verdicts.event(Sample.REQUEST, cause.id(), decision, Sample.NOON).id())
            .toList();
    assertThat(ids.get(0)).isEqualTo(ids.get(1)).isNotEqualTo(ids.get(2));
  }
}
