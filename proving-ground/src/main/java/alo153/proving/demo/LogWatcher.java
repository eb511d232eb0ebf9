package alo153.proving.demo;

import alo153.events.Channel;
import alo153.events.RequestEvent;
import alo153.events.RequestId;
import alo153.events.RequestSubmitted;
import alo153.events.wire.Codec;
import alo153.events.wire.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Follows the log of record from now on, as any reader may who has the right. */
final class LogWatcher implements AutoCloseable {
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<RequestEvent> seen = new CopyOnWriteArrayList<>();
  private final Set<RequestId> claimed = ConcurrentHashMap.newKeySet();
  private final Consumer<RequestEvent> listener;
  private final Thread reader = new Thread(this::read, "log-watcher");
  private volatile boolean closed;

  LogWatcher(String brokers, Consumer<RequestEvent> listener) {
    this.listener = listener;
    consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                brokers,
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class,
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class,
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                50));
    var partitions = new ArrayList<TopicPartition>();
    consumer
        .partitionsFor(Topics.REQUESTS)
        .forEach(info -> partitions.add(new TopicPartition(Topics.REQUESTS, info.partition())));
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    while (!closed) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
        if (record.value() != null) {
          RequestEvent event = Codec.readEvent(record.value());
          seen.add(event);
          listener.accept(event);
        }
      }
    }
    consumer.close();
  }

  /** Waits for the request that came in by a door just now, and gives each one only once. */
  Optional<RequestId> awaitSubmitted(Channel channel, Duration patience) {
    return await(
            patience,
            event ->
                event instanceof RequestSubmitted submitted
                    && submitted.channel() == channel
                    && !claimed.contains(event.requestId()))
        .map(RequestEvent::requestId)
        .filter(this::claim);
  }

  /** Notes that a request is known by its door's own answer. */
  boolean claim(RequestId request) {
    return claimed.add(request);
  }

  Optional<RequestEvent> await(Duration patience, Predicate<RequestEvent> wanted) {
    long end = System.nanoTime() + patience.toNanos();
    while (System.nanoTime() < end) {
      Optional<RequestEvent> found = seen.stream().filter(wanted).findFirst();
      if (found.isPresent()) {
        return found;
      }
      java.util.concurrent.locks.LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
    return Optional.empty();
  }

  List<RequestEvent> of(RequestId request) {
    return seen.stream().filter(event -> event.requestId().equals(request)).toList();
  }

  @Override
  public void close() {
    closed = true;
  }
}
