package alo153.intake.decide;

import alo153.events.Channel;
import alo153.events.RequestId;
import java.time.Duration;
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
 * @param believedFor how long ago a sender may say that it was sent; who says longer is taken to
 *     mean that long
 */
public record Door(
    Channel channel,
    @Nullable String account,
    @Nullable String messageKey,
    Instant receivedAt,
    boolean correctable,
    Duration believedFor) {

  /** The longest that anybody is believed. */
  public static final Duration TEN_YEARS = Duration.ofDays(3650);

  /** A door whose sender's clock is believed. */
  public Door(
      Channel channel,
      @Nullable String account,
      @Nullable String messageKey,
      Instant receivedAt,
      boolean correctable) {
    this(channel, account, messageKey, receivedAt, correctable, TEN_YEARS);
  }

  /** The id of the request this delivery stands for. */
  public RequestId requestId(byte[] idKey) {
    return messageKey == null
        ? RequestId.random()
        : RequestId.derive(idKey, channel, account == null ? "" : account, messageKey);
  }
}
