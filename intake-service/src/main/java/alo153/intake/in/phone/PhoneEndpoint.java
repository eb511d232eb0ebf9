package alo153.intake.in.phone;

import static java.nio.charset.StandardCharsets.UTF_8;

import alo153.events.RequestId;
import alo153.events.TrackingCode;
import alo153.events.wire.Codec;
import alo153.events.wire.UnreadableRecordException;
import alo153.frame.FieldProblem;
import alo153.frame.ProblemException;
import alo153.intake.decide.Flaw;
import alo153.intake.decide.Keyed;
import alo153.intake.in.Answers;
import alo153.intake.in.web.Problems;
import alo153.intake.out.Acceptance;
import alo153.intake.out.DoorRefusals;
import alo153.intake.out.Outcome;
import alo153.transport.Envelopes;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** Where exchanges and the clerks' desk report calls. */
@RestController
@Tag(name = "phone", description = "Telefon · calls")
class PhoneEndpoint {
  private static final int MOST_EVENTS = 100;
  private static final int AT_ONCE = 32;

  private final Acceptance acceptance;
  private final Envelopes envelopes;
  private final DoorRefusals refusals;
  private final PhoneSettings settings;
  private final CallReader reader;
  private final Clock clock;
  private final MeterRegistry meters;

  PhoneEndpoint(
      Acceptance acceptance,
      Envelopes envelopes,
      DoorRefusals refusals,
      PhoneSettings settings,
      Keyed keyed,
      Clock clock,
      MeterRegistry meters) {
    this.acceptance = acceptance;
    this.envelopes = envelopes;
    this.refusals = refusals;
    this.settings = settings;
    this.reader = new CallReader(keyed);
    this.clock = clock;
    this.meters = meters;
  }

  /**
   * What became of one event.
   *
   * @param eventId as sent
   * @param state {@code accepted}, {@code rejected}, or {@code ignored}: a call between two of our
   *     own is no contact
   * @param requestId the request it became; null when it is none
   * @param trackingCode to read out to the caller; null when it is none
   * @param errors why it was rejected; empty otherwise
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Result(
      @Nullable String eventId,
      String state,
      @Schema(type = "string") @Nullable RequestId requestId,
      @Schema(type = "string") @Nullable TrackingCode trackingCode,
      List<FieldProblem> errors) {}

  /** One result per event, in their order. */
  record Results(List<Result> results) {}

  @PostMapping(
      path = "/api/intake/phone/calls",
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      summary = "Çağrı olayları · Call events",
      description =
          "One event or an array of up to 100. A `call.summary` becomes a request, everything else"
              + " a line in the list of contacts. A single event that can not be accepted is"
              + " answered 422; in an array the others are accepted all the same.",
      requestBody =
          @io.swagger.v3.oas.annotations.parameters.RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON_VALUE,
                      schema = @Schema(oneOf = {CallEvent.class, CallEvent[].class}))))
  @ApiResponse(responseCode = "202", description = "Durable")
  @ApiResponse(responseCode = "401", ref = Problems.REF)
  @ApiResponse(responseCode = "403", ref = Problems.REF)
  @Problems
  Mono<ResponseEntity<Results>> report(@RequestBody byte[] body) {
    JsonNode tree = Codec.json().readTree(body);
    List<CallEvent> events = events(tree);
    return Flux.fromIterable(events)
        .flatMapSequential(event -> accept(event), AT_ONCE)
        .collectList()
        .map(
            results -> {
              if (!tree.isArray() && results.get(0).state().equals("rejected")) {
                throw ProblemException.invalid(results.get(0).errors());
              }
              return ResponseEntity.status(HttpStatus.ACCEPTED).body(new Results(results));
            });
  }

  @PostMapping("/api/intake/phone/calls/verimor/{secret}")
  @Operation(
      summary = "Verimor olayları · Verimor's events",
      description = "Form fields as Verimor pushes them; empty tests are answered 200.")
  @ApiResponse(responseCode = "200", description = "Durable, or nothing to keep")
  @ApiResponse(responseCode = "404", ref = Problems.REF)
  @ApiResponse(responseCode = "503", ref = Problems.REF)
  Mono<ResponseEntity<Void>> verimor(
      @PathVariable String secret, @Parameter(hidden = true) ServerHttpRequest request) {
    checkSecret(settings.verimorSecret(), secret);
    return body(request).flatMap(body -> fromExchange("verimor", body, Exchanges::verimor));
  }

  @PostMapping("/api/intake/phone/calls/netgsm/{secret}")
  @Operation(
      summary = "Netgsm olayları · Netgsm's events",
      description = "JSON as Netsantral pushes it; what is not about a call is answered 200.")
  @ApiResponse(responseCode = "200", description = "Durable, or nothing to keep")
  @ApiResponse(responseCode = "404", ref = Problems.REF)
  @ApiResponse(responseCode = "503", ref = Problems.REF)
  Mono<ResponseEntity<Void>> netgsm(
      @PathVariable String secret, @Parameter(hidden = true) ServerHttpRequest request) {
    checkSecret(settings.netgsmSecret(), secret);
    return body(request).flatMap(body -> fromExchange("netgsm", body, Exchanges::netgsm));
  }

  /** As it came, whatever it calls itself: exchanges are not careful with content types. */
  private static Mono<byte[]> body(ServerHttpRequest request) {
    return DataBufferUtils.join(request.getBody(), Codec.MAX_BYTES)
        .map(
            buffer -> {
              byte[] bytes = new byte[buffer.readableByteCount()];
              buffer.read(bytes);
              DataBufferUtils.release(buffer);
              return bytes;
            })
        .defaultIfEmpty(new byte[0]);
  }

  private static List<CallEvent> events(JsonNode tree) {
    if (tree.isArray()) {
      if (tree.isEmpty() || tree.size() > MOST_EVENTS) {
        throw ProblemException.malformed("an array has 1 to " + MOST_EVENTS + " events");
      }
      var events = new ArrayList<CallEvent>();
      tree.forEach(node -> events.add(event(node)));
      return events;
    }
    return List.of(event(tree));
  }

  private static CallEvent event(JsonNode node) {
    if (!node.isObject()) {
      throw ProblemException.malformed("an event is a JSON object");
    }
    return Codec.json().treeToValue(node, CallEvent.class);
  }

  private Mono<Result> accept(CallEvent event) {
    if (CallReader.isInternal(event)) {
      return Mono.just(new Result(event.eventId(), "ignored", null, null, List.of()));
    }
    CallReader.Reading reading = reader.read(event, clock.instant());
    CallReader.Call call = reading.call();
    if (call == null) {
      rejected(reading.flaws().get(0).code()).increment();
      return Mono.just(rejected(event, Answers.fields(reading.flaws())));
    }
    if (call.submission() == null) {
      return acceptance
          .log(List.of(envelopes.contact(call.contact())))
          .then(
              Mono.fromSupplier(
                  () -> {
                    meters.counter("alo153.intake.contacts", "channel", "PHONE").increment();
                    return new Result(event.eventId(), "accepted", null, null, List.of());
                  }));
    }
    return acceptance
        .accept(
            call.submission(),
            call.door(),
            request -> List.of(envelopes.contact(call.contactWith(request))))
        .map(outcome -> result(event, outcome));
  }

  /** What can not be understood would only come again: it is kept for a person, then answered. */
  private Mono<ResponseEntity<Void>> fromExchange(
      String provider, byte[] body, Function<byte[], Optional<CallEvent>> read) {
    Optional<CallEvent> event;
    try {
      event = read.apply(body);
    } catch (UnreadableRecordException e) {
      rejected("UNREADABLE").increment();
      return refuse(provider, body, "UNREADABLE").thenReturn(ResponseEntity.ok().build());
    }
    if (event.isEmpty()) {
      ignored(provider).increment();
      return Mono.just(ResponseEntity.ok().build());
    }
    return accept(event.get())
        .flatMap(
            result ->
                result.errors().isEmpty()
                    ? Mono.<Void>empty()
                    : refuse(provider, body, result.errors().get(0).code()))
        .thenReturn(ResponseEntity.ok().build());
  }

  private Mono<Void> refuse(String provider, byte[] body, String reason) {
    return refusals.keep("phone", body, reason, "pushed by " + provider + ", but not understood");
  }

  private Counter rejected(String reason) {
    return meters.counter("alo153.intake.rejected", "channel", "PHONE", "reason", reason);
  }

  private Counter ignored(String provider) {
    return meters.counter("alo153.intake.contacts.ignored", "provider", provider);
  }

  private static Result result(CallEvent event, Outcome outcome) {
    if (outcome instanceof Outcome.Taken taken) {
      return new Result(
          event.eventId(),
          "accepted",
          taken.requestId(),
          taken.requestId().trackingCode(),
          List.of());
    }
    List<Flaw> flaws =
        outcome instanceof Outcome.Refused refused
            ? refused.flaws()
            : List.of(
                new Flaw(
                    "#/eventId",
                    "KEY_REUSED",
                    "Aynı eventId farklı içerikle kullanıldı.",
                    "The same eventId was used with another content."));
    return rejected(event, Answers.fields(inSummary(flaws)));
  }

  private static Result rejected(CallEvent event, List<FieldProblem> errors) {
    return new Result(event.eventId(), "rejected", null, null, errors);
  }

  /** The clerk's form speaks of the summary where the submission has its fields. */
  private static List<Flaw> inSummary(List<Flaw> flaws) {
    return flaws.stream()
        .map(
            flaw ->
                new Flaw(
                    flaw.pointer().equals("#/eventId") || flaw.pointer().equals("#/submittedAt")
                        ? flaw.pointer().replace("submittedAt", "occurredAt")
                        : flaw.pointer()
                            .replace("#/contact/phone", "#/contact/callbackPhone")
                            .replace("#/contact/", "#/caller/")
                            .replaceFirst("#/", "#/summary/"),
                    flaw.code(),
                    flaw.tr(),
                    flaw.en()))
        .toList();
  }

  private static void checkSecret(String expected, String shown) {
    if (expected.isBlank()
        || !MessageDigest.isEqual(expected.getBytes(UTF_8), shown.getBytes(UTF_8))) {
      throw ProblemException.notFound();
    }
  }
}
