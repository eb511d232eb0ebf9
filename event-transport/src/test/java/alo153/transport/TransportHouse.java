package alo153.transport;

import static org.awaitility.Awaitility.await;

import alo153.embedded.EmbeddedBroker;
import alo153.events.EventId;
import alo153.events.PersonErased;
import alo153.events.RequestEvent;
import alo153.events.RequestId;
import alo153.events.wire.Topics;
import alo153.transport.DeadLetterBox.DeadLetter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A reader of all topics beside a real broker, afresh for each test. */
abstract class TransportHouse {
  @TempDir Path folder;
  EmbeddedBroker broker;
  ConfigurableApplicationContext service;
  TestReader reader;
  EventPublisher publisher;
  Envelopes envelopes;

  @BeforeEach
  void start() {
    broker = EmbeddedBroker.start(new EmbeddedBroker.Settings(folder.resolve("kafka"), 0, 0));
    service = instance();
    reader = service.getBean(TestReader.class);
    publisher = service.getBean(EventPublisher.class);
    envelopes = service.getBean(Envelopes.class);
  }

  ConfigurableApplicationContext instance() {
    return new SpringApplicationBuilder(TestReader.class)
        .web(WebApplicationType.NONE)
        .properties(
            Map.of(
                "spring.config.name", "transport-test",
                "alo153.transport.bootstrap-servers", broker.bootstrapServers(),
                "alo153.transport.master-key-file", folder.resolve("master.key").toString(),
                "spring.cloud.stream.kafka.binder.brokers", broker.bootstrapServers(),
                "ALO153_KAFKA", broker.bootstrapServers()))
        .run();
  }

  @AfterEach
  void stop() {
    service.close();
    broker.close();
  }

  static RequestEvent event() {
    RequestId request = RequestId.random();
    return new PersonErased(
        EventId.derive(PersonErased.TYPE, request, "test"),
        request,
        Instant.parse("2026-11-23T10:00:00Z"),
        List.of());
  }

  Set<EventId> handledEvents() {
    return eventsHandledBy(reader);
  }

  static Set<EventId> eventsHandledBy(TestReader one) {
    return one.handled.stream()
        .map(Received::value)
        .filter(LogRecord.EventRecord.class::isInstance)
        .map(record -> ((LogRecord.EventRecord) record).event().id())
        .collect(Collectors.toSet());
  }

  /** What was handled, without the repetitions of repeated batches. */
  List<LogRecord> handled() {
    return reader.handled.stream().map(Received::value).distinct().toList();
  }

  List<RequestEvent> publishEvents(int count) {
    var events = new ArrayList<RequestEvent>();
    for (int i = 0; i < count; i++) {
      events.add(event());
    }
    publishSurely(events.stream().map(envelopes::event).toList());
    return events;
  }

  /** A repetition carries the same ids, so it does no harm. */
  void publishSurely(List<Outgoing> records) {
    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreException(PublishFailedException.class)
        .until(
            () -> {
              publisher.publishAndWait(records);
              return true;
            });
  }

  static Set<EventId> ids(List<RequestEvent> events) {
    return events.stream().map(RequestEvent::id).collect(Collectors.toSet());
  }

  long committed() throws Exception {
    try (Admin admin =
        Admin.create(
            Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers()))) {
      Map<TopicPartition, OffsetAndMetadata> offsets =
          admin.listConsumerGroupOffsets("tracking-service").partitionsToOffsetAndMetadata().get();
      return offsets.entrySet().stream()
          .filter(one -> one.getKey().topic().equals(Topics.REQUESTS))
          .mapToLong(one -> one.getValue().offset())
          .sum();
    }
  }

  List<DeadLetter> deadLetters() {
    DeadLetterBox box = service.getBean(DeadLetterBox.class);
    return box.letters(box.list());
  }
}
