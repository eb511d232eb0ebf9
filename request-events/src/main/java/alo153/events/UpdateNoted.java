package alo153.events;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A department's update did not apply; it is kept as a note, with the reason.
 *
 * @param id derived from its cause
 * @param requestId the request
 * @param at when it happened
 * @param by whose update it was
 * @param status where the request stood
 * @param wanted the status it asked for; null when it asked for none
 * @param reason why it did not apply
 * @param updateId the update
 * @param parts its words; empty when none
 * @param attachments what came with it, by reference; null when nothing did
 */
@JsonTypeName(UpdateNoted.TYPE)
public record UpdateNoted(
    EventId id,
    RequestId requestId,
    Instant at,
    Actor by,
    Status status,
    @Nullable Status wanted,
    Reason reason,
    String updateId,
    List<String> parts,
    @Nullable List<Attachment> attachments)
    implements RequestEvent {
  public static final String TYPE = "update.noted.v1";

  /** Why an update did not apply. */
  public enum Reason {
    /** A plain note; nothing was to be applied. */
    NOTE,
    ILLEGAL_STEP,
    NOT_THE_OWNER,
    OUTCOME_MISSING,
    ANSWER_MISSING,
    REASON_MISSING,
    DATE_MISSING,
    /** The promised day is over, or so far away that it is a slip. */
    DATE_IMPLAUSIBLE,
    QUESTION_MISSING,
    /** The same key came again with another content; the first one counts. */
    KEY_USED_AGAIN,
    PERSON_ERASED
  }

  public UpdateNoted {
    parts = List.copyOf(parts);
    attachments = attachments == null ? null : List.copyOf(attachments);
  }

  @Override
  public <R> R fold(EventCases<R> cases) {
    return cases.updateNoted(this);
  }
}
