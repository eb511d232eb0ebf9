package alo153.notification.in;

import static java.nio.charset.StandardCharsets.UTF_8;

import alo153.events.wire.Codec;
import alo153.frame.ProblemException;
import alo153.notification.out.Receipt;
import alo153.notification.out.ReceiptDesk;
import alo153.notification.out.ReceiptLines;
import alo153.notification.out.SmsSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.swagger.v3.oas.annotations.Operation;
import java.security.MessageDigest;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Where providers and doors report what became of messages. Answers 200 when it can not be lost.
 */
@RestController
@RequestMapping("/api/notification/v1/receipts")
final class ReceiptEndpoints implements AutoCloseable {
  private static final int THREADS = 10;

  /** How many may wait for each of them; whoever comes on top comes again. */
  private static final int WAITING = 20;

  private static final int IDLE_SECONDS = 60;

  private final ReceiptDesk desk;
  private final SmsSettings sms;
  private final MeterRegistry meters;

  /** When the store is away each waits for it, and nobody else may have to wait behind them. */
  private final Scheduler threads =
      Schedulers.newBoundedElastic(THREADS, WAITING, "receipts", IDLE_SECONDS, true);

  ReceiptEndpoints(ReceiptDesk desk, SmsSettings sms, MeterRegistry meters) {
    this.desk = desk;
    this.sms = sms;
    this.meters = meters;
  }

  /**
   * What was taken.
   *
   * @param taken receipts
   * @param ignored lines that tell nothing about a message
   */
  public record Taken(int taken, int ignored) {}

  @PostMapping(path = "/sms/{secret}", consumes = MediaType.ALL_VALUE)
  @Operation(
      summary = "Delivery reports of the SMS provider",
      description = "A JSON array as Verimor posts it, or Netgsm's report lines.")
  Mono<Taken> sms(@PathVariable String secret, @RequestBody byte[] body) {
    if (sms.receiptsSecret().isEmpty()
        || !MessageDigest.isEqual(secret.getBytes(UTF_8), sms.receiptsSecret().getBytes(UTF_8))) {
      return Mono.error(ProblemException.notFound());
    }
    return take(body, ReceiptLines::sms);
  }

  @PostMapping("/whatsapp")
  @Operation(summary = "Statuses that arrived at the WhatsApp door, handed over by the intake")
  Mono<Taken> whatsapp(@RequestBody byte[] body) {
    return take(body, node -> ReceiptLines.ours("whatsapp", node));
  }

  @PostMapping("/mail")
  @Operation(summary = "Delivery failures that arrived in the mailbox, handed over by the intake")
  Mono<Taken> mail(@RequestBody byte[] body) {
    return take(body, ReceiptLines::mail);
  }

  @PostMapping("/push")
  @Operation(summary = "The mobile app says that a message was opened")
  Mono<Taken> push(@RequestBody byte[] body) {
    return take(body, node -> ReceiptLines.ours("fcm", node));
  }

  /** Makes a receipt of a line; null when it is none. */
  private interface Reader {
    @Nullable Receipt read(JsonNode line);
  }

  private Mono<Taken> take(byte[] body, Reader reader) {
    return Mono.fromCallable(
            () -> {
              List<JsonNode> lines = lines(body);
              List<Receipt> receipts =
                  lines.stream().map(reader::read).filter(java.util.Objects::nonNull).toList();
              desk.take(receipts);
              int ignored = lines.size() - receipts.size();
              meters.counter("alo153.receipts.ignored").increment(ignored);
              return new Taken(receipts.size(), ignored);
            })
        .subscribeOn(threads)
        .onErrorMap(RejectedExecutionException.class, ProblemException::unavailable);
  }

  private static List<JsonNode> lines(byte[] body) {
    JsonNode document;
    try {
      document = Codec.json().readTree(body);
    } catch (JacksonException e) {
      throw ProblemException.malformed("a JSON array of receipts is expected");
    }
    if (document.path("jobs").isArray()) {
      document = document.path("jobs");
    }
    if (document.isObject()) {
      return List.of(document);
    }
    if (!document.isArray()) {
      throw ProblemException.malformed("a JSON array of receipts is expected");
    }
    return document.valueStream().toList();
  }

  @Override
  public void close() {
    threads.dispose();
  }
}
