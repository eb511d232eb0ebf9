package alo153.frame;

import alo153.transport.DeadLetterBox;
import alo153.transport.DeadLetterBox.DeadLetter;
import alo153.transport.TransportSettings;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.validation.constraints.Min;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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
  private final DeadLetterBox box;
  private final String service;

  DeadLetterEndpoint(DeadLetterBox box, TransportSettings settings) {
    this.box = box;
    this.service = settings.service().code();
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
   * @param letters the oldest of them
   */
  public record Listing(String service, int total, List<Line> letters) {}

  @GetMapping
  @Operation(summary = "Lists dead letters, oldest first")
  Mono<Listing> list(@RequestParam(defaultValue = "100") @Min(0) int most) {
    return Mono.fromCallable(
            () -> {
              List<DeadLetter> all = box.all();
              return new Listing(
                  service,
                  all.size(),
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
        .map(
            letter ->
                Map.of(
                    "letter",
                    line(letter),
                    "headers",
                    letter.headers(),
                    "bytesBase64",
                    java.util.Base64.getEncoder().encodeToString(letter.value())));
  }

  /**
   * What came of it.
   *
   * @param redriven how many were sent back
   * @param parked how many of those asked for stay because they can not be sent again
   */
  public record Redriven(int redriven, int parked) {}

  @PostMapping("/redrive")
  @Operation(summary = "Sends one dead letter, or the oldest so many, back to where they came from")
  Mono<Redriven> redrive(
      @RequestParam(required = false) @Nullable String id,
      @RequestParam(defaultValue = "1") @Min(0) int count) {
    return Mono.fromCallable(
            () -> {
              List<DeadLetter> asked = box.all();
              if (id != null) {
                asked = asked.stream().filter(letter -> letter.id().equals(id)).toList();
                if (asked.isEmpty()) {
                  throw ProblemException.notFound();
                }
              }
              int sent = box.redrive(oldest(asked, count));
              return new Redriven(sent, (int) asked.stream().filter(DeadLetter::parked).count());
            })
        .subscribeOn(Schedulers.boundedElastic());
  }

  /** Those sent back too often stay and do not count: they would hide what lies behind them. */
  static List<DeadLetter> oldest(List<DeadLetter> letters, int count) {
    return letters.stream().filter(letter -> !letter.parked()).limit(count).toList();
  }

  private static Line line(DeadLetter letter) {
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
