package alo153.routing.decide;

import static alo153.routing.decide.Sample.ROADS;
import static alo153.routing.decide.Sample.WATER;
import static alo153.routing.decide.Sample.assigned;
import static alo153.routing.decide.Sample.status;
import static alo153.routing.decide.Sample.submitted;
import static alo153.routing.decide.Sample.triage;
import static org.assertj.core.api.Assertions.assertThat;

import alo153.events.Actor;
import alo153.events.Owner;
import alo153.events.RequestAssigned;
import alo153.events.RequestEvent;
import alo153.events.Status;
import alo153.events.TriageRequested.Queue;
import alo153.events.wire.Codec;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestStateTest {
  private static RequestState after(RequestEvent... events) {
    RequestState state = RequestState.of(submitted());
    for (RequestEvent event : events) {
      state = state.with(event);
    }
    return state;
  }

  @Test
  void anEventTwiceIsTheSameAsOnce() {
    RequestEvent first = assigned("s", ROADS, 0);
    RequestEvent refusal = status(Status.REFUSED, Actor.of(ROADS), null, "r1");
    assertThat(after(first, refusal, first, refusal)).isEqualTo(after(first, refusal));
  }

  @Test
  void anEndClosesTheQuestion() {
    assertThat(
            after(triage("s", Queue.TRIAGE, 0), status(Status.WITHDRAWN, Actor.CITIZEN, null, "w"))
                .triage())
        .isNull();
  }

  @Test
  void ourAnswerAndAnEndThatCrossedGiveTheSameState() {
    RequestEvent question = triage("s", Queue.TRIAGE, 0);
    RequestEvent end = status(Status.WITHDRAWN, Actor.CITIZEN, null, "w");
    assertThat(after(question, end)).isEqualTo(after(end, question));
    RequestEvent answer = assigned("s", ROADS, 0);
    assertThat(after(answer, end)).isEqualTo(after(end, answer));
  }

  @Test
  void anObjectionOpensAClosedRequestAgain() {
    RequestState state =
        after(
            assigned("s", ROADS, 0),
            status(Status.CLOSED, Actor.SYSTEM, null, "c"),
            status(Status.OBJECTED, Actor.CITIZEN, null, "o"));
    assertThat(state.closedAt()).isNull();
    assertThat(state.owner()).contains(ROADS);
  }

  @Test
  void theDesksOwnAnswerEndsTheQuestion() {
    RequestEvent question = triage("s", Queue.TRIAGE, 0);
    RequestEvent answer = status(Status.ANSWERED, Actor.DESK, null, "a");
    RequestState state = after(question, answer);
    assertThat(state.triage()).isNull();
    assertThat(state.isOver()).isTrue();
    assertThat(state).isEqualTo(after(answer, question));
    assertThat(state.with(answer)).isSameAs(state);
  }

  @Test
  void anAnswerThatCrossedOurDecisionGivesTheSameState() {
    RequestEvent answer = status(Status.ANSWERED, Actor.DESK, null, "a");
    RequestEvent ours = assigned("s", ROADS, 0);
    assertThat(after(ours, answer)).isEqualTo(after(answer, ours));
    RequestEvent refusal = status(Status.REFUSED, Actor.of(ROADS), null, "r1");
    RequestEvent next = assigned("r1", WATER, 1);
    assertThat(after(ours, refusal, next, answer)).isEqualTo(after(ours, refusal, answer, next));
  }

  @Test
  void anAnswerToTheWorkOfAnOwnerIsNoneOfRoutingsBusiness() {
    RequestState state = after(assigned("s", ROADS, 0));
    assertThat(state.with(status(Status.ANSWERED, Actor.DESK, null, "a"))).isSameAs(state);
    assertThat(state.with(status(Status.ANSWERED, Actor.of(ROADS), null, "b"))).isSameAs(state);
  }

  @Test
  void anObjectionToTheDesksAnswerOpensItAgainAndTheOldAnswerStaysOld() {
    RequestEvent answer = status(Status.ANSWERED, Actor.DESK, null, "a");
    RequestState open =
        after(
            triage("s", Queue.TRIAGE, 0),
            answer,
            status(Status.OBJECTED, Actor.CITIZEN, null, "o"),
            triage("o", Queue.TRIAGE, 0));
    assertThat(open.triage()).isNotNull();
    assertThat(open.with(answer)).isSameAs(open);
  }

  @Test
  void ofTwoClerksTheOneWhoAnsweredFirstCounts() {
    RequestState answered =
        after(triage("s", Queue.TRIAGE, 0), status(Status.ANSWERED, Actor.DESK, null, "a"));
    assertThat(answered.with(byTheDesk(ROADS)).owner()).isEmpty();
    assertThat(answered.with(byTheDesk(ROADS)).isOver()).isTrue();
  }

  private static RequestAssigned byTheDesk(Owner owner) {
    return DeskVerdict.assigned(
        triage("s", Queue.TRIAGE, 0),
        "d-1",
        owner,
        Sample.text("name"),
        Sample.POTHOLE,
        Sample.text("topic"),
        Sample.NOON,
        false);
  }

  @Test
  void whoRefusedDoesNotHaveItUntilItIsGivenBack() {
    RequestState refused =
        after(assigned("s", ROADS, 0), status(Status.REFUSED, Actor.of(ROADS), null, "r1"));
    assertThat(refused.holder()).isEmpty();
    assertThat(refused.owner()).contains(ROADS);
    assertThat(refused.with(byTheDesk(ROADS)).holder()).contains(ROADS);
  }

  @Test
  void whatTheCitizenWroteIsRememberedInItsOrder() {
    assertThat(after(Sample.wrote("1"), Sample.wrote("2"), Sample.wrote("1")).wrote())
        .containsExactly(Sample.wrote("1"), Sample.wrote("2"));
  }

  @Test
  void everyRefuserIsRememberedOnce() {
    RequestState state =
        after(
            assigned("s", ROADS, 0),
            status(Status.REFUSED, Actor.of(ROADS), null, "r1"),
            assigned("r1", WATER, 1),
            status(Status.REFUSED, Actor.DESK, null, "r2"),
            status(Status.REFUSED, Actor.of(ROADS), null, "r3"));
    assertThat(state.refusedBy()).containsExactly(ROADS, WATER);
  }

  @Test
  void whatDoesNotMatterLeavesTheStateAlone() {
    RequestState state = after(assigned("s", ROADS, 0));
    assertThat(state.with(status(Status.IN_PROGRESS, Actor.of(ROADS), null, "p"))).isSameAs(state);
  }

  @Test
  void theStateSurvivesTheStore() {
    RequestState state =
        after(
            assigned("s", ROADS, 0, WATER),
            Sample.wrote("1"),
            status(Status.REFUSED, Actor.of(ROADS), null, "r1"),
            triage("r1", Queue.ARBITER, 1));
    byte[] bytes = Codec.json().writeValueAsBytes(state);
    assertThat(Codec.json().readValue(bytes, RequestState.class)).isEqualTo(state);
    assertThat(state.applied()).doesNotHaveDuplicates().hasSize(5);
    assertThat(List.of(state.nextHop())).containsExactly(1);
  }
}
