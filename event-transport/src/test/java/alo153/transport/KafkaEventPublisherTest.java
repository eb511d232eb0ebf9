package alo153.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import alo153.events.wire.Service;
import alo153.events.wire.Topics;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class KafkaEventPublisherTest {
  private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
  private static final TransportSettings SETTINGS =
      new TransportSettings(
          Service.INTAKE,
          "127.0.0.1:1",
          Path.of("unused"),
          12,
          (short) 1,
          Duration.ofMillis(100),
          Duration.ofMillis(100),
          Duration.ofMillis(100),
          Duration.ofSeconds(1));
  private static final TransportSettings PATIENT =
      new TransportSettings(
          Service.INTAKE,
          "127.0.0.1:1",
          Path.of("unused"),
          12,
          (short) 1,
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(1));
  private static final Outgoing RECORD =
      new Outgoing("alo153.requests", "key", "7ZZZZ", new byte[] {1}, Map.of());

  /** Waits for ever as long as it is stuck, as Kafka's does while its clock stands still. */
  private static final class Stuck extends MockProducer<byte[], byte[]> {
    private volatile boolean stuck = true;

    Stuck(boolean acknowledging) {
      super(acknowledging, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public synchronized Future<RecordMetadata> send(
        ProducerRecord<byte[], byte[]> record, Callback callback) {
      if (stuck) {
        try {
          new CountDownLatch(1).await();
        } catch (InterruptedException e) {
          throw new InterruptException(e);
        }
      }
      return super.send(record, callback);
    }
  }

  private final Stuck producer = new Stuck(true);
  private final KafkaEventPublisher publisher =
      new KafkaEventPublisher(SETTINGS, Clock.fixed(NOON, ZoneOffset.UTC), () -> producer);

  @AfterEach
  void close() {
    publisher.destroy();
  }

  @Test
  void aProducerThatWaitsForEverHoldsUpNobody() {
    assertThat(publisher.publish(List.of(RECORD)))
        .failsWithin(10, TimeUnit.SECONDS)
        .withThrowableThat()
        .withRootCauseInstanceOf(Exception.class);

    producer.stuck = false;
    assertThat(publisher.publish(List.of(RECORD))).succeedsWithin(10, TimeUnit.SECONDS);
  }

  @Test
  void aHandlersThreadIsFreedAndGoesOnUninterrupted() {
    assertThatThrownBy(() -> publisher.publishAndWait(List.of(RECORD)))
        .isInstanceOf(PublishFailedException.class);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();

    producer.stuck = false;
    publisher.publishAndWait(List.of(RECORD));
    assertThat(producer.history()).hasSize(1);
  }

  @Test
  void recordsAreStampedByTheCommonClock() {
    producer.stuck = false;
    publisher.publishAndWait(List.of(RECORD));
    ProducerRecord<byte[], byte[]> sent = producer.history().get(0);
    assertThat(sent.timestamp()).isEqualTo(NOON.toEpochMilli());
    assertThat(new String(sent.key(), UTF_8)).isEqualTo("key");
  }

  @Test
  void whatBelongsTogetherArrivesInItsOrderOrNotAtAll() {
    Stuck brokers = silent();
    var careful =
        new KafkaEventPublisher(PATIENT, Clock.fixed(NOON, ZoneOffset.UTC), () -> brokers);
    try {
      CompletableFuture<Void> published =
          careful.publish(
              List.of(
                  record("first", "7ZZZZ"), record("other", "8AAAA"), record("second", "7ZZZZ")));
      await().untilAsserted(() -> assertThat(sent(brokers)).containsExactly("first", "other"));
      brokers.completeNext();
      await()
          .untilAsserted(
              () -> assertThat(sent(brokers)).containsExactly("first", "other", "second"));
      assertThat(published).isNotDone();
      brokers.completeNext();
      brokers.completeNext();
      assertThat(published).succeedsWithin(10, TimeUnit.SECONDS);

      brokers.clear();
      CompletableFuture<Void> expired =
          careful.publish(List.of(record("lost", "7ZZZZ"), record("never", "7ZZZZ")));
      await().untilAsserted(() -> assertThat(sent(brokers)).containsExactly("lost"));
      brokers.errorNext(new org.apache.kafka.common.errors.TimeoutException("expired"));
      failsToPublish(expired);
      assertThat(sent(brokers)).containsExactly("lost");
    } finally {
      careful.destroy();
    }
  }

  @Test
  void partsOfARequestDoNotWaitForEachOther() {
    Stuck brokers = silent();
    var careful =
        new KafkaEventPublisher(PATIENT, Clock.fixed(NOON, ZoneOffset.UTC), () -> brokers);
    try {
      CompletableFuture<Void> published =
          careful.publish(List.of(part("words"), part("place"), part("words")));
      await().untilAsserted(() -> assertThat(sent(brokers)).containsExactly("words", "place"));
      brokers.completeNext();
      await()
          .untilAsserted(
              () -> assertThat(sent(brokers)).containsExactly("words", "place", "words"));
      brokers.completeNext();
      brokers.completeNext();
      assertThat(published).succeedsWithin(10, TimeUnit.SECONDS);
    } finally {
      careful.destroy();
    }
  }

  @Test
  void whatComesTooLateAfterTheOneBeforeItIsNotSent() {
    Stuck brokers = silent();
    var hasty = new KafkaEventPublisher(SETTINGS, Clock.fixed(NOON, ZoneOffset.UTC), () -> brokers);
    try {
      CompletableFuture<Void> published =
          hasty.publish(List.of(record("first", "7ZZZZ"), record("late", "7ZZZZ")));
      failsToPublish(published);
      brokers.completeNext();
      CompletableFuture<Void> another = hasty.publish(List.of(record("another", "8AAAA")));
      await().untilAsserted(() -> assertThat(sent(brokers)).contains("another"));
      brokers.completeNext();
      assertThat(another).succeedsWithin(10, TimeUnit.SECONDS);
      assertThat(sent(brokers)).containsExactly("first", "another");
    } finally {
      hasty.destroy();
    }
  }

  /** Takes everything and acknowledges nothing by itself. */
  private static Stuck silent() {
    var brokers = new Stuck(false);
    brokers.stuck = false;
    return brokers;
  }

  private static void failsToPublish(CompletableFuture<Void> published) {
    assertThat(published)
        .failsWithin(10, TimeUnit.SECONDS)
        .withThrowableThat()
        .withCauseInstanceOf(PublishFailedException.class);
  }

  private static Outgoing record(String key, String request) {
    return new Outgoing("alo153.requests", key, request, new byte[] {1}, Map.of());
  }

  private static Outgoing part(String key) {
    return new Outgoing(Topics.PERSONAL, key, "7ZZZZ", new byte[] {1}, Map.of());
  }

  private static List<String> sent(MockProducer<byte[], byte[]> producer) {
    return producer.history().stream().map(record -> new String(record.key(), UTF_8)).toList();
  }
}
