package alo153.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import alo153.embedded.EmbeddedBroker;
import alo153.events.EventId;
import alo153.events.OwnerCode;
import alo153.events.PersonErased;
import alo153.events.RequestEvent;
import alo153.events.RequestId;
import alo153.events.personal.OwnerWords;
import alo153.events.personal.PersonalKey;
import alo153.events.wire.Codec;
import alo153.events.wire.Headers;
import alo153.events.wire.Service;
import alo153.events.wire.Topics;
import alo153.events.work.DepartmentUpdate;
import alo153.transport.DeadLetterBox.DeadLetter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The transport on a real broker: nothing lost, nothing committed early, poison set aside byte for
 * byte.
 */
class EventTransportIT {
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

  private ConfigurableApplicationContext instance() {
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

  private static RequestEvent event() {
    RequestId request = RequestId.random();
    return new PersonErased(
        EventId.derive(PersonErased.TYPE, request, "test"),
        request,
        Instant.parse("2026-11-23T10:00:00Z"),
        List.of());
  }

  private Set<EventId> handledEvents() {
    return eventsHandledBy(reader);
  }

  private static Set<EventId> eventsHandledBy(TestReader one) {
    return one.handled.stream()
        .map(Received::value)
        .filter(LogRecord.EventRecord.class::isInstance)
        .map(record -> ((LogRecord.EventRecord) record).event().id())
        .collect(Collectors.toSet());
  }

  /** What was handled, without the repetitions of repeated batches. */
  private List<LogRecord> handled() {
    return reader.handled.stream().map(Received::value).distinct().toList();
  }

  private List<RequestEvent> publishEvents(int count) {
    var events = new ArrayList<RequestEvent>();
    for (int i = 0; i < count; i++) {
      events.add(event());
    }
    publishSurely(events.stream().map(envelopes::event).toList());
    return events;
  }

  /** A repetition carries the same ids, so it does no harm. */
  private void publishSurely(List<Outgoing> records) {
    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreException(PublishFailedException.class)
        .until(
            () -> {
              publisher.publishAndWait(records);
              return true;
            });
  }

  private static Set<EventId> ids(List<RequestEvent> events) {
    return events.stream().map(RequestEvent::id).collect(Collectors.toSet());
  }

  private long committed() throws Exception {
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

  /** The partitions of the log that were not read to the end. */
  private Set<Integer> behind() throws Exception {
    try (Admin admin =
        Admin.create(
            Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers()))) {
      Map<TopicPartition, OffsetAndMetadata> read =
          admin.listConsumerGroupOffsets("tracking-service").partitionsToOffsetAndMetadata().get();
      Map<TopicPartition, OffsetSpec> ends =
          IntStream.range(0, 4)
              .mapToObj(number -> new TopicPartition(Topics.REQUESTS, number))
              .collect(Collectors.toMap(one -> one, any -> OffsetSpec.latest()));
      return admin.listOffsets(ends).all().get().entrySet().stream()
          .filter(
              end ->
                  end.getValue().offset()
                      > Optional.ofNullable(read.get(end.getKey()))
                          .map(OffsetAndMetadata::offset)
                          .orElse(0L))
          .map(end -> end.getKey().partition())
          .collect(Collectors.toSet());
    }
  }

  private DeadLetterBox.Redriven redrive() {
    DeadLetterBox box = service.getBean(DeadLetterBox.class);
    return box.redrive(box.list(), () -> {});
  }

  private List<DeadLetter> deadLetters() {
    DeadLetterBox box = service.getBean(DeadLetterBox.class);
    return box.letters(box.list());
  }

  @Test
  void poisonAmongGoodRecordsIsSetAsideByteForByte() throws Exception {
    var random = new Random(153);
    byte[] noise = new byte[300];
    random.nextBytes(noise);
    RequestEvent misplaced = event();
    List<byte[]> poison =
        List.of(
            noise,
            "not json".getBytes(UTF_8),
            "{".getBytes(UTF_8),
            "{}".getBytes(UTF_8),
            "[]".getBytes(UTF_8),
            "null".getBytes(UTF_8),
            new byte[0],
            "{\"type\":\"unknown.v9\"}".getBytes(UTF_8),
            ("[".repeat(100_000)).getBytes(UTF_8),
            new byte[Codec.MAX_BYTES + 10],
            Codec.write(misplaced));
    var good = new ArrayList<RequestEvent>();
    for (byte[] bad : poison) {
      good.addAll(publishEvents(20));
      String key = RequestId.random().value();
      publisher.publishAndWait(
          List.of(new Outgoing(Topics.REQUESTS, key, key, bad, Map.of(Headers.CE_ID, "x"))));
    }
    good.addAll(publishEvents(20));

    await().atMost(Duration.ofSeconds(30)).until(() -> handledEvents().containsAll(ids(good)));
    await().atMost(Duration.ofSeconds(10)).until(() -> deadLetters().size() == poison.size());
    assertThat(handledEvents()).isEqualTo(ids(good));
    assertThat(deadLetters())
        .allSatisfy(
            letter -> {
              assertThat(letter.line().reason()).isEqualTo("UNREADABLE");
              assertThat(letter.line().id()).startsWith(Topics.REQUESTS + "/");
              assertThat(letter.headers()).containsEntry(Headers.CE_ID, "x");
            })
        .extracting(
            letter -> new String(letter.value(), java.nio.charset.StandardCharsets.ISO_8859_1))
        .containsExactlyInAnyOrderElementsOf(
            poison.stream()
                .map(bytes -> new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1))
                .toList());
    await().atMost(Duration.ofSeconds(10)).until(() -> committed() >= good.size() + poison.size());
  }

  @Test
  void aForgottenPartArrivesAsAnEmptyPart() {
    RequestId request = RequestId.random();
    publishSurely(
        List.of(envelopes.part(request, "owner-1", new OwnerWords("Onarıldı", null, null))));
    publishSurely(List.of(envelopes.forgotten(new PersonalKey(request, "owner-1"))));

    await().atMost(Duration.ofSeconds(20)).until(() -> handled().size() == 2);
    assertThat(handled())
        .containsExactly(
            new LogRecord.PartRecord(
                new PersonalKey(request, "owner-1"), new OwnerWords("Onarıldı", null, null)),
            new LogRecord.PartRecord(new PersonalKey(request, "owner-1"), null));
  }

  @Test
  void allTopicsKeepARequestInTheSamePartition() {
    var requests = new ArrayList<RequestId>();
    var records = new ArrayList<Outgoing>();
    for (int i = 0; i < 50; i++) {
      RequestEvent event = event();
      requests.add(event.requestId());
      records.add(envelopes.event(event));
      records.add(envelopes.part(event.requestId(), "owner-1", new OwnerWords(null, null, "not")));
    }
    publishSurely(records);
    await().atMost(Duration.ofSeconds(20)).until(() -> handled().size() == 100);
    for (RequestId request : requests) {
      assertThat(
              reader.handled.stream()
                  .filter(one -> one.origin().keyText().startsWith(request.value()))
                  .map(one -> one.origin().partition())
                  .distinct())
          .hasSize(1);
    }
  }

  @Test
  void aFailureOfTheInfrastructureLosesNothingAndCommitsNothing() throws Exception {
    var failing = new AtomicBoolean(true);
    reader.fault =
        batch -> {
          if (failing.get()) {
            throw new InfrastructureException("the store is away", null);
          }
        };
    List<RequestEvent> events = publishEvents(500);

    await()
        .during(Duration.ofSeconds(2))
        .atMost(Duration.ofSeconds(4))
        .until(() -> committed() == 0);
    assertThat(reader.handled).isEmpty();
    CarriedTopics carried = service.getBean(CarriedTopics.class);
    assertThat(carried.awaitReaders(Duration.ZERO))
        .as("who never took anything has not taken what there is")
        .isFalse();
    failing.set(false);

    await().atMost(Duration.ofSeconds(30)).until(() -> handledEvents().containsAll(ids(events)));
    assertThat(deadLetters()).isEmpty();
    await().atMost(Duration.ofSeconds(10)).until(() -> committed() >= 500);
    assertThat(carried.awaitReaders(Duration.ofSeconds(10))).isTrue();
  }

  @Test
  void partitionsThatMoveWhileTheirBatchWaitsLoseNothing() {
    var failing = new AtomicBoolean(true);
    var triedHere = new AtomicInteger();
    var triedThere = new AtomicInteger();
    reader.fault = batch -> failWhile(failing, triedHere);
    Set<EventId> published = new HashSet<>(ids(publishEvents(100)));
    await().until(() -> triedHere.get() > 1);
    try (ConfigurableApplicationContext other = instance()) {
      TestReader others = other.getBean(TestReader.class);
      others.fault = batch -> failWhile(failing, triedThere);
      // whatever is fetched of these comes beside a batch that is repeated
      published.addAll(ids(publishEvents(200)));
      await().atMost(Duration.ofSeconds(60)).until(() -> triedThere.get() > 1);
      published.addAll(ids(publishEvents(100)));
      failing.set(false);
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> {
                Set<EventId> handled = new HashSet<>(handledEvents());
                handled.addAll(eventsHandledBy(others));
                assertThat(handled).containsAll(published);
                assertThat(committed()).isEqualTo(published.size());
              });
    }
  }

  private static void failWhile(AtomicBoolean failing, AtomicInteger tried) {
    if (failing.get()) {
      tried.incrementAndGet();
      throw new InfrastructureException("the store is away", null);
    }
  }

  @Test
  void aFaultOfOursBlamesOnlyTheRecordThatShowsIt() {
    List<RequestEvent> events = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      events.add(event());
    }
    EventId culprit = events.get(42).id();
    reader.fault =
        batch -> {
          for (Received<LogRecord> one : batch) {
            if (((LogRecord.EventRecord) one.value()).event().id().equals(culprit)) {
              throw new IllegalStateException("a case nobody thought of");
            }
          }
        };
    publishSurely(events.stream().map(envelopes::event).toList());

    await().atMost(Duration.ofSeconds(30)).until(() -> handledEvents().size() == 99);
    await().atMost(Duration.ofSeconds(10)).until(() -> !deadLetters().isEmpty());
    List<DeadLetter> letters = deadLetters();
    assertThat(letters)
        .allSatisfy(
            letter -> {
              assertThat(letter.line().reason()).isEqualTo("HANDLER_FAULT");
              assertThat(Codec.readEvent(letter.value()).id()).isEqualTo(culprit);
            });

    // mended: the operator sends it back, and it is handled like any other
    reader.fault = batch -> {};
    assertThat(redrive()).isEqualTo(new DeadLetterBox.Redriven(letters.size(), 0, null));
    await().atMost(Duration.ofSeconds(20)).until(() -> handledEvents().equals(ids(events)));
    assertThat(deadLetters())
        .extracting(letter -> letter.line().id())
        .doesNotContainAnyElementsOf(letters.stream().map(letter -> letter.line().id()).toList());
  }

  @Test
  void anErrorInAHandlerBlamesItsRecordAndDoesNotEndTheConsumer() {
    RequestEvent culprit = event();
    reader.fault =
        batch -> {
          for (Received<LogRecord> one : batch) {
            if (((LogRecord.EventRecord) one.value()).event().id().equals(culprit.id())) {
              throw new StackOverflowError();
            }
          }
        };
    publishSurely(List.of(envelopes.event(culprit)));
    List<RequestEvent> after = publishEvents(20);

    await().atMost(Duration.ofSeconds(30)).until(() -> handledEvents().equals(ids(after)));
    await().atMost(Duration.ofSeconds(10)).until(() -> deadLetters().size() == 1);
    assertThat(deadLetters().get(0).line().reason()).isEqualTo("HANDLER_FAULT");
  }

  private void takeDeadLettersAway() throws Exception {
    String dead = Topics.dead(Service.TRACKING);
    try (Admin admin =
        Admin.create(
            Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers()))) {
      admin.deleteTopics(List.of(dead)).all().get();
      await().until(() -> !admin.listTopics().names().get().contains(dead));
    }
  }

  @Test
  void withoutADeadLetterTopicNothingIsCommittedUntilItIsBack() throws Exception {
    takeDeadLettersAway();
    String key = RequestId.random().value();
    publishSurely(
        List.of(new Outgoing(Topics.REQUESTS, key, key, "poison".getBytes(UTF_8), Map.of())));

    await()
        .during(Duration.ofSeconds(3))
        .atMost(Duration.ofSeconds(5))
        .until(() -> committed() == 0);
    service.getBean(TopicCreator.class).ensure(Topics.declared());

    await().atMost(Duration.ofSeconds(40)).until(() -> committed() >= 1);
    assertThat(deadLetters())
        .isNotEmpty()
        .allSatisfy(letter -> assertThat(letter.value()).asString(UTF_8).isEqualTo("poison"));
  }

  @Test
  void withoutADeadLetterTopicTheOtherPartitionsGoOn() throws Exception {
    takeDeadLettersAway();
    List<RequestEvent> good = IntStream.range(0, 60).mapToObj(any -> event()).toList();
    String key = good.get(0).requestId().value();
    var poison = new Outgoing(Topics.REQUESTS, key, key, "poison".getBytes(UTF_8), Map.of());
    int stopped = poison.partition(4);
    publishSurely(List.of(poison));
    publishSurely(good.stream().map(envelopes::event).toList());

    Map<Boolean, List<RequestEvent>> placed =
        good.stream()
            .collect(
                Collectors.partitioningBy(one -> envelopes.event(one).partition(4) == stopped));
    assertThat(placed.get(false)).isNotEmpty();
    await().atMost(Duration.ofSeconds(40)).until(() -> behind().equals(Set.of(stopped)));
    assertThat(handledEvents()).containsAll(ids(placed.get(false)));
    // and later ones, while that one still waits
    List<RequestEvent> later = publishEvents(60);
    await().atMost(Duration.ofSeconds(40)).until(() -> behind().equals(Set.of(stopped)));

    service.getBean(TopicCreator.class).ensure(Topics.declared());
    await().atMost(Duration.ofSeconds(40)).until(() -> behind().isEmpty());
    assertThat(handledEvents()).containsAll(ids(good)).containsAll(ids(later));
    assertThat(deadLetters()).hasSize(1);
  }

  @Test
  void aForgedHeaderHidesNoLetter() {
    Map<String, String> forged =
        Map.of(Headers.REDRIVEN, "many", Headers.DEAD_KEY, "%", Headers.DEAD_SHA256, "x");
    byte[] poison = "poison".getBytes(UTF_8);
    publishSurely(
        List.of(
            new Outgoing(Topics.UPDATES, "", "", poison, forged, new Outgoing.Place(0, null)),
            new Outgoing(Topics.dead(Service.TRACKING), "strange/0/0", "", poison, forged)));

    await().atMost(Duration.ofSeconds(20)).until(() -> deadLetters().size() >= 2);
    assertThat(deadLetters())
        .allSatisfy(
            letter -> {
              assertThat(letter.line().redriven()).isZero();
              assertThat(letter.key()).isNull();
            })
        .filteredOn(letter -> letter.line().id().startsWith(Topics.UPDATES))
        .allSatisfy(letter -> assertThat(letter.line().parked()).isFalse());
    assertThat(service.getBean(CarriedTopics.class).deadLetters((key, value) -> key.isEmpty()))
        .hasSameSizeAs(deadLetters());
  }

  @Test
  void aLetterGoesBackAsItCame() {
    byte[] key = {(byte) 0xff, 1};
    publishSurely(
        List.of(
            new Outgoing(Topics.PERSONAL, "", "", null, Map.of(), new Outgoing.Place(3, key)),
            new Outgoing(
                Topics.UPDATES, "", "", new byte[0], Map.of(), new Outgoing.Place(2, null))));
    await().atMost(Duration.ofSeconds(20)).until(() -> deadLetters().size() >= 2);
    assertThat(redrive().failure()).isNull();

    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> deadLetters().stream().filter(one -> one.line().redriven() == 1).count() >= 2);
    assertThat(deadLetters())
        .allSatisfy(
            letter -> {
              boolean tombstone = letter.headers().containsKey(Headers.DEAD_TOMBSTONE);
              assertThat(letter.line().id())
                  .startsWith(tombstone ? Topics.PERSONAL + "/3/" : Topics.UPDATES + "/2/");
              assertThat(letter.key()).isEqualTo(tombstone ? key : null);
            })
        .anySatisfy(letter -> assertThat(letter.headers()).containsKey(Headers.DEAD_TOMBSTONE));
  }

  @Test
  void whatIsSentBackIsForTheServiceWhoseLetterItWas() {
    RequestEvent event = event();
    Outgoing own = envelopes.event(event);
    byte[] poison = "not json".getBytes(UTF_8);
    publishSurely(
        List.of(
            new Outgoing(
                own.topic(),
                own.key(),
                own.key(),
                poison,
                Map.of(Headers.REDRIVEN, "1", Headers.REDRIVEN_FOR, Service.ROUTING.code())),
            new Outgoing(
                own.topic(),
                own.key(),
                own.key(),
                poison,
                Map.of(Headers.REDRIVEN, "1", Headers.REDRIVEN_FOR, "nobody")),
            own));

    await().atMost(Duration.ofSeconds(20)).until(() -> handledEvents().equals(ids(List.of(event))));
    await().atMost(Duration.ofSeconds(10)).until(() -> !deadLetters().isEmpty());
    assertThat(deadLetters())
        .singleElement()
        .satisfies(
            letter -> assertThat(letter.headers()).containsEntry(Headers.REDRIVEN_FOR, "nobody"));
    assertThat(redrive().redriven()).isEqualTo(1);
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(deadLetters())
                    .singleElement()
                    .satisfies(
                        letter ->
                            assertThat(letter.headers())
                                .containsEntry(Headers.REDRIVEN, "2")
                                .containsEntry(Headers.REDRIVEN_FOR, Service.TRACKING.code())));
  }

  @Test
  void aLargeRecordDoesNotBlockItsPartition() throws Exception {
    byte[] nearlyTheLimit = new byte[1_048_400];
    byte[] unpacked = new byte[4 << 20];
    byte[] tooLarge = new byte[12 << 20];
    for (byte[] value : List.of(nearlyTheLimit, unpacked, tooLarge)) {
      sendAs(value == nearlyTheLimit ? "none" : "gzip", value);
    }
    List<RequestEvent> behind = publishEvents(20);

    await().atMost(Duration.ofSeconds(40)).until(() -> handledEvents().equals(ids(behind)));
    await().atMost(Duration.ofSeconds(20)).until(() -> deadLetters().size() == 3);
    assertThat(deadLetters())
        .extracting(
            letter -> letter.value().length,
            letter -> letter.line().bytes(),
            letter -> letter.line().parked())
        .containsExactlyInAnyOrder(
            tuple(nearlyTheLimit.length, nearlyTheLimit.length, false),
            tuple(unpacked.length, unpacked.length, false),
            tuple(0, tooLarge.length, true));
    await().atMost(Duration.ofSeconds(10)).until(() -> committed() >= 23);
  }

  private void sendAs(String compression, byte[] value) throws Exception {
    Map<String, Object> generous =
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            broker.bootstrapServers(),
            ProducerConfig.COMPRESSION_TYPE_CONFIG,
            compression,
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
            16 << 20);
    try (var producer =
        new KafkaProducer<>(generous, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(Topics.REQUESTS, 1, new byte[] {1}, value)).get();
    }
  }

  @Test
  void anUpdateInAnothersPartitionGoesToItsOwn() {
    DepartmentUpdate update =
        Codec.readUpdate(
            "{\"updateId\":\"u-1\",\"requestId\":\"%s\"}"
                .formatted(RequestId.random())
                .getBytes(UTF_8));
    Outgoing ours = envelopes.update(update);
    int astray = (ours.partition(4) + 1) % 4;
    publishSurely(
        List.of(
            new Outgoing(
                ours.topic(),
                ours.key(),
                ours.key(),
                ours.value(),
                ours.headers(),
                new Outgoing.Place(astray, ours.keyBytes()))));

    await().atMost(Duration.ofSeconds(20)).until(() -> !reader.handled.isEmpty());
    assertThat(reader.handled)
        .allSatisfy(
            one -> {
              assertThat(one.value()).isEqualTo(new LogRecord.UpdateRecord(update));
              assertThat(one.origin().partition()).isEqualTo(ours.partition(4));
            });
  }

  @Test
  void whoLooksOnKeepsNothingFromBeingTrimmed() throws Exception {
    var inbox = new TopicPartition(Topics.INBOX, 1);
    publishSurely(
        Collections.nCopies(
            5,
            new Outgoing(
                Topics.INBOX, "", "", new byte[] {1}, Map.of(), new Outgoing.Place(1, null))));
    try (Admin admin =
        Admin.create(
            Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers()))) {
      for (Map.Entry<String, Long> group :
          Map.of("intake-service", 4L, "somebody-else", 2L, "routing-service", 1L).entrySet()) {
        admin
            .alterConsumerGroupOffsets(
                group.getKey(), Map.of(inbox, new OffsetAndMetadata(group.getValue())))
            .all()
            .get();
      }
    }
    assertThat(service.getBean(CarriedTopics.class).trim())
        .containsExactly(Map.entry(Topics.INBOX + "/1", 4L));
  }

  private TransportSettings settings(int partitions, short replicationFactor) {
    TransportSettings ours = service.getBean(TransportSettings.class);
    return new TransportSettings(
        ours.service(),
        ours.bootstrapServers(),
        ours.masterKeyFile(),
        partitions,
        replicationFactor,
        ours.maxBlock(),
        ours.requestTimeout(),
        ours.deliveryTimeout(),
        ours.topicWait());
  }

  @Test
  void threeCopiesAreNotAcknowledgedByOne() {
    TransportSettings three = settings(4, (short) 3);
    assertThatThrownBy(() -> new TopicCreator(three).ensure(Topics.declared()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("min.insync.replicas");
  }

  @Test
  void aTopicMadeAMomentAgoIsWaitedForByAllWhoAskedForIt() throws Exception {
    // fewer partitions than the log: it is the topics that are not known at once
    var topics = new TopicCreator(settings(1, (short) 1));
    ExecutorService services = Executors.newFixedThreadPool(4);
    try {
      for (int round = 0; round < 15; round++) {
        int city = round;
        List<Topics.Declared> declared =
            IntStream.range(0, 20)
                .mapToObj(i -> new OwnerCode("department-" + city + "-" + i))
                .map(Topics::declaredDepartment)
                .toList();
        Callable<Void> start =
            () -> {
              topics.ensure(declared);
              return null;
            };
        for (Future<Void> started : services.invokeAll(Collections.nCopies(4, start))) {
          assertThat(started.get()).isNull();
        }
      }
    } finally {
      services.shutdownNow();
    }
  }

  @Test
  void aRestartOfTheBrokerLosesNothingThatWasAcknowledged() {
    var acknowledged = new HashSet<>(ids(publishEvents(300)));
    int port = Integer.parseInt(broker.bootstrapServers().replaceAll(".*:", ""));
    broker.close();

    long before = System.nanoTime();
    assertThatThrownBy(() -> publisher.publishAndWait(List.of(envelopes.event(event()))))
        .isInstanceOf(PublishFailedException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));

    broker = EmbeddedBroker.start(new EmbeddedBroker.Settings(folder.resolve("kafka"), port, 0));
    acknowledged.addAll(ids(publishEvents(300)));
    await().atMost(Duration.ofSeconds(60)).until(() -> handledEvents().containsAll(acknowledged));
  }

  @Test
  void aReplayReadsFromTheBeginningToTheEnd() {
    List<RequestEvent> events = publishEvents(1200);
    var replayed = new HashSet<EventId>();
    LogReplay.Report report =
        service
            .getBean(LogReplay.class)
            .replay(
                List.of(Topics.REQUESTS),
                batch ->
                    batch.forEach(
                        one -> replayed.add(((LogRecord.EventRecord) one.value()).event().id())));
    assertThat(replayed).isEqualTo(ids(events));
    assertThat(report.records()).isGreaterThanOrEqualTo(1200);
    assertThat(report.unreadable()).isZero();
  }
}
