package alo153.transport;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record on its way to the log.
 *
 * @param topic where to
 * @param key its key
 * @param partitionKey what chooses the partition; the request id for everything about a request
 * @param value the bytes; null is a tombstone
 * @param headers by name
 */
public record Outgoing(
    String topic,
    String key,
    String partitionKey,
    byte @Nullable [] value,
    Map<String, String> headers) {
  public Outgoing {
    headers = Map.copyOf(headers);
  }
}
