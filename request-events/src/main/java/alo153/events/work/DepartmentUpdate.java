package alo153.events.work;

import alo153.events.EventId;
import alo153.events.Outcome;
import alo153.events.OwnerCode;
import alo153.events.OwnerKind;
import alo153.events.RequestId;
import alo153.events.Status;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an owner says about its work, on {@code alo153.updates} (key: the request id) or over HTTP.
 * An update that does not fit is kept as a note with the reason, never dropped.
 *
 * @param updateId the owner's own id: the same id is the same update
 * @param requestId the request
 * @param assignmentId the event that gave the owner the work, as its feed said; null when not known
 * @param by the owner's code; null only when the desk says it
 * @param byKind department or institution; null means department
 * @param status the status wanted; null for a plain note
 * @param outcome mandatory with {@code ANSWERED}
 * @param answer for the citizen; mandatory with {@code ANSWERED} and {@code DECLINED}
 * @param question for the citizen; mandatory with {@code WAITING_FOR_CITIZEN}
 * @param note for the desk, never for the citizen
 * @param reason a reason code; mandatory with {@code REFUSED} and {@code DECLINED}
 * @param suggestedOwner whose work it is instead; with {@code REFUSED}
 * @param plannedFor the promised day; mandatory with {@code PLANNED}
 * @param attachments references; null means none
 * @param at when it happened at the owner's; null means now
 * @param byDesk true when the desk says it; a missing {@code by} alone makes nobody the desk
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DepartmentUpdate(
    String updateId,
    RequestId requestId,
    @Nullable EventId assignmentId,
    @Nullable OwnerCode by,
    @Nullable OwnerKind byKind,
    @Nullable Status status,
    @Nullable Outcome outcome,
    @Nullable String answer,
    @Nullable String question,
    @Nullable String note,
    @Nullable String reason,
    @Nullable OwnerCode suggestedOwner,
    @Nullable LocalDate plannedFor,
    @Nullable List<String> attachments,
    @Nullable Instant at,
    @Nullable Boolean byDesk) {
  public static final String TYPE = "department.update.v1";

  /** What an owner says. */
  public DepartmentUpdate(
      String updateId,
      RequestId requestId,
      @Nullable EventId assignmentId,
      @Nullable OwnerCode by,
      @Nullable OwnerKind byKind,
      @Nullable Status status,
      @Nullable Outcome outcome,
      @Nullable String answer,
      @Nullable String question,
      @Nullable String note,
      @Nullable String reason,
      @Nullable OwnerCode suggestedOwner,
      @Nullable LocalDate plannedFor,
      @Nullable List<String> attachments,
      @Nullable Instant at) {
    this(
        updateId,
        requestId,
        assignmentId,
        by,
        byKind,
        status,
        outcome,
        answer,
        question,
        note,
        reason,
        suggestedOwner,
        plannedFor,
        attachments,
        at,
        null);
  }
}
