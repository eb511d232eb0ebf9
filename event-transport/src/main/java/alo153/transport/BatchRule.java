package alo153.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import alo153.events.wire.Headers;
import alo153.events.wire.Service;
import alo153.events.wire.UnreadableRecordException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.support.KafkaHeaders;
import org.springframework.messaging.Message;

/**
 * The one rule for all consumers: read each record, put the unreadable into the dead letters, let
 * the service handle the rest, put what it refuses into the dead letters, and return only when all
 * of that is durable. Offsets are committed after the return. Failures of the infrastructure are
 * thrown and the container repeats the batch for ever; they never blame a record. A fault in our
 * own code blames exactly the record that shows it.
 */
public final class BatchRule {
  private static final Logger LOG = LoggerFactory.getLogger(BatchRule.class);

  private final Service service;
  private final LogReader reader;
  private final DeadLetters deadLetters;
  private final EventPublisher publisher;
  private final MeterRegistry meters;
  private final Clock clock;
  private final @Nullable Standstill standstill;
  private final int partitions;

  /**
   * @param standstill null for a service that keeps nothing to be replaced
   */
  BatchRule(
      TransportSettings settings,
      LogReader reader,
      DeadLetters deadLetters,
      EventPublisher publisher,
      MeterRegistry meters,
      Clock clock,
      @Nullable Standstill standstill) {
    this.standstill = standstill;
    this.service = settings.service();
    this.partitions = settings.partitions();
    this.reader = reader;
    this.deadLetters = deadLetters;
    this.publisher = publisher;
    this.meters = meters;
    this.clock = clock;
  }

  private record Raw(Origin origin, byte @Nullable [] value, Map<String, String> headers) {}

  /** The function to bind: give it the service's handler. */
  public Consumer<Message<List<byte[]>>> handle(BatchHandler<LogRecord> handler) {
    return message -> handleInBounds(rawRecords(message), handler);
  }

  /** What lies beyond the bound waits, after what lies before it is durable. */
  private void handleInBounds(List<Raw> records, BatchHandler<LogRecord> handler) {
    List<Raw> open = records;
    while (!open.isEmpty()) {
      Optional<Standstill.Bound> bound = bound(open);
      if (bound.isEmpty()) {
        handleBatch(open, handler);
        return;
      }
      Map<Boolean, List<Raw>> allowed =
          open.stream().collect(Collectors.partitioningBy(raw -> bound.get().allows(raw.origin())));
      List<Raw> now = allowed.getOrDefault(true, List.of());
      if (!now.isEmpty()) {
        handleBatch(now, handler);
        var next = new HashMap<String, Long>();
        for (Raw raw : now) {
          Origin origin = raw.origin();
          next.merge(origin.topic() + "/" + origin.partition(), origin.offset() + 1, Math::max);
        }
        bound.get().reached(next);
      }
      open = allowed.getOrDefault(false, List.of());
      if (!open.isEmpty()) {
        bound.get().awaitChange();
      }
    }
  }

  private Optional<Standstill.Bound> bound(List<Raw> records) {
    return standstill == null
        ? Optional.empty()
        : standstill.bound(
            records.stream().map(raw -> raw.origin().topic()).collect(Collectors.toSet()));
  }

  private void handleBatch(List<Raw> records, BatchHandler<LogRecord> handler) {
    var letters = new ArrayList<DeadLetters.Letter>();
    var astray = new ArrayList<Outgoing>();
    var readable = new ArrayList<Received<LogRecord>>(records.size());
    var raws = new IdentityHashMap<Received<LogRecord>, Raw>();
    for (Raw raw : records) {
      if (service.isAnothers(raw.headers().get(Headers.REDRIVEN_FOR))) {
        continue;
      }
      try {
        reader
            .read(raw.origin(), raw.value())
            .ifPresent(
                value -> {
                  Optional<Outgoing> home = home(value, raw);
                  if (home.isPresent()) {
                    astray.add(home.get());
                    return;
                  }
                  var received = new Received<>(value, raw.origin(), raw.value(), raw.headers());
                  raws.put(received, raw);
                  readable.add(received);
                });
      } catch (UnreadableRecordException e) {
        letters.add(letter(raw, "UNREADABLE", String.valueOf(e.getMessage())));
      }
    }
    for (Refused<LogRecord> refused : run(readable, handler)) {
      Raw raw =
          Objects.requireNonNull(
              raws.get(refused.record()), "a refused record is one of the batch");
      letters.add(letter(raw, refused.reason(), refused.detail()));
    }
    bury(letters);
    if (!astray.isEmpty()) {
      publisher.publishAndWait(astray);
      LOG.info(
          "{}: {} updates lay in another request's partition and were sent to their own;"
              + " a department's client does not partition by murmur2",
          service.code(),
          astray.size());
    }
    measure(records);
  }

  private void bury(List<DeadLetters.Letter> letters) {
    try {
      deadLetters.write(letters);
    } catch (PublishFailedException e) {
      throw new UnburiedException(
          letters.stream().map(one -> one.origin().partition()).collect(Collectors.toSet()), e);
    }
  }

  /**
   * Whoever writes updates chooses their partition, and some clients choose another than ours: then
   * another thread than the request's would judge them.
   *
   * @return the update as it goes to its own partition; empty when it lies there, as all else does
   */
  private Optional<Outgoing> home(LogRecord value, Raw raw) {
    if (!(value instanceof LogRecord.UpdateRecord update)) {
      return Optional.empty();
    }
    String requestId = update.update().requestId().value();
    var home = new Outgoing(raw.origin().topic(), requestId, requestId, raw.value(), raw.headers());
    return home.partition(partitions) == raw.origin().partition()
        ? Optional.empty()
        : Optional.of(home);
  }

  private List<Refused<LogRecord>> run(
      List<Received<LogRecord>> batch, BatchHandler<LogRecord> handler) {
    if (batch.isEmpty()) {
      return List.of();
    }
    try {
      return handle(batch, handler);
    } catch (RuntimeException e) {
      if (InfrastructureException.isBehind(e)) {
        LOG.warn(
            "{}: a batch of {} records from {} waits: {}",
            service.code(),
            batch.size(),
            batch.get(0).origin(),
            rootMessage(e));
        throw e;
      }
      if (batch.size() == 1) {
        LOG.error("{}: our fault with {}", service.code(), batch.get(0).origin(), e);
        return List.of(new Refused<>(batch.get(0), "HANDLER_FAULT", e.getClass().getName()));
      }
      LOG.warn(
          "{}: a fault in a batch of {}; handling its records one by one",
          service.code(),
          batch.size());
      var refused = new ArrayList<Refused<LogRecord>>();
      for (Received<LogRecord> one : batch) {
        refused.addAll(run(List.of(one), handler));
      }
      return refused;
    }
  }

  /**
   * An {@code Error} would pass the container's error handler and end the consumer for good. A
   * stack that overflows is some record's fault; a class that does not load is none's, and is tried
   * again like everything that may come back.
   */
  private static List<Refused<LogRecord>> handle(
      List<Received<LogRecord>> batch, BatchHandler<LogRecord> handler) {
    try {
      return handler.handle(batch);
    } catch (StackOverflowError | AssertionError e) {
      throw new IllegalStateException("a handler failed with " + e.getClass().getSimpleName(), e);
    } catch (LinkageError e) {
      throw new InfrastructureException("a class did not load: " + e.getMessage(), e);
    }
  }

  private static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return e.getClass().getSimpleName()
        + (root == e ? "" : " from " + root.getClass().getSimpleName());
  }

  private static DeadLetters.Letter letter(Raw raw, String reason, String detail) {
    return new DeadLetters.Letter(raw.origin(), raw.value(), raw.headers(), reason, detail);
  }

  private void measure(List<Raw> records) {
    Instant now = clock.instant();
    Map<String, List<Raw>> byTopic =
        records.stream().collect(Collectors.groupingBy(raw -> raw.origin().topic()));
    byTopic.forEach(
        (topic, some) -> {
          meters
              .counter("alo153.records.handled", "service", service.code(), "topic", topic)
              .increment(some.size());
          Timer age =
              Timer.builder("alo153.event.age")
                  .description("Age of a record when its effect is durable")
                  .tag("service", service.code())
                  .tag("topic", topic)
                  .publishPercentileHistogram()
                  .minimumExpectedValue(Duration.ofMillis(1))
                  .maximumExpectedValue(Duration.ofHours(1))
                  .register(meters);
          for (Raw raw : some) {
            // instances agree on the time within milliseconds only
            Duration old = Duration.between(raw.origin().timestamp(), now);
            age.record(old.isNegative() ? Duration.ZERO : old);
          }
        });
  }

  @SuppressWarnings("unchecked")
  private static List<Raw> rawRecords(Message<List<byte[]>> message) {
    List<?> payloads = message.getPayload();
    var headers = message.getHeaders();
    var topics = (List<String>) headers.get(KafkaHeaders.RECEIVED_TOPIC);
    var partitions = (List<Integer>) headers.get(KafkaHeaders.RECEIVED_PARTITION);
    var offsets = (List<Long>) headers.get(KafkaHeaders.OFFSET);
    var timestamps = (List<Long>) headers.get(KafkaHeaders.RECEIVED_TIMESTAMP);
    var keys = (List<?>) headers.get(KafkaHeaders.RECEIVED_KEY);
    var batchHeaders =
        (List<Map<String, Object>>) headers.get(KafkaHeaders.BATCH_CONVERTED_HEADERS);
    if (topics == null || partitions == null || offsets == null || timestamps == null) {
      throw new IllegalStateException("the binding is not in batch mode");
    }
    if (topics.size() != payloads.size()) {
      throw new IllegalStateException(
          "the binder dropped records: "
              + payloads.size()
              + " of "
              + topics.size()
              + " came through");
    }
    var records = new ArrayList<Raw>(payloads.size());
    for (int i = 0; i < payloads.size(); i++) {
      byte[] key = keys != null && keys.get(i) instanceof byte[] bytes ? bytes : null;
      byte[] value = payloads.get(i) instanceof byte[] bytes ? bytes : null;
      records.add(
          new Raw(
              new Origin(
                  topics.get(i),
                  partitions.get(i),
                  offsets.get(i),
                  key,
                  Instant.ofEpochMilli(timestamps.get(i))),
              value,
              batchHeaders == null ? Map.of() : text(batchHeaders.get(i))));
    }
    return records;
  }

  private static Map<String, String> text(Map<String, Object> headers) {
    var text = new HashMap<String, String>();
    for (String name : Headers.ALLOWED) {
      Object value = headers.get(name);
      if (value instanceof byte[] bytes) {
        text.put(name, new String(bytes, UTF_8));
      } else if (value != null) {
        text.put(name, value.toString());
      }
    }
    // how often it was sent back is ours to say, but travels with a record anybody may write
    text.computeIfPresent(Headers.REDRIVEN, (name, count) -> count.matches("[0-9]") ? count : null);
    return text;
  }
}
