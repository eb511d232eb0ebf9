package alo153.routing.decide;

import alo153.events.RequestEvent;
import alo153.events.RequestSubmitted;
import alo153.events.Status;
import alo153.events.StatusChanged;
import java.time.Instant;
import java.util.Optional;

/** What routing answers to an event: a decision, or nothing. */
public final class Reactions {
  private final Router router;
  private final NextOwner nextOwner;

  public Reactions(Router router, NextOwner nextOwner) {
    this.router = router;
    this.nextOwner = nextOwner;
  }

  /**
   * @param after the request with the event applied
   * @param said what was written, as far as the event needs it
   * @param at now
   */
  public Optional<RequestEvent> to(RequestState after, RequestEvent event, Said said, Instant at) {
    return decision(after, event, said)
        .map(decision -> Verdicts.event(event.requestId(), event.id(), decision, at));
  }

  private Optional<Decision> decision(RequestState after, RequestEvent event, Said said) {
    if (event instanceof RequestSubmitted submitted) {
      return Optional.of(router.decide(submitted, said.wordsOf(submitted)));
    }
    if (event instanceof StatusChanged changed) {
      if (changed.to() == Status.REFUSED) {
        return Optional.of(nextOwner.afterRefusal(after, changed));
      }
      if (changed.to() == Status.OBJECTED) {
        return Optional.of(nextOwner.afterObjection(after));
      }
    }
    return Optional.empty();
  }
}
