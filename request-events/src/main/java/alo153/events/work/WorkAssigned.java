package alo153.events.work;

import alo153.events.Attachment;
import alo153.events.BilingualText;
import alo153.events.CategoryCode;
import alo153.events.Channel;
import alo153.events.DistrictCode;
import alo153.events.EventId;
import alo153.events.Kind;
import alo153.events.OwnerCode;
import alo153.events.RequestId;
import alo153.events.TrackingCode;
import alo153.events.personal.Place;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The department has new work.
 *
 * @param id the assigning event; quote it as {@code assignmentId} in updates
 * @param requestId the request
 * @param trackingCode what the citizen calls it
 * @param department whose work
 * @param at when it was assigned
 * @param category the topic
 * @param kind what the citizen wants
 * @param channel the door it came by
 * @param district where; null when unknown
 * @param text the citizen's words
 * @param subject a headline; null when none
 * @param place where exactly; null when not said
 * @param attachments files, by reference
 * @param explanation why it is this department's
 * @param hop 0 for the first owner
 * @param objection whether the citizen objected to the last answer
 * @param note what the clerk who decided wants the department to know; null when nothing
 */
@JsonTypeName("work.assigned.v1")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WorkAssigned(
    EventId id,
    RequestId requestId,
    TrackingCode trackingCode,
    OwnerCode department,
    Instant at,
    CategoryCode category,
    Kind kind,
    Channel channel,
    @Nullable DistrictCode district,
    String text,
    @Nullable String subject,
    @Nullable Place place,
    List<Attachment> attachments,
    BilingualText explanation,
    int hop,
    boolean objection,
    @Nullable String note)
    implements WorkRecord {
  public WorkAssigned {
    attachments = List.copyOf(attachments);
  }
}
