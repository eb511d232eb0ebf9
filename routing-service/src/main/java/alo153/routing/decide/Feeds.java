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

  static final String NO_LONGER_KEPT =
      "[metin burada artık tutulmuyor, başvuru kaydında duruyor"
          + " / no longer kept here; it stands in the case]";
  static final String NEVER_CAME = "[metin ulaşmadı / the text never arrived]";

  private Feeds() {}

  /**
   * @param before the request as it stood before the event
   * @param said what the event needs: the submission's words and those of all messages for a new
   *     owner, the message's own for a message
   */
  public static List<WorkRecord> linesFor(RequestState before, RequestEvent event, Said said) {
    if (event instanceof RequestAssigned assigned) {
      return assigned(before, assigned, said);
    }
    if (event instanceof CitizenWrote wrote) {
      return department(before.holder())
          .<WorkRecord>map(department -> added(before, department, wrote, said))
          .stream()
          .toList();
    }
    if (event instanceof StatusChanged changed && takesAway(before, changed)) {
      return department(before.owner())
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

  private static List<WorkRecord> assigned(RequestState before, RequestAssigned event, Said said) {
    if (before.isOver()) {
      return List.of();
    }
    var lines = new ArrayList<WorkRecord>();
    department(before.owner())
        .filter(former -> !Owner.department(former.value()).equals(event.owner()))
        .ifPresent(
            former ->
                lines.add(
                    taken(before, former, event.id(), event.at(), WorkTaken.Reason.REASSIGNED)));
    if (event.owner().kind() == OwnerKind.DEPARTMENT) {
      RequestSubmitted submitted = before.submitted();
      CitizenWords words = said.wordsOf(submitted);
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
              text(said.of(submitted)),
              words == null ? null : words.subject(),
              words == null ? null : words.place(),
              submitted.attachments(),
              event.explanation(),
              event.hop(),
              event.decidedBy() == RequestAssigned.DecidedBy.AFTER_OBJECTION,
              said.note()));
      if (before.holder().filter(event.owner()::equals).isEmpty()) {
        before
            .wrote()
            .forEach(wrote -> lines.add(added(before, event.owner().code(), wrote, said)));
      }
    }
    return lines;
  }

  private static CitizenAdded added(
      RequestState before, OwnerCode department, CitizenWrote wrote, Said said) {
    KeptWords kept = said.of(wrote);
    return new CitizenAdded(
        wrote.id(),
        wrote.requestId(),
        before.requestId().trackingCode(),
        department,
        wrote.at(),
        wrote.purpose(),
        kept == null ? null : text(kept),
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

  private static Optional<OwnerCode> department(Optional<Owner> owner) {
    return owner.filter(one -> one.kind() == OwnerKind.DEPARTMENT).map(Owner::code);
  }

  /** The words, or why they are not there. */
  private static String text(@Nullable KeptWords kept) {
    if (kept == null || kept.gone() == null) {
      return kept == null || kept.words() == null ? NEVER_CAME : kept.words().text();
    }
    return switch (kept.gone()) {
      case FORGOTTEN -> FORGOTTEN;
      case NO_LONGER_KEPT -> NO_LONGER_KEPT;
      case NEVER_CAME -> NEVER_CAME;
    };
  }
}
