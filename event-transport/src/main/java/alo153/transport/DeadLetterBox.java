package alo153.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import alo153.events.wire.Headers;
import alo153.events.wire.Service;
import alo153.events.wire.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * What an operator does with dead letters: look, and send back to where they came from. However
 * many and large they are, only a few are in memory at a time.
 */
public final class DeadLetterBox {
  /** How often a record is sent back before it stays where it is. */
  public static final int MAX_REDRIVES = 3;

  private static final Pattern ID = Pattern.compile("([^/]+)/([0-9]{1,9})/([0-9]{1,18})");

  /** Sent back together. */
  private static final int AT_ONCE = 200;

  private static final long BYTES_AT_ONCE = 4L * 1024 * 1024;

  private final Service service;
  private final TransportSettings settings;
  private final EventPublisher publisher;

  DeadLetterBox(Service service, TransportSettings settings, EventPublisher publisher) {
    this.service = service;
    this.settings = settings;
    this.publisher = publisher;
  }

  /**
   * A dead letter without its bytes.
   *
   * @param id {@code <topic>/<partition>/<offset>} it came from
   * @param reason a code
   * @param detail for the operator
   * @param at when it died
   * @param redriven how often it was sent back before
   * @param bytes size of the original
   * @param parked whether it can not be sent back: it was too often, or it is not all here
   * @param partition where it lies in the box
   * @param offset where in its partition
   */
  public record Line(
      String id,
      String reason,
      String detail,
      String at,
      int redriven,
      int bytes,
      boolean parked,
      int partition,
      long offset) {}

  /**
   * A dead letter.
   *
   * @param line what the list shows of it
   * @param headers all of its headers
   * @param value the original bytes; empty when it was a tombstone, or too large to be kept
   * @param key the original key; null when it had none
   */
  public record DeadLetter(
      Line line, Map<String, String> headers, byte[] value, byte @Nullable [] key) {}

  /**
   * What came of sending back.
   *
   * @param redriven how many were sent back
   * @param parked how many of those asked for stay, since they can not be sent back
   * @param failure why it ended early; null when it did not. What was not sent back is still here
   */
  public record Redriven(int redriven, int parked, @Nullable String failure) {}

  /** All that lie in the box, oldest first. */
  public List<Line> list() {
    var lines = new HashMap<String, Line>();
    try (var consumer = consumer(500)) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.dead(service)).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      read(
          consumer,
          consumer.endOffsets(partitions),
          record -> {
            String id = id(record);
            if (record.value() == null) {
              lines.remove(id);
            } else {
              lines.put(id, line(id, record, headers(record)));
            }
          });
    }
    var sorted = new ArrayList<>(lines.values());
    sorted.sort(
        Comparator.comparing(Line::at)
            .thenComparing(line -> line.id().replaceAll("[0-9]+$", ""))
            .thenComparingLong(line -> place(line.id()).map(Place::offset).orElse(0L)));
    return sorted;
  }

  /** One with its bytes; empty when it does not lie here. */
  public Optional<DeadLetter> find(String id) {
    return letters(list().stream().filter(line -> line.id().equals(id)).toList()).stream()
        .findFirst();
  }

  /** Some with their bytes, in the same order; those that went away meanwhile are not there. */
  public List<DeadLetter> letters(List<Line> lines) {
    if (lines.isEmpty()) {
      return List.of();
    }
    try (var consumer = consumer(50)) {
      return letters(consumer, lines);
    }
  }

  private List<DeadLetter> letters(KafkaConsumer<byte[], byte[]> consumer, List<Line> lines) {
    var found = new HashMap<String, DeadLetter>();
    Map<Integer, List<Line>> byPartition =
        lines.stream().collect(Collectors.groupingBy(Line::partition));
    byPartition.forEach(
        (partition, some) -> {
          var place = new TopicPartition(Topics.dead(service), partition);
          Map<Long, Line> wanted =
              some.stream().collect(Collectors.toMap(Line::offset, line -> line));
          consumer.assign(List.of(place));
          var offsets = new ArrayList<>(wanted.keySet());
          offsets.sort(Comparator.naturalOrder());
          for (long offset : offsets) {
            if (found.containsKey(wanted.get(offset).id())) {
              continue;
            }
            consumer.seek(place, offset);
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(5))) {
              Line line = wanted.get(record.offset());
              if (line != null && record.value() != null) {
                Map<String, String> headers = headers(record);
                found.put(
                    line.id(),
                    new DeadLetter(
                        line,
                        headers,
                        record.value(),
                        DeadLetters.key(headers.get(Headers.DEAD_KEY))));
              }
            }
          }
        });
    return lines.stream()
        .filter(line -> found.containsKey(line.id()))
        .map(line -> found.get(line.id()))
        .toList();
  }

  /**
   * Sends records back to the end of the partition they came from, for this service alone, and
   * takes them out of the box, those that died first before the others. Those sent back too often
   * stay: somebody has to mend them first. A record goes back before its letter is taken out:
   * whoever is cut off in between sends some of them twice the next time, and their readers drop
   * the second.
   *
   * @param lines as {@link #list} gave them
   * @param underWay called now and then
   */
  public Redriven redrive(List<Line> lines, Runnable underWay) {
    List<Line> open = lines.stream().filter(line -> !line.parked()).toList();
    int parked = lines.size() - open.size();
    int sent = 0;
    try (var consumer = consumer(50)) {
      for (List<Line> some : chunks(open)) {
        underWay.run();
        List<DeadLetter> letters = letters(consumer, some);
        publisher.publishAndWait(letters.stream().map(this::back).toList());
        publisher.publishAndWait(
            letters.stream().map(letter -> tombstone(letter.line().id())).toList());
        sent += letters.size();
      }
    } catch (PublishFailedException e) {
      return new Redriven(sent, parked, e.getMessage());
    }
    return new Redriven(sent, parked, null);
  }

  private static List<List<Line>> chunks(List<Line> lines) {
    var chunks = new ArrayList<List<Line>>();
    var chunk = new ArrayList<Line>();
    long bytes = 0;
    for (Line line : lines) {
      if (!chunk.isEmpty() && (chunk.size() == AT_ONCE || bytes + line.bytes() > BYTES_AT_ONCE)) {
        chunks.add(List.copyOf(chunk));
        chunk.clear();
        bytes = 0;
      }
      chunk.add(line);
      bytes += line.bytes();
    }
    if (!chunk.isEmpty()) {
      chunks.add(List.copyOf(chunk));
    }
    return chunks;
  }

  private record Place(String topic, int partition, long offset) {}

  private static Optional<Place> place(String id) {
    Matcher parts = ID.matcher(id);
    return parts.matches()
        ? Optional.of(
            new Place(
                parts.group(1), Integer.parseInt(parts.group(2)), Long.parseLong(parts.group(3))))
        : Optional.empty();
  }

  private Outgoing back(DeadLetter letter) {
    var headers = new HashMap<>(letter.headers());
    headers.keySet().removeIf(name -> name.startsWith("dead_"));
    headers.put(Headers.REDRIVEN, Integer.toString(letter.line().redriven() + 1));
    headers.put(Headers.REDRIVEN_FOR, service.code());
    String id = letter.line().id();
    Place place = place(id).orElseThrow();
    boolean tombstone = letter.headers().containsKey(Headers.DEAD_TOMBSTONE);
    return new Outgoing(
        place.topic(),
        id,
        id,
        tombstone ? null : letter.value(),
        headers,
        new Outgoing.Place(place.partition(), letter.key()));
  }

  private Outgoing tombstone(String id) {
    return new Outgoing(Topics.dead(service), id, id, null, Map.of());
  }

  private KafkaConsumer<byte[], byte[]> consumer(int atOnce) {
    return new KafkaConsumer<>(
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
            5000,
            ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
            50,
            // a letter larger than this comes alone
            ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
            4 * 1024 * 1024,
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            atOnce));
  }

  private static void read(
      KafkaConsumer<byte[], byte[]> consumer,
      Map<TopicPartition, Long> ends,
      Consumer<ConsumerRecord<byte[], byte[]>> each) {
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      consumer.poll(Duration.ofSeconds(1)).forEach(each);
    }
  }

  private static String id(ConsumerRecord<byte[], byte[]> record) {
    return record.key() == null ? "" : new String(record.key(), UTF_8);
  }

  private static Map<String, String> headers(ConsumerRecord<byte[], byte[]> record) {
    var headers = new HashMap<String, String>();
    for (Header header : record.headers()) {
      headers.put(header.key(), header.value() == null ? "" : new String(header.value(), UTF_8));
    }
    return Map.copyOf(headers);
  }

  private static Line line(
      String id, ConsumerRecord<byte[], byte[]> record, Map<String, String> headers) {
    int redriven = number(headers.get(Headers.REDRIVEN), 0);
    return new Line(
        id,
        headers.getOrDefault(Headers.DEAD_REASON, ""),
        headers.getOrDefault(Headers.DEAD_DETAIL, ""),
        headers.getOrDefault(Headers.DEAD_AT, ""),
        redriven,
        number(headers.get(Headers.DEAD_BYTES), record.value().length),
        redriven >= MAX_REDRIVES || headers.containsKey(Headers.DEAD_SHA256) || place(id).isEmpty(),
        record.partition(),
        record.offset());
  }

  /** One strange letter must not hide the others. */
  private static int number(@Nullable String text, int otherwise) {
    return text != null && text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : otherwise;
  }
}
