package alo153.events;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Instant;

/**
 * A message reached the citizen, as far as its channel can tell.
 *
 * @param id derived from its cause
 * @param requestId the request
 * @param at when it happened
 * @param messageId the message
 * @param purpose what it tells
 * @param channel how it went
 * @param cause the event it tells about
 * @param proof how we know
 */
@JsonTypeName(MessageDelivered.TYPE)
public record MessageDelivered(
    EventId id,
    RequestId requestId,
    Instant at,
    String messageId,
    MessagePurpose purpose,
    MessageChannel channel,
    EventId cause,
    Proof proof)
    implements RequestEvent {
  public static final String TYPE = "message.delivered.v1";

  /** How we know a message arrived. */
  public enum Proof {
    /** The provider reported delivery. */
    RECEIPT,
    /** The provider reported that it was read. */
    READ,
    /** The channel knows no receipts: handing it over is all there is. */
    HANDED_OVER
  }

  @Override
  public <R> R fold(EventCases<R> cases) {
    return cases.messageDelivered(this);
  }
}
