package alo153.notification.decide;

import alo153.events.Channel;
import alo153.events.DeadlineMissed;
import alo153.events.EventId;
import alo153.events.MessagePurpose;
import alo153.events.Outcome;
import alo153.events.OwnerKind;
import alo153.events.RequestAssigned;
import alo153.events.RequestEvent;
import alo153.events.RequestSubmitted;
import alo153.events.SomeEventCases;
import alo153.events.StatusChanged;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who must hear about an event. */
public final class MessagePlanner {
  private MessagePlanner() {}

  /**
   * @param facts the request's, as they are after the event
   * @return the messages; empty for most events
   */
  public static List<PlannedMessage> plan(RequestEvent event, RequestFacts facts) {
    List<PlannedMessage> planned = event.fold(new Plans(facts));
    return planned == null ? List.of() : planned;
  }

  private record Plans(RequestFacts facts) implements SomeEventCases<List<PlannedMessage>> {

    /** CİMER confirms receipt itself; there is no place to enter ours. */
    @Override
    public List<PlannedMessage> requestSubmitted(RequestSubmitted event) {
      return facts.channel() == Channel.CIMER
          ? List.of()
          : List.of(toCitizen(event, MessagePurpose.RECEIVED, null, null, null));
    }

    /** Law 3071, art. 5: send it to the right authority and tell the petitioner. */
    @Override
    public List<PlannedMessage> requestAssigned(RequestAssigned event) {
      if (event.owner().kind() != OwnerKind.INSTITUTION) {
        return List.of();
      }
      return List.of(
          new PlannedMessage(
              event.requestId(),
              event.id(),
              MessagePurpose.WORK,
              new Recipient.Institution(event.owner().code()),
              0,
              null,
              null,
              null,
              null,
              event.at()),
          toCitizen(event, MessagePurpose.FORWARDED, null, null, null));
    }

    @Override
    public @Nullable List<PlannedMessage> statusChanged(StatusChanged event) {
      String words = ownerPart(event);
      return switch (event.to()) {
        case WAITING_FOR_CITIZEN ->
            List.of(toCitizen(event, MessagePurpose.QUESTION, words, null, null));
        case PLANNED ->
            List.of(
                new PlannedMessage(
                    event.requestId(),
                    event.id(),
                    MessagePurpose.PLANNED,
                    Recipient.CITIZEN,
                    0,
                    words,
                    null,
                    null,
                    event.plannedFor(),
                    event.at()));
        case ANSWERED ->
            List.of(toCitizen(event, MessagePurpose.ANSWERED, words, event.outcome(), null));
        case DECLINED ->
            List.of(
                toCitizen(event, MessagePurpose.DECLINED, words, event.outcome(), event.reason()));
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
            List.of();
      };
    }

    /** Only the promise of an answer concerns the citizen; CİMER watches its own clock. */
    @Override
    public List<PlannedMessage> deadlineMissed(DeadlineMissed event) {
      return event.deadline().equals("answer") && facts.channel() != Channel.CIMER
          ? List.of(toCitizen(event, MessagePurpose.MISSED, null, null, null))
          : List.of();
    }

    private static PlannedMessage toCitizen(
        RequestEvent event,
        MessagePurpose purpose,
        @Nullable String ownerPart,
        @Nullable Outcome outcome,
        @Nullable String reason) {
      EventId cause = event.id();
      return new PlannedMessage(
          event.requestId(),
          cause,
          purpose,
          Recipient.CITIZEN,
          0,
          ownerPart,
          outcome,
          reason,
          null,
          event.at());
    }

    private static @Nullable String ownerPart(StatusChanged event) {
      return event.parts().stream()
          .filter(part -> part.startsWith("owner-"))
          .findFirst()
          .orElse(null);
    }
  }
}
