package alo153.events;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.List;

/**
 * Something that happened to a request. Holds no personal data: what points to a person travels
 * beside it, sealed, in the parts that {@link #parts()} names.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
public sealed interface RequestEvent
    permits RequestSubmitted,
        CitizenWrote,
        RequestAssigned,
        TriageRequested,
        StatusChanged,
        UpdateNoted,
        DeadlineSet,
        DeadlineApproaching,
        DeadlineMissed,
        PersonErased,
        MessageSent,
        MessageDelivered,
        MessageFailed {

  EventId id();

  RequestId requestId();

  /** When it happened, by the clock of the service that wrote it. */
  Instant at();

  /** The names of the personal parts this event needs; empty for most. */
  default List<String> parts() {
    return List.of();
  }

  /**
   * Hands the event to the case for its type; a new type then fails to compile where it was
   * forgotten.
   */
  <R> R fold(EventCases<R> cases);

  /** The name on the wire, such as {@code request.submitted.v1}. */
  default String type() {
    return fold(EventTypes.NAMES);
  }
}
