package alo153.notification.decide;

import alo153.events.EventId;
import alo153.events.MessagePurpose;
import alo153.events.Outcome;
import alo153.events.OwnerCode;
import alo153.events.RequestId;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * A message somebody must get.
 *
 * @param requestId the request
 * @param cause the event it tells about
 * @param purpose what it tells
 * @param recipient whom it is for
 * @param step 0 for the first channel, one more for each channel taken because the one before could
 *     not deliver
 * @param wordsPart the personal part with the words it carries, the owner's to the citizen or what
 *     the citizen wrote later to an institution; null when none
 * @param owner who had the work then; null when nobody
 * @param outcome what became of the matter; null unless it is an answer
 * @param reason a reason code it explains; null when none
 * @param date a day it names; null when none
 * @param plannedAt when the cause happened
 */
public record PlannedMessage(
    RequestId requestId,
    EventId cause,
    MessagePurpose purpose,
    Recipient recipient,
    int step,
    @Nullable String wordsPart,
    @Nullable OwnerCode owner,
    @Nullable Outcome outcome,
    @Nullable String reason,
    @Nullable LocalDate date,
    Instant plannedAt) {

  /**
   * The same message has the same id, however often it is planned. The channel is not part of it: a
   * replay after the person was forgotten would choose another channel, and must still find the
   * message it planned before. A change of channel is a step of its own instead.
   */
  public String id() {
    return messageId(requestId, cause, purpose, recipient, step);
  }

  public static String messageId(
      RequestId requestId, EventId cause, MessagePurpose purpose, Recipient recipient, int step) {
    return EventId.derive(
            "message",
            requestId,
            cause.value(),
            purpose.name(),
            recipient.key(),
            Integer.toString(step))
        .value();
  }

  /** The same message by another channel, since this one can not deliver it. */
  public PlannedMessage nextStep(Instant at) {
    return new PlannedMessage(
        requestId, cause, purpose, recipient, step + 1, wordsPart, owner, outcome, reason, date,
        at);
  }
}
