package alo153.events;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request moved along the transition table.
 *
 * @param id derived from its cause
 * @param requestId the request
 * @param at when it happened
 * @param from the status it left
 * @param to the status it has now
 * @param by who moved it
 * @param outcome set with {@code ANSWERED} and {@code DECLINED}; null otherwise
 * @param reason a reason code of the city pack, for refusing and declining; null otherwise
 * @param suggestedOwner whom a refusing department names; null when it names nobody
 * @param plannedFor the promised day; null unless planned
 * @param updateId the department's update that caused it; null when something else did
 * @param attachments by reference; empty when none
 * @param parts the department's words: answer, question or note; empty when none
 */
@JsonTypeName(StatusChanged.TYPE)
public record StatusChanged(
    EventId id,
    RequestId requestId,
    Instant at,
    Status from,
    Status to,
    Actor by,
    @Nullable Outcome outcome,
    @Nullable String reason,
    @Nullable OwnerCode suggestedOwner,
    @Nullable LocalDate plannedFor,
    @Nullable String updateId,
    List<Attachment> attachments,
    List<String> parts)
    implements RequestEvent {
  public static final String TYPE = "status.changed.v1";

  public StatusChanged {
    attachments = List.copyOf(attachments);
    parts = List.copyOf(parts);
  }

  @Override
  public <R> R fold(EventCases<R> cases) {
    return cases.statusChanged(this);
  }
}
