package alo153.notification.decide;

import alo153.events.Actor;
import alo153.events.BilingualText;
import alo153.events.CategoryCode;
import alo153.events.Channel;
import alo153.events.CitizenWrote;
import alo153.events.DeadlineMissed;
import alo153.events.DistrictSource;
import alo153.events.EventId;
import alo153.events.Kind;
import alo153.events.Language;
import alo153.events.MessageChannel;
import alo153.events.MessageFailed;
import alo153.events.MessagePurpose;
import alo153.events.MessageSent;
import alo153.events.Outcome;
import alo153.events.Owner;
import alo153.events.Regime;
import alo153.events.RequestAssigned;
import alo153.events.RequestId;
import alo153.events.RequestSubmitted;
import alo153.events.Status;
import alo153.events.StatusChanged;
import alo153.events.personal.CitizenContact;
import alo153.events.personal.CitizenContact.Preferred;
import alo153.events.personal.PersonalKey;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Events and contacts for tests; the persons are invented. */
public final class Samples {
  public static final Instant AT = Instant.parse("2026-11-23T09:00:00Z");

  private Samples() {}

  public static RequestSubmitted submitted(RequestId id, Channel channel, Instant at) {
    return submitted(id, channel, at, "A1");
  }

  /** The same with parts of another content. */
  public static RequestSubmitted submitted(
      RequestId id, Channel channel, Instant at, String content) {
    return new RequestSubmitted(
        RequestSubmitted.idOf(id),
        id,
        at,
        channel,
        null,
        Kind.COMPLAINT,
        new CategoryCode("yol.cukur"),
        Language.TR,
        channel == Channel.CIMER ? Regime.CIMER : Regime.SERVICE,
        null,
        DistrictSource.UNKNOWN,
        null,
        false,
        at,
        "hash",
        List.of(),
        List.of(PersonalKey.words(content), PersonalKey.contact(content)));
  }

  public static StatusChanged changed(RequestId id, Status to, Instant at) {
    return changed(id, to, at, to == Status.DECLINED ? "unintelligible" : null);
  }

  public static StatusChanged changed(
      RequestId id, Status to, Instant at, @Nullable String reason) {
    EventId event = EventId.derive(StatusChanged.TYPE, id, to.name());
    return new StatusChanged(
        event,
        id,
        at,
        Status.IN_PROGRESS,
        to,
        Actor.of(Owner.department("yol-bakim")),
        to == Status.ANSWERED ? Outcome.DONE : to == Status.DECLINED ? Outcome.DECLINED : null,
        reason,
        null,
        to == Status.PLANNED ? LocalDate.of(2026, 11, 27) : null,
        "u-1",
        List.of(),
        List.of(PersonalKey.ownerWords(event)));
  }

  public static RequestAssigned assigned(RequestId id, Owner owner, Instant at) {
    return new RequestAssigned(
        EventId.derive(RequestAssigned.TYPE, id, owner.toString()),
        id,
        at,
        owner,
        new CategoryCode("aydinlatma.sokak"),
        "rule-1",
        "v1",
        RequestAssigned.DecidedBy.RULE,
        Map.of(),
        new BilingualText("Kural", "Rule"),
        List.of(),
        0,
        List.of());
  }

  public static CitizenWrote wrote(RequestId id, CitizenWrote.Purpose purpose, Instant at) {
    EventId event = EventId.derive(CitizenWrote.TYPE, id, purpose.name());
    return new CitizenWrote(
        event,
        id,
        at,
        Channel.WEB,
        purpose,
        purpose == CitizenWrote.Purpose.RATING ? 4 : null,
        List.of(),
        List.of(PersonalKey.words(event.value())));
  }

  public static MessageSent sent(
      RequestId id, String messageId, MessagePurpose purpose, EventId cause) {
    return new MessageSent(
        EventId.derive(MessageSent.TYPE, id, messageId),
        id,
        AT,
        messageId,
        purpose,
        MessageChannel.EMAIL,
        "smtp",
        cause,
        1,
        true);
  }

  public static MessageFailed failed(
      RequestId id, String messageId, MessagePurpose purpose, EventId cause) {
    return new MessageFailed(
        EventId.derive(MessageFailed.TYPE, id, messageId),
        id,
        AT,
        messageId,
        purpose,
        MessageChannel.NONE,
        "none",
        cause,
        0,
        "NO_RECIPIENT");
  }

  public static DeadlineMissed missed(RequestId id, String deadline, Instant at) {
    return new DeadlineMissed(
        EventId.derive(DeadlineMissed.TYPE, id, deadline),
        id,
        at,
        deadline,
        Regime.SERVICE,
        at,
        null);
  }

  public static CitizenContact contact(
      Preferred preferred,
      @Nullable String phone,
      @Nullable String email,
      @Nullable String whatsapp,
      @Nullable String pushToken) {
    return new CitizenContact(
        "Ayşe Yılmaz",
        phone,
        phone,
        email,
        whatsapp,
        pushToken,
        null,
        null,
        preferred,
        null,
        null,
        null,
        null);
  }
}
