package alo153.routing.decide;

import alo153.events.Actor;
import alo153.events.CitizenWrote;
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
import java.util.ArrayList;
import java.util.Comparator;
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
 * @param refusedBy who refused it and did not get it again, in the order they did; nobody twice
 * @param wrote what the citizen wrote since, in the order it came
 * @param answered the desk's own answer while nobody had it: then no owner is looked for any more;
 *     null when there was none, or the citizen objected to it
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
    List<CitizenWrote> wrote,
    @Nullable EventId answered,
    @Nullable Instant closedAt,
    boolean erased,
    List<EventId> applied) {

  public RequestState {
    refusedBy = List.copyOf(refusedBy);
    wrote = List.copyOf(wrote);
    applied = List.copyOf(applied);
  }

  public static RequestState of(RequestSubmitted submitted) {
    return new RequestState(
        submitted, null, null, List.of(), List.of(), null, null, false, List.of(submitted.id()));
  }

  @JsonIgnore
  public RequestId requestId() {
    return submitted.requestId();
  }

  public boolean hasApplied(EventId event) {
    return applied.contains(event) || event.equals(answered);
  }

  /** Who has it, or had it last. */
  @JsonIgnore
  public Optional<Owner> owner() {
    return Optional.ofNullable(assigned).map(RequestAssigned::owner);
  }

  /** Who has it now; empty when nobody does, or whoever had it refused. */
  @JsonIgnore
  public Optional<Owner> holder() {
    return owner().filter(owner -> !refusedBy.contains(owner));
  }

  /** Whether nobody is looked for any more: it ended, or the desk answered it. */
  @JsonIgnore
  public boolean isOver() {
    return closedAt != null || answered != null;
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
        || event instanceof CitizenWrote
        || event instanceof PersonErased
        || (event instanceof StatusChanged changed && matters(changed));
  }

  /** Whether a step is of those routing knows of. */
  public static boolean matters(StatusChanged changed) {
    return changed.to() == Status.REFUSED
        || changed.to() == Status.OBJECTED
        || isAnswerOfTheDesk(changed)
        || isEnd(changed.to());
  }

  private static boolean isAnswerOfTheDesk(StatusChanged changed) {
    return changed.to() == Status.ANSWERED && changed.by().role() == Actor.Role.DESK;
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
    if (next == null) {
      return this;
    }
    // an answer that crossed our decision leaves no trace, whichever of the two came first
    return event.id().equals(next.answered()) ? next : next.marked(event.id());
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

  /** Whether exactly this is the decision or the question in force. */
  public boolean restsOn(RequestEvent event) {
    return event.equals(assigned) || event.equals(triage);
  }

  private RequestState marked(EventId event) {
    var ids = new TreeSet<>(Comparator.comparing(EventId::value));
    ids.addAll(applied);
    ids.add(event);
    return new RequestState(
        submitted,
        assigned,
        triage,
        refusedBy,
        wrote,
        answered,
        closedAt,
        erased,
        List.copyOf(ids));
  }

  private RequestState asked(@Nullable RequestAssigned owner, @Nullable TriageRequested question) {
    return new RequestState(
        submitted, owner, question, refusedBy, wrote, answered, closedAt, erased, applied);
  }

  private RequestState refused(List<Owner> refusers) {
    return new RequestState(
        submitted, assigned, triage, refusers, wrote, answered, closedAt, erased, applied);
  }

  private RequestState over(@Nullable EventId answer, @Nullable Instant end) {
    return new RequestState(
        submitted, assigned, triage, refusedBy, wrote, answer, end, erased, applied);
  }

  private static <T> List<T> plus(List<T> some, T one) {
    var all = new ArrayList<>(some);
    all.add(one);
    return all;
  }

  private final class Fold implements SomeEventCases<RequestState> {
    @Override
    public RequestState requestAssigned(RequestAssigned event) {
      if (answered != null && event.decidedBy() == RequestAssigned.DecidedBy.DESK) {
        // of two clerks one answered and one decided: nobody gets the work
        return RequestState.this;
      }
      return asked(event, null)
          .refused(refusedBy.stream().filter(owner -> !owner.equals(event.owner())).toList())
          .over(null, closedAt);
    }

    @Override
    public RequestState triageRequested(TriageRequested event) {
      // a request that ended meanwhile has no question left
      return asked(assigned, isOver() ? null : event);
    }

    @Override
    public RequestState citizenWrote(CitizenWrote event) {
      return new RequestState(
          submitted,
          assigned,
          triage,
          refusedBy,
          plus(wrote, event),
          answered,
          closedAt,
          erased,
          applied);
    }

    @Override
    public RequestState personErased(PersonErased event) {
      return new RequestState(
          submitted, assigned, triage, refusedBy, wrote, answered, closedAt, true, applied);
    }

    @Override
    public @Nullable RequestState statusChanged(StatusChanged event) {
      if (isEnd(event.to())) {
        return asked(assigned, null).over(answered, event.at());
      }
      if (event.to() == Status.ANSWERED) {
        return holder().isPresent() ? null : asked(assigned, null).over(event.id(), closedAt);
      }
      if (event.to() == Status.REFUSED) {
        return refuser(event)
            .filter(owner -> !refusedBy.contains(owner))
            .map(owner -> refused(plus(refusedBy, owner)))
            .orElse(RequestState.this);
      }
      RequestState open = over(null, null);
      return answered == null ? open : open.marked(answered);
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
