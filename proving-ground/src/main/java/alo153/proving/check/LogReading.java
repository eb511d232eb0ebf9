package alo153.proving.check;

import alo153.events.wire.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads topics as any reader may who has the right, from a mark to where they end. */
public final class LogReading implements AutoCloseable {
  /** The groups that must have taken everything when a house is at rest. */
  private static final Set<String> GROUPS =
      Set.of(
          "intake-service",
          "routing-service",
          "routing-service-personal",
          "tracking-service",
          "tracking-service-contacts",
          "notification-service");

  private final String brokers;
  private final Admin admin;

  public LogReading(String brokers) {
    this.brokers = brokers;
    this.admin =
        Admin.create(
            Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                brokers,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                20_000,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                10_000));
  }

  /**
   * Where every topic ends now.
   *
   * @throws IllegalStateException when the broker does not say
   */
  public Map<TopicPartition, Long> ends() {
    Set<String> ours =
        ask(admin.listTopics().names()).stream()
            .filter(name -> name.startsWith("alo153."))
            .collect(Collectors.toSet());
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    ask(admin.describeTopics(ours).allTopicNames())
        .forEach(
            (name, description) ->
                description
                    .partitions()
                    .forEach(
                        partition ->
                            latest.put(
                                new TopicPartition(name, partition.partition()),
                                OffsetSpec.latest())));
    Map<TopicPartition, Long> ends = new HashMap<>();
    ask(admin.listOffsets(latest).all())
        .forEach((partition, end) -> ends.put(partition, end.offset()));
    return ends;
  }

  /**
   * How many records each group of the house has still to take, those with nothing left out.
   *
   * @throws IllegalStateException when the broker does not say
   */
  public Map<String, Long> lag() {
    Map<String, Long> lag = new TreeMap<>();
    behind()
        .forEach(
            (group, partitions) ->
                lag.put(group, partitions.values().stream().mapToLong(Long::longValue).sum()));
    return lag;
  }

  /**
   * How many records each group of the house has still to take, by partition; groups and partitions
   * with nothing left are left out.
   *
   * @throws IllegalStateException when the broker does not say
   */
  public Map<String, Map<TopicPartition, Long>> behind() {
    Map<TopicPartition, Long> ends = ends();
    Map<String, Map<TopicPartition, Long>> behind = new TreeMap<>();
    for (String group : GROUPS) {
      Map<TopicPartition, Long> taken = taken(group);
      Set<String> topics = topics(group);
      Map<TopicPartition, Long> left = new HashMap<>();
      ends.forEach(
          (partition, end) -> {
            long count = end - taken.getOrDefault(partition, 0L);
            if (topics.contains(partition.topic()) && count > 0) {
              left.put(partition, count);
            }
          });
      if (!left.isEmpty()) {
        behind.put(group, left);
      }
    }
    return behind;
  }

  /**
   * Up to where a group has committed.
   *
   * @throws IllegalStateException when the broker does not say
   */
  public Map<TopicPartition, Long> taken(String group) {
    Map<TopicPartition, Long> taken = new HashMap<>();
    ask(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
        .forEach(
            (partition, offset) -> {
              if (offset != null) {
                taken.put(partition, offset.offset());
              }
            });
    return taken;
  }

  /** The groups of the house that read a topic. */
  public static Set<String> groups(String topic) {
    return GROUPS.stream()
        .filter(group -> topics(group).contains(topic))
        .collect(Collectors.toSet());
  }

  /**
   * How many readers a group of the house has that hold partitions.
   *
   * @throws IllegalStateException when the broker does not say
   */
  public int readers(String group) {
    return (int)
        ask(admin.describeConsumerGroups(Set.of(group)).all()).values().stream()
            .flatMap(description -> description.members().stream())
            .filter(member -> !member.assignment().topicPartitions().isEmpty())
            .count();
  }

  /**
   * Who is in each group of the house, by the names the brokers gave them: a member that left and
   * came back has another one.
   *
   * @throws IllegalStateException when the broker does not say
   */
  public Map<String, Set<String>> members() {
    Map<String, Set<String>> members = new TreeMap<>();
    ask(admin.describeConsumerGroups(GROUPS).all())
        .forEach(
            (group, description) ->
                members.put(
                    group,
                    description.members().stream()
                        .map(member -> member.consumerId())
                        .collect(Collectors.toSet())));
    return members;
  }

  private static Set<String> topics(String group) {
    return switch (group) {
      case "intake-service" -> Set.of(Topics.INBOX, Topics.REQUESTS);
      case "routing-service" -> Set.of(Topics.REQUESTS);
      case "routing-service-personal" -> Set.of(Topics.PERSONAL);
      case "notification-service" -> Set.of(Topics.REQUESTS, Topics.PERSONAL);
      case "tracking-service" -> Set.of(Topics.REQUESTS, Topics.UPDATES, Topics.PERSONAL);
      case "tracking-service-contacts" -> Set.of(Topics.CONTACTS);
      default -> throw new IllegalArgumentException("no group of ours: " + group);
    };
  }

  /**
   * All records of some topics from a mark to where they end now, each partition in its order.
   *
   * @param from a mark taken with {@link #ends()}; partitions it does not name begin at the start
   */
  public List<ConsumerRecord<byte[], byte[]>> read(
      Map<TopicPartition, Long> from, java.util.function.Predicate<String> topics) {
    Map<TopicPartition, Long> ends = ends();
    ends.keySet().removeIf(partition -> !topics.test(partition.topic()));
    var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
    Map<String, Object> configuration =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            brokers,
            ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
            ByteArrayDeserializer.class,
            ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
            ByteArrayDeserializer.class,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
            50,
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            5000);
    try (var consumer = new KafkaConsumer<byte[], byte[]>(configuration)) {
      consumer.assign(ends.keySet());
      consumer.seekToBeginning(ends.keySet());
      from.forEach(
          (partition, offset) -> {
            if (ends.containsKey(partition)) {
              consumer.seek(partition, offset);
            }
          });
      Set<TopicPartition> open =
          ends.entrySet().stream()
              .filter(end -> consumer.position(end.getKey()) < end.getValue())
              .map(Map.Entry::getKey)
              .collect(Collectors.toSet());
      while (!open.isEmpty()) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
          if (record.offset()
              < ends.getOrDefault(new TopicPartition(record.topic(), record.partition()), 0L)) {
            records.add(record);
          }
        }
        open.removeIf(
            partition -> consumer.position(partition) >= ends.getOrDefault(partition, 0L));
      }
    }
    return records;
  }

  private static <T> T ask(org.apache.kafka.common.KafkaFuture<T> question) {
    try {
      return question.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the broker does not say: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking the broker", e);
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(2));
  }
}
