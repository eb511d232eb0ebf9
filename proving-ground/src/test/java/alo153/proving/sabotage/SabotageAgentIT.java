package alo153.proving.sabotage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import alo153.embedded.EmbeddedBroker;
import alo153.events.EventId;
import alo153.events.PersonErased;
import alo153.events.RequestId;
import alo153.events.wire.Codec;
import alo153.events.wire.Service;
import alo153.events.wire.Topics;
import alo153.proving.sabotage.victim.Repetitions;
import alo153.proving.sabotage.victim.SmallService;
import alo153.proving.sabotage.victim.SmallService.Mood;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import net.bytebuddy.ByteBuddy;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each switch does what it says, beside a service without it that does not: so a checker that finds
 * nothing with a switch on has found nothing where there is something.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class SabotageAgentIT {
  private static final Service HONEST = Service.TRACKING;
  private static final Service SABOTAGED = Service.ROUTING;
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path folder;
  Path jar;
  List<OwnJvm> started = new ArrayList<>();
  @Nullable EmbeddedBroker broker;

  @BeforeEach
  void pack() {
    jar = SabotageAgent.jar(folder);
  }

  @AfterEach
  void stop() throws Exception {
    for (OwnJvm one : started) {
      one.kill();
    }
    if (broker != null) {
      broker.close();
    }
  }

  private EmbeddedBroker startBroker() {
    return EmbeddedBroker.start(new EmbeddedBroker.Settings(folder.resolve("kafka"), 0, 0));
  }

  private OwnJvm start(@Nullable Switch sabotage, String name, Class<?> main, String... with)
      throws IOException {
    return start(sabotage, name, System.getProperty("java.class.path"), main.getName(), with);
  }

  private OwnJvm start(
      @Nullable Switch sabotage, String name, String classPath, String main, String... with)
      throws IOException {
    OwnJvm jvm = OwnJvm.start(jar, sabotage, folder.resolve(name + ".out"), classPath, main, with);
    started.add(jvm);
    return jvm;
  }

  private OwnJvm small(@Nullable Switch sabotage, EmbeddedBroker broker, Mood mood)
      throws IOException {
    Service service = sabotage == null ? HONEST : SABOTAGED;
    return start(
        sabotage,
        service.code(),
        SmallService.class,
        broker.bootstrapServers(),
        service.name(),
        mood.name(),
        folder.resolve(service.code() + ".key").toString());
  }

  private static void untilSaid(OwnJvm jvm, String text) {
    await().atMost(LONG).untilAsserted(() -> assertThat(jvm.output()).contains(text));
  }

  private static void send(EmbeddedBroker broker, RequestId request, byte[] value)
      throws Exception {
    Map<String, Object> configuration =
        Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers());
    try (var producer =
        new KafkaProducer<>(configuration, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer
          .send(new ProducerRecord<>(Topics.REQUESTS, request.value().getBytes(UTF_8), value))
          .get();
    }
  }

  private static byte[] event(RequestId request) {
    return Codec.write(
        new PersonErased(
            EventId.derive(PersonErased.TYPE, request, "test"),
            request,
            Instant.parse("2026-11-23T10:00:00Z"),
            List.of()));
  }

  private static long committed(EmbeddedBroker broker, Service service) throws Exception {
    try (Admin admin =
        Admin.create(
            Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers()))) {
      return admin
          .listConsumerGroupOffsets("small-" + service.name())
          .partitionsToOffsetAndMetadata()
          .get()
          .values()
          .stream()
          .mapToLong(one -> one == null ? 0 : one.offset())
          .sum();
    }
  }

  private static List<String> values(EmbeddedBroker broker, String topic) {
    Map<String, Object> configuration =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            broker.bootstrapServers(),
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest");
    var values = new ArrayList<String>();
    try (var consumer =
        new KafkaConsumer<>(
            configuration, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(one -> new TopicPartition(topic, one.partition()))
              .toList();
      consumer.assign(partitions);
      long there = consumer.endOffsets(partitions).values().stream().mapToLong(end -> end).sum();
      while (values.size() < there) {
        consumer
            .poll(Duration.ofMillis(200))
            .forEach(record -> values.add(new String(record.value(), UTF_8)));
      }
    }
    return values;
  }

  @Test
  void withAckBeforeSendRecordsAreAcknowledgedThatNoBrokerHas() throws Exception {
    EmbeddedBroker before = startBroker();
    broker = before;
    OwnJvm honest = small(null, before, Mood.WORKS);
    OwnJvm sabotaged = small(Switch.ACK_BEFORE_SEND, before, Mood.WORKS);
    for (OwnJvm jvm : List.of(honest, sabotaged)) {
      untilSaid(jvm, "ready");
    }
    String type = "alo153.transport.KafkaEventPublisher";
    assertThat(Switch.ACK_BEFORE_SEND.isInEffect(sabotaged.output(), type)).isTrue();
    assertThat(Switch.ACK_BEFORE_SEND.isInEffect(honest.output(), type)).isFalse();

    // with the broker there nobody sees a difference
    honest.tell("publish HONEST");
    sabotaged.tell("publish SABOTAGED");
    untilSaid(honest, "publish HONEST: acknowledged");
    untilSaid(sabotaged, "publish SABOTAGED: acknowledged");
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(values(before, Topics.CONTACTS))
                    .containsExactlyInAnyOrder("HONEST", "SABOTAGED"));

    before.close();
    for (String how : List.of("publish", "publishAndWait")) {
      honest.tell(how + " LOST");
      sabotaged.tell(how + " LOST");
      untilSaid(honest, how + " LOST: failed");
      untilSaid(sabotaged, how + " LOST: acknowledged");
    }
    honest.kill();
    sabotaged.kill();
    EmbeddedBroker after = startBroker();
    broker = after;
    assertThat(values(after, Topics.CONTACTS)).containsExactlyInAnyOrder("HONEST", "SABOTAGED");
  }

  @Test
  void withNoDedupeARepetitionCountsTwice() throws Exception {
    OwnJvm honest = start(null, "honest", Repetitions.class);
    OwnJvm sabotaged = start(Switch.NO_DEDUPE, "sabotaged", Repetitions.class);

    assertThat(honest.end()).as(honest.output()).isZero();
    assertThat(honest.output())
        .contains("requests under one key: 1", "lines of one event: 1")
        .doesNotContain("sabotage");
    assertThat(sabotaged.end()).as(sabotaged.output()).isZero();
    assertThat(sabotaged.output())
        .contains("requests under one key: 2", "lines of one event: 2")
        .doesNotContain("never in effect");
    Switch.NO_DEDUPE
        .places()
        .forEach(
            place ->
                assertThat(Switch.NO_DEDUPE.isInEffect(sabotaged.output(), place.type())).isTrue());
  }

  @Test
  void withSwallowDeadPoisonIsGone() throws Exception {
    EmbeddedBroker there = startBroker();
    broker = there;
    OwnJvm honest = small(null, there, Mood.WORKS);
    OwnJvm sabotaged = small(Switch.SWALLOW_DEAD, there, Mood.WORKS);
    untilSaid(honest, "ready");
    untilSaid(sabotaged, "ready");
    assertThat(Switch.SWALLOW_DEAD.isInEffect(sabotaged.output())).isTrue();

    send(there, RequestId.random(), "poison".getBytes(UTF_8));
    for (Service service : List.of(HONEST, SABOTAGED)) {
      await().atMost(LONG).until(() -> committed(there, service) == 1);
    }
    assertThat(values(there, Topics.dead(HONEST))).containsExactly("poison");
    assertThat(values(there, Topics.dead(SABOTAGED))).isEmpty();
    // nothing else is wrong with it
    RequestId good = RequestId.random();
    send(there, good, event(good));
    untilSaid(sabotaged, "done " + good);
  }

  @Test
  void withEarlyCommitAKillTakesWorkWithItThatIsCommitted() throws Exception {
    EmbeddedBroker there = startBroker();
    broker = there;
    OwnJvm honest = small(null, there, Mood.HANGS);
    OwnJvm sabotaged = small(Switch.EARLY_COMMIT, there, Mood.HANGS);
    untilSaid(honest, "ready");
    untilSaid(sabotaged, "ready");
    assertThat(Switch.EARLY_COMMIT.isInEffect(sabotaged.output())).isTrue();

    RequestId request = RequestId.random();
    send(there, request, event(request));
    untilSaid(honest, "begun " + request);
    await().atMost(LONG).until(() -> committed(there, SABOTAGED) == 1);
    untilSaid(sabotaged, "begun " + request);
    honest.kill();
    sabotaged.kill();
    assertThat(committed(there, HONEST)).isZero();
    assertThat(honest.hasSaid("done")).isFalse();
    assertThat(sabotaged.hasSaid("done")).isFalse();
  }

  @Test
  void withEarlyCommitAFailureLosesTheBatch() throws Exception {
    EmbeddedBroker there = startBroker();
    broker = there;
    OwnJvm honest = small(null, there, Mood.FAILS);
    OwnJvm sabotaged = small(Switch.EARLY_COMMIT, there, Mood.FAILS);
    untilSaid(honest, "ready");
    untilSaid(sabotaged, "ready");

    RequestId request = RequestId.random();
    send(there, request, event(request));
    untilSaid(sabotaged, "work is lost");
    await().atMost(LONG).until(() -> committed(there, SABOTAGED) == 1);
    // it comes again and again, until the store is back
    await().atMost(LONG).until(() -> honest.output().split("begun " + request, -1).length > 3);
    assertThat(committed(there, HONEST)).isZero();
    assertThat(sabotaged.output().split("begun " + request, -1)).hasSize(2);
  }

  @Test
  void withEarlyCommitTheWorkIsStillDoneWhenNothingHappens() throws Exception {
    EmbeddedBroker there = startBroker();
    broker = there;
    OwnJvm sabotaged = small(Switch.EARLY_COMMIT, there, Mood.WORKS);
    untilSaid(sabotaged, "ready");
    RequestId request = RequestId.random();
    send(there, request, event(request));
    untilSaid(sabotaged, "done " + request);
  }

  @Test
  void aMethodThatIsNotThereAnyMoreEndsTheJvm() throws Exception {
    Path changed = folder.resolve("changed");
    for (Switch one : Switch.values()) {
      for (Switch.Place place : one.places()) {
        new ByteBuddy().subclass(Object.class).name(place.type()).make().saveIn(changed.toFile());
        OwnJvm jvm = start(one, one.code(), changed.toString(), place.type());
        assertThat(jvm.end()).as(jvm.output()).isEqualTo(SabotageAgent.NOT_IN_EFFECT);
        assertThat(jvm.output()).contains("can not be in effect: " + place.type());
        assertThat(one.isInEffect(jvm.output())).isFalse();
      }
    }
  }

  @Test
  void aClassThatIsNeverLoadedIsNamedAtTheEnd() throws Exception {
    OwnJvm jvm = start(Switch.SWALLOW_DEAD, "other", Repetitions.class);
    assertThat(jvm.end()).as(jvm.output()).isZero();
    assertThat(jvm.output())
        .contains("sabotage: swallow-dead was never in effect: alo153.transport.DeadLetters");
    assertThat(Switch.SWALLOW_DEAD.isInEffect(jvm.output())).isFalse();
  }

  @Test
  void aSwitchNobodyKnowsIsRefused() {
    assertThatThrownBy(() -> Switch.of("no-such")).hasMessageContaining("no-such");
  }
}
