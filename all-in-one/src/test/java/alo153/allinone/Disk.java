package alo153.allinone;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.record.FileRecords;
import org.apache.kafka.common.record.Record;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Looks for words in what lies on the disk, and hurries the brokers to clean it. */
final class Disk {
  private Disk() {}

  /** {@code file: word} for each of the words in each file below a folder. */
  static Set<String> search(Path folder, Collection<String> words) throws IOException {
    var found = new TreeSet<String>();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            searchFile(file, folder.relativize(file).toString(), words, found);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE; // unlinked meanwhile
            }
            throw e;
          }
        });
    return found;
  }

  static Set<String> searchFile(Path file, Collection<String> words) {
    var found = new TreeSet<String>();
    searchFile(file, String.valueOf(file.getFileName()), words, found);
    return found;
  }

  private static void searchFile(
      Path file, String name, Collection<String> words, Set<String> found) {
    try {
      in(name, Files.readAllBytes(file), words, found);
      if (name.endsWith(".log") && name.startsWith("alo153.")) {
        searchRecords(file, name, words, found);
      }
    } catch (NoSuchFileException unlinkedMeanwhile) {
      found.removeIf(one -> one.startsWith(name + ": "));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same once more after decompression: a compressed batch shows no word. */
  private static void searchRecords(
      Path file, String name, Collection<String> words, Set<String> found) throws IOException {
    try (FileRecords records = FileRecords.open(file.toFile(), false)) {
      for (Record record : records.records()) {
        in(name, bytes(record.key()), words, found);
        in(name, bytes(record.value()), words, found);
        for (var header : record.headers()) {
          in(name, header.value(), words, found);
        }
      }
    }
  }

  private static byte[] bytes(@org.jspecify.annotations.Nullable ByteBuffer buffer) {
    if (buffer == null) {
      return new byte[0];
    }
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  static void in(
      String where,
      byte @org.jspecify.annotations.Nullable [] bytes,
      Collection<String> words,
      Set<String> found) {
    if (bytes == null) {
      return;
    }
    String text = new String(bytes, ISO_8859_1);
    for (String word : words) {
      if (text.contains(new String(word.getBytes(UTF_8), ISO_8859_1))) {
        found.add(where + ": " + word);
      }
    }
  }

  /** Reads whole topics. */
  static void read(
      String brokers, Collection<String> topics, Consumer<ConsumerRecord<byte[], byte[]>> each) {
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of("bootstrap.servers", brokers),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = partitions(consumer, topics);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(500)).forEach(each);
      }
    }
  }

  private static List<TopicPartition> partitions(
      KafkaConsumer<byte[], byte[]> consumer, Collection<String> topics) {
    var partitions = new ArrayList<TopicPartition>();
    for (String topic : topics) {
      consumer
          .partitionsFor(topic)
          .forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
    }
    return partitions;
  }

  /** Topics that forget: all of ours but the log itself. */
  static List<String> forgettingTopics(String brokers) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
      return admin.listTopics().names().get().stream()
          .filter(topic -> topic.startsWith("alo153.") && !topic.equals("alo153.requests"))
          .toList();
    }
  }

  /** Lets half a day pass in no time: what a marker closes is cleaned at once. */
  static void hurry(String brokers, Collection<String> topics) throws Exception {
    configure(brokers, topics, "1");
  }

  /** As the topics are made. */
  static void takeTime(String brokers, Collection<String> topics) throws Exception {
    configure(brokers, topics, Long.toString(Duration.ofHours(12).toMillis()));
  }

  private static void configure(String brokers, Collection<String> topics, String millis)
      throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
      var changes = new HashMap<ConfigResource, Collection<AlterConfigOp>>();
      for (String topic : topics) {
        changes.put(
            new ConfigResource(ConfigResource.Type.TOPIC, topic),
            List.of(set("segment.ms", millis), set("max.compaction.lag.ms", millis)));
      }
      admin.incrementalAlterConfigs(changes).all().get();
    }
  }

  private static AlterConfigOp set(String name, String value) {
    return new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
  }

  /** What the house does twice a day after an erasure. */
  static void mark(String brokers, Collection<String> topics) throws Exception {
    try (var consumer =
            new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", brokers),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        var producer =
            new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", brokers),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
      for (var end : consumer.endOffsets(partitions(consumer, topics)).entrySet()) {
        if (end.getValue() > 0) {
          producer.send(
              new ProducerRecord<>(
                  end.getKey().topic(), end.getKey().partition(), "marker".getBytes(UTF_8), null));
        }
      }
      producer.flush();
    }
  }
}
