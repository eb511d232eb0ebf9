package alo153.routing.decide;

import alo153.events.RequestEvent;
import alo153.events.RequestSubmitted;
import alo153.events.Status;
import alo153.events.StatusChanged;
import alo153.events.personal.CitizenWords;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
   * @param words the submission's words; null when they are gone or never came
   * @param at now
   */
  public Optional<RequestEvent> to(
      RequestState after, RequestEvent event, @Nullable CitizenWords words, Instant at) {
    return decision(after, event, words)
        .map(decision -> Verdicts.event(event.requestId(), event.id(), decision, at));
  }

  private Optional<Decision> decision(
      RequestState after, RequestEvent event, @Nullable CitizenWords words) {
    if (event instanceof RequestSubmitted submitted) {
      return Optional.of(router.decide(submitted, words));
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
