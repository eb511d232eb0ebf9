package alo153.events.work;

import alo153.events.Attachment;
import alo153.events.CitizenWrote;
import alo153.events.EventId;
import alo153.events.OwnerCode;
import alo153.events.RequestId;
import alo153.events.TrackingCode;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The citizen wrote again about work the department has.
 *
 * @param id the event of the citizen's message
 * @param requestId the request
 * @param trackingCode what the citizen calls it
 * @param department who has the work
 * @param at when
 * @param purpose what the citizen means by it
 * @param text the words; null when only files or a rating came
 * @param attachments files, by reference
 */
@JsonTypeName("work.citizen-added.v1")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CitizenAdded(
    EventId id,
    RequestId requestId,
    TrackingCode trackingCode,
    OwnerCode department,
    Instant at,
    CitizenWrote.Purpose purpose,
    @Nullable String text,
    List<Attachment> attachments)
    implements WorkRecord {
  public CitizenAdded {
    attachments = List.copyOf(attachments);
  }
}
