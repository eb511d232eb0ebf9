package alo153.events.work;

import alo153.events.EventId;
import alo153.events.OwnerCode;
import alo153.events.RequestId;
import alo153.events.TrackingCode;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;

/**
 * One line of a department's feed, {@code alo153.department.<code>}; key {@code <requestId>/<id>},
 * partitioned by request. Carries no more of the citizen than the work needs: what was written and
 * where, never who.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
public sealed interface WorkRecord permits WorkAssigned, CitizenAdded, WorkTaken {
  EventId id();

  RequestId requestId();

  TrackingCode trackingCode();

  OwnerCode department();

  Instant at();
}
