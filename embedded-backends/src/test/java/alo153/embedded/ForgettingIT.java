package alo153.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tombstone takes the words off the disk, not only out of what readers see. */
class ForgettingIT {
  private static final String TOPIC = "personal";
  private static final String KEY = "request-1/words";
  private static final String WORDS = "Ayşe Yılmaz, +90 532 111 22 33";
  private static final Duration SOON = Duration.ofMinutes(3);
  // every marker opens a segment: few are enough, many keep the cleaner from its work
  private static final Duration BETWEEN_MARKERS = Duration.ofSeconds(2);

  @TempDir Path directory;
  private EmbeddedBroker broker;
  private KafkaProducer<String, String> producer;
  private long nextMarker = System.nanoTime();

  @BeforeEach
  void aMostlyCleanTopicWithOnePersonToForget() throws Exception {
    broker = EmbeddedBroker.start(new EmbeddedBroker.Settings(directory, 0, 0));
    producer = Topics.producer(broker.bootstrapServers());
    Topics.create(
        broker.bootstrapServers(),
        TOPIC,
        1,
        Map.of("cleanup.policy", "compact", "max.compaction.lag.ms", "86400000"));
    for (int i = 0; i < 5_000; i++) {
      producer.send(
          new ProducerRecord<>(TOPIC, "request-of-others-" + i + "/words", "x".repeat(200)));
    }
    send(KEY, WORDS);
  }

  @AfterEach
  void stop() {
    producer.close();
    broker.close();
  }

  @Test
  void aTombstoneTakesTheWordsOffTheDiskOnceTheLagIsShortAndAMarkerFollows() throws Exception {
    assertThat(onDisk(WORDS)).isTrue();

    send(KEY, null);
    set("max.compaction.lag.ms", "1");

    await().atMost(SOON).pollDelay(Duration.ZERO).until(() -> !markedAndOnDisk(WORDS));
    assertThat(onDisk("request-of-others-4999")).as("the others' words stay").isTrue();
  }

  @Test
  void theTombstoneItselfGoesWithALaterCleaning() throws Exception {
    set("delete.retention.ms", "0");
    set("max.compaction.lag.ms", "1");
    send(KEY, null);

    await().atMost(SOON).pollDelay(Duration.ZERO).until(() -> !markedAndOnDisk(KEY));
  }

  /** The segment written to is never cleaned: a record behind the tombstone opens the next one. */
  private boolean markedAndOnDisk(String words) throws Exception {
    if (System.nanoTime() - nextMarker > 0) {
      send("marker", null);
      nextMarker = System.nanoTime() + BETWEEN_MARKERS.toNanos();
    }
    return onDisk(words);
  }

  private void send(String key, @Nullable String value) throws Exception {
    producer.send(new ProducerRecord<>(TOPIC, key, value)).get();
  }

  private void set(String setting, String value) throws Exception {
    try (Admin admin = Topics.admin(broker.bootstrapServers())) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.TOPIC, TOPIC),
                  List.of(
                      new AlterConfigOp(
                          new ConfigEntry(setting, value), AlterConfigOp.OpType.SET))))
          .all()
          .get();
    }
  }

  private boolean onDisk(String words) {
    return holds(directory.toFile(), words);
  }

  private static boolean holds(File file, String words) {
    File[] inside = file.listFiles();
    if (inside != null) {
      return Stream.of(inside).anyMatch(one -> holds(one, words));
    }
    try {
      String bytes = new String(Files.readAllBytes(file.toPath()), StandardCharsets.ISO_8859_1);
      return bytes.contains(
          new String(words.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
    } catch (NoSuchFileException unlinkedMeanwhile) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
