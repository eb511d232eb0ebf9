package alo153.frame;

import alo153.transport.DeadLetterBox;
import alo153.transport.DeadLetterBox.DeadLetter;
import alo153.transport.DeadLetterBox.Redriven;
import alo153.transport.TransportSettings;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Dead letters of this service, for operators. The bytes themselves may hold personal data and are
 * shown one at a time.
 */
@RestController
@RequestMapping(
    "/api/#{'${alo153.transport.service}'.toLowerCase(T(java.util.Locale).ROOT)}/v1/dead-letters")
final class DeadLetterEndpoint {
  private static final int MOST_LISTED = 10_000;

  private final DeadLetterBox box;
  private final String service;
  private final OneAtATime turns;

  DeadLetterEndpoint(DeadLetterBox box, TransportSettings settings, OneAtATime turns) {
    this.box = box;
    this.service = settings.service().code();
    this.turns = turns;
  }

  /**
   * One line of the list.
   *
   * @param id where it came from: topic, partition, offset
   * @param reason a code
   * @param detail for the operator
   * @param at when it died
   * @param redriven how often it was sent back
   * @param parked whether it was sent back too often to be sent again
   * @param bytes size of the original
   */
  public record Line(
      String id,
      String reason,
      String detail,
      String at,
      int redriven,
      boolean parked,
      int bytes) {}

  /**
   * The list.
   *
   * @param service whose
   * @param total how many lie there
   * @param parked how many of them can not be sent back
   * @param letters the oldest of them
   */
  public record Listing(String service, int total, int parked, List<Line> letters) {}

  @GetMapping
  @Operation(summary = "Lists dead letters, oldest first")
  Mono<Listing> list(@RequestParam(defaultValue = "100") @Min(0) @Max(MOST_LISTED) int most) {
    return Mono.fromCallable(
            () -> {
              List<DeadLetterBox.Line> all = box.list();
              return new Listing(
                  service,
                  all.size(),
                  (int) all.stream().filter(DeadLetterBox.Line::parked).count(),
                  all.stream().limit(most).map(DeadLetterEndpoint::line).toList());
            })
        .subscribeOn(Schedulers.boundedElastic());
  }

  @GetMapping("/letter")
  @Operation(summary = "One dead letter with its original bytes")
  Mono<Map<String, Object>> show(@RequestParam String id) {
    return Mono.fromCallable(() -> box.find(id))
        .subscribeOn(Schedulers.boundedElastic())
        .map(found -> found.orElseThrow(ProblemException::notFound))
        .map(DeadLetterEndpoint::whole);
  }

  private static Map<String, Object> whole(DeadLetter letter) {
    return Map.of(
        "letter",
        line(letter.line()),
        "headers",
        letter.headers(),
        "bytesBase64",
        Base64.getEncoder().encodeToString(letter.value()));
  }

  @PostMapping("/redrive")
  @Operation(
      summary = "Sends one dead letter, or the oldest so many, back to where they came from",
      description =
          "Those that were sent back three times stay. One redrive at a time: 409 while another is"
              + " under way. When the brokers stop taking them, failure says why; what was not"
              + " sent back is still there, and the same call goes on with it.")
  Mono<Redriven> redrive(
      @RequestParam(required = false) @Nullable String id,
      @RequestParam(defaultValue = "1") @Min(0) int count) {
    return Mono.fromCallable(() -> redriveNow(id, count)).subscribeOn(Schedulers.boundedElastic());
  }

  private Redriven redriveNow(@Nullable String id, int count) {
    try (OneAtATime.Turn turn = turns.take("redrive").orElseThrow(DeadLetterEndpoint::busy)) {
      List<DeadLetterBox.Line> all = box.list();
      if (id == null) {
        Redriven done = box.redrive(oldest(all, count), turn::keep);
        int parked = (int) all.stream().filter(DeadLetterBox.Line::parked).count();
        return new Redriven(done.redriven(), parked, done.failure());
      }
      List<DeadLetterBox.Line> asked = all.stream().filter(line -> line.id().equals(id)).toList();
      if (asked.isEmpty()) {
        throw ProblemException.notFound();
      }
      return box.redrive(asked, turn::keep);
    }
  }

  private static ProblemException busy() {
    return ProblemException.of(
        HttpStatus.CONFLICT,
        "redrive-running",
        "Geri gönderme sürüyor",
        "A redrive is under way; try again when it is done");
  }

  /** Those sent back too often stay and do not count: they would hide what lies behind them. */
  static List<DeadLetterBox.Line> oldest(List<DeadLetterBox.Line> letters, int count) {
    return letters.stream().filter(letter -> !letter.parked()).limit(count).toList();
  }

  private static Line line(DeadLetterBox.Line letter) {
    return new Line(
        letter.id(),
        letter.reason(),
        letter.detail(),
        letter.at(),
        letter.redriven(),
        letter.parked(),
        letter.bytes());
  }
}
