package alo153.proving.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import alo153.embedded.EmbeddedBroker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Two edges to one broker, each with a listener that sends its clients to the edge's proxy. */
@Timeout(120)
class TcpProxyKafkaIT {
  private static final Logger LOG = LoggerFactory.getLogger(TcpProxyKafkaIT.class);
  private static final String TOPIC = "requests";
  private static final int PARTITIONS = 3;

  @TempDir Path directory;
  private final List<AutoCloseable> open = new ArrayList<>();
  private TcpProxy intake;
  private TcpProxy routing;

  @BeforeEach
  void start() throws Exception {
    int behindIntake = freePort();
    int behindRouting = freePort();
    intake = opened(TcpProxy.between(0, behindIntake, "intake-broker"));
    routing = opened(TcpProxy.between(0, behindRouting, "routing-broker"));
    EmbeddedBroker broker =
        opened(
            EmbeddedBroker.start(
                new EmbeddedBroker.Settings(
                    directory,
                    0,
                    0,
                    List.of(
                        new EmbeddedBroker.Listener("INTAKE", behindIntake, intake.port()),
                        new EmbeddedBroker.Listener("ROUTING", behindRouting, routing.port())),
                    Map.of())));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin
          .createTopics(List.of(new NewTopic(TOPIC, Optional.of(PARTITIONS), Optional.empty())))
          .all()
          .get(30, TimeUnit.SECONDS);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @AfterEach
  void stop() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
  }

  private <T extends AutoCloseable> T opened(T it) {
    open.add(it);
    return it;
  }

  private static String servers(TcpProxy proxy) {
    return "127.0.0.1:" + proxy.port();
  }

  private KafkaProducer<String, String> producer(TcpProxy proxy, Duration patience) {
    Map<String, Object> it = new HashMap<>();
    it.put("bootstrap.servers", servers(proxy));
    it.put("acks", "all");
    it.put("enable.idempotence", "true");
    it.put("request.timeout.ms", "1000");
    it.put("delivery.timeout.ms", Long.toString(patience.toMillis()));
    it.put("max.block.ms", Long.toString(patience.toMillis()));
    it.put("reconnect.backoff.max.ms", "200");
    return opened(new KafkaProducer<>(it, new StringSerializer(), new StringSerializer()));
  }

  private KafkaConsumer<String, String> consumer(TcpProxy proxy, String group) {
    Map<String, Object> it = new HashMap<>();
    it.put("bootstrap.servers", servers(proxy));
    it.put("group.id", group);
    it.put("enable.auto.commit", "false");
    it.put("auto.offset.reset", "earliest");
    it.put("request.timeout.ms", "3000");
    it.put("reconnect.backoff.max.ms", "200");
    it.put("default.api.timeout.ms", "20000");
    KafkaConsumer<String, String> consumer =
        opened(new KafkaConsumer<>(it, new StringDeserializer(), new StringDeserializer()));
    consumer.subscribe(List.of(TOPIC));
    return consumer;
  }

  private static List<String> read(KafkaConsumer<String, String> consumer, int atLeast) {
    List<String> values = new ArrayList<>();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (values.size() < atLeast && System.nanoTime() < end) {
      for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(100))) {
        values.add(record.value());
      }
    }
    return values;
  }

  @Test
  void theBrokerSendsTheClientsOfAnEdgeBackThroughItsProxy() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers(intake)))) {
      assertThat(admin.describeCluster().nodes().get(30, TimeUnit.SECONDS))
          .extracting(Node::port)
          .containsExactly(intake.port());
    }
    KafkaProducer<String, String> producer = producer(intake, Duration.ofSeconds(30));
    for (int i = 0; i < 100; i++) {
      producer.send(new ProducerRecord<>(TOPIC, "key", "value " + i)).get();
    }
    assertThat(read(consumer(routing, "routing"), 100)).hasSize(100);
    // nothing went round the proxies
    assertThat(intake.counts().bytesToTarget()).isGreaterThan(100 * "value 1".length());
    assertThat(routing.counts().bytesFromTarget()).isGreaterThan(100 * "value 1".length());
  }

  @Test
  void oneServicesWayToTheBrokerCanBeClosedAlone() throws Exception {
    KafkaProducer<String, String> shut = producer(intake, Duration.ofSeconds(3));
    shut.send(new ProducerRecord<>(TOPIC, "key", "before")).get();
    intake.set(Condition.blackhole());
    KafkaProducer<String, String> beside = producer(routing, Duration.ofSeconds(30));
    beside.send(new ProducerRecord<>(TOPIC, "key", "beside")).get();
    assertThatThrownBy(() -> shut.send(new ProducerRecord<>(TOPIC, "key", "within")).get())
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(TimeoutException.class);
    intake.set(Condition.CLEAR);
    await()
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptions()
        .until(() -> shut.send(new ProducerRecord<>(TOPIC, "key", "after")).get() != null);
  }

  @Test
  void lostResponsesLeaveTheRecordInTheLogOnceAfterTheProducersOwnRetry() throws Exception {
    KafkaProducer<String, String> producer = producer(intake, Duration.ofSeconds(60));
    producer.send(new ProducerRecord<>(TOPIC, "key", "before")).get();
    intake.set(Condition.responsesLost());
    Future<RecordMetadata> sent = producer.send(new ProducerRecord<>(TOPIC, "key", "within"));
    KafkaConsumer<String, String> consumer = consumer(routing, "routing");
    assertThat(read(consumer, 2)).containsExactly("before", "within");
    assertThat(sent).isNotDone(); // the broker has it, and the producer does not know
    intake.set(Condition.CLEAR);
    sent.get(30, TimeUnit.SECONDS);
    producer.send(new ProducerRecord<>(TOPIC, "key", "after")).get();
    assertThat(read(consumer, 1)).containsExactly("after");
  }

  /** Every condition in turn, under load on both edges, ends with each record once, in order. */
  @Test
  void whatIsAcknowledgedIsInTheLogOnceAndInOrderWhateverTheWeather() throws Exception {
    long seed = 153;
    Random random = new Random(seed);
    KafkaProducer<String, String> producer = producer(intake, Duration.ofSeconds(100));
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    List<Condition> weathers =
        List.of(
            Condition.latency(Duration.ofMillis(30), Duration.ofMillis(20), seed),
            Condition.reset(),
            Condition.responsesLost(),
            Condition.bandwidth(200_000),
            Condition.halfOpen(),
            Condition.blackhole(),
            Condition.reset(0.7, 20_000, seed),
            Condition.blackhole(Condition.Direction.FROM_TARGET),
            Condition.blackhole(Condition.Direction.TO_TARGET));
    for (Condition weather : weathers) {
      sendSome(producer, sent, random);
      intake.set(weather);
      long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1_500);
      sendSome(producer, sent, random);
      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> System.nanoTime() >= until); // longer than a request may take
      intake.set(Condition.CLEAR);
      sent.get(sent.size() - 1).get(60, TimeUnit.SECONDS);
    }
    for (Future<RecordMetadata> one : sent) {
      one.get(60, TimeUnit.SECONDS);
    }
    Map<String, Integer> next = new HashMap<>();
    List<String> read = read(consumer(routing, "routing"), sent.size());
    assertThat(read).hasSize(sent.size());
    for (String value : read) {
      String key = value.substring(0, value.indexOf(' '));
      int number = Integer.parseInt(value.substring(value.indexOf(' ') + 1, value.indexOf(';')));
      assertThat(number).as(value).isEqualTo(next.merge(key, 1, Integer::sum) - 1);
    }
    LOG.info("seed {}: {} records, {}", seed, sent.size(), intake.counts());
    assertThat(intake.counts().resets()).isGreaterThan(3);
  }

  private static void sendSome(
      KafkaProducer<String, String> producer, List<Future<RecordMetadata>> sent, Random random) {
    for (int i = 0; i < 100; i++) {
      int number = sent.size();
      String key = "key" + number % 7;
      String value = key + " " + number / 7 + ";" + "x".repeat(random.nextInt(2_000));
      sent.add(producer.send(new ProducerRecord<>(TOPIC, key, value)));
    }
  }
}
