package alo153.tracking.in;

import static java.nio.charset.StandardCharsets.UTF_8;

import alo153.events.PersonErased;
import alo153.events.TrackingCode;
import alo153.frame.FieldProblem;
import alo153.frame.MongoStandstill;
import alo153.frame.ProblemException;
import alo153.frame.RebuildReport;
import alo153.tracking.out.CaseDocument;
import alo153.tracking.out.Eraser;
import alo153.tracking.out.Rebuild;
import io.swagger.v3.oas.annotations.Operation;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** What operators do: forget a person, make the case documents anew. */
@RestController
@RequestMapping("/api/tracking/v1")
final class OperatorController {
  private final Eraser eraser;
  private final Rebuild rebuild;

  OperatorController(Eraser eraser, Rebuild rebuild) {
    this.eraser = eraser;
    this.rebuild = rebuild;
  }

  /**
   * Whom to forget: exactly one of the three.
   *
   * @param phone in any spelling
   * @param email an address
   * @param trackingCode one request only
   * @param reason why, for the record of destruction; null when not said
   * @param dryRun only says what would be forgotten; false when null
   */
  record Erasure(
      @Nullable String phone,
      @Nullable String email,
      @Nullable String trackingCode,
      PersonErased.@Nullable Reason reason,
      @Nullable Boolean dryRun) {}

  @PostMapping("/erasures")
  @Operation(
      summary = "Forgets a person (KVKK art. 7)",
      description =
          "Finds the person's requests, tombstones every personal part, feed line and dead letter,"
              + " trims what was carried, and says so in the log, with the reason and what was"
              + " destroyed. The same Idempotency-Key is the same erasure; one that was interrupted"
              + " goes on when the same person is named again.")
  Mono<Eraser.Report> erase(
      @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
      @RequestBody Erasure body) {
    Eraser.Person person = person(body);
    String id = key == null ? UUID.randomUUID().toString() : hash(key);
    boolean dryRun = Boolean.TRUE.equals(body.dryRun());
    return Mono.fromCallable(() -> eraser.erase(person, body.reason(), id, dryRun))
        .subscribeOn(Schedulers.boundedElastic());
  }

  private static Eraser.Person person(Erasure body) {
    if (Stream.of(body.phone(), body.email(), body.trackingCode())
            .filter(java.util.Objects::nonNull)
            .count()
        != 1) {
      throw invalid("#", "ONE_OF", "Telefon, e-posta ya da takip kodu", "phone, email or code");
    }
    if (body.phone() != null) {
      return new Eraser.Person(
          Phones.normalise(body.phone())
              .orElseThrow(() -> invalid("#/phone", "INVALID", "Telefon geçersiz", "not a number")),
          null,
          null);
    }
    if (body.email() != null) {
      return new Eraser.Person(null, CaseDocument.normalisedEmail(body.email()), null);
    }
    return new Eraser.Person(
        null,
        null,
        TrackingCode.parse(String.valueOf(body.trackingCode()))
            .orElseThrow(
                () -> invalid("#/trackingCode", "INVALID", "Takip kodu geçersiz", "not a code")));
  }

  private static ProblemException invalid(String pointer, String code, String tr, String en) {
    return ProblemException.invalid(List.of(new FieldProblem(pointer, code, tr, en)));
  }

  @PostMapping("/rebuilds")
  @Operation(
      summary = "Makes the case documents anew from the log and compares",
      description =
          "switch=true puts the rebuilt ones in place of the live ones. All instances are held"
              + " still for that moment; one rebuild at a time.")
  Mono<RebuildReport> rebuild(
      @RequestParam(name = "switch", defaultValue = "true") boolean doSwitch) {
    return Mono.fromCallable(() -> rebuild.run(doSwitch))
        .subscribeOn(Schedulers.boundedElastic())
        .onErrorMap(
            MongoStandstill.UnderWayException.class, e -> ProblemException.rebuildUnderWay());
  }

  private static String hash(String key) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(UTF_8));
      return HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
