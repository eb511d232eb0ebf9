package alo153.intake.in.whatsapp;

import static java.nio.charset.StandardCharsets.UTF_8;

import alo153.events.RequestId;
import alo153.events.TrackingCode;
import alo153.frame.ProblemException;
import alo153.intake.in.whatsapp.Inbound.Delivery;
import alo153.intake.in.whatsapp.Inbound.Notification;
import alo153.intake.out.CodeIndex;
import alo153.intake.out.DoorRefusals;
import alo153.intake.out.Receipts;
import alo153.intake.out.Threads;
import io.micrometer.core.instrument.MeterRegistry;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;

/**
 * Meta's webhook. 200 only when every message of a notification is durable and every receipt is
 * with the notification service; anything else makes Meta send the whole of it again, which is
 * harmless.
 */
@RestController
@Tag(name = "whatsapp", description = "WhatsApp")
class WhatsAppEndpoint {
  private static final Logger LOG = LoggerFactory.getLogger(WhatsAppEndpoint.class);
  private static final String DOOR = "whatsapp";
  private static final String PATH = "/api/intake/whatsapp";
  private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{1,256}");
  private static final int PEOPLE_AT_ONCE = 32;

  private final WhatsAppDoor door;
  private final WebhookSignature signature;
  private final Receipts receipts;
  private final Threads threads;
  private final CodeIndex codes;
  private final DoorRefusals refusals;
  private final WhatsAppSettings settings;
  private final Clock clock;
  private final MeterRegistry meters;

  WhatsAppEndpoint(
      WhatsAppDoor door,
      Receipts receipts,
      Threads threads,
      CodeIndex codes,
      DoorRefusals refusals,
      WhatsAppSettings settings,
      Clock clock,
      MeterRegistry meters) {
    this.door = door;
    this.signature = new WebhookSignature(settings.appSecret(), settings.previousAppSecret());
    this.receipts = receipts;
    this.threads = threads;
    this.codes = codes;
    this.refusals = refusals;
    this.settings = settings;
    this.clock = clock;
    this.meters = meters;
  }

  @GetMapping(path = PATH, produces = MediaType.TEXT_PLAIN_VALUE)
  @Operation(summary = "Meta'nın adres doğrulaması · Meta verifies the address")
  @ApiResponse(responseCode = "200", description = "The challenge, verbatim")
  @ApiResponse(responseCode = "403", description = "Not the agreed token")
  ResponseEntity<String> verify(
      @RequestParam(name = "hub.mode", required = false) @Nullable String mode,
      @RequestParam(name = "hub.verify_token", required = false) @Nullable String token,
      @RequestParam(name = "hub.challenge", required = false) @Nullable String challenge) {
    boolean known =
        !settings.verifyToken().isBlank()
            && token != null
            && MessageDigest.isEqual(
                settings.verifyToken().strip().getBytes(UTF_8), token.getBytes(UTF_8));
    if (!known
        || !"subscribe".equals(mode)
        || challenge == null
        || !CHALLENGE.matcher(challenge).matches()) {
      throw ProblemException.of(
          HttpStatus.FORBIDDEN, "not-the-token", "Belirteç uyuşmuyor", "Not the agreed token");
    }
    return ResponseEntity.ok().contentType(MediaType.TEXT_PLAIN).body(challenge);
  }

  @PostMapping(path = PATH)
  @Operation(
      summary = "Meta'nın bildirimi · A notification of Meta",
      description = "Signed with X-Hub-Signature-256 over the raw bytes.")
  @ApiResponse(responseCode = "200", description = "All of it is durable")
  @ApiResponse(responseCode = "401", description = "Not signed, or not by Meta")
  @ApiResponse(responseCode = "503", description = "Not all of it is durable; send it again")
  Mono<ResponseEntity<Void>> receive(ServerWebExchange exchange) {
    String shown = exchange.getRequest().getHeaders().getFirst(WebhookSignature.HEADER);
    return DataBufferUtils.join(
            exchange.getRequest().getBody(), Math.toIntExact(settings.maxBody().toBytes()))
        .map(
            buffer -> {
              byte[] bytes = new byte[buffer.readableByteCount()];
              buffer.read(bytes);
              DataBufferUtils.release(buffer);
              return bytes;
            })
        .defaultIfEmpty(new byte[0])
        .flatMap(
            body -> {
              if (!signature.isValid(body, shown)) {
                meters.counter("alo153.intake.whatsapp.unsigned").increment();
                return Mono.error(
                    ProblemException.of(
                        HttpStatus.UNAUTHORIZED,
                        "signature",
                        "İmza yok ya da geçersiz",
                        "No valid signature"));
              }
              return take(body);
            })
        .thenReturn(ResponseEntity.ok().<Void>build());
  }

  private Mono<Void> take(byte[] body) {
    Notification notification;
    try {
      notification = WebhookReader.read(body);
    } catch (JacksonException e) {
      return refuse(body, "NOT_JSON");
    }
    notification.ignored().forEach(this::ignored);
    // first all messages, person by person: what somebody sent first is taken first
    Mono<Void> messages =
        Flux.fromIterable(
                notification.messages().stream()
                    .collect(
                        Collectors.groupingBy(
                            it -> it.account() + " " + it.sender().ids().iterator().next()))
                    .values())
            .flatMapDelayError(
                ofOne -> Flux.fromIterable(ofOne).concatMapDelayError(door::take),
                PEOPLE_AT_ONCE,
                1)
            .then();
    Mono<Void> flawed =
        Flux.fromIterable(notification.flawed())
            .concatMap(it -> refuse(it.raw().toString().getBytes(UTF_8), it.reason()))
            .then();
    return Mono.whenDelayError(
            messages, flawed, Mono.defer(() -> deliver(notification.deliveries())))
        .onErrorMap(WhatsAppEndpoint::first);
  }

  /** Of several failures one: whatever they are, all of it has to come again. */
  private static Throwable first(Throwable failure) {
    return Exceptions.isMultiple(failure)
        ? first(Exceptions.unwrapMultiple(failure).get(0))
        : failure;
  }

  private Mono<Void> deliver(List<Delivery> deliveries) {
    if (deliveries.isEmpty()) {
      return Mono.empty();
    }
    List<Receipts.Receipt> all =
        deliveries.stream()
            .map(
                it ->
                    new Receipts.Receipt(
                        messageId(it.tag()),
                        it.id(),
                        it.status(),
                        it.at() == null ? clock.instant() : it.at(),
                        it.errorCode()))
            .toList();
    return receipts.forward(DOOR, all).then(Mono.defer(() -> remember(deliveries)));
  }

  /** A reply quotes Meta's id of our message; only here it comes together with the code. */
  private Mono<Void> remember(List<Delivery> deliveries) {
    Map<String, List<Delivery>> byAccount =
        deliveries.stream()
            .filter(it -> it.tag() != null)
            .collect(Collectors.groupingBy(Delivery::account));
    return Flux.fromIterable(byAccount.entrySet())
        .concatMap(
            entry ->
                requests(entry.getValue())
                    .flatMap(byMessage -> threads.sent(entry.getKey(), byMessage)))
        .then();
  }

  private Mono<Map<String, RequestId>> requests(List<Delivery> deliveries) {
    return Flux.fromIterable(deliveries)
        .flatMap(
            it ->
                Mono.justOrEmpty(TrackingCode.findIn(String.valueOf(it.tag())))
                    .flatMap(codes::find)
                    .map(request -> Map.entry(it.id(), request)),
            PEOPLE_AT_ONCE)
        .collectMap(Map.Entry::getKey, Map.Entry::getValue);
  }

  /** The notification marks its messages {@code <message id>.<tracking code>}. */
  static @Nullable String messageId(@Nullable String tag) {
    if (tag == null) {
      return null;
    }
    int dot = tag.lastIndexOf('.');
    return dot > 0 && TrackingCode.parse(tag.substring(dot + 1)).isPresent()
        ? tag.substring(0, dot)
        : tag;
  }

  private void ignored(String what) {
    meters.counter("alo153.intake.whatsapp.ignored", "what", what).increment();
    if (what.equals("account-error")) {
      LOG.error("Meta reports a problem with the WhatsApp account; look at its business manager");
    }
  }

  private Mono<Void> refuse(byte[] raw, String reason) {
    meters.counter("alo153.intake.rejected", "channel", "WHATSAPP", "reason", reason).increment();
    return refusals.keep(DOOR, raw, reason, "signed by Meta, but not as documented");
  }
}
