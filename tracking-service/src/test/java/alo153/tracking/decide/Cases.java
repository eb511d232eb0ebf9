package alo153.tracking.decide;

import alo153.events.Actor;
import alo153.events.BilingualText;
import alo153.events.CategoryCode;
import alo153.events.Channel;
import alo153.events.CitizenWrote;
import alo153.events.DistrictCode;
import alo153.events.DistrictSource;
import alo153.events.EventId;
import alo153.events.Kind;
import alo153.events.Language;
import alo153.events.MessageChannel;
import alo153.events.MessageDelivered;
import alo153.events.MessagePurpose;
import alo153.events.Outcome;
import alo153.events.Owner;
import alo153.events.OwnerCode;
import alo153.events.OwnerKind;
import alo153.events.Regime;
import alo153.events.RequestAssigned;
import alo153.events.RequestEvent;
import alo153.events.RequestId;
import alo153.events.RequestSubmitted;
import alo153.events.Status;
import alo153.events.StatusChanged;
import alo153.events.TriageRequested;
import alo153.events.work.DepartmentUpdate;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Events and updates as they usually are. */
public final class Cases {
  public static final Instant T0 = Instant.parse("2026-11-23T08:00:00Z");
  public static final Owner ROADS = Owner.department("yol-bakim");
  public static final Owner SEDAS = Owner.institution("sedas");
  public static final CategoryCode BURST = new CategoryCode("water.burst");
  private static final BilingualText WHY = new BilingualText("çünkü", "because");

  private Cases() {}

  public static RequestSubmitted submitted(RequestId id, Regime regime) {
    return new RequestSubmitted(
        RequestSubmitted.idOf(id),
        id,
        T0,
        Channel.WEB,
        null,
        Kind.COMPLAINT,
        new CategoryCode("road.pothole"),
        Language.TR,
        regime,
        new DistrictCode("serdivan"),
        DistrictSource.POINT,
        null,
        false,
        T0,
        "hash1",
        List.of(),
        List.of("words-hash1", "contact-hash1"));
  }

  public static RequestAssigned assigned(RequestId id, Owner owner, String cause, Instant at) {
    return new RequestAssigned(
        EventId.derive(RequestAssigned.TYPE, id, cause),
        id,
        at,
        owner,
        new CategoryCode("road.pothole"),
        "r1",
        "v1",
        RequestAssigned.DecidedBy.RULE,
        Map.of(),
        WHY,
        List.of(),
        0,
        List.of());
  }

  public static TriageRequested triage(RequestId id, Instant at) {
    return new TriageRequested(
        EventId.derive(TriageRequested.TYPE, id, "t"),
        id,
        at,
        TriageRequested.Queue.TRIAGE,
        TriageRequested.Reason.NO_OWNER,
        null,
        "v1",
        Map.of(),
        WHY,
        List.of(),
        0);
  }

  /** A triage that understood the topic all the same. */
  public static TriageRequested triage(RequestId id, CategoryCode category, Instant at) {
    return new TriageRequested(
        EventId.derive(TriageRequested.TYPE, id, "t"),
        id,
        at,
        TriageRequested.Queue.TRIAGE,
        TriageRequested.Reason.NO_OWNER,
        category,
        "v1",
        Map.of(),
        WHY,
        List.of(),
        0);
  }

  public static StatusChanged changed(
      RequestId id, Status from, Status to, Actor by, String cause, Instant at) {
    return new StatusChanged(
        EventId.derive(StatusChanged.TYPE, id, cause),
        id,
        at,
        from,
        to,
        by,
        to == Status.ANSWERED ? Outcome.DONE : to == Status.DECLINED ? Outcome.DECLINED : null,
        to == Status.REFUSED || to == Status.DECLINED ? "NOT_OURS" : null,
        null,
        to == Status.PLANNED ? LocalDate.of(2026, 12, 1) : null,
        null,
        List.of(),
        List.of());
  }

  public static CitizenWrote wrote(
      RequestId id, CitizenWrote.Purpose purpose, String cause, Instant at) {
    return new CitizenWrote(
        EventId.derive(CitizenWrote.TYPE, id, cause),
        id,
        at,
        Channel.WEB,
        purpose,
        purpose == CitizenWrote.Purpose.RATING ? 4 : null,
        List.of(),
        List.of());
  }

  public static MessageDelivered delivered(RequestId id, EventId cause, Instant at) {
    return new MessageDelivered(
        EventId.derive(MessageDelivered.TYPE, id, cause.value()),
        id,
        at,
        "m-" + cause,
        MessagePurpose.ANSWERED,
        MessageChannel.SMS,
        cause,
        MessageDelivered.Proof.RECEIPT);
  }

  public static DepartmentUpdate update(
      RequestId id, String updateId, @Nullable Owner by, @Nullable Status to) {
    return new DepartmentUpdate(
        updateId,
        id,
        null,
        by == null ? null : by.code(),
        by == null ? null : by.kind(),
        to,
        to == Status.ANSWERED ? Outcome.DONE : null,
        to == Status.ANSWERED || to == Status.DECLINED ? "Çukur kapatıldı." : null,
        to == Status.WAITING_FOR_CITIZEN ? "Hangi kapının önünde?" : null,
        null,
        to == Status.REFUSED || to == Status.DECLINED || to == Status.MERGED || to == Status.CLOSED
            ? "NOT_OURS"
            : null,
        to == Status.REFUSED ? new OwnerCode("sedas") : null,
        to == Status.PLANNED ? LocalDate.of(2026, 12, 1) : null,
        null,
        null,
        by == null ? true : null);
  }

  /** The same for another day. */
  public static DepartmentUpdate plannedFor(DepartmentUpdate update, LocalDate day) {
    return new DepartmentUpdate(
        update.updateId(),
        update.requestId(),
        update.assignmentId(),
        update.by(),
        update.byKind(),
        update.status(),
        update.outcome(),
        update.answer(),
        update.question(),
        update.note(),
        update.reason(),
        update.suggestedOwner(),
        day,
        update.attachments(),
        update.at(),
        update.byDesk());
  }

  /** An owner's plain note with files. */
  public static DepartmentUpdate note(
      RequestId id, String updateId, Owner by, String note, @Nullable List<String> attachments) {
    return new DepartmentUpdate(
        updateId,
        id,
        null,
        by.code(),
        by.kind(),
        null,
        null,
        null,
        null,
        note,
        null,
        null,
        null,
        attachments,
        null);
  }

  public static DepartmentUpdate forAssignment(DepartmentUpdate update, EventId assignment) {
    return new DepartmentUpdate(
        update.updateId(),
        update.requestId(),
        assignment,
        update.by(),
        update.byKind() == null ? OwnerKind.DEPARTMENT : update.byKind(),
        update.status(),
        update.outcome(),
        update.answer(),
        update.question(),
        update.note(),
        update.reason(),
        update.suggestedOwner(),
        update.plannedFor(),
        update.attachments(),
        update.at(),
        update.byDesk());
  }

  public static CaseFile file(RequestEvent... events) {
    CaseFile file = CaseFile.empty(events[0].requestId());
    for (RequestEvent event : events) {
      file = file.read(event);
    }
    return file;
  }

  /** A case that stands at a status by the shortest way the table knows. */
  public static CaseFile at(Status status) {
    RequestId id = RequestId.random();
    CaseFile file = file(submitted(id, Regime.SERVICE));
    return switch (status) {
      case SUBMITTED -> file;
      case IN_TRIAGE -> file.read(triage(id, T0.plusSeconds(1)));
      case FORWARDED -> file.read(assigned(id, SEDAS, "a", T0.plusSeconds(1)));
      case ASSIGNED -> file.read(assigned(id, ROADS, "a", T0.plusSeconds(1)));
      case OBJECTED, CLOSED -> moved(at(Status.ANSWERED), status);
      case ACCEPTED,
          IN_PROGRESS,
          PLANNED,
          WAITING_FOR_CITIZEN,
          REFUSED,
          ANSWERED,
          DECLINED,
          WITHDRAWN,
          MERGED ->
          moved(at(Status.ASSIGNED), status);
    };
  }

  private static CaseFile moved(CaseFile file, Status to) {
    return file.read(
        changed(
            file.requestId(),
            java.util.Objects.requireNonNull(file.state().status()),
            to,
            Actor.SYSTEM,
            "to " + to,
            T0.plusSeconds(60)));
  }

  /**
   * Service: accept in 4 hours, answer in 3 days; within half an hour and a day when the water
   * bursts. The laws: 30 days. Pauses are added as they are.
   */
  public static final class PlainClocks implements Clocks {
    @Override
    public List<Promise> promises(
        Regime regime, Kind kind, @Nullable CategoryCode category, Instant from) {
      if (BURST.equals(category) && regime == Regime.SERVICE) {
        return List.of(
            new Promise(Deadline.ACCEPT, from.plus(Duration.ofMinutes(30)), WHY),
            new Promise(Deadline.ANSWER, from.plus(Duration.ofDays(1)), WHY));
      }
      return regime == Regime.SERVICE
          ? List.of(
              new Promise(Deadline.ACCEPT, from.plus(Duration.ofHours(4)), WHY),
              new Promise(Deadline.ANSWER, from.plus(Duration.ofDays(3)), WHY))
          : List.of(new Promise(Deadline.ANSWER, from.plus(Duration.ofDays(30)), WHY));
    }

    @Override
    public Promise continued(
        Regime regime,
        Kind kind,
        @Nullable CategoryCode category,
        Deadline stopped,
        Instant stoppedAt,
        Instant resumedAt) {
      return new Promise(
          stopped.name(), stopped.due().plus(Duration.between(stoppedAt, resumedAt)), WHY);
    }

    @Override
    public Instant endOf(LocalDate day) {
      return day.plusDays(1).atStartOfDay().toInstant(ZoneOffset.ofHours(3)).minusSeconds(1);
    }

    @Override
    public String calendarVersion() {
      return "plain";
    }
  }
}
