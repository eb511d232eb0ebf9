package alo153.proving.check;

import static alo153.events.Status.ACCEPTED;
import static alo153.events.Status.ANSWERED;
import static alo153.events.Status.ASSIGNED;
import static alo153.events.Status.CLOSED;
import static alo153.events.Status.DECLINED;
import static alo153.events.Status.FORWARDED;
import static alo153.events.Status.IN_PROGRESS;
import static alo153.events.Status.IN_TRIAGE;
import static alo153.events.Status.MERGED;
import static alo153.events.Status.PLANNED;
import static alo153.events.Status.SUBMITTED;
import static alo153.events.Status.WITHDRAWN;

import alo153.events.CitizenWrote;
import alo153.events.DeadlineApproaching;
import alo153.events.DeadlineMissed;
import alo153.events.DeadlineSet;
import alo153.events.EventCases;
import alo153.events.EventId;
import alo153.events.MessageDelivered;
import alo153.events.MessageFailed;
import alo153.events.MessagePurpose;
import alo153.events.MessageSent;
import alo153.events.OwnerKind;
import alo153.events.PersonErased;
import alo153.events.RequestAssigned;
import alo153.events.RequestEvent;
import alo153.events.RequestSubmitted;
import alo153.events.Status;
import alo153.events.StatusChanged;
import alo153.events.TriageRequested;
import alo153.events.UpdateNoted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A request as its events make it, thought out a second time: what the desk has to see of it,
 * without a look at how the product gets there. An event that comes again changes nothing.
 */
final class CaseModel implements EventCases<Boolean> {
  private static final Set<Status> OVER = EnumSet.of(ANSWERED, CLOSED, DECLINED, WITHDRAWN, MERGED);
  private static final Set<Status> TAKEN = EnumSet.of(ACCEPTED, IN_PROGRESS, PLANNED, FORWARDED);

  private final Set<EventId> seen = new HashSet<>();
  private final List<String> timeline = new ArrayList<>();
  private final Map<String, Clock> clocks = new TreeMap<>();
  private @Nullable Status status;
  private @Nullable String owner;
  private @Nullable String assignment;
  private int hop;
  private @Nullable String outcome;
  private @Nullable String reason;
  private @Nullable String plannedFor;
  private @Nullable EventId answer;
  private boolean undeliverable;
  private @Nullable Integer rating;
  private boolean erased;

  /**
   * What the desk has to see of a deadline.
   *
   * @param due the last moment
   * @param stands whether it stands still
   * @param met whether nobody waits for it any more
   * @param missed whether its moment passed before
   */
  record Clock(Instant due, boolean stands, boolean met, boolean missed) {
    Clock settled() {
      return new Clock(due, stands, true, missed);
    }
  }

  /**
   * What the desk has to see.
   *
   * @param timeline ids of events, oldest first
   */
  record Seen(
      String status,
      @Nullable String owner,
      @Nullable String assignment,
      int hop,
      @Nullable String outcome,
      @Nullable String reason,
      @Nullable String plannedFor,
      boolean undeliverable,
      @Nullable Integer rating,
      Map<String, Clock> deadlines,
      List<String> timeline) {}

  /** All of a request's events, in the order of the log. */
  static Seen of(List<RequestEvent> events) {
    var model = new CaseModel();
    for (RequestEvent event : events) {
      if (model.seen.add(event.id())) {
        event.fold(model);
        model.timeline.add(event.id().value());
      }
    }
    return new Seen(
        String.valueOf(model.status),
        model.owner,
        model.assignment,
        model.hop,
        model.outcome,
        model.reason,
        model.plannedFor,
        model.undeliverable,
        model.rating,
        Map.copyOf(model.clocks),
        List.copyOf(model.timeline));
  }

  private void move(Status to) {
    Status before = status;
    status = to;
    if (to != PLANNED) {
      plannedFor = null;
    }
    if (OVER.contains(to)) {
      clocks.replaceAll((name, clock) -> clock.settled());
    } else if (TAKEN.contains(to)) {
      clocks.computeIfPresent("accept", (name, clock) -> clock.settled());
    }
    if (before == PLANNED && to != PLANNED) {
      clocks.computeIfPresent("promise", (name, clock) -> clock.settled());
    }
  }

  private boolean may(Status to) {
    return status == null || Steps.allowed(status, to);
  }

  @Override
  public Boolean requestSubmitted(RequestSubmitted event) {
    if (status == null) {
      status = SUBMITTED;
    }
    return true;
  }

  @Override
  public Boolean citizenWrote(CitizenWrote event) {
    if (event.purpose() == CitizenWrote.Purpose.RATING && event.rating() != null) {
      rating = event.rating();
    }
    return true;
  }

  @Override
  public Boolean requestAssigned(RequestAssigned event) {
    Status to = event.owner().kind() == OwnerKind.DEPARTMENT ? ASSIGNED : FORWARDED;
    if (may(to)) {
      move(to);
      owner = event.owner().code().value();
      assignment = event.id().value();
      hop = event.hop();
    }
    return true;
  }

  @Override
  public Boolean triageRequested(TriageRequested event) {
    if (may(IN_TRIAGE)) {
      move(IN_TRIAGE);
      hop = event.hop();
    }
    return true;
  }

  @Override
  public Boolean statusChanged(StatusChanged event) {
    if (event.from() != status) {
      return false;
    }
    move(event.to());
    if (event.reason() != null) {
      reason = event.reason();
    }
    if (event.to() == ANSWERED || event.to() == DECLINED) {
      outcome = event.outcome() == null ? null : event.outcome().name();
      answer = event.id();
      undeliverable = false;
    } else if (event.to() == PLANNED) {
      plannedFor = event.plannedFor() == null ? null : event.plannedFor().toString();
    }
    return true;
  }

  @Override
  public Boolean updateNoted(UpdateNoted event) {
    return true;
  }

  @Override
  public Boolean deadlineSet(DeadlineSet event) {
    if (erased || status != null && OVER.contains(status)) {
      return false;
    }
    Clock old = clocks.get(event.deadline());
    boolean same = old != null && old.due().equals(event.due());
    boolean met =
        same
            ? old.met()
            : event.deadline().equals("accept") && status != null && TAKEN.contains(status);
    clocks.put(
        event.deadline(),
        new Clock(event.due(), event.stoppedAt() != null, met, same && old.missed()));
    return true;
  }

  @Override
  public Boolean deadlineApproaching(DeadlineApproaching event) {
    return true;
  }

  @Override
  public Boolean deadlineMissed(DeadlineMissed event) {
    clocks.computeIfPresent(
        event.deadline(),
        (name, clock) ->
            clock.met() || !clock.due().equals(event.due())
                ? clock
                : new Clock(clock.due(), clock.stands(), false, true));
    return true;
  }

  @Override
  public Boolean personErased(PersonErased event) {
    erased = true;
    clocks.replaceAll((name, clock) -> clock.settled());
    return true;
  }

  @Override
  public Boolean messageSent(MessageSent event) {
    return true;
  }

  @Override
  public Boolean messageDelivered(MessageDelivered event) {
    if (isTheAnswer(event.purpose(), event.cause())) {
      undeliverable = false;
    }
    return true;
  }

  @Override
  public Boolean messageFailed(MessageFailed event) {
    if (isTheAnswer(event.purpose(), event.cause())) {
      undeliverable = true;
    }
    return true;
  }

  private boolean isTheAnswer(MessagePurpose purpose, EventId cause) {
    return cause.equals(answer)
        && (purpose == MessagePurpose.ANSWERED || purpose == MessagePurpose.DECLINED);
  }
}
