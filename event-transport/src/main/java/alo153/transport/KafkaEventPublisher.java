package alo153.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import alo153.events.wire.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.beans.factory.DisposableBean;

/**
 * One idempotent producer per service, {@code acks=all}; another one when the time was set back.
 * {@code KafkaProducer.send} may block for metadata, so it is called on a thread of its own and
 * never on a caller's Netty thread.
 *
 * <p>Of the records of one topic that belong together, each is sent when the one before it is
 * acknowledged. Kafka keeps the order of what is sent together only as long as nothing is given up:
 * when the first batch expires, the next one still arrives.
 */
final class KafkaEventPublisher implements EventPublisher, TimeOfDayClient, DisposableBean {
  private final Supplier<Producer<byte[], byte[]>> producers;
  private volatile Producer<byte[], byte[]> producer;
  private final ExecutorService sender;
  private final long waitMillis;
  private final long deliveryNanos;
  private final int partitions;
  private final Clock clock;
  private final PatientThreads patience;

  KafkaEventPublisher(TransportSettings settings, Clock clock) {
    this(settings, clock, () -> new KafkaProducer<>(configuration(settings)));
  }

  KafkaEventPublisher(
      TransportSettings settings, Clock clock, Supplier<Producer<byte[], byte[]>> producers) {
    this.clock = clock;
    this.producers = producers;
    this.producer = producers.get();
    this.partitions = settings.partitions();
    // the accumulator may hold a record for the delivery timeout after a send that blocked for
    // metadata
    this.waitMillis = settings.deliveryTimeout().plus(settings.maxBlock()).toMillis() + 500;
    this.deliveryNanos = settings.deliveryTimeout().toNanos();
    this.patience = new PatientThreads(settings.service().code() + "-patience");
    this.sender =
        Executors.newSingleThreadExecutor(
            task -> {
              var thread = new Thread(task, settings.service().code() + "-publisher");
              thread.setDaemon(true);
              return thread;
            });
  }

  private static Map<String, Object> configuration(TransportSettings settings) {
    var configuration = new HashMap<String, Object>();
    configuration.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
    configuration.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    configuration.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    configuration.put(ProducerConfig.CLIENT_ID_CONFIG, settings.service().group());
    configuration.put(ProducerConfig.ACKS_CONFIG, "all");
    configuration.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    configuration.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.LARGEST_DEAD_LETTER);
    // a batch that waits for more waits by the machine's clock: set back, it waits until then
    configuration.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    configuration.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none");
    configuration.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, settings.maxBlock().toMillis());
    configuration.put(
        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) settings.requestTimeout().toMillis());
    configuration.put(
        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) settings.deliveryTimeout().toMillis());
    configuration.put(ProducerConfig.RECONNECT_BACKOFF_MS_CONFIG, 100);
    configuration.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1000);
    return configuration;
  }

  @Override
  public List<Long> publishAndWait(List<Outgoing> records) {
    if (records.isEmpty()) {
      return List.of();
    }
    try {
      return send(records, giveUp()).get(waitMillis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PublishFailedException("interrupted while waiting for the brokers", e);
    } catch (TimeoutException e) {
      throw new PublishFailedException("the brokers did not answer in time", e);
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    }
  }

  @Override
  public CompletableFuture<Void> publish(List<Outgoing> records) {
    long giveUp = giveUp();
    try {
      return CompletableFuture.supplyAsync(() -> sendInTime(records, giveUp), sender)
          .thenCompose(done -> done)
          .orTimeout(waitMillis, TimeUnit.MILLISECONDS)
          .exceptionallyCompose(e -> CompletableFuture.failedFuture(failure(e)))
          .thenApply(offsets -> null);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(
          new PublishFailedException("the service is stopping", e));
    }
  }

  /**
   * While the brokers are away each send may block; nobody waits any more for what has queued up
   * behind it.
   */
  private CompletableFuture<List<Long>> sendInTime(List<Outgoing> records, long giveUp) {
    return System.nanoTime() - giveUp > 0
        ? CompletableFuture.failedFuture(
            new PublishFailedException("given up before it was sent", null))
        : send(records, giveUp);
  }

  private long giveUp() {
    return System.nanoTime() + waitMillis * 1_000_000;
  }

  /** Whatever the producer waits for, and by whatever clock: nobody waits longer than this. */
  private CompletableFuture<List<Long>> send(List<Outgoing> records, long giveUp) {
    return patience.within(waitMillis, () -> sendAll(records, giveUp));
  }

  /** Records whose order matters. */
  private record Line(String topic, String key) {
    static Line of(Outgoing record) {
      boolean part = record.topic().equals(Topics.PERSONAL);
      return new Line(record.topic(), part ? record.key() : record.partitionKey());
    }
  }

  private CompletableFuture<List<Long>> sendAll(List<Outgoing> records, long giveUp) {
    var acknowledged = new ArrayList<CompletableFuture<Long>>(records.size());
    Map<Line, CompletableFuture<Long>> lines = new HashMap<>();
    for (Outgoing record : records) {
      Line line = Line.of(record);
      CompletableFuture<Long> before = lines.get(line);
      CompletableFuture<Long> done =
          before == null
              ? sendOne(record)
              // what the brokers call back on must not wait for them
              : before.thenComposeAsync(there -> sendNext(record, giveUp), sender);
      lines.put(line, done);
      acknowledged.add(done);
      if (before == null && done.isCompletedExceptionally()) {
        break;
      }
    }
    return CompletableFuture.allOf(acknowledged.toArray(CompletableFuture[]::new))
        .thenApply(all -> acknowledged.stream().map(CompletableFuture::join).toList());
  }

  /** Not when its caller may have given up before it arrives: that one will send it again. */
  private CompletableFuture<Long> sendNext(Outgoing record, long giveUp) {
    long left = giveUp - System.nanoTime() - deliveryNanos;
    return left <= 0
        ? CompletableFuture.failedFuture(
            new PublishFailedException("the records before it took all the time", null))
        : patience.within(TimeUnit.NANOSECONDS.toMillis(left) + 1, () -> sendOne(record));
  }

  private CompletableFuture<Long> sendOne(Outgoing record) {
    var done = new CompletableFuture<Long>();
    try {
      producer.send(
          toKafka(record),
          (metadata, failure) -> {
            if (failure == null) {
              done.complete(metadata.hasOffset() ? metadata.offset() : -1);
            } else {
              done.completeExceptionally(failure);
            }
          });
    } catch (RuntimeException e) {
      done.completeExceptionally(e);
    }
    return done;
  }

  private ProducerRecord<byte[], byte[]> toKafka(Outgoing record) {
    var kafka =
        new ProducerRecord<>(
            record.topic(),
            record.partition(partitions),
            // not by this machine's clock: brokers refuse what comes from tomorrow
            clock.millis(),
            record.keyBytes(),
            record.value());
    record.headers().forEach((name, value) -> kafka.headers().add(name, value.getBytes(UTF_8)));
    return kafka;
  }

  private static PublishFailedException failure(Throwable cause) {
    Throwable root = cause;
    while (root instanceof java.util.concurrent.CompletionException && root.getCause() != null) {
      root = root.getCause();
    }
    return root instanceof PublishFailedException already
        ? already
        : new PublishFailedException("not acknowledged: " + root.getClass().getSimpleName(), root);
  }

  /** What the old one has in hand is sent, or given up and told its caller. */
  @Override
  public void timeWasSetBack() {
    Producer<byte[], byte[]> old = producer;
    producer = producers.get();
    old.close(Duration.ofNanos(deliveryNanos));
  }

  @Override
  public void destroy() {
    sender.shutdown();
    patience.close();
    producer.close(Duration.ofSeconds(10));
  }
}
