package alo153.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import alo153.embedded.EmbeddedBroker;
import alo153.events.EventId;
import alo153.events.OwnerCode;
import alo153.events.RequestEvent;
import alo153.events.RequestId;
import alo153.events.personal.OwnerWords;
import alo153.events.personal.PersonalKey;
import alo153.events.wire.Codec;
import alo153.events.wire.Topics;
import alo153.events.work.DepartmentUpdate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** The transport on a real broker: nothing lost, nothing committed early. */
class EventTransportIT extends TransportHouse {
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

  @Test
  void clientsOfAClockThatWasSetBackAreMadeAnewUnderWay() throws Exception {
    List<TimeOfDayClient> clients =
        List.copyOf(service.getBeansOfType(TimeOfDayClient.class).values());
    Set<EventId> published = new HashSet<>(ids(publishEvents(100)));
    await().until(() -> handledEvents().containsAll(published));
    Set<String> before = members();
    assertThat(before).isNotEmpty();
    var clock = new AtomicLong(Duration.ofDays(2).toMillis());
    var watch = new TimeOfDayWatch(clients, clock::get, () -> 0);

    ExecutorService sender = Executors.newSingleThreadExecutor();
    try {
      Future<List<RequestEvent>> meanwhile =
          sender.submit(
              () -> {
                var events = new ArrayList<RequestEvent>();
                for (int i = 0; i < 50; i++) {
                  events.addAll(publishEvents(10));
                }
                return events;
              });
      for (int hour = 1; hour <= 3; hour++) {
        clock.addAndGet(-Duration.ofHours(1).toMillis());
        watch.look();
      }
      published.addAll(ids(meanwhile.get()));
    } finally {
      sender.shutdownNow();
    }
    published.addAll(ids(publishEvents(100)));
    await().atMost(Duration.ofSeconds(40)).until(() -> handledEvents().equals(published));
    assertThat(members()).isNotEmpty().doesNotContainAnyElementsOf(before);
    await().atMost(Duration.ofSeconds(10)).until(() -> committed() >= published.size());
  }

  /** Who reads, by the names they got when they joined. */
  private Set<String> members() throws Exception {
    try (Admin admin =
        Admin.create(
            Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers()))) {
      return admin
          .describeConsumerGroups(List.of("tracking-service"))
          .all()
          .get()
          .get("tracking-service")
          .members()
          .stream()
          .map(MemberDescription::consumerId)
          .collect(Collectors.toSet());
    }
  }
}
