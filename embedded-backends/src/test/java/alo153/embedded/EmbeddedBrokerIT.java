package alo153.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
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
    producer.close(java.time.Duration.ZERO);
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
