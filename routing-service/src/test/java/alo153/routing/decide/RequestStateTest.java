package alo153.routing.decide;

import static alo153.routing.decide.Sample.ROADS;
import static alo153.routing.decide.Sample.WATER;
import static alo153.routing.decide.Sample.assigned;
import static alo153.routing.decide.Sample.status;
import static alo153.routing.decide.Sample.submitted;
import static alo153.routing.decide.Sample.triage;
import static org.assertj.core.api.Assertions.assertThat;

import alo153.events.Actor;
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
            status(Status.REFUSED, Actor.of(ROADS), null, "r1"),
            triage("r1", Queue.ARBITER, 1));
    byte[] bytes = Codec.json().writeValueAsBytes(state);
    assertThat(Codec.json().readValue(bytes, RequestState.class)).isEqualTo(state);
    assertThat(state.applied()).doesNotHaveDuplicates().hasSize(4);
    assertThat(List.of(state.nextHop())).containsExactly(1);
  }
}
