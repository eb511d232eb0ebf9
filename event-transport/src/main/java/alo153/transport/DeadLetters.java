package alo153.transport;

import alo153.events.wire.Headers;
import alo153.events.wire.Service;
import alo153.events.wire.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a service puts records it can not accept: the original bytes, where they came from, and
 * why.
 */
public final class DeadLetters {
  private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

  private final Service service;
  private final EventPublisher publisher;
  private final Clock clock;
  private final MeterRegistry meters;

  DeadLetters(Service service, EventPublisher publisher, Clock clock, MeterRegistry meters) {
    this.service = service;
    this.publisher = publisher;
    this.clock = clock;
    this.meters = meters;
    // there from the start: a counter that begins at 1 has not increased, and nobody is told
    for (String reason : List.of("UNREADABLE", "HANDLER_FAULT")) {
      meters.counter("alo153.dead.letters", "service", service.code(), "reason", reason);
    }
  }

  /**
   * A record on its way to the dead letters.
   *
   * @param origin where it came from
   * @param value the original bytes; null when it was empty
   * @param headers its own headers, those we know
   * @param reason a code
   * @param detail for the operator; no personal data
   */
  public record Letter(
      Origin origin,
      byte @Nullable [] value,
      Map<String, String> headers,
      String reason,
      String detail) {}

  /**
   * Returns when the letters are acknowledged; only then may the records' offsets be committed.
   *
   * @throws PublishFailedException when they are not; the batch is then repeated
   */
  public void write(List<Letter> letters) {
    publisher.publishAndWait(letters.stream().map(this::outgoing).toList());
    for (Letter letter : letters) {
      LOG.warn(
          "{} went to the dead letters: {} ({}); look at it with ./alo153 dead",
          letter.origin(),
          letter.reason(),
          letter.detail());
      meters
          .counter("alo153.dead.letters", "service", service.code(), "reason", letter.reason())
          .increment();
    }
  }

  private Outgoing outgoing(Letter letter) {
    Origin origin = letter.origin();
    var headers = new HashMap<>(letter.headers());
    headers.put(Headers.DEAD_REASON, letter.reason());
    headers.put(Headers.DEAD_DETAIL, letter.detail());
    headers.put(Headers.DEAD_TOPIC, origin.topic());
    headers.put(Headers.DEAD_PARTITION, Integer.toString(origin.partition()));
    headers.put(Headers.DEAD_OFFSET, Long.toString(origin.offset()));
    if (origin.key() != null) {
      headers.put(Headers.DEAD_KEY, Base64.getEncoder().encodeToString(origin.key()));
    }
    headers.put(Headers.DEAD_AT, clock.instant().toString());
    // an empty original must stay distinguishable from a tombstone
    byte[] value = letter.value() == null ? new byte[0] : letter.value();
    return new Outgoing(Topics.dead(service), origin.toString(), origin.toString(), value, headers);
  }
}
