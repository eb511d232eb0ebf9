package alo153.embedded;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** What the tests do with a broker. */
final class Topics {
  private Topics() {}

  static Admin admin(String servers) {
    return Admin.create(Map.of("bootstrap.servers", servers));
  }

  static void create(String servers, String topic, int partitions, Map<String, String> settings)
      throws Exception {
    try (Admin admin = admin(servers)) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(topic, Optional.of(partitions), Optional.empty()).configs(settings)))
          .all()
          .get(30, TimeUnit.SECONDS);
    }
  }

  static KafkaProducer<String, String> producer(String servers) {
    Properties it = new Properties();
    it.put("bootstrap.servers", servers);
    it.put("acks", "all");
    it.put("linger.ms", "1");
    return new KafkaProducer<>(it, new StringSerializer(), new StringSerializer());
  }

  static KafkaConsumer<String, String> consumer(String servers, String group) {
    Properties it = new Properties();
    it.put("bootstrap.servers", servers);
    it.put("group.id", group);
    it.put("enable.auto.commit", "false");
    it.put("auto.offset.reset", "earliest");
    return new KafkaConsumer<>(it, new StringDeserializer(), new StringDeserializer());
  }

  /** Reads until that many values came or two minutes have passed. */
  static List<String> read(KafkaConsumer<String, String> consumer, int atLeast) {
    List<String> values = new ArrayList<>();
    long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (values.size() < atLeast && System.nanoTime() < end) {
      consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
    }
    return values;
  }

  /** Reads all there is, including what was written but never acknowledged. */
  static List<String> readAll(String servers, String topic) {
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer = consumer(servers, "whole-log")) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(it -> new TopicPartition(topic, it.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(it -> consumer.position(it) < ends.get(it))) {
        consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
      }
    }
    return values;
  }
}
