package alo153.events;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A clock was set, or set anew; the latest event of a name counts.
 *
 * @param id derived from its cause
 * @param requestId the request
 * @param at when it happened
 * @param deadline its name within the request: {@code accept}, {@code answer} or {@code promise}
 * @param regime the law or promise behind it
 * @param due the last moment; ignored while stopped
 * @param stoppedAt the clock stands still since then, such as while the citizen is asked; null
 *     while it runs
 * @param calendarVersion the working calendar it was computed with
 * @param basis how it was computed, in words
 */
@JsonTypeName(DeadlineSet.TYPE)
public record DeadlineSet(
    EventId id,
    RequestId requestId,
    Instant at,
    String deadline,
    Regime regime,
    Instant due,
    @Nullable Instant stoppedAt,
    String calendarVersion,
    BilingualText basis)
    implements RequestEvent {
  public static final String TYPE = "deadline.set.v1";

  @Override
  public <R> R fold(EventCases<R> cases) {
    return cases.deadlineSet(this);
  }
}
