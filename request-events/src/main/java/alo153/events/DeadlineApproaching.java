package alo153.events;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Instant;

/**
 * A deadline comes near.
 *
 * @param id derived from its cause
 * @param requestId the request
 * @param at when it happened
 * @param deadline its name within the request
 * @param due the last moment
 * @param warning which warning this is: {@code half}, {@code last-day}, or a day of the statutory
 *     ladder such as {@code day-20}
 */
@JsonTypeName(DeadlineApproaching.TYPE)
public record DeadlineApproaching(
    EventId id, RequestId requestId, Instant at, String deadline, Instant due, String warning)
    implements RequestEvent {
  public static final String TYPE = "deadline.approaching.v1";

  @Override
  public <R> R fold(EventCases<R> cases) {
    return cases.deadlineApproaching(this);
  }
}
