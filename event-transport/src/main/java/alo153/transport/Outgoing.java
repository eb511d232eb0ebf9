package alo153.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * A record on its way to the log.
 *
 * @param topic where to
 * @param key its key
 * @param partitionKey what chooses the partition; the request id for everything about a request
 * @param value the bytes; null is a tombstone
 * @param headers by name
 * @param place where exactly, whatever the keys say; null for all but records sent back
 */
public record Outgoing(
    String topic,
    String key,
    String partitionKey,
    byte @Nullable [] value,
    Map<String, String> headers,
    @Nullable Place place) {
  public Outgoing {
    headers = Map.copyOf(headers);
  }

  public Outgoing(
      String topic,
      String key,
      String partitionKey,
      byte @Nullable [] value,
      Map<String, String> headers) {
    this(topic, key, partitionKey, value, headers, null);
  }

  /**
   * Where a record lay before.
   *
   * @param partition of its topic
   * @param key its key as bytes; null when it had none
   */
  public record Place(int partition, byte @Nullable [] key) {}

  /** As Kafka's own clients in Java choose it: librdkafka calls it {@code murmur2_random}. */
  int partition(int partitions) {
    return place == null
        ? Utils.toPositive(Utils.murmur2(partitionKey.getBytes(UTF_8))) % partitions
        : place.partition();
  }

  byte @Nullable [] keyBytes() {
    return place == null ? key.getBytes(UTF_8) : place.key();
  }
}
