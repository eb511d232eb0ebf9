package alo153.events;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A citizen's message was accepted as a request; its words are stored unchanged in the part {@code
 * words-…}.
 *
 * @param id derived from its cause
 * @param requestId the request
 * @param at when it happened (accepted by us)
 * @param channel the door
 * @param account the mailbox, business number or adapter it came in by; null where there is only
 *     one
 * @param kind what the citizen wants
 * @param category the topic the citizen or the clerk chose; null when nobody did
 * @param language to answer in
 * @param regime the clock that applies
 * @param district where it is; null when the place does not tell
 * @param districtSource what the district was taken from
 * @param roadClass whose road it is, where somebody said so; null otherwise
 * @param identityHidden the citizen asked that nobody but the desk learns who wrote
 * @param submittedAt when the citizen sent it, by the door's clock; never after {@code at}
 * @param contentHash keyed hash of what was submitted, to notice a key used again with another
 *     content
 * @param attachments by reference; empty when none
 * @param parts personal parts: words and contact
 */
@JsonTypeName(RequestSubmitted.TYPE)
public record RequestSubmitted(
    EventId id,
    RequestId requestId,
    Instant at,
    Channel channel,
    @Nullable String account,
    Kind kind,
    @Nullable CategoryCode category,
    Language language,
    Regime regime,
    @Nullable DistrictCode district,
    DistrictSource districtSource,
    @Nullable RoadClass roadClass,
    boolean identityHidden,
    Instant submittedAt,
    String contentHash,
    List<Attachment> attachments,
    List<String> parts)
    implements RequestEvent {
  public static final String TYPE = "request.submitted.v1";

  public RequestSubmitted {
    attachments = List.copyOf(attachments);
    parts = List.copyOf(parts);
  }

  /** The one submission a request id stands for. */
  public static EventId idOf(RequestId requestId) {
    return EventId.derive(TYPE, requestId);
  }

  @Override
  public <R> R fold(EventCases<R> cases) {
    return cases.requestSubmitted(this);
  }
}
