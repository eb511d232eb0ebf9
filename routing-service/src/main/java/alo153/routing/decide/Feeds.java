package alo153.routing.decide;

import alo153.events.Actor;
import alo153.events.CitizenWrote;
import alo153.events.EventId;
import alo153.events.Owner;
import alo153.events.OwnerCode;
import alo153.events.OwnerKind;
import alo153.events.RequestAssigned;
import alo153.events.RequestEvent;
import alo153.events.RequestSubmitted;
import alo153.events.Status;
import alo153.events.StatusChanged;
import alo153.events.personal.CitizenWords;
import alo153.events.work.CitizenAdded;
import alo153.events.work.WorkAssigned;
import alo153.events.work.WorkRecord;
import alo153.events.work.WorkTaken;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the departments read of an event: what was written and where, never who. */
public final class Feeds {
  /** Stands where words were, after the person behind them was forgotten. */
  public static final String FORGOTTEN = "[silinmiştir / erased]";

  private Feeds() {}

  /**
   * @param before the request as it stood before the event
   * @param words the words the event needs: the submission's for a new owner, the message's own for
   *     a message; null when they were forgotten or never came
   */
  public static List<WorkRecord> linesFor(
      RequestState before, RequestEvent event, @Nullable CitizenWords words) {
    if (event instanceof RequestAssigned assigned) {
      return assigned(before, assigned, words);
    }
    if (event instanceof CitizenWrote wrote) {
      return department(before)
          .<WorkRecord>map(department -> added(before, department, wrote, words))
          .stream()
          .toList();
    }
    if (event instanceof StatusChanged changed && takesAway(before, changed)) {
      return department(before)
          .<WorkRecord>map(
              department ->
                  taken(
                      before,
                      department,
                      changed.id(),
                      changed.at(),
                      changed.to() == Status.WITHDRAWN
                          ? WorkTaken.Reason.WITHDRAWN
                          : WorkTaken.Reason.REASSIGNED))
          .stream()
          .toList();
    }
    return List.of();
  }

  private static List<WorkRecord> assigned(
      RequestState before, RequestAssigned event, @Nullable CitizenWords words) {
    var lines = new ArrayList<WorkRecord>();
    department(before)
        .filter(former -> !Owner.department(former.value()).equals(event.owner()))
        .ifPresent(
            former ->
                lines.add(
                    taken(before, former, event.id(), event.at(), WorkTaken.Reason.REASSIGNED)));
    if (event.owner().kind() == OwnerKind.DEPARTMENT) {
      RequestSubmitted submitted = before.submitted();
      lines.add(
          new WorkAssigned(
              event.id(),
              event.requestId(),
              event.requestId().trackingCode(),
              event.owner().code(),
              event.at(),
              event.category(),
              submitted.kind(),
              submitted.channel(),
              submitted.district(),
              words == null ? FORGOTTEN : words.text(),
              words == null ? null : words.subject(),
              words == null ? null : words.place(),
              submitted.attachments(),
              event.explanation(),
              event.hop(),
              event.decidedBy() == RequestAssigned.DecidedBy.AFTER_OBJECTION));
    }
    return lines;
  }

  private static CitizenAdded added(
      RequestState before, OwnerCode department, CitizenWrote wrote, @Nullable CitizenWords words) {
    return new CitizenAdded(
        wrote.id(),
        wrote.requestId(),
        before.requestId().trackingCode(),
        department,
        wrote.at(),
        wrote.purpose(),
        words == null ? null : words.text(),
        wrote.attachments());
  }

  private static WorkTaken taken(
      RequestState before,
      OwnerCode department,
      EventId event,
      Instant at,
      WorkTaken.Reason reason) {
    return new WorkTaken(
        event, before.requestId(), before.requestId().trackingCode(), department, at, reason);
  }

  /** Withdrawn, merged into another, or declined by somebody else than the department itself. */
  private static boolean takesAway(RequestState before, StatusChanged changed) {
    return before.closedAt() == null
        && (changed.to() == Status.WITHDRAWN
            || changed.to() == Status.MERGED
            || (changed.to() == Status.DECLINED && changed.by().role() != Actor.Role.DEPARTMENT));
  }

  private static Optional<OwnerCode> department(RequestState state) {
    return state.owner().filter(owner -> owner.kind() == OwnerKind.DEPARTMENT).map(Owner::code);
  }
}
