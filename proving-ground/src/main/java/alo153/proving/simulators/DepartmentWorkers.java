package alo153.proving.simulators;

import static java.nio.charset.StandardCharsets.UTF_8;

import alo153.events.Outcome;
import alo153.events.OwnerKind;
import alo153.events.Status;
import alo153.events.wire.Codec;
import alo153.events.wire.Topics;
import alo153.events.wire.UnreadableRecordException;
import alo153.events.work.DepartmentUpdate;
import alo153.events.work.WorkAssigned;
import alo153.events.work.WorkRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * People of all departments: they read their own topics and reply on {@code alo153.updates} –
 * accepted, at work, answered – with nothing but Kafka and JSON.
 */
final class DepartmentWorkers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DepartmentWorkers.class);
  private static final long STEP_MILLIS = 120;

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final KafkaProducer<byte[], byte[]> producer;
  private final ScheduledExecutorService people = Executors.newScheduledThreadPool(2);
  private final Thread reader = new Thread(this::read, "department-workers");
  private volatile boolean closed;

  DepartmentWorkers(String brokers) {
    consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                brokers,
                ConsumerConfig.GROUP_ID_CONFIG,
                "simulated-departments",
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class,
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.METADATA_MAX_AGE_CONFIG,
                5000,
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                100));
    producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                brokers,
                ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
                ByteArraySerializer.class,
                ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
                ByteArraySerializer.class,
                ProducerConfig.ACKS_CONFIG,
                "all",
                // a department's answer waits as long as the house is away
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                Integer.MAX_VALUE));
  }

  void start() {
    consumer.subscribe(Pattern.compile("alo153\\.department\\..*"));
    reader.start();
  }

  private void read() {
    try {
      while (!closed) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(500))) {
          if (record.value() != null) {
            take(record.value());
          }
        }
      }
    } catch (WakeupException e) {
      LOG.debug("the workers go home", e);
    } finally {
      consumer.close(CloseOptions.timeout(Duration.ofSeconds(2)));
    }
  }

  private void take(byte[] bytes) {
    try {
      WorkRecord work = Codec.readWork(bytes);
      if (work instanceof WorkAssigned assigned) {
        people.schedule(() -> step(assigned, 1), STEP_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (UnreadableRecordException e) {
      LOG.error("a line of a department's feed is not readable", e);
    }
  }

  private void step(WorkAssigned work, int step) {
    DepartmentUpdate update =
        switch (step) {
          case 1 -> update(work, "accepted", Status.ACCEPTED, null, null);
          case 2 -> update(work, "started", Status.IN_PROGRESS, null, null);
          default ->
              update(
                  work,
                  "answered",
                  Status.ANSWERED,
                  Outcome.DONE,
                  "Ekibimiz bildirdiğiniz konuyu yerinde inceledi ve gereğini yaptı. İlginiz için teşekkür ederiz.");
        };
    byte[] key = work.requestId().value().getBytes(UTF_8);
    producer.send(
        new ProducerRecord<>(Topics.UPDATES, key, Codec.write(update)),
        (metadata, failure) -> {
          if (failure != null) {
            LOG.error("an update of {} did not reach the log", work.department(), failure);
          } else if (step < 3) {
            people.schedule(() -> step(work, step + 1), STEP_MILLIS, TimeUnit.MILLISECONDS);
          }
        });
  }

  private static DepartmentUpdate update(
      WorkAssigned work,
      String what,
      Status status,
      @org.jspecify.annotations.Nullable Outcome outcome,
      @org.jspecify.annotations.Nullable String answer) {
    return new DepartmentUpdate(
        work.id() + "-" + what,
        work.requestId(),
        work.id(),
        work.department(),
        OwnerKind.DEPARTMENT,
        status,
        outcome,
        answer,
        null,
        null,
        null,
        null,
        null,
        null,
        Instant.now());
  }

  @Override
  public void close() {
    closed = true;
    consumer.wakeup();
    people.shutdownNow();
    try {
      reader.join(3000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close(Duration.ofSeconds(2));
  }
}
