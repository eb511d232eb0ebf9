package alo153.events.work;

import alo153.events.EventId;
import alo153.events.OwnerCode;
import alo153.events.RequestId;
import alo153.events.TrackingCode;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Instant;

/**
 * The work is no longer the department's: it went to somebody else, or the citizen withdrew it.
 *
 * @param id the event that took it away
 * @param requestId the request
 * @param trackingCode what the citizen calls it
 * @param department who had it
 * @param at when
 * @param reason {@code REASSIGNED} or {@code WITHDRAWN}
 */
@JsonTypeName("work.taken.v1")
public record WorkTaken(
    EventId id,
    RequestId requestId,
    TrackingCode trackingCode,
    OwnerCode department,
    Instant at,
    Reason reason)
    implements WorkRecord {
  /** Why the work went away. */
  public enum Reason {
    REASSIGNED,
    WITHDRAWN
  }
}
