package alo153.proving.check;

import alo153.events.wire.Headers;
import alo153.events.wire.Service;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A record that was put on a topic to see who refuses it.
 *
 * @param kind what is strange about it, for people
 * @param topic where it was put
 * @param partition where it was put
 * @param offset where it lies
 * @param key its key; null when it has none
 * @param value its bytes; null when it is a tombstone
 * @param boxes the services that must refuse it; all others that read the topic must take it, or
 *     pass it over
 */
@SuppressWarnings("ArrayRecordComponent") // bytes of the wire, compared with Arrays.equals
public record Injected(
    String kind,
    String topic,
    int partition,
    long offset,
    byte @Nullable [] key,
    byte @Nullable [] value,
    Set<Service> boxes) {
  /** What a dead letter may weigh, and what it says about itself beside. */
  private static final int MAY_BE_TOO_LARGE = 7 * 1024 * 1024;

  public Injected {
    boxes = Set.copyOf(boxes);
  }

  /** How dead letters name where it lies. */
  public String place() {
    return topic + "/" + partition + "/" + offset;
  }

  /** Whether a dead letter holds all of it; of one too large to be kept, its size and hash. */
  boolean isWhole(Evidence.Dead dead) {
    String hash = dead.headers().get(Headers.DEAD_SHA256);
    if (hash != null) {
      return value != null
          && value.length > MAY_BE_TOO_LARGE
          && dead.value().length == 0
          && Integer.toString(value.length).equals(dead.headers().get(Headers.DEAD_BYTES))
          && hash.equals(sha256(value));
    }
    String kept = dead.headers().get(Headers.DEAD_KEY);
    return Arrays.equals(value == null ? new byte[0] : value, dead.value())
        && (value == null) == dead.headers().containsKey(Headers.DEAD_TOMBSTONE)
        && Arrays.equals(key, kept == null ? null : Base64.getDecoder().decode(kept));
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
