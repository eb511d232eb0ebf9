package alo153.proving.check;

import alo153.events.Channel;
import alo153.events.CitizenWrote;
import alo153.events.DeadlineMissed;
import alo153.events.EventId;
import alo153.events.MessageFailed;
import alo153.events.MessagePurpose;
import alo153.events.MessageSent;
import alo153.events.OwnerKind;
import alo153.events.RequestAssigned;
import alo153.events.RequestEvent;
import alo153.events.RequestSubmitted;
import alo153.events.SomeEventCases;
import alo153.events.StatusChanged;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What has to be told to whom after some events, written down a second time from the description of
 * a request's way.
 *
 * @param purpose what is told
 * @param cause the event it tells about
 */
record Due(MessagePurpose purpose, EventId cause) {

  /** Everything that is due after the events of one request; each once, in order. */
  static Set<Due> of(List<RequestEvent> events) {
    var due = new LinkedHashSet<Due>();
    var seen = new HashSet<EventId>();
    var reader = new Reader();
    for (RequestEvent event : events) {
      Due one = seen.add(event.id()) ? event.fold(reader) : null;
      if (one != null) {
        due.add(one);
      }
    }
    return due;
  }

  /** Goes through one request's events; knows whose work it is. */
  private static final class Reader implements SomeEventCases<Due> {
    private boolean cimer;
    private boolean withInstitution;
    private @Nullable EventId assignment;

    /** CİMER confirms receipt itself. */
    @Override
    public @Nullable Due requestSubmitted(RequestSubmitted event) {
      cimer = event.channel() == Channel.CIMER;
      return cimer ? null : new Due(MessagePurpose.RECEIVED, event.id());
    }

    /** After an objection the institution has got the citizen's words already. */
    @Override
    public @Nullable Due requestAssigned(RequestAssigned event) {
      withInstitution = event.owner().kind() == OwnerKind.INSTITUTION;
      assignment = event.id();
      return withInstitution && event.decidedBy() != RequestAssigned.DecidedBy.AFTER_OBJECTION
          ? new Due(MessagePurpose.WORK, event.id())
          : null;
    }

    @Override
    public @Nullable Due citizenWrote(CitizenWrote event) {
      boolean words = event.parts().stream().anyMatch(part -> part.startsWith("words-"));
      return switch (event.purpose()) {
        case ANSWER, ADDITION, OBJECTION ->
            withInstitution && words ? new Due(MessagePurpose.WORK, event.id()) : null;
        case RATING, WITHDRAWAL -> null;
      };
    }

    @Override
    public @Nullable Due messageSent(MessageSent event) {
      return forwarded(event.purpose(), event.cause());
    }

    /** A person brings it there; the citizen is told whose matter it is all the same. */
    @Override
    public @Nullable Due messageFailed(MessageFailed event) {
      return forwarded(event.purpose(), event.cause());
    }

    /**
     * That an institution has it is told when its work went out, unless it is another's by then.
     */
    private @Nullable Due forwarded(MessagePurpose purpose, EventId cause) {
      return purpose == MessagePurpose.WORK && withInstitution && cause.equals(assignment)
          ? new Due(MessagePurpose.FORWARDED, cause)
          : null;
    }

    @Override
    public @Nullable Due statusChanged(StatusChanged event) {
      return switch (event.to()) {
        case WAITING_FOR_CITIZEN -> new Due(MessagePurpose.QUESTION, event.id());
        case PLANNED -> new Due(MessagePurpose.PLANNED, event.id());
        case ANSWERED -> new Due(MessagePurpose.ANSWERED, event.id());
        case DECLINED -> new Due(MessagePurpose.DECLINED, event.id());
        case SUBMITTED,
            IN_TRIAGE,
            ASSIGNED,
            ACCEPTED,
            IN_PROGRESS,
            FORWARDED,
            REFUSED,
            OBJECTED,
            CLOSED,
            WITHDRAWN,
            MERGED ->
            null;
      };
    }

    @Override
    public @Nullable Due deadlineMissed(DeadlineMissed event) {
      return event.deadline().equals("answer") && !cimer
          ? new Due(MessagePurpose.MISSED, event.id())
          : null;
    }
  }
}
