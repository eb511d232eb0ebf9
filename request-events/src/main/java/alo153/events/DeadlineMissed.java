package alo153.events;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A deadline passed unmet.
 *
 * @param id derived from its cause
 * @param requestId the request
 * @param at when it happened
 * @param deadline its name within the request
 * @param regime the law or promise behind it
 * @param due the moment that passed
 * @param owner who had the work then; null when nobody
 */
@JsonTypeName(DeadlineMissed.TYPE)
public record DeadlineMissed(
    EventId id,
    RequestId requestId,
    Instant at,
    String deadline,
    Regime regime,
    Instant due,
    @Nullable Owner owner)
    implements RequestEvent {
  public static final String TYPE = "deadline.missed.v1";

  @Override
  public <R> R fold(EventCases<R> cases) {
    return cases.deadlineMissed(this);
  }
}
