package alo153.proving.simulators;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import alo153.embedded.EmbeddedBroker;
import alo153.events.CitizenWrote;
import alo153.events.EventId;
import alo153.events.OwnerCode;
import alo153.events.RequestId;
import alo153.events.Status;
import alo153.events.wire.Codec;
import alo153.events.wire.Topics;
import alo153.events.work.CitizenAdded;
import alo153.events.work.DepartmentUpdate;
import alo153.events.work.WorkAssigned;
import alo153.events.work.WorkRecord;
import alo153.events.work.WorkTaken;
import alo153.proving.simulators.DepartmentLedger.Taken;
import alo153.proving.simulators.DepartmentLedger.Update;
import alo153.proving.simulators.Workload.Way;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The departments on a real log that comes and goes. */
class DepartmentWorkersIT {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final OwnerCode ROADS = new OwnerCode("yol-bakim");
  private static final OwnerCode PARKS = new OwnerCode("park-bahce");

  @TempDir Path folder;
  private EmbeddedBroker broker;
  private EmbeddedBroker.Settings settings;
  private DepartmentLedger ledger;
  private DepartmentWorkers workers;

  @BeforeEach
  void start() throws Exception {
    int port = FreePorts.inARow(2);
    settings = new EmbeddedBroker.Settings(folder.resolve("log"), port, port + 1);
    broker = EmbeddedBroker.start(settings);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin
          .createTopics(
              Stream.of(Topics.UPDATES, Topics.department(ROADS), Topics.department(PARKS))
                  .map(name -> new NewTopic(name, 3, (short) 1))
                  .toList())
          .all()
          .get();
    }
  }

  @AfterEach
  void stop() {
    if (workers != null) {
      leave();
    }
    broker.close();
  }

  @Test
  void workIsTakenAcceptedBegunAndAnsweredAndAllOfItIsInTheLedger() throws Exception {
    come(workload(Map.of(), 0, 0));
    List<WorkAssigned> given = give(ROADS, 0, 20);
    awaitIdle(20);
    assertThat(said()).hasSize(60);
    assertThat(statuses(given.get(3).requestId()))
        .containsExactly(Status.ACCEPTED, Status.IN_PROGRESS, Status.ANSWERED);
    assertThat(updates()).hasSize(60).allMatch(one -> one.sent() == 1 && one.acknowledged() == 1);
    assertThat(
            DepartmentLedger.read(folder.resolve("departments.jsonl")).stream()
                .filter(Taken.class::isInstance)
                .map(one -> ((Taken) one).id()))
        .containsExactlyInAnyOrderElementsOf(given.stream().map(WorkAssigned::id).toList());
  }

  @Test
  void everyWayEndsAndARefusalNamesAnotherDepartment() throws Exception {
    come(
        workload(
            Map.of(Way.ANSWER, 1, Way.REFUSE, 1, Way.PLAN, 1, Way.ASK, 1, Way.DECLINE, 1), 0, 0));
    give(PARKS, 0, 15);
    give(ROADS, 0, 15);
    awaitIdle(30);
    assertThat(said().stream().map(DepartmentUpdate::status).distinct())
        .containsExactlyInAnyOrder(
            Status.ACCEPTED,
            Status.IN_PROGRESS,
            Status.ANSWERED,
            Status.REFUSED,
            Status.PLANNED,
            Status.WAITING_FOR_CITIZEN,
            Status.DECLINED);
    assertThat(said())
        .filteredOn(update -> update.status() == Status.REFUSED)
        .isNotEmpty()
        .allSatisfy(
            update ->
                assertThat(update.suggestedOwner())
                    .isEqualTo(Objects.equals(update.by(), ROADS) ? PARKS : ROADS));
  }

  @Test
  void updatesAreRepeatedAndShuffledAsOftenAsTold() throws Exception {
    come(workload(Map.of(), 100, 100));
    List<WorkAssigned> given = give(ROADS, 0, 20);
    awaitIdle(20);
    assertThat(updates()).hasSize(60).allMatch(one -> one.sent() == 2 && one.acknowledged() == 2);
    assertThat(said()).hasSize(120);
    assertThat(
            given.stream()
                .filter(work -> statuses(work.requestId()).get(0) != Status.ACCEPTED)
                .count())
        .isPositive();
  }

  @Test
  void aCitizensAnswerEndsTheWaitingAndLostWorkIsLeft() throws Exception {
    come(
        new Workload(
            7,
            Map.of(Way.ASK, 1),
            Duration.ofMillis(10),
            Duration.ofMinutes(10),
            0,
            0,
            0,
            Duration.ZERO));
    WorkAssigned answered = give(ROADS, 0, 1).get(0);
    WorkAssigned lost = give(ROADS, 1, 1).get(0);
    await().atMost(PATIENCE).until(() -> said().size() == 4);
    assertThat(workers.idle()).isFalse();
    give(
        ROADS,
        new CitizenAdded(
            id(901),
            answered.requestId(),
            answered.trackingCode(),
            ROADS,
            Instant.now(),
            CitizenWrote.Purpose.ANSWER,
            "Numara 5",
            List.of()));
    give(
        ROADS,
        new WorkTaken(
            id(902),
            lost.requestId(),
            lost.trackingCode(),
            ROADS,
            Instant.now(),
            WorkTaken.Reason.REASSIGNED));
    await().atMost(PATIENCE).until(workers::idle);
    assertThat(statuses(answered.requestId()))
        .containsExactly(Status.ACCEPTED, Status.WAITING_FOR_CITIZEN, Status.ANSWERED);
    assertThat(statuses(lost.requestId()))
        .containsExactly(Status.ACCEPTED, Status.WAITING_FOR_CITIZEN);
  }

  @Test
  void aLogThatIsAwayForAWhileLosesNothing() throws Exception {
    come(new Workload(7, Map.of(), Duration.ofMillis(400), Duration.ZERO, 50, 0, 0, Duration.ZERO));
    give(ROADS, 0, 50);
    await().atMost(PATIENCE).until(() -> taken() > 0);
    broker.close();
    await()
        .atMost(PATIENCE)
        .until(() -> updates().stream().filter(one -> one.acknowledged() == 0).count() >= 8);
    assertThat(workers.idle()).isFalse();
    broker = EmbeddedBroker.start(settings);
    awaitIdle(50);
    assertThat(updates()).hasSize(150).allMatch(one -> one.acknowledged() >= 1);
    assertThat(said().stream().map(DepartmentUpdate::updateId).distinct()).hasSize(150);
  }

  @Test
  void whoComesBackGoesOnWhereTheLedgerEnds() throws Exception {
    Workload slowly =
        new Workload(7, Map.of(), Duration.ofMillis(700), Duration.ZERO, 0, 0, 0, Duration.ZERO);
    come(slowly);
    give(ROADS, 0, 10);
    await().atMost(PATIENCE).until(() -> said().size() >= 10);
    leave();
    int before = said().size();
    assertThat(before).isLessThan(30);
    come(slowly);
    awaitIdle(10);
    assertThat(taken()).isEqualTo(10);
    // what was sent and not acknowledged is sent again under its id
    assertThat(said().stream().map(DepartmentUpdate::updateId).distinct()).hasSize(30);
    assertThat(updates()).allMatch(one -> one.acknowledged() >= 1);
  }

  private void come(Workload workload) {
    ledger = new DepartmentLedger(folder.resolve("departments.jsonl"));
    workers = new DepartmentWorkers(broker.bootstrapServers(), ledger, workload);
    workers.start();
  }

  private void leave() {
    workers.close();
    ledger.close();
  }

  private static Workload workload(Map<Way, Integer> ways, int twice, int shuffled) {
    return new Workload(
        7, ways, Duration.ofMillis(20), Duration.ofMillis(100), twice, shuffled, 0, Duration.ZERO);
  }

  private void awaitIdle(int works) {
    await().atMost(PATIENCE).until(() -> taken() == works && workers.idle());
  }

  private int taken() {
    return (int) ledger.all().stream().filter(Taken.class::isInstance).count();
  }

  private Collection<Update> updates() {
    return DepartmentLedger.updates(DepartmentLedger.read(folder.resolve("departments.jsonl")));
  }

  private List<WorkAssigned> give(OwnerCode department, int hop, int many) throws Exception {
    var given = new ArrayList<WorkAssigned>();
    for (int i = 0; i < many; i++) {
      int number = department.value().length() * 1000 + hop * 100 + i;
      WorkAssigned sample = sample();
      RequestId request = new RequestId(id(number).value());
      var work =
          new WorkAssigned(
              id(500_000 + number),
              request,
              request.trackingCode(),
              department,
              Instant.now(),
              sample.category(),
              sample.kind(),
              sample.channel(),
              null,
              sample.text(),
              null,
              null,
              List.of(),
              sample.explanation(),
              hop,
              false,
              null);
      give(department, work);
      // a feed is delivered at least once
      give(department, work);
      given.add(work);
    }
    return given;
  }

  private void give(OwnerCode department, WorkRecord work) throws Exception {
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer
          .send(
              new ProducerRecord<>(
                  Topics.department(department),
                  work.requestId().value().getBytes(UTF_8),
                  Codec.write(work)))
          .get();
    }
  }

  private static EventId id(int number) {
    return new EventId(String.format("%026d", number));
  }

  private static WorkAssigned sample() throws IOException {
    try (InputStream sample =
        Codec.class.getResourceAsStream("/samples/work.assigned.v1.minimal.json")) {
      return (WorkAssigned) Codec.readWork(Objects.requireNonNull(sample).readAllBytes());
    }
  }

  /** What of one request is in the log, in its order. */
  private List<Status> statuses(RequestId request) {
    return said().stream()
        .filter(update -> update.requestId().equals(request))
        .map(DepartmentUpdate::status)
        .map(Objects::requireNonNull)
        .toList();
  }

  /** All of the updates topic. */
  private List<DepartmentUpdate> said() {
    try (var consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> all =
          Stream.of(0, 1, 2).map(n -> new TopicPartition(Topics.UPDATES, n)).toList();
      consumer.assign(all);
      consumer.seekToBeginning(all);
      var said = new ArrayList<DepartmentUpdate>();
      Map<TopicPartition, Long> ends = consumer.endOffsets(all);
      while (all.stream().anyMatch(one -> consumer.position(one) < ends.get(one))) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          said.add(Codec.readUpdate(record.value()));
        }
      }
      return said;
    }
  }
}
