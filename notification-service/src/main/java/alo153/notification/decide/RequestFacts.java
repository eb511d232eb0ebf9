package alo153.notification.decide;

import alo153.events.Channel;
import alo153.events.EventId;
import alo153.events.Kind;
import alo153.events.Language;
import alo153.events.Owner;
import alo153.events.OwnerCode;
import alo153.events.OwnerKind;
import alo153.events.Regime;
import alo153.events.RequestAssigned;
import alo153.events.RequestSubmitted;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a message needs to know about its request; taken from the log, no personal data.
 *
 * @param channel the door it came by
 * @param language to write in
 * @param kind what the citizen wants
 * @param regime the law or promise behind it
 * @param identityHidden nobody but the desk may learn who wrote
 * @param submittedAt when the citizen sent it
 * @param contactPart the personal part with the addresses; null when the event named none
 * @param wordsPart the personal part with the citizen's words; null when the event named none
 * @param lastInbound when the citizen last wrote by WhatsApp: free text may be sent for 24 hours
 *     after that; null when never
 * @param owner who has the work; null before the first assignment
 * @param assignment the event that gave it to the owner; null before the first
 */
public record RequestFacts(
    Channel channel,
    Language language,
    Kind kind,
    Regime regime,
    boolean identityHidden,
    Instant submittedAt,
    @Nullable String contactPart,
    @Nullable String wordsPart,
    @Nullable Instant lastInbound,
    @Nullable Owner owner,
    @Nullable EventId assignment) {

  public static RequestFacts of(RequestSubmitted event) {
    return new RequestFacts(
        event.channel(),
        event.language(),
        event.kind(),
        event.regime(),
        event.identityHidden(),
        event.submittedAt(),
        part(event, "contact-"),
        part(event, "words-"),
        event.channel() == Channel.WHATSAPP ? event.submittedAt() : null,
        null,
        null);
  }

  private static @Nullable String part(RequestSubmitted event, String prefix) {
    return event.parts().stream().filter(part -> part.startsWith(prefix)).findFirst().orElse(null);
  }

  public RequestFacts assignedBy(RequestAssigned event) {
    return new RequestFacts(
        channel,
        language,
        kind,
        regime,
        identityHidden,
        submittedAt,
        contactPart,
        wordsPart,
        lastInbound,
        event.owner(),
        event.id());
  }

  /** The citizen wrote by WhatsApp; an older moment changes nothing. */
  public RequestFacts heardFrom(Instant at) {
    if (lastInbound != null && !at.isAfter(lastInbound)) {
      return this;
    }
    return new RequestFacts(
        channel,
        language,
        kind,
        regime,
        identityHidden,
        submittedAt,
        contactPart,
        wordsPart,
        at,
        owner,
        assignment);
  }

  /** The institution that has the work; null when it is a department or nobody. */
  @Nullable OwnerCode institution() {
    return owner != null && owner.kind() == OwnerKind.INSTITUTION ? owner.code() : null;
  }
}
