package alo153.routing.decide;

import alo153.events.Actor;
import alo153.events.EventId;
import alo153.events.Owner;
import alo153.events.PersonErased;
import alo153.events.RequestAssigned;
import alo153.events.RequestEvent;
import alo153.events.RequestId;
import alo153.events.RequestSubmitted;
import alo153.events.SomeEventCases;
import alo153.events.Status;
import alo153.events.StatusChanged;
import alo153.events.TriageRequested;
import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What routing knows of one request: a fold of its events, holding nothing personal.
 *
 * @param submitted how it began
 * @param assigned the last decision that gave it an owner; null before the first
 * @param triage the open question to the desk; null when there is none
 * @param refusedBy who refused it, in the order they did; nobody twice
 * @param closedAt when it was closed, declined, withdrawn or merged; null while it is open
 * @param erased the person behind it was forgotten
 * @param applied the events that made this state; sorted, so that the state does not depend on
 *     which of two unrelated events came first
 */
public record RequestState(
    RequestSubmitted submitted,
    @Nullable RequestAssigned assigned,
    @Nullable TriageRequested triage,
    List<Owner> refusedBy,
    @Nullable Instant closedAt,
    boolean erased,
    List<EventId> applied) {

  public RequestState {
    refusedBy = List.copyOf(refusedBy);
    applied = List.copyOf(applied);
  }

  public static RequestState of(RequestSubmitted submitted) {
    return new RequestState(submitted, null, null, List.of(), null, false, List.of(submitted.id()));
  }

  @JsonIgnore
  public RequestId requestId() {
    return submitted.requestId();
  }

  public boolean hasApplied(EventId event) {
    return applied.contains(event);
  }

  /** Who has it, or had it last. */
  @JsonIgnore
  public Optional<Owner> owner() {
    return Optional.ofNullable(assigned).map(RequestAssigned::owner);
  }

  /** How many owners it has had, which is the hop of the next. */
  @JsonIgnore
  public int nextHop() {
    return assigned == null ? 0 : assigned.hop() + 1;
  }

  /** Whether an event is of those this state is made of. */
  static boolean matters(RequestEvent event) {
    return event instanceof RequestSubmitted
        || event instanceof RequestAssigned
        || event instanceof TriageRequested
        || event instanceof PersonErased
        || (event instanceof StatusChanged changed && matters(changed.to()));
  }

  private static boolean matters(Status status) {
    return status == Status.REFUSED || status == Status.OBJECTED || isEnd(status);
  }

  static boolean isEnd(Status status) {
    return switch (status) {
      case CLOSED, DECLINED, WITHDRAWN, MERGED -> true;
      case SUBMITTED,
          IN_TRIAGE,
          ASSIGNED,
          ACCEPTED,
          IN_PROGRESS,
          PLANNED,
          WAITING_FOR_CITIZEN,
          FORWARDED,
          REFUSED,
          ANSWERED,
          OBJECTED ->
          false;
    };
  }

  /**
   * The state after an event; the same state when it is applied already or does not matter here.
   */
  public RequestState with(RequestEvent event) {
    if (hasApplied(event.id()) || !matters(event)) {
      return this;
    }
    RequestState next = event.fold(new Fold());
    return next == null ? this : next.marked(event.id());
  }

  /**
   * Puts the log's version of a decision in place of our own one of the same id: the first in the
   * log counts.
   */
  public RequestState adopting(RequestEvent event) {
    RequestState next = event.fold(new Fold());
    return next == null ? this : next;
  }

  /** Whether the log says the same decision differently than we remember it. */
  public boolean differsFrom(RequestEvent event) {
    return (assigned != null && assigned.id().equals(event.id()) && !assigned.equals(event))
        || (triage != null && triage.id().equals(event.id()) && !triage.equals(event));
  }

  private RequestState marked(EventId event) {
    var ids = new TreeSet<>(java.util.Comparator.comparing(EventId::value));
    ids.addAll(applied);
    ids.add(event);
    return new RequestState(
        submitted, assigned, triage, refusedBy, closedAt, erased, List.copyOf(ids));
  }

  private final class Fold implements SomeEventCases<RequestState> {
    @Override
    public RequestState requestAssigned(RequestAssigned event) {
      return new RequestState(submitted, event, null, refusedBy, closedAt, erased, applied);
    }

    @Override
    public RequestState triageRequested(TriageRequested event) {
      // a request that ended meanwhile has no question left
      return new RequestState(
          submitted,
          assigned,
          closedAt == null ? event : null,
          refusedBy,
          closedAt,
          erased,
          applied);
    }

    @Override
    public RequestState personErased(PersonErased event) {
      return new RequestState(submitted, assigned, triage, refusedBy, closedAt, true, applied);
    }

    @Override
    public RequestState statusChanged(StatusChanged event) {
      if (isEnd(event.to())) {
        return new RequestState(submitted, assigned, null, refusedBy, event.at(), erased, applied);
      }
      if (event.to() == Status.REFUSED) {
        var refused = new java.util.ArrayList<>(refusedBy);
        refuser(event).filter(owner -> !refused.contains(owner)).ifPresent(refused::add);
        return new RequestState(submitted, assigned, triage, refused, closedAt, erased, applied);
      }
      return new RequestState(submitted, assigned, triage, refusedBy, null, erased, applied);
    }
  }

  /** Who refused; the desk refuses for the owner. */
  Optional<Owner> refuser(StatusChanged refusal) {
    Actor by = refusal.by();
    if (by.code() == null) {
      return owner();
    }
    return switch (by.role()) {
      case DEPARTMENT -> Optional.of(Owner.department(by.code().value()));
      case INSTITUTION -> Optional.of(Owner.institution(by.code().value()));
      case CITIZEN, DESK, SYSTEM -> owner();
    };
  }
}
