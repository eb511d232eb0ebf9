package alo153.tracking.in;

import static java.nio.charset.StandardCharsets.UTF_8;

import alo153.events.EventId;
import alo153.events.Outcome;
import alo153.events.OwnerCode;
import alo153.events.OwnerKind;
import alo153.events.RequestId;
import alo153.events.Status;
import alo153.events.UpdateNoted;
import alo153.events.work.DepartmentUpdate;
import alo153.frame.AccessRules.Role;
import alo153.frame.Caller;
import alo153.frame.FieldProblem;
import alo153.frame.ProblemException;
import alo153.tracking.decide.CaseFile;
import alo153.tracking.decide.Move.Who;
import alo153.tracking.decide.UpdateJudge;
import alo153.tracking.decide.Verdict;
import alo153.tracking.out.MongoCases;
import alo153.transport.Envelopes;
import alo153.transport.EventPublisher;
import io.swagger.v3.oas.annotations.Operation;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Owners and the desk say what they did: checked here, taken by way of the log. */
@RestController
final class UpdateController {
  private final MongoCases cases;
  private final UpdateJudge judge;
  private final CityNames names;
  private final EventPublisher publisher;
  private final Envelopes envelopes;
  private final Clock clock;

  UpdateController(
      MongoCases cases,
      UpdateJudge judge,
      CityNames names,
      EventPublisher publisher,
      Envelopes envelopes,
      Clock clock) {
    this.cases = cases;
    this.judge = judge;
    this.names = names;
    this.publisher = publisher;
    this.envelopes = envelopes;
    this.clock = clock;
  }

  /**
   * What somebody says about a request; the fields of {@link DepartmentUpdate} that are not known
   * from the call itself.
   */
  record Body(
      @Nullable EventId assignmentId,
      @Nullable Status status,
      @Nullable Outcome outcome,
      @Nullable String answer,
      @Nullable String question,
      @Nullable String note,
      @Nullable String reason,
      @Nullable OwnerCode suggestedOwner,
      @Nullable LocalDate plannedFor,
      @Nullable List<String> attachments) {}

  /**
   * It is in the log.
   *
   * @param updateId under which it is taken, once
   */
  record Taken(RequestId requestId, String updateId) {}

  @PostMapping("/api/tracking/v1/requests/{id}/updates")
  @ResponseStatus(HttpStatus.ACCEPTED)
  @Operation(
      summary = "Moves a request or leaves a note",
      description =
          "202 when it is in the log; 409 with allowedActions when the step is not possible now;"
              + " 412 when If-Match names another version. The same Idempotency-Key is the same"
              + " update.")
  Mono<ResponseEntity<Taken>> update(
      @PathVariable String id,
      @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
      @RequestHeader(name = "If-Match", required = false) @Nullable String version,
      @RequestBody Body body) {
    return Caller.current()
        .flatMap(
            caller ->
                Mono.justOrEmpty(Ids.request(id))
                    .flatMap(cases::byId)
                    .switchIfEmpty(Mono.error(ProblemException::notFound))
                    .flatMap(file -> take(file, caller, key, version, body)));
  }

  private Mono<ResponseEntity<Taken>> take(
      CaseFile file, Caller caller, @Nullable String key, @Nullable String version, Body body) {
    DepartmentUpdate update = update(file.requestId(), caller, key, body);
    if (update.suggestedOwner() != null && !names.knows(update.suggestedOwner())) {
      return Mono.error(
          ProblemException.invalid(
              List.of(
                  new FieldProblem(
                      "#/suggestedOwner",
                      "UNKNOWN_OWNER",
                      "Böyle bir birim ya da kurum yok",
                      "No department or institution has this code"))));
    }
    Verdict verdict = judge.judge(file, update, clock.instant());
    if (verdict instanceof Verdict.Unusable unusable) {
      return Mono.error(
          ProblemException.invalid(
              List.of(
                  new FieldProblem(
                      "#", unusable.reason(), "Gönderilen bilgi geçersiz", unusable.detail()))));
    }
    if (!(verdict instanceof Verdict.Repeat)) {
      if (version != null && !version.equals("*") && !version.equals(Versions.etag(file))) {
        return Mono.error(
            ProblemException.of(
                    HttpStatus.PRECONDITION_FAILED,
                    "changed-meanwhile",
                    "Başvuru bu arada değişti",
                    "The request changed meanwhile")
                .with("allowedActions", actions(file, update)));
      }
      if (verdict instanceof Verdict.Hold) {
        // who calls can call again; only what comes by the topic has to wait here
        return Mono.error(
            ProblemException.notAllowedNow("ASSIGNMENT_UNKNOWN")
                .with("currentStatus", String.valueOf(file.now().status()))
                .with("allowedActions", actions(file, update)));
      }
      if (verdict instanceof Verdict.Note note
          && note.event().reason() != UpdateNoted.Reason.NOTE) {
        return Mono.error(refused(file, update, note.event().reason()));
      }
    }
    return Mono.fromFuture(
            () -> publisher.publishForCaller(List.of(), List.of(envelopes.update(update))))
        .thenReturn(
            ResponseEntity.accepted().body(new Taken(update.requestId(), update.updateId())));
  }

  private static ProblemException refused(
      CaseFile file, DepartmentUpdate update, UpdateNoted.Reason reason) {
    if (reason == UpdateNoted.Reason.NOT_THE_OWNER) {
      return ProblemException.of(
              HttpStatus.FORBIDDEN,
              "not-the-owner",
              "Bu iş şu anda başka bir birimin",
              "Somebody else has this work now")
          .withDetail(reason.name());
    }
    return ProblemException.notAllowedNow(reason.name())
        .with("reason", reason.name())
        .with("currentStatus", String.valueOf(file.now().status()))
        .with("allowedActions", actions(file, update));
  }

  private static List<StaffViews.Action> actions(CaseFile file, DepartmentUpdate update) {
    return StaffViews.actions(file.now(), UpdateJudge.isByDesk(update) ? Who.DESK : Who.OWNER);
  }

  private static DepartmentUpdate update(
      RequestId id, Caller caller, @Nullable String key, Body body) {
    OwnerCode by = caller.is(Role.DESK) ? null : caller.departmentCode();
    if (by == null && !caller.is(Role.DESK)) {
      throw ProblemException.of(
          HttpStatus.FORBIDDEN, "forbidden", "Birim belli değil", "Which department is not said");
    }
    return new DepartmentUpdate(
        "http-" + (key == null ? UUID.randomUUID().toString() : hash(by + "\n" + key)),
        id,
        body.assignmentId(),
        by,
        by == null ? null : OwnerKind.DEPARTMENT,
        body.status(),
        body.outcome(),
        body.answer(),
        body.question(),
        body.note(),
        body.reason(),
        body.suggestedOwner(),
        body.plannedFor(),
        body.attachments(),
        null,
        by == null ? true : null);
  }

  /** A client's key may be anything; what stands in the log is a hash of it. */
  private static String hash(String key) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(UTF_8));
      return HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
