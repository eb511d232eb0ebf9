package alo153.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import alo153.events.wire.Headers;
import alo153.events.wire.Service;
import alo153.events.wire.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** What an operator does with dead letters: look, and send back to where they came from. */
public final class DeadLetterBox {
  /** How often a record is sent back before it stays where it is. */
  public static final int MAX_REDRIVES = 3;

  private final Service service;
  private final TransportSettings settings;
  private final EventPublisher publisher;

  DeadLetterBox(Service service, TransportSettings settings, EventPublisher publisher) {
    this.service = service;
    this.settings = settings;
    this.publisher = publisher;
  }

  /**
   * A dead letter.
   *
   * @param id {@code <topic>/<partition>/<offset>} it came from
   * @param reason a code
   * @param detail for the operator
   * @param at when it died
   * @param redriven how often it was sent back before
   * @param bytes size of the original
   * @param headers all of its headers
   * @param value the original bytes; empty when it was a tombstone, or too large to be kept
   * @param key the original key; null when it had none
   */
  public record DeadLetter(
      String id,
      String reason,
      String detail,
      String at,
      int redriven,
      int bytes,
      Map<String, String> headers,
      byte[] value,
      byte @Nullable [] key) {
    /** Whether it can not be sent back: it was too often, or it is not all here. */
    public boolean parked() {
      return redriven >= MAX_REDRIVES || headers.containsKey(Headers.DEAD_SHA256);
    }
  }

  /** All that lie in the box, oldest first. */
  public List<DeadLetter> all() {
    String topic = Topics.dead(service);
    var letters = new LinkedHashMap<String, DeadLetter>();
    Map<String, Object> configuration =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            settings.bootstrapServers(),
            ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
            ByteArrayDeserializer.class,
            ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
            ByteArrayDeserializer.class,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            5000);
    try (var consumer = new KafkaConsumer<byte[], byte[]>(configuration)) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
          String id = new String(record.key(), UTF_8);
          if (record.value() == null) {
            letters.remove(id);
          } else {
            letters.put(id, letter(id, record));
          }
        }
      }
    }
    var sorted = new ArrayList<>(letters.values());
    sorted.sort(java.util.Comparator.comparing(DeadLetter::at));
    return sorted;
  }

  public Optional<DeadLetter> find(String id) {
    return all().stream().filter(letter -> letter.id().equals(id)).findFirst();
  }

  /**
   * Sends records back to the end of the partition they came from and takes them out of the box.
   * Those sent back too often stay: somebody has to mend them first.
   *
   * @return how many were sent back
   */
  public int redrive(List<DeadLetter> letters) {
    int sent = 0;
    for (DeadLetter letter : letters) {
      if (letter.parked()) {
        continue;
      }
      var headers = new HashMap<>(letter.headers());
      headers.keySet().removeIf(name -> name.startsWith("dead_"));
      headers.put(Headers.REDRIVEN, Integer.toString(letter.redriven() + 1));
      String[] place = letter.id().split("/");
      boolean tombstone = letter.headers().containsKey(Headers.DEAD_TOMBSTONE);
      publisher.publishAndWait(
          List.of(
              new Outgoing(
                  place[0],
                  letter.id(),
                  letter.id(),
                  tombstone ? null : letter.value(),
                  headers,
                  new Outgoing.Place(Integer.parseInt(place[1]), letter.key()))));
      forget(letter.id());
      sent++;
    }
    return sent;
  }

  /** Takes one out for good. */
  public void forget(String id) {
    publisher.publishAndWait(List.of(new Outgoing(Topics.dead(service), id, id, null, Map.of())));
  }

  private static DeadLetter letter(String id, ConsumerRecord<byte[], byte[]> record) {
    var headers = new HashMap<String, String>();
    for (Header header : record.headers()) {
      headers.put(header.key(), header.value() == null ? "" : new String(header.value(), UTF_8));
    }
    return new DeadLetter(
        id,
        headers.getOrDefault(Headers.DEAD_REASON, ""),
        headers.getOrDefault(Headers.DEAD_DETAIL, ""),
        headers.getOrDefault(Headers.DEAD_AT, ""),
        number(headers.get(Headers.REDRIVEN), 0),
        number(headers.get(Headers.DEAD_BYTES), record.value().length),
        Map.copyOf(headers),
        record.value(),
        DeadLetters.key(headers.get(Headers.DEAD_KEY)));
  }

  /** One strange letter must not hide the others. */
  private static int number(@Nullable String text, int otherwise) {
    return text != null && text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : otherwise;
  }
}
