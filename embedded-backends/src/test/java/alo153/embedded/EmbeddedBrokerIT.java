package alo153.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerIT {
  @TempDir Path directory;

  private EmbeddedBroker start() {
    return EmbeddedBroker.start(new EmbeddedBroker.Settings(directory, 0, 0));
  }

  @Test
  void aRestartKeepsTheClusterIdTheRecordsAndWhereReadersStood() throws Exception {
    String clusterId;
    try (EmbeddedBroker broker = start()) {
      clusterId = clusterId(broker);
      Topics.create(broker.bootstrapServers(), "requests", 3, Map.of());
      send(broker.bootstrapServers(), "requests", List.of("one", "two", "three"));
      try (KafkaConsumer<String, String> consumer =
          Topics.consumer(broker.bootstrapServers(), "tracking")) {
        consumer.subscribe(List.of("requests"));
        assertThat(Topics.read(consumer, 3)).containsExactlyInAnyOrder("one", "two", "three");
        consumer.commitSync();
      }
    }
    try (EmbeddedBroker broker = start()) {
      assertThat(clusterId(broker)).isEqualTo(clusterId);
      send(broker.bootstrapServers(), "requests", List.of("four"));
      try (KafkaConsumer<String, String> known =
              Topics.consumer(broker.bootstrapServers(), "tracking");
          KafkaConsumer<String, String> fresh =
              Topics.consumer(broker.bootstrapServers(), "routing")) {
        known.subscribe(List.of("requests"));
        assertThat(Topics.read(known, 1)).containsExactly("four");
        fresh.subscribe(List.of("requests"));
        assertThat(Topics.read(fresh, 4)).containsExactlyInAnyOrder("one", "two", "three", "four");
      }
    }
  }

  @Test
  void aKilledBrokerComesBackWithEveryAcknowledgedRecord() throws Exception {
    Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
    int rounds = 3;
    for (int round = 0; round < rounds; round++) {
      try (BackendsProcess process = BackendsProcess.start("--broker", directory.toString(), "0")) {
        String servers = process.readyLine("broker ready ");
        if (round == 0) {
          Topics.create(servers, "requests", 4, Map.of());
        }
        killWhileSending(process, servers, round, acknowledged);
      }
    }
    try (EmbeddedBroker broker = start()) {
      assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(rounds * 2000);
      assertThat(Topics.readAll(broker.bootstrapServers(), "requests")).containsAll(acknowledged);
    }
  }

  private static void killWhileSending(
      BackendsProcess process, String servers, int round, Queue<String> acknowledged)
      throws Exception {
    KafkaProducer<String, String> producer = Topics.producer(servers);
    int before = acknowledged.size();
    for (int i = 0; acknowledged.size() < before + 2000; i++) {
      String value = "record-" + round + "-" + i;
      producer.send(
          new ProducerRecord<>("requests", value, value),
          (metadata, failure) -> {
            if (failure == null) {
              acknowledged.add(value);
            }
          });
    }
    process.kill(); // with batches in flight
    producer.close(Duration.ZERO);
  }

  @Test
  void aStoppedProcessEndsInAnOrderlyWay() throws Exception {
    try (BackendsProcess process =
        BackendsProcess.start(
            "--broker",
            directory.resolve("log").toString(),
            "0",
            "--store",
            directory.resolve("documents.mv").toString(),
            "0")) {
      assertThat(process.readyLine("store ready ")).startsWith("mongodb://127.0.0.1:");
      assertThat(process.readyLine("broker ready ")).startsWith("127.0.0.1:");
      assertThat(process.stop()).isEqualTo(128 + 15);
      // Kafka leaves this mark only after an orderly shutdown
      assertThat(directory.resolve("log/.kafka_cleanshutdown")).exists();
    }
  }

  @Test
  void aSecondBrokerInTheSameDirectoryIsRefused() {
    try (EmbeddedBroker first = start()) {
      assertThatThrownBy(this::start)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("Another broker works in");
      assertThat(first.bootstrapServers()).isNotEmpty();
    }
  }

  @Test
  void aTakenPortIsRefusedAndLeavesTheDirectoryFree() throws Exception {
    try (ServerSocket somebody = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      assertThatThrownBy(
              () ->
                  EmbeddedBroker.start(
                      new EmbeddedBroker.Settings(directory, somebody.getLocalPort(), 0)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("Port " + somebody.getLocalPort() + " is taken");
    }
    start().close();
  }

  @Test
  void eachListenerSendsItsClientsToTheAddressItAdvertises() throws Exception {
    int intake = FreePort.orWanted(0);
    int routing = FreePort.orWanted(0);
    int between = FreePort.orWanted(0); // nobody listens there: clients must be told all the same
    try (BackendsProcess process =
        BackendsProcess.start(
            "--broker",
            directory.toString(),
            "0",
            "--listener",
            "INTAKE",
            Integer.toString(intake),
            Integer.toString(between),
            "--listener",
            "ROUTING",
            Integer.toString(routing),
            Integer.toString(routing))) {
      String first = process.readyLine("broker ready ");
      Topics.create("127.0.0.1:" + routing, "requests", 1, Map.of());
      send("127.0.0.1:" + routing, "requests", List.of("one"));
      assertThat(Topics.readAll(first, "requests")).containsExactly("one");
      assertThat(first).isEqualTo("127.0.0.1:" + toldPort(first));
      assertThat(toldPort("127.0.0.1:" + routing)).isEqualTo(routing);
      assertThat(toldPort("127.0.0.1:" + intake)).isEqualTo(between);
    }
  }

  // a producer shows what it is told without connecting there
  private static int toldPort(String servers) {
    KafkaProducer<String, String> producer = Topics.producer(servers);
    try {
      return producer.partitionsFor("requests").get(0).leader().port();
    } finally {
      producer.close(Duration.ZERO);
    }
  }

  @Test
  void aTakenListenersPortIsRefused() throws Exception {
    try (ServerSocket somebody = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      int taken = somebody.getLocalPort();
      assertThatThrownBy(
              () ->
                  EmbeddedBroker.start(
                      new EmbeddedBroker.Settings(
                          directory,
                          0,
                          0,
                          List.of(new EmbeddedBroker.Listener("INTAKE", taken, taken)),
                          Map.of())))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("Port " + taken + " is taken");
    }
  }

  @Test
  void propertiesFromAFileWinOverOurs() throws Exception {
    Path file = directory.resolve("more.properties");
    Files.writeString(
        file,
        """
        # anyone may do anything, until somebody is denied it
        authorizer.class.name = org.apache.kafka.metadata.authorizer.StandardAuthorizer
        allow.everyone.if.no.acl.found = true
        super.users = User:nobody
        # ours is false
        auto.create.topics.enable = true
        message.max.bytes = 2000
        """);
    try (BackendsProcess process =
        BackendsProcess.start(
            "--broker",
            directory.resolve("log").toString(),
            "0",
            "--properties",
            file.toString())) {
      String servers = process.readyLine("broker ready ");
      send(servers, "created-by-mistake", List.of("one"));
      assertThatThrownBy(() -> send(servers, "created-by-mistake", List.of("x".repeat(3000))))
          .hasCauseInstanceOf(RecordTooLargeException.class);
      Topics.create(servers, "denied", 1, Map.of());
      try (Admin admin = Topics.admin(servers)) {
        admin.createAcls(List.of(nobodyWritesTo("denied"))).all().get();
      }
      assertThatThrownBy(() -> send(servers, "denied", List.of("one")))
          .hasCauseInstanceOf(TopicAuthorizationException.class);
    }
  }

  private static AclBinding nobodyWritesTo(String topic) {
    return new AclBinding(
        new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
        new AccessControlEntry("User:*", "*", AclOperation.WRITE, AclPermissionType.DENY));
  }

  @Test
  void aTopicNobodyCreatedIsNotCreatedByMistake() {
    try (EmbeddedBroker broker = start();
        Admin admin = Topics.admin(broker.bootstrapServers())) {
      assertThatThrownBy(() -> admin.describeTopics(List.of("misspelt")).allTopicNames().get())
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
    }
  }

  @Test
  void itListensOnLoopbackOnlyAndClosingTwiceIsHarmless() throws Exception {
    EmbeddedBroker broker = start();
    int port = Integer.parseInt(broker.bootstrapServers().split(":")[1]);
    // with a listener on the wildcard address this bind would fail
    try (ServerSocket beside = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.2"))) {
      assertThat(beside.isBound()).isTrue();
    }
    broker.close();
    broker.close();
    assertThat(FreePort.isFree(port)).isTrue();
  }

  private static String clusterId(EmbeddedBroker broker) throws Exception {
    try (Admin admin = Topics.admin(broker.bootstrapServers())) {
      return admin.describeCluster().clusterId().get();
    }
  }

  private static void send(String servers, String topic, List<String> values) throws Exception {
    try (KafkaProducer<String, String> producer = Topics.producer(servers)) {
      for (String value : values) {
        producer.send(new ProducerRecord<>(topic, value, value)).get();
      }
    }
  }
}
