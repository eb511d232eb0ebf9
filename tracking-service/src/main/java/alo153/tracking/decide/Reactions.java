package alo153.tracking.decide;

import alo153.events.Actor;
import alo153.events.CitizenWrote;
import alo153.events.EventId;
import alo153.events.MessageDelivered;
import alo153.events.MessagePurpose;
import alo153.events.RequestAssigned;
import alo153.events.RequestEvent;
import alo153.events.RequestSubmitted;
import alo153.events.SomeEventCases;
import alo153.events.Status;
import alo153.events.StatusChanged;
import alo153.events.TriageRequested;
import alo153.events.UpdateNoted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What an event read from the log makes tracking itself say. */
public final class Reactions {
  /** Why an open request of a forgotten person ends. */
  public static final String PERSON_ERASED = "PERSON_ERASED";

  private final Deadlines deadlines;

  public Reactions(Deadlines deadlines) {
    this.deadlines = deadlines;
  }

  /**
   * @param before the case before the event was read
   * @param after the case with it
   * @param now the time our own events carry
   */
  public List<RequestEvent> to(CaseFile before, CaseFile after, RequestEvent event, Instant now) {
    var all = new ArrayList<RequestEvent>();
    moved(after.now(), event, now).ifPresent(all::add);
    boolean applied =
        after.state().find(event.id()).filter(entry -> entry.ignored() == null).isPresent();
    if (applied && !after.state().erased()) {
      all.addAll(clocks(before.state(), after.state(), event, now));
    }
    if (!applied && event instanceof StatusChanged step) {
      overtaken(after.now(), step, now).ifPresent(all::add);
    }
    if (applied) {
      wishesOvertaken(after).stream()
          .flatMap(step -> overtaken(after.now(), step, now).stream())
          .forEach(all::add);
    }
    return all;
  }

  /**
   * What citizens wanted, is on its way, and will change nothing, since something else stands
   * before it in the log. It is said again at once: once it is read back, whoever got the work
   * meanwhile may have ended it.
   */
  private static List<StatusChanged> wishesOvertaken(CaseFile file) {
    var overtaken = new ArrayList<StatusChanged>();
    CaseState state = file.state();
    for (RequestEvent own : file.pending()) {
      if (own instanceof StatusChanged step
          && step.by().role() == Actor.Role.CITIZEN
          && step.from() != state.status()) {
        overtaken.add(step);
      }
      state = state.after(own);
    }
    return overtaken;
  }

  /**
   * A step of ours that found another owner or triage before it in the log, and so changed nothing.
   * What the citizen wanted is done from where the request stands now; an update is noted, since
   * whoever sent it knew nothing of the new owner.
   */
  private static Optional<RequestEvent> overtaken(
      CaseState state, StatusChanged step, Instant now) {
    Status status = state.status();
    if (status == null || state.erased()) {
      return Optional.empty();
    }
    if (step.updateId() != null) {
      boolean stillTheirs =
          step.by().role() == Actor.Role.DESK
              || state.owner() != null && Actor.of(state.owner()).equals(step.by());
      return Optional.of(
          new UpdateNoted(
              EventId.derive(UpdateNoted.TYPE, step.requestId(), step.id().value()),
              step.requestId(),
              now,
              step.by(),
              status,
              step.to(),
              stillTheirs ? UpdateNoted.Reason.ILLEGAL_STEP : UpdateNoted.Reason.NOT_THE_OWNER,
              step.updateId(),
              List.of(),
              null));
    }
    return step.by().role() == Actor.Role.CITIZEN
            && Transitions.allows(status, step.to(), Move.Who.CITIZEN)
        ? Optional.of(
            new StatusChanged(
                EventId.derive(StatusChanged.TYPE, step.requestId(), step.id().value()),
                step.requestId(),
                now,
                status,
                step.to(),
                step.by(),
                null,
                step.reason(),
                null,
                null,
                null,
                List.of(),
                List.of()))
        : Optional.empty();
  }

  /** A citizen's words came again with others under the same key: the first ones count. */
  public Optional<RequestEvent> toKeyUsedAgain(CaseFile file, RequestEvent event, Instant now) {
    Status status = file.now().status();
    if (status == null || file.now().erased() || !file.state().isKeyUsedAgain(event)) {
      return Optional.empty();
    }
    String content = contentOf(event);
    return Optional.of(
        new UpdateNoted(
            EventId.derive(UpdateNoted.TYPE, event.requestId(), content),
            event.requestId(),
            now,
            Actor.CITIZEN,
            status,
            null,
            UpdateNoted.Reason.KEY_USED_AGAIN,
            content,
            List.of(),
            null));
  }

  /** The same for the same content, however often it comes. */
  private static String contentOf(RequestEvent event) {
    if (event instanceof RequestSubmitted again) {
      return again.contentHash();
    }
    return event instanceof CitizenWrote again && !again.parts().isEmpty()
        ? again.parts().get(0)
        : event.id().value();
  }

  private static Optional<RequestEvent> moved(CaseState state, RequestEvent event, Instant now) {
    Status status = state.status();
    if (status == null) {
      return Optional.empty();
    }
    Goal goal =
        state.erased() ? ofAForgottenPerson(state, status, event) : byEvent(state, status, event);
    return goal == null
        ? Optional.empty()
        : Optional.of(
            new StatusChanged(
                EventId.derive(StatusChanged.TYPE, event.requestId(), event.id().value()),
                event.requestId(),
                now,
                status,
                goal.to(),
                goal.by(),
                null,
                goal.reason(),
                null,
                null,
                null,
                List.of(),
                List.of()));
  }

  private record Goal(Status to, Actor by, @Nullable String reason) {}

  /** Nobody can work on it any more, so it stays ended, whatever opened it again meanwhile. */
  private static @Nullable Goal ofAForgottenPerson(
      CaseState state, Status status, RequestEvent event) {
    if (Transitions.allows(status, Status.WITHDRAWN, Move.Who.SYSTEM)) {
      return new Goal(Status.WITHDRAWN, Actor.SYSTEM, PERSON_ERASED);
    }
    return event instanceof MessageDelivered delivered
        ? byDelivery(state, status, delivered)
        : null;
  }

  private static @Nullable Goal byEvent(CaseState state, Status status, RequestEvent event) {
    return event.fold(
        new SomeEventCases<Goal>() {
          @Override
          public @Nullable Goal citizenWrote(CitizenWrote wrote) {
            return byCitizen(status, wrote.purpose());
          }

          @Override
          public @Nullable Goal messageDelivered(MessageDelivered delivered) {
            return byDelivery(state, status, delivered);
          }
        });
  }

  private static @Nullable Goal byDelivery(
      CaseState state, Status status, MessageDelivered delivered) {
    return isAnswer(delivered.purpose())
            && Objects.equals(delivered.cause(), state.answer())
            && status == Status.ANSWERED
        ? new Goal(Status.CLOSED, Actor.SYSTEM, null)
        : null;
  }

  private static @Nullable Goal byCitizen(Status status, CitizenWrote.Purpose purpose) {
    Status to =
        switch (purpose) {
          // whatever the citizen calls it: the question was answered
          case ANSWER, ADDITION -> status == Status.WAITING_FOR_CITIZEN ? Status.IN_PROGRESS : null;
          case OBJECTION -> Status.OBJECTED;
          case WITHDRAWAL -> Status.WITHDRAWN;
          case RATING -> null;
        };
    return to != null && Transitions.allows(status, to, Move.Who.CITIZEN)
        ? new Goal(to, Actor.CITIZEN, null)
        : null;
  }

  private static boolean isAnswer(MessagePurpose purpose) {
    return purpose == MessagePurpose.ANSWERED || purpose == MessagePurpose.DECLINED;
  }

  private List<RequestEvent> clocks(
      CaseState before, CaseState after, RequestEvent event, Instant now) {
    List<RequestEvent> some =
        event.fold(
            new SomeEventCases<List<RequestEvent>>() {
              @Override
              public List<RequestEvent> requestSubmitted(RequestSubmitted submitted) {
                return deadlines.started(submitted, now);
              }

              @Override
              public List<RequestEvent> requestAssigned(RequestAssigned assigned) {
                return movedOnClocks(before, after, assigned, now);
              }

              @Override
              public List<RequestEvent> triageRequested(TriageRequested undecided) {
                return movedOnClocks(before, after, undecided, now);
              }

              @Override
              public List<RequestEvent> statusChanged(StatusChanged changed) {
                return changedClocks(after, changed, now);
              }
            });
    return some == null ? List.of() : some;
  }

  /** Routing may have understood the topic otherwise, and nobody asks the citizen any more. */
  private List<RequestEvent> movedOnClocks(
      CaseState before, CaseState after, RequestEvent event, Instant now) {
    var all = new ArrayList<>(deadlines.understoodAnew(before, after, event, now));
    if (before.status() == Status.WAITING_FOR_CITIZEN) {
      Set<EventId> anew = all.stream().map(RequestEvent::id).collect(Collectors.toSet());
      deadlines.continued(after, event, now).stream()
          .filter(clock -> !anew.contains(clock.id()))
          .forEach(all::add);
    }
    return all;
  }

  private List<RequestEvent> changedClocks(CaseState after, StatusChanged changed, Instant now) {
    if (changed.to() == Status.WAITING_FOR_CITIZEN) {
      return deadlines.stopped(after, changed, now);
    }
    var all = new ArrayList<RequestEvent>();
    if (changed.from() == Status.WAITING_FOR_CITIZEN) {
      all.addAll(deadlines.continued(after, changed, now));
    }
    boolean openAgain =
        !Transitions.isUnanswered(changed.from()) && Transitions.isUnanswered(changed.to());
    if (openAgain) {
      all.addAll(deadlines.reopened(after, changed, now));
    }
    if (changed.to() == Status.PLANNED) {
      all.removeIf(
          event ->
              event instanceof alo153.events.DeadlineSet set
                  && set.deadline().equals(Deadline.PROMISE));
      deadlines.promised(after, changed, now).ifPresent(all::add);
    }
    return all;
  }
}
