package alo153.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a record came from.
 *
 * @param topic its topic
 * @param partition its partition
 * @param offset its offset
 * @param key its key as bytes; null when it had none
 * @param timestamp when it was written
 */
public record Origin(
    String topic, int partition, long offset, byte @Nullable [] key, Instant timestamp) {
  /** The key as text; empty when there was none. */
  public String keyText() {
    return key == null ? "" : new String(key, UTF_8);
  }

  @Override
  public String toString() {
    return topic + "/" + partition + "/" + offset;
  }
}
