package alo153.events;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Instant;

/**
 * A message will not arrive; a person has to find another way.
 *
 * @param id derived from its cause
 * @param requestId the request
 * @param at when it happened
 * @param messageId the message
 * @param purpose what it would have told
 * @param channel how it was tried
 * @param provider the provider account's name
 * @param cause the event it would have told about
 * @param attempts how often it was tried
 * @param reason a code such as {@code NO_RECIPIENT}, {@code REJECTED}, {@code EXPIRED}
 */
@JsonTypeName(MessageFailed.TYPE)
public record MessageFailed(
    EventId id,
    RequestId requestId,
    Instant at,
    String messageId,
    MessagePurpose purpose,
    MessageChannel channel,
    String provider,
    EventId cause,
    int attempts,
    String reason)
    implements RequestEvent {
  public static final String TYPE = "message.failed.v1";

  @Override
  public <R> R fold(EventCases<R> cases) {
    return cases.messageFailed(this);
  }
}
