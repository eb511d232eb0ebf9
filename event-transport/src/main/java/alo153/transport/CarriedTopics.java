package alo153.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import alo153.events.wire.Headers;
import alo153.events.wire.Service;
import alo153.events.wire.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The topics that carry some personal data on its way, and how to make them forget before their 90
 * days are over.
 */
public final class CarriedTopics {
  /** The key of a record that only closes a segment; readers pass over it. */
  public static final String MARKER = "marker";

  private static final Set<String> READ_BY_SERVICES =
      Set.of(Topics.REQUESTS, Topics.PERSONAL, Topics.INBOX, Topics.UPDATES, Topics.CONTACTS);

  /** The only reader of each topic that is trimmed; whoever looks on besides does not count. */
  private static final Map<String, String> READERS =
      Map.of(
          Topics.INBOX, Service.INTAKE.group(),
          Topics.UPDATES, Service.TRACKING.group(),
          Topics.CONTACTS, Service.TRACKING.group() + "-contacts");

  private final TransportSettings settings;
  private final EventPublisher publisher;
  private final Envelopes envelopes;

  public CarriedTopics(TransportSettings settings, EventPublisher publisher, Envelopes envelopes) {
    this.settings = settings;
    this.publisher = publisher;
    this.envelopes = envelopes;
  }

  private Admin admin() {
    return Admin.create(
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
            settings.bootstrapServers(),
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            10_000,
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
            5_000));
  }

  private static <T> T get(KafkaFuture<T> future) {
    try {
      return future.get(15, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InfrastructureException("interrupted while talking to the brokers", e);
    } catch (TimeoutException | ExecutionException e) {
      throw new InfrastructureException("the brokers did not do it", e);
    }
  }

  /** The departments' topics that exist. */
  public Set<String> departmentFeeds() {
    try (Admin admin = admin()) {
      var feeds = new HashSet<>(get(admin.listTopics().names()));
      feeds.removeIf(topic -> !Topics.isDepartment(topic));
      return feeds;
    }
  }

  /**
   * Cuts the carried topics off up to what their reader has taken. What it has not taken yet stays.
   *
   * @return the first offset kept, by {@code topic/partition}
   */
  public Map<String, Long> trim() {
    try (Admin admin = admin()) {
      var taken = new HashMap<TopicPartition, Long>();
      READERS.forEach(
          (topic, group) ->
              get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
                  .forEach(
                      (partition, offset) -> {
                        if (offset != null && partition.topic().equals(topic)) {
                          taken.put(partition, offset.offset());
                        }
                      }));
      var cut = new HashMap<TopicPartition, RecordsToDelete>();
      var report = new TreeMap<String, Long>();
      taken.forEach(
          (partition, offset) -> {
            if (offset > 0) {
              cut.put(partition, RecordsToDelete.beforeOffset(offset));
              report.put(partition.topic() + "/" + partition.partition(), offset);
            }
          });
      get(admin.deleteRecords(cut).all());
      return report;
    }
  }

  /** Up to where a group has taken topics, by {@code topic/partition}. */
  public Map<String, Long> taken(String group) {
    try (Admin admin = admin()) {
      var taken = new HashMap<String, Long>();
      get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
          .forEach(
              (partition, offset) -> {
                if (offset != null) {
                  taken.put(partition.topic() + "/" + partition.partition(), offset.offset());
                }
              });
      return taken;
    }
  }

  /** Where a topic ends now, by {@code topic/partition}; empty partitions are not named. */
  public Map<String, Long> ends(String topic) {
    var ends = new HashMap<String, Long>();
    ends(topic::equals)
        .forEach(
            (partition, end) -> ends.put(partition.topic() + "/" + partition.partition(), end));
    return ends;
  }

  /**
   * The dead letters, of all services, that somebody recognises.
   *
   * @param belongs told the original key, empty when there was none, and the original bytes
   * @return {@code <dead topic> <key>} each
   */
  public List<String> deadLetters(BiPredicate<String, byte[]> belongs) {
    var found = new ArrayList<String>();
    for (Service service : Service.values()) {
      String topic = Topics.dead(service);
      var letters = new LinkedHashSet<String>();
      read(
          topic,
          record -> {
            String letter = new String(record.key(), UTF_8);
            Header header = record.headers().lastHeader(Headers.DEAD_KEY);
            byte[] key = DeadLetters.key(header == null ? null : new String(header.value(), UTF_8));
            String original = key == null ? "" : new String(key, UTF_8);
            if (record.value() != null && belongs.test(original, record.value())) {
              letters.add(letter);
            } else {
              letters.remove(letter);
            }
          });
      letters.forEach(letter -> found.add(topic + " " + letter));
    }
    return found;
  }

  /** Tombstones for what {@link #deadLetters} found. */
  public void forgetDeadLetters(Collection<String> letters) {
    publisher.publishAndWait(
        letters.stream()
            .map(letter -> letter.split(" ", 2))
            .map(parts -> envelopes.tombstone(parts[0], parts[1], parts[1]))
            .toList());
  }

  private void read(String topic, Consumer<ConsumerRecord<byte[], byte[]>> each) {
    try (var consumer = new KafkaConsumer<byte[], byte[]>(reading())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofSeconds(1)).forEach(each);
      }
    }
  }

  private Map<String, Object> reading() {
    return Map.of(
        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
        settings.bootstrapServers(),
        ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
        ByteArrayDeserializer.class,
        ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
        ByteArrayDeserializer.class,
        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
        false,
        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
        10_000);
  }

  /** Where topics end now, by {@code topic/partition}; 0 for an empty partition. */
  public Map<String, Long> ends(Collection<String> topics) {
    var ends = new HashMap<String, Long>();
    allEnds(topics::contains)
        .forEach(
            (partition, end) -> ends.put(partition.topic() + "/" + partition.partition(), end));
    return ends;
  }

  /** Where our topics end now, by partition; empty partitions are not named. */
  private Map<TopicPartition, Long> ends(Predicate<String> which) {
    Map<TopicPartition, Long> ends = allEnds(which);
    ends.values().removeIf(end -> end == 0);
    return ends;
  }

  private Map<TopicPartition, Long> allEnds(Predicate<String> which) {
    try (Admin admin = admin()) {
      List<String> topics = get(admin.listTopics().names()).stream().filter(which).toList();
      var latest = new HashMap<TopicPartition, OffsetSpec>();
      get(admin.describeTopics(topics).allTopicNames())
          .forEach(
              (topic, description) ->
                  description
                      .partitions()
                      .forEach(
                          info ->
                              latest.put(
                                  new TopicPartition(topic, info.partition()),
                                  OffsetSpec.latest())));
      var ends = new HashMap<TopicPartition, Long>();
      get(admin.listOffsets(latest).all())
          .forEach((partition, end) -> ends.put(partition, end.offset()));
      return ends;
    }
  }

  /**
   * Waits until every service has taken what was there at the call: the one that asks, whose group
   * need not exist yet, and each whose group reads or has read.
   *
   * @return false when one did not within the patience
   */
  public boolean awaitReaders(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    Map<TopicPartition, Long> ends = ends(READ_BY_SERVICES::contains);
    while (!isTaken(ends)) {
      if (System.nanoTime() - deadline > 0 || Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
    }
    return true;
  }

  private boolean isTaken(Map<TopicPartition, Long> ends) {
    try (Admin admin = admin()) {
      for (Map.Entry<String, Set<String>> reader : readers(admin).entrySet()) {
        Map<TopicPartition, OffsetAndMetadata> taken =
            get(admin.listConsumerGroupOffsets(reader.getKey()).partitionsToOffsetAndMetadata());
        Set<String> topics = new HashSet<>(reader.getValue());
        taken.keySet().forEach(partition -> topics.add(partition.topic()));
        for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
          OffsetAndMetadata offset = taken.get(end.getKey());
          if (topics.contains(end.getKey().topic())
              && (offset == null || offset.offset() < end.getValue())) {
            return false;
          }
        }
      }
      return true;
    }
  }

  /** The services' groups, with what they were given to read though they may have read nothing. */
  private Map<String, Set<String>> readers(Admin admin) {
    List<String> groups =
        get(admin.listGroups().all()).stream()
            .map(GroupListing::groupId)
            .filter(
                group ->
                    Stream.of(Service.values())
                        .anyMatch(service -> group.startsWith(service.group())))
            .toList();
    var readers = new HashMap<String, Set<String>>();
    get(admin.describeConsumerGroups(groups).all())
        .forEach(
            (group, description) ->
                readers.put(
                    group,
                    description.members().stream()
                        .flatMap(member -> member.assignment().topicPartitions().stream())
                        .map(TopicPartition::topic)
                        .collect(Collectors.toCollection(HashSet::new))));
    if (settings.service() != Service.INTAKE) {
      readers
          .computeIfAbsent(settings.service().group(), group -> new HashSet<>())
          .addAll(List.of(Topics.REQUESTS, Topics.PERSONAL));
    }
    return readers;
  }

  /**
   * Writes an empty record behind what the topics hold that forget. Kafka closes a segment only
   * when a record arrives behind it, and cleans and deletes closed segments only: in a quiet topic
   * what was forgotten would stay on the disk.
   *
   * @return how many partitions got one
   */
  public int mark() {
    Set<TopicPartition> partitions = ends(CarriedTopics::forgets).keySet();
    Map<String, Object> configuration =
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            settings.bootstrapServers(),
            ProducerConfig.ACKS_CONFIG,
            "all",
            ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
            ByteArraySerializer.class,
            ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
            ByteArraySerializer.class);
    try (var producer = new KafkaProducer<byte[], byte[]>(configuration)) {
      var sent = new ArrayList<Future<RecordMetadata>>();
      for (TopicPartition partition : partitions) {
        sent.add(
            producer.send(
                new ProducerRecord<>(
                    partition.topic(), partition.partition(), MARKER.getBytes(UTF_8), null)));
      }
      for (Future<RecordMetadata> one : sent) {
        one.get(15, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InfrastructureException("interrupted while marking", e);
    } catch (TimeoutException | ExecutionException e) {
      throw new InfrastructureException("the brokers did not take the markers", e);
    }
    return partitions.size();
  }

  /** Everything but the log itself, which keeps what it holds. */
  private static boolean forgets(String topic) {
    return Topics.isDepartment(topic)
        || !topic.equals(Topics.REQUESTS)
            && Topics.declared().stream().anyMatch(declared -> declared.name().equals(topic));
  }
}
