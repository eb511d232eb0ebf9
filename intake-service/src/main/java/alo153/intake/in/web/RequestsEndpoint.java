package alo153.intake.in.web;

import alo153.events.Channel;
import alo153.events.CitizenWrote;
import alo153.events.EventId;
import alo153.events.RequestId;
import alo153.events.TrackingCode;
import alo153.events.work.Submission;
import alo153.frame.AccessRules.Role;
import alo153.frame.Caller;
import alo153.frame.FieldProblem;
import alo153.frame.ProblemException;
import alo153.intake.decide.Door;
import alo153.intake.decide.FollowUp;
import alo153.intake.in.Answers;
import alo153.intake.in.IdempotencyKey;
import alo153.intake.out.Acceptance;
import alo153.intake.out.Outcome;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Where requests come in as JSON, and what the citizen adds to them later. */
@RestController
@Tag(name = "requests", description = "Başvurular · requests")
class RequestsEndpoint {
  private static final ZoneId ISTANBUL = ZoneId.of("Europe/Istanbul");

  private static final int LEAST_PUBLIC_KEY = 16;

  /** As long as a page may have waited for a network before it could send. */
  private static final Duration OFFLINE = Duration.ofDays(3);

  private final Acceptance acceptance;
  private final Clock clock;

  RequestsEndpoint(Acceptance acceptance, Clock clock) {
    this.acceptance = acceptance;
    this.clock = clock;
  }

  /**
   * What the citizen writes later.
   *
   * @param channel the door it comes by, WEB or MOBILE; null means WEB
   * @param purpose a name of {@link CitizenWrote.Purpose}; null means ADDITION
   * @param text the words; needed for an objection, and for an answer or addition without files
   * @param rating 1 to 5, with RATING only
   * @param attachments references given by the attachment endpoint
   */
  record Message(
      @Schema(
              allowableValues = {"WEB", "MOBILE"},
              defaultValue = "WEB")
          @Nullable String channel,
      @Schema(
              allowableValues = {"ANSWER", "ADDITION", "OBJECTION", "RATING", "WITHDRAWAL"},
              defaultValue = "ADDITION")
          @Nullable String purpose,
      @Schema(maxLength = 10_000) @Nullable String text,
      @Schema(minimum = "1", maximum = "5") @Nullable Integer rating,
      @Nullable List<String> attachments) {}

  /** The message is on the log. */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record MessageAnswer(
      @Schema(type = "string") RequestId requestId, @Schema(type = "string") EventId messageId) {}

  @PostMapping(
      path = "/api/intake/v1/requests",
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      summary = "Başvuru gönder · Submit a request",
      description =
          "Only `text` is mandatory. Answered when the request is durable; the same"
              + " Idempotency-Key with the same content is the same request. Without an API key the"
              + " Idempotency-Key needs 16 characters that nobody else will choose, such as a UUID,"
              + " and `submittedAt` counts for three days.")
  @ApiResponse(responseCode = "202", description = "Accepted and durable")
  @Problems
  Mono<ResponseEntity<SubmittedAnswer>> submit(
      @Parameter(
              description =
                  "1 to 255 printable ASCII characters, quoted or not; at least 16 without an API key")
          @RequestHeader(name = "Idempotency-Key", required = false)
          @Nullable String key,
      @RequestBody Submission submission) {
    return Caller.current()
        .flatMap(caller -> Answers.taken(accept(submission, caller, key)))
        .map(taken -> accepted(taken, SubmittedAnswer.of(taken, ISTANBUL)));
  }

  @PostMapping(
      path = "/api/intake/v1/requests/{code}/messages",
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      summary = "Başvuruya yaz · Write about a request",
      description = "An answer to a question, an addition, an objection, a rating or a withdrawal.")
  @ApiResponse(responseCode = "202", description = "Accepted and durable")
  @ApiResponse(responseCode = "404", ref = Problems.REF, description = "No such code")
  @Problems
  Mono<ResponseEntity<MessageAnswer>> write(
      @PathVariable String code,
      @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
      @RequestBody Message message) {
    TrackingCode tracking = TrackingCode.parse(code).orElseThrow(ProblemException::notFound);
    var door =
        new Door(
            channel(message.channel(), false),
            null,
            IdempotencyKey.read(key).orElse(null),
            clock.instant(),
            true);
    var followUp =
        new FollowUp(
            purpose(message.purpose()),
            message.text(),
            null,
            message.rating(),
            message.attachments() == null
                ? List.of()
                : message.attachments().stream().map(it -> Objects.toString(it, "")).toList());
    return Answers.taken(acceptance.write(tracking, followUp, door))
        .map(taken -> accepted(taken, new MessageAnswer(taken.requestId(), taken.eventId())));
  }

  private Mono<Outcome> accept(Submission submission, Caller caller, @Nullable String key) {
    Optional<String> header = IdempotencyKey.read(key);
    if (isTrusted(caller)) {
      String messageKey = header.or(() -> IdempotencyKey.read(submission.id())).orElse(null);
      return acceptance.accept(
          submission,
          new Door(
              channel(submission.channel(), true),
              submission.account(),
              messageKey,
              clock.instant(),
              true));
    }
    if (header.filter(it -> it.length() < LEAST_PUBLIC_KEY).isPresent()) {
      throw tooShort();
    }
    return acceptance.acceptUnlessTaken(
        submission,
        new Door(
            channel(submission.channel(), false),
            null,
            header.orElse(null),
            clock.instant(),
            true,
            OFFLINE));
  }

  private static boolean isTrusted(Caller caller) {
    return caller.is(Role.ADAPTER) || caller.is(Role.DESK);
  }

  /** All who show no key share one space of keys, so theirs must be hard to choose twice. */
  private static ProblemException tooShort() {
    return ProblemException.of(
            HttpStatus.BAD_REQUEST,
            "idempotency-key-too-short",
            "Idempotency-Key çok kısa",
            "The Idempotency-Key is too short")
        .withDetail("at least " + LEAST_PUBLIC_KEY + " characters without an API key: use a UUID");
  }

  /** The public speaks for itself only: other doors are for those who show a key. */
  private static Channel channel(@Nullable String name, boolean trusted) {
    Channel channel = one(Channel.class, name, Channel.WEB, "#/channel");
    if (!trusted && channel != Channel.WEB && channel != Channel.MOBILE) {
      throw ProblemException.invalid(
          List.of(
              new FieldProblem(
                  "#/channel",
                  "CHANNEL_NOT_ALLOWED",
                  "Anahtarsız yalnızca WEB ve MOBILE kullanılabilir.",
                  "Without a key only WEB and MOBILE.")));
    }
    return channel;
  }

  private static CitizenWrote.Purpose purpose(@Nullable String name) {
    return one(CitizenWrote.Purpose.class, name, CitizenWrote.Purpose.ADDITION, "#/purpose");
  }

  private static <E extends Enum<E>> E one(
      Class<E> type, @Nullable String name, E otherwise, String pointer) {
    if (name == null || name.isBlank()) {
      return otherwise;
    }
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equals(name.strip().toUpperCase(Locale.ROOT))) {
        return constant;
      }
    }
    throw ProblemException.invalid(
        List.of(
            new FieldProblem(pointer, "UNKNOWN_VALUE", "Bilinmeyen değer.", "Not a known value.")));
  }

  private static <B> ResponseEntity<B> accepted(Outcome.Taken taken, B body) {
    var answer = ResponseEntity.status(HttpStatus.ACCEPTED);
    if (taken.repeated()) {
      answer.header("Idempotency-Replayed", "true");
    }
    return answer.body(body);
  }
}
