package alo153.transport;

import alo153.events.wire.Headers;
import alo153.events.wire.Service;
import alo153.events.wire.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a service puts records it can not accept: the original bytes, where they came from, and
 * why. Of an original too large for the topic only its size and hash.
 */
public final class DeadLetters {
  private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

  /** The rest is for the letter's own headers and what Kafka adds. */
  private static final int LARGEST_ORIGINAL = Topics.LARGEST_DEAD_LETTER - 64 * 1024;

  /** Larger ones go one by one: many at once would not fit into the producer's memory. */
  private static final int LARGE = 1024 * 1024;

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
    var together = new ArrayList<Outgoing>();
    for (Letter letter : letters) {
      if (size(letter) > LARGE) {
        publisher.publishAndWait(List.of(outgoing(letter)));
      } else {
        together.add(outgoing(letter));
      }
    }
    publisher.publishAndWait(together);
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
    byte[] original = letter.value() == null ? new byte[0] : letter.value();
    boolean whole = size(letter) <= LARGEST_ORIGINAL;
    var headers = new HashMap<>(whole ? letter.headers() : Map.of());
    headers.put(Headers.DEAD_REASON, letter.reason());
    headers.put(Headers.DEAD_DETAIL, letter.detail());
    headers.put(Headers.DEAD_TOPIC, origin.topic());
    headers.put(Headers.DEAD_PARTITION, Integer.toString(origin.partition()));
    headers.put(Headers.DEAD_OFFSET, Long.toString(origin.offset()));
    if (whole && origin.key() != null) {
      headers.put(Headers.DEAD_KEY, Base64.getEncoder().encodeToString(origin.key()));
    }
    headers.put(Headers.DEAD_AT, clock.instant().toString());
    if (letter.value() == null) {
      headers.put(Headers.DEAD_TOMBSTONE, "true");
    }
    if (!whole) {
      headers.put(Headers.DEAD_BYTES, Integer.toString(original.length));
      headers.put(Headers.DEAD_SHA256, sha256(original));
    }
    return new Outgoing(
        Topics.dead(service),
        origin.toString(),
        origin.toString(),
        whole ? original : new byte[0],
        headers);
  }

  private static long size(Letter letter) {
    byte[] key = letter.origin().key();
    // the key travels in base 64; a character of a header has three bytes at most
    return (letter.value() == null ? 0 : letter.value().length)
        + (key == null ? 0 : key.length * 4L / 3)
        + letter.headers().values().stream().mapToLong(text -> text.length() * 3L).sum();
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /**
   * The original key a letter's header holds.
   *
   * @return null when there was none, or when the header is not ours
   */
  static byte @Nullable [] key(@Nullable String header) {
    if (header == null) {
      return null;
    }
    try {
      return Base64.getDecoder().decode(header);
    } catch (IllegalArgumentException e) {
      LOG.debug("a letter with a key nobody can decode", e);
      return null;
    }
  }
}
