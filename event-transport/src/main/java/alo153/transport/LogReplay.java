package alo153.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import alo153.events.wire.Headers;
import alo153.events.wire.UnreadableRecordException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads topics from their beginning to where they end now, outside any consumer group: for
 * rebuilding projections.
 */
public final class LogReplay {
  private final TransportSettings settings;
  private final LogReader reader;

  LogReplay(TransportSettings settings, LogReader reader) {
    this.settings = settings;
    this.reader = reader;
  }

  /**
   * What a replay saw.
   *
   * @param records how many were read
   * @param unreadable how many of them were not what their topic promises; they lie in the dead
   *     letters since they were read the first time
   * @param ends the offset after the last one read, per {@code topic/partition}: a later replay may
   *     begin there
   */
  public record Report(long records, long unreadable, Map<String, Long> ends) {}

  /** Replays from the beginning. */
  public Report replay(Collection<String> topics, Consumer<List<Received<LogRecord>>> batches) {
    return replay(topics, Map.of(), batches);
  }

  /**
   * Replays from where an earlier one ended; each partition in its order, partitions interleaved.
   *
   * @param from offsets by {@code topic/partition}; those not named begin at the beginning
   */
  public Report replay(
      Collection<String> topics,
      Map<String, Long> from,
      Consumer<List<Received<LogRecord>>> batches) {
    return replay(topics, from, Map.of(), batches);
  }

  /**
   * Replays from where an earlier one ended up to fixed positions.
   *
   * @param from offsets by {@code topic/partition}; those not named begin at the beginning
   * @param to offsets that are not read any more, by {@code topic/partition}; those not named are
   *     read to their end
   */
  public Report replay(
      Collection<String> topics,
      Map<String, Long> from,
      Map<String, Long> to,
      Consumer<List<Received<LogRecord>>> batches) {
    // the broker holds an empty fetch back for as long as it may wait, and closing waits for it
    Map<String, Object> configuration =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            settings.bootstrapServers(),
            ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
            ByteArrayDeserializer.class,
            ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
            ByteArrayDeserializer.class,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest",
            ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
            50,
            // beside a service that goes on, with the memory it has
            ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
            8 * 1024 * 1024,
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            2000);
    try (var consumer = new KafkaConsumer<byte[], byte[]>(configuration)) {
      var partitions = new ArrayList<TopicPartition>();
      for (String topic : topics) {
        consumer
            .partitionsFor(topic)
            .forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
      }
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      partitions.forEach(
          partition -> {
            Long offset = from.get(name(partition));
            if (offset != null) {
              consumer.seek(partition, offset);
            }
          });
      var ends = new HashMap<>(consumer.endOffsets(partitions));
      ends.replaceAll(
          (partition, end) -> Math.min(end, to.getOrDefault(name(partition), Long.MAX_VALUE)));
      return readToEnds(consumer, ends, batches);
    }
  }

  private Report readToEnds(
      KafkaConsumer<byte[], byte[]> consumer,
      Map<TopicPartition, Long> ends,
      Consumer<List<Received<LogRecord>>> batches) {
    long count = 0;
    long unreadable = 0;
    var open = new HashMap<>(ends);
    open.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
    while (!open.isEmpty()) {
      var batch = new ArrayList<Received<LogRecord>>();
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
        if (record.offset() >= ends.get(new TopicPartition(record.topic(), record.partition()))) {
          continue;
        }
        count++;
        Header redriven = record.headers().lastHeader(Headers.REDRIVEN_FOR);
        if (redriven != null
            && redriven.value() != null
            && settings.service().isAnothers(new String(redriven.value(), UTF_8))) {
          continue;
        }
        var origin =
            new Origin(
                record.topic(),
                record.partition(),
                record.offset(),
                record.key(),
                Instant.ofEpochMilli(record.timestamp()));
        try {
          reader
              .read(origin, record.value())
              .ifPresent(value -> batch.add(new Received<>(value, origin)));
        } catch (UnreadableRecordException e) {
          unreadable++;
        }
      }
      if (!batch.isEmpty()) {
        batches.accept(batch);
      }
      open.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
    }
    var reached = new HashMap<String, Long>();
    ends.forEach((partition, end) -> reached.put(name(partition), end));
    return new Report(count, unreadable, reached);
  }

  private static String name(TopicPartition partition) {
    return partition.topic() + "/" + partition.partition();
  }
}
