package alo153.events;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Instant;

/**
 * A provider took a message, or may have taken it. What is in doubt and becomes known later is said
 * by a second event: of the events of one message that count which know more, in whatever order
 * they come. {@link MessageDelivered} is more than this, and so is {@link MessageFailed}.
 *
 * @param id derived from the message, the try and whether it is certain
 * @param requestId the request
 * @param at when it happened
 * @param messageId hash of request, cause, channel, recipient and template: the same message is
 *     never planned twice
 * @param purpose what it tells
 * @param channel how it left
 * @param provider the provider account's name
 * @param cause the event it tells about
 * @param attempt which try it was, from 1
 * @param certain false when the provider did not answer and nobody knows whether it was sent: a try
 *     after that may be a second copy
 */
@JsonTypeName(MessageSent.TYPE)
public record MessageSent(
    EventId id,
    RequestId requestId,
    Instant at,
    String messageId,
    MessagePurpose purpose,
    MessageChannel channel,
    String provider,
    EventId cause,
    int attempt,
    boolean certain)
    implements RequestEvent {
  public static final String TYPE = "message.sent.v1";

  @Override
  public <R> R fold(EventCases<R> cases) {
    return cases.messageSent(this);
  }
}
