package alo153.notification.decide;

import alo153.events.Channel;
import alo153.events.CitizenWrote;
import alo153.events.DeadlineMissed;
import alo153.events.EventId;
import alo153.events.MessageFailed;
import alo153.events.MessagePurpose;
import alo153.events.MessageSent;
import alo153.events.Outcome;
import alo153.events.Owner;
import alo153.events.OwnerCode;
import alo153.events.OwnerKind;
import alo153.events.RequestAssigned;
import alo153.events.RequestAssigned.DecidedBy;
import alo153.events.RequestEvent;
import alo153.events.RequestSubmitted;
import alo153.events.SomeEventCases;
import alo153.events.StatusChanged;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who must hear about an event. */
public final class MessagePlanner {
  /** The citizens' days. */
  private static final ZoneId ZONE = ZoneId.of("Europe/Istanbul");

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
          : List.of(toCitizen(event, MessagePurpose.RECEIVED, null, null, null, null));
    }

    /** After an objection the institution gets the citizen's words, not the first ones again. */
    @Override
    public List<PlannedMessage> requestAssigned(RequestAssigned event) {
      return event.owner().kind() == OwnerKind.INSTITUTION
              && event.decidedBy() != DecidedBy.AFTER_OBJECTION
          ? List.of(work(event, event.owner().code(), null))
          : List.of();
    }

    /** What is written about work an institution has concerns the institution. */
    @Override
    public List<PlannedMessage> citizenWrote(CitizenWrote event) {
      OwnerCode institution = facts.institution();
      String words = part(event.parts(), "words-");
      if (institution == null || words == null) {
        return List.of();
      }
      return switch (event.purpose()) {
        case ANSWER, ADDITION, OBJECTION -> List.of(work(event, institution, words));
        case RATING, WITHDRAWAL -> List.of();
      };
    }

    private static PlannedMessage work(
        RequestEvent event, OwnerCode institution, @Nullable String words) {
      return new PlannedMessage(
          event.requestId(),
          event.id(),
          MessagePurpose.WORK,
          new Recipient.Institution(institution),
          0,
          words,
          institution,
          null,
          null,
          null,
          event.at());
    }

    /** Law 3071, art. 5: send it to the right authority and tell the petitioner. */
    @Override
    public List<PlannedMessage> messageSent(MessageSent event) {
      return event.certain()
          ? forwarded(event, event.purpose(), event.cause(), day(event.at()))
          : forwarded(event, event.purpose(), event.cause(), null);
    }

    /** A person brings it there; the citizen is told whose matter it is all the same. */
    @Override
    public List<PlannedMessage> messageFailed(MessageFailed event) {
      return forwarded(event, event.purpose(), event.cause(), null);
    }

    private List<PlannedMessage> forwarded(
        RequestEvent event, MessagePurpose purpose, EventId cause, @Nullable LocalDate sent) {
      OwnerCode institution = facts.institution();
      return purpose == MessagePurpose.WORK
              && institution != null
              && cause.equals(facts.assignment())
          ? List.of(
              new PlannedMessage(
                  event.requestId(),
                  cause,
                  MessagePurpose.FORWARDED,
                  Recipient.CITIZEN,
                  0,
                  null,
                  institution,
                  null,
                  null,
                  sent,
                  event.at()))
          : List.of();
    }

    @Override
    public @Nullable List<PlannedMessage> statusChanged(StatusChanged event) {
      String words = part(event.parts(), "owner-");
      return switch (event.to()) {
        case WAITING_FOR_CITIZEN ->
            List.of(toCitizen(event, MessagePurpose.QUESTION, words, null, null, null));
        case PLANNED ->
            List.of(
                toCitizen(event, MessagePurpose.PLANNED, words, null, null, event.plannedFor()));
        case ANSWERED ->
            List.of(toCitizen(event, MessagePurpose.ANSWERED, words, event.outcome(), null, null));
        case DECLINED ->
            List.of(
                toCitizen(
                    event, MessagePurpose.DECLINED, words, event.outcome(), event.reason(), null));
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
          ? List.of(toCitizen(event, MessagePurpose.MISSED, null, null, null, day(event.due())))
          : List.of();
    }

    private PlannedMessage toCitizen(
        RequestEvent event,
        MessagePurpose purpose,
        @Nullable String ownerPart,
        @Nullable Outcome outcome,
        @Nullable String reason,
        @Nullable LocalDate date) {
      Owner owner = facts.owner();
      return new PlannedMessage(
          event.requestId(),
          event.id(),
          purpose,
          Recipient.CITIZEN,
          0,
          ownerPart,
          owner == null ? null : owner.code(),
          outcome,
          reason,
          date,
          event.at());
    }

    private static LocalDate day(Instant moment) {
      return LocalDate.ofInstant(moment, ZONE);
    }

    private static @Nullable String part(List<String> parts, String prefix) {
      return parts.stream().filter(part -> part.startsWith(prefix)).findFirst().orElse(null);
    }
  }
}
