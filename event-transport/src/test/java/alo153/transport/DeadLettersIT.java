package alo153.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import alo153.events.EventId;
import alo153.events.RequestEvent;
import alo153.events.RequestId;
import alo153.events.wire.Codec;
import alo153.events.wire.Headers;
import alo153.events.wire.Service;
import alo153.events.wire.Topics;
import alo153.transport.DeadLetterBox.DeadLetter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/**
 * What can not be accepted is set aside byte for byte, holds up nobody, and comes back when asked.
 */
class DeadLettersIT extends TransportHouse {
  /** The partitions of the log that were not read to the end. */
  private Set<Integer> behind() throws Exception {
    try (Admin admin =
        Admin.create(
            Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers()))) {
      Map<TopicPartition, OffsetAndMetadata> read =
          admin.listConsumerGroupOffsets("tracking-service").partitionsToOffsetAndMetadata().get();
      Map<TopicPartition, OffsetSpec> ends =
          IntStream.range(0, 4)
              .mapToObj(number -> new TopicPartition(Topics.REQUESTS, number))
              .collect(Collectors.toMap(one -> one, any -> OffsetSpec.latest()));
      return admin.listOffsets(ends).all().get().entrySet().stream()
          .filter(
              end ->
                  end.getValue().offset()
                      > Optional.ofNullable(read.get(end.getKey()))
                          .map(OffsetAndMetadata::offset)
                          .orElse(0L))
          .map(end -> end.getKey().partition())
          .collect(Collectors.toSet());
    }
  }

  private DeadLetterBox.Redriven redrive() {
    DeadLetterBox box = service.getBean(DeadLetterBox.class);
    return box.redrive(box.list(), () -> {});
  }

  @Test
  void poisonAmongGoodRecordsIsSetAsideByteForByte() throws Exception {
    var random = new Random(153);
    byte[] noise = new byte[300];
    random.nextBytes(noise);
    RequestEvent misplaced = event();
    List<byte[]> poison =
        List.of(
            noise,
            "not json".getBytes(UTF_8),
            "{".getBytes(UTF_8),
            "{}".getBytes(UTF_8),
            "[]".getBytes(UTF_8),
            "null".getBytes(UTF_8),
            new byte[0],
            "{\"type\":\"unknown.v9\"}".getBytes(UTF_8),
            ("[".repeat(100_000)).getBytes(UTF_8),
            new byte[Codec.MAX_BYTES + 10],
            Codec.write(misplaced));
    var good = new ArrayList<RequestEvent>();
    for (byte[] bad : poison) {
      good.addAll(publishEvents(20));
      String key = RequestId.random().value();
      publisher.publishAndWait(
          List.of(new Outgoing(Topics.REQUESTS, key, key, bad, Map.of(Headers.CE_ID, "x"))));
    }
    good.addAll(publishEvents(20));

    await().atMost(Duration.ofSeconds(30)).until(() -> handledEvents().containsAll(ids(good)));
    await().atMost(Duration.ofSeconds(10)).until(() -> deadLetters().size() == poison.size());
    assertThat(handledEvents()).isEqualTo(ids(good));
    assertThat(deadLetters())
        .allSatisfy(
            letter -> {
              assertThat(letter.line().reason()).isEqualTo("UNREADABLE");
              assertThat(letter.line().id()).startsWith(Topics.REQUESTS + "/");
              assertThat(letter.headers()).containsEntry(Headers.CE_ID, "x");
            })
        .extracting(
            letter -> new String(letter.value(), java.nio.charset.StandardCharsets.ISO_8859_1))
        .containsExactlyInAnyOrderElementsOf(
            poison.stream()
                .map(bytes -> new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1))
                .toList());
    await().atMost(Duration.ofSeconds(10)).until(() -> committed() >= good.size() + poison.size());
  }

  @Test
  void aFaultOfOursBlamesOnlyTheRecordThatShowsIt() {
    List<RequestEvent> events = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      events.add(event());
    }
    EventId culprit = events.get(42).id();
    reader.fault =
        batch -> {
          for (Received<LogRecord> one : batch) {
            if (((LogRecord.EventRecord) one.value()).event().id().equals(culprit)) {
              throw new IllegalStateException("a case nobody thought of");
            }
          }
        };
    publishSurely(events.stream().map(envelopes::event).toList());

    await().atMost(Duration.ofSeconds(30)).until(() -> handledEvents().size() == 99);
    await().atMost(Duration.ofSeconds(10)).until(() -> !deadLetters().isEmpty());
    List<DeadLetter> letters = deadLetters();
    assertThat(letters)
        .allSatisfy(
            letter -> {
              assertThat(letter.line().reason()).isEqualTo("HANDLER_FAULT");
              assertThat(Codec.readEvent(letter.value()).id()).isEqualTo(culprit);
            });

    // mended: the operator sends it back, and it is handled like any other
    reader.fault = batch -> {};
    assertThat(redrive()).isEqualTo(new DeadLetterBox.Redriven(letters.size(), 0, null));
    await().atMost(Duration.ofSeconds(20)).until(() -> handledEvents().equals(ids(events)));
    assertThat(deadLetters())
        .extracting(letter -> letter.line().id())
        .doesNotContainAnyElementsOf(letters.stream().map(letter -> letter.line().id()).toList());
  }

  @Test
  void anErrorInAHandlerBlamesItsRecordAndDoesNotEndTheConsumer() {
    RequestEvent culprit = event();
    reader.fault =
        batch -> {
          for (Received<LogRecord> one : batch) {
            if (((LogRecord.EventRecord) one.value()).event().id().equals(culprit.id())) {
              throw new StackOverflowError();
            }
          }
        };
    publishSurely(List.of(envelopes.event(culprit)));
    List<RequestEvent> after = publishEvents(20);

    await().atMost(Duration.ofSeconds(30)).until(() -> handledEvents().equals(ids(after)));
    await().atMost(Duration.ofSeconds(10)).until(() -> deadLetters().size() == 1);
    assertThat(deadLetters().get(0).line().reason()).isEqualTo("HANDLER_FAULT");
  }

  private void takeDeadLettersAway() throws Exception {
    String dead = Topics.dead(Service.TRACKING);
    try (Admin admin =
        Admin.create(
            Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers()))) {
      admin.deleteTopics(List.of(dead)).all().get();
      await().until(() -> !admin.listTopics().names().get().contains(dead));
    }
  }

  @Test
  void withoutADeadLetterTopicNothingIsCommittedUntilItIsBack() throws Exception {
    takeDeadLettersAway();
    String key = RequestId.random().value();
    publishSurely(
        List.of(new Outgoing(Topics.REQUESTS, key, key, "poison".getBytes(UTF_8), Map.of())));

    await()
        .during(Duration.ofSeconds(3))
        .atMost(Duration.ofSeconds(5))
        .until(() -> committed() == 0);
    service.getBean(TopicCreator.class).ensure(Topics.declared());

    await().atMost(Duration.ofSeconds(40)).until(() -> committed() >= 1);
    assertThat(deadLetters())
        .isNotEmpty()
        .allSatisfy(letter -> assertThat(letter.value()).asString(UTF_8).isEqualTo("poison"));
  }

  @Test
  void withoutADeadLetterTopicTheOtherPartitionsGoOn() throws Exception {
    takeDeadLettersAway();
    List<RequestEvent> good = IntStream.range(0, 60).mapToObj(any -> event()).toList();
    String key = good.get(0).requestId().value();
    var poison = new Outgoing(Topics.REQUESTS, key, key, "poison".getBytes(UTF_8), Map.of());
    int stopped = poison.partition(4);
    publishSurely(List.of(poison));
    publishSurely(good.stream().map(envelopes::event).toList());

    Map<Boolean, List<RequestEvent>> placed =
        good.stream()
            .collect(
                Collectors.partitioningBy(one -> envelopes.event(one).partition(4) == stopped));
    assertThat(placed.get(false)).isNotEmpty();
    await().atMost(Duration.ofSeconds(40)).until(() -> behind().equals(Set.of(stopped)));
    assertThat(handledEvents()).containsAll(ids(placed.get(false)));
    // and later ones, while that one still waits
    List<RequestEvent> later = publishEvents(60);
    await().atMost(Duration.ofSeconds(40)).until(() -> behind().equals(Set.of(stopped)));

    service.getBean(TopicCreator.class).ensure(Topics.declared());
    await().atMost(Duration.ofSeconds(40)).until(() -> behind().isEmpty());
    assertThat(handledEvents()).containsAll(ids(good)).containsAll(ids(later));
    assertThat(deadLetters()).hasSize(1);
  }

  @Test
  void aForgedHeaderHidesNoLetter() {
    Map<String, String> forged =
        Map.of(Headers.REDRIVEN, "many", Headers.DEAD_KEY, "%", Headers.DEAD_SHA256, "x");
    byte[] poison = "poison".getBytes(UTF_8);
    publishSurely(
        List.of(
            new Outgoing(Topics.UPDATES, "", "", poison, forged, new Outgoing.Place(0, null)),
            new Outgoing(Topics.dead(Service.TRACKING), "strange/0/0", "", poison, forged)));

    await().atMost(Duration.ofSeconds(20)).until(() -> deadLetters().size() >= 2);
    assertThat(deadLetters())
        .allSatisfy(
            letter -> {
              assertThat(letter.line().redriven()).isZero();
              assertThat(letter.key()).isNull();
            })
        .filteredOn(letter -> letter.line().id().startsWith(Topics.UPDATES))
        .allSatisfy(letter -> assertThat(letter.line().parked()).isFalse());
    assertThat(service.getBean(CarriedTopics.class).deadLetters((key, value) -> key.isEmpty()))
        .hasSameSizeAs(deadLetters());
  }

  @Test
  void aLetterGoesBackAsItCame() {
    byte[] key = {(byte) 0xff, 1};
    publishSurely(
        List.of(
            new Outgoing(Topics.PERSONAL, "", "", null, Map.of(), new Outgoing.Place(3, key)),
            new Outgoing(
                Topics.UPDATES, "", "", new byte[0], Map.of(), new Outgoing.Place(2, null))));
    await().atMost(Duration.ofSeconds(20)).until(() -> deadLetters().size() >= 2);
    assertThat(redrive().failure()).isNull();

    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> deadLetters().stream().filter(one -> one.line().redriven() == 1).count() >= 2);
    assertThat(deadLetters())
        .allSatisfy(
            letter -> {
              boolean tombstone = letter.headers().containsKey(Headers.DEAD_TOMBSTONE);
              assertThat(letter.line().id())
                  .startsWith(tombstone ? Topics.PERSONAL + "/3/" : Topics.UPDATES + "/2/");
              assertThat(letter.key()).isEqualTo(tombstone ? key : null);
            })
        .anySatisfy(letter -> assertThat(letter.headers()).containsKey(Headers.DEAD_TOMBSTONE));
  }

  @Test
  void whatIsSentBackIsForTheServiceWhoseLetterItWas() {
    RequestEvent event = event();
    Outgoing own = envelopes.event(event);
    byte[] poison = "not json".getBytes(UTF_8);
    publishSurely(
        List.of(
            new Outgoing(
                own.topic(),
                own.key(),
                own.key(),
                poison,
                Map.of(Headers.REDRIVEN, "1", Headers.REDRIVEN_FOR, Service.ROUTING.code())),
            new Outgoing(
                own.topic(),
                own.key(),
                own.key(),
                poison,
                Map.of(Headers.REDRIVEN, "1", Headers.REDRIVEN_FOR, "nobody")),
            own));

    await().atMost(Duration.ofSeconds(20)).until(() -> handledEvents().equals(ids(List.of(event))));
    await().atMost(Duration.ofSeconds(10)).until(() -> !deadLetters().isEmpty());
    assertThat(deadLetters())
        .singleElement()
        .satisfies(
            letter -> assertThat(letter.headers()).containsEntry(Headers.REDRIVEN_FOR, "nobody"));
    assertThat(redrive().redriven()).isEqualTo(1);
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(deadLetters())
                    .singleElement()
                    .satisfies(
                        letter ->
                            assertThat(letter.headers())
                                .containsEntry(Headers.REDRIVEN, "2")
                                .containsEntry(Headers.REDRIVEN_FOR, Service.TRACKING.code())));
  }

  @Test
  void aLargeRecordDoesNotBlockItsPartition() throws Exception {
    byte[] nearlyTheLimit = new byte[1_048_400];
    byte[] unpacked = new byte[4 << 20];
    byte[] tooLarge = new byte[12 << 20];
    for (byte[] value : List.of(nearlyTheLimit, unpacked, tooLarge)) {
      sendAs(value == nearlyTheLimit ? "none" : "gzip", value);
    }
    List<RequestEvent> behind = publishEvents(20);

    await().atMost(Duration.ofSeconds(40)).until(() -> handledEvents().equals(ids(behind)));
    await().atMost(Duration.ofSeconds(20)).until(() -> deadLetters().size() == 3);
    assertThat(deadLetters())
        .extracting(
            letter -> letter.value().length,
            letter -> letter.line().bytes(),
            letter -> letter.line().parked())
        .containsExactlyInAnyOrder(
            tuple(nearlyTheLimit.length, nearlyTheLimit.length, false),
            tuple(unpacked.length, unpacked.length, false),
            tuple(0, tooLarge.length, true));
    await().atMost(Duration.ofSeconds(10)).until(() -> committed() >= 23);
  }

  private void sendAs(String compression, byte[] value) throws Exception {
    Map<String, Object> generous =
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            broker.bootstrapServers(),
            ProducerConfig.COMPRESSION_TYPE_CONFIG,
            compression,
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
            16 << 20);
    try (var producer =
        new KafkaProducer<>(generous, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(Topics.REQUESTS, 1, new byte[] {1}, value)).get();
    }
  }
}
