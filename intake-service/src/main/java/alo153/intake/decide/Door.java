package alo153.intake.decide;

import alo153.events.Channel;
import alo153.events.RequestId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a door knows about something that came in by it, whatever is written inside.
 *
 * @param channel the door
 * @param account our mailbox, business number, line or the adapter it came in by; null where there
 *     is only one
 * @param messageKey the client's Idempotency-Key or the provider's own id of the message: the same
 *     key is the same request. Null when there is none: every delivery is then a new request
 * @param receivedAt when it reached us
 * @param correctable whether the sender hears what is wrong and can send it again, as at a form.
 *     Where nobody hears it (a mail, a chat) an unreadable phone number or place is left out
 *     instead of refusing the request
 */
public record Door(
    Channel channel,
    @Nullable String account,
    @Nullable String messageKey,
    Instant receivedAt,
    boolean correctable) {

  /** The id of the request this delivery stands for. */
  public RequestId requestId(byte[] idKey) {
    return messageKey == null
        ? RequestId.random()
        : RequestId.derive(idKey, channel, account == null ? "" : account, messageKey);
  }
}
