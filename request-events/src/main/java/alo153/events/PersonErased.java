package alo153.events;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The person behind a request was forgotten: the named parts are gone for ever, the rest stays.
 *
 * @param id derived from its cause
 * @param requestId the request
 * @param at when it happened
 * @param parts the names of the parts that were erased
 * @param destruction the record of the erasure it belongs to; null when none was kept
 */
@JsonTypeName(PersonErased.TYPE)
public record PersonErased(
    EventId id,
    RequestId requestId,
    Instant at,
    List<String> parts,
    @Nullable Destruction destruction)
    implements RequestEvent {
  public static final String TYPE = "person.erased.v1";

  /** Why a person is forgotten: a closed list, since free words could point to the person again. */
  public enum Reason {
    /** The person asked for it (KVKK art. 11). */
    PERSON_ASKED,
    /** The time the data may be kept is over: periodic destruction. */
    RETENTION_OVER,
    /** The ground to hold the data is gone (KVKK art. 7). */
    GROUND_GONE,
    /** A court or the Board ordered it. */
    ORDERED
  }

  /**
   * The record of destruction: what one erasure destroyed, over all of the person's requests. When
   * is what the event says.
   *
   * @param erasureId names the erasure
   * @param reason why; null when not said
   * @param requests how many requests
   * @param parts how many personal parts
   * @param feedRecords how many lines of department feeds
   * @param deadLetters how many dead letters
   * @param contacts how many calls and conversations
   */
  public record Destruction(
      String erasureId,
      @Nullable Reason reason,
      int requests,
      int parts,
      int feedRecords,
      int deadLetters,
      int contacts) {}

  /** Without a record of destruction. */
  public PersonErased(EventId id, RequestId requestId, Instant at, List<String> parts) {
    this(id, requestId, at, parts, null);
  }

  public PersonErased {
    parts = List.copyOf(parts);
  }

  @Override
  public <R> R fold(EventCases<R> cases) {
    return cases.personErased(this);
  }
}
