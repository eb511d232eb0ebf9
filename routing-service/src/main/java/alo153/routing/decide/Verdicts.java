package alo153.routing.decide;

import alo153.events.EventId;
import alo153.events.RequestAssigned;
import alo153.events.RequestEvent;
import alo153.events.RequestId;
import alo153.events.TriageRequested;
import java.time.Instant;
import java.util.List;

/** From decisions to events, with ids derived from what asked for the decision. */
public final class Verdicts {
  private Verdicts() {}

  /**
   * @param cause the event that asked for an owner
   */
  public static RequestEvent event(
      RequestId requestId, EventId cause, Decision decision, Instant at) {
    if (decision instanceof Decision.Assigned assigned) {
      return assigned(
          EventId.derive(RequestAssigned.TYPE, requestId, cause.value()),
          requestId,
          assigned,
          at,
          List.of());
    }
    var undecided = (Decision.Undecided) decision;
    return new TriageRequested(
        EventId.derive(TriageRequested.TYPE, requestId, cause.value()),
        requestId,
        at,
        undecided.queue(),
        undecided.reason(),
        undecided.category(),
        undecided.ruleVersion(),
        undecided.facts(),
        undecided.explanation(),
        undecided.alternates(),
        undecided.hop());
  }

  static RequestAssigned assigned(
      EventId id, RequestId requestId, Decision.Assigned assigned, Instant at, List<String> parts) {
    return new RequestAssigned(
        id,
        requestId,
        at,
        assigned.owner(),
        assigned.category(),
        assigned.ruleId(),
        assigned.ruleVersion(),
        assigned.decidedBy(),
        assigned.facts(),
        assigned.explanation(),
        assigned.alternates(),
        assigned.hop(),
        parts);
  }
}
