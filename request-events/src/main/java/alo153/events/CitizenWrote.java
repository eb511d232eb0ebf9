package alo153.events;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The citizen wrote again about a request; the words are in the part {@code words-…}.
 *
 * @param id derived from its cause
 * @param requestId the request
 * @param at when it happened
 * @param channel the door this message came by
 * @param purpose what the citizen means by it
 * @param rating 1 (very dissatisfied) to 5 (very satisfied); null unless the purpose is {@code
 *     RATING}
 * @param attachments by reference; empty when none
 * @param parts personal parts; empty when nothing was written
 */
@JsonTypeName(CitizenWrote.TYPE)
public record CitizenWrote(
    EventId id,
    RequestId requestId,
    Instant at,
    Channel channel,
    Purpose purpose,
    @Nullable Integer rating,
    List<Attachment> attachments,
    List<String> parts)
    implements RequestEvent {
  public static final String TYPE = "citizen.wrote.v1";

  /** What the citizen means by writing again. */
  public enum Purpose {
    /** The answer to a question of the department. */
    ANSWER,
    ADDITION,
    OBJECTION,
    RATING,
    WITHDRAWAL
  }

  public CitizenWrote {
    attachments = List.copyOf(attachments);
    parts = List.copyOf(parts);
  }

  @Override
  public <R> R fold(EventCases<R> cases) {
    return cases.citizenWrote(this);
  }
}
