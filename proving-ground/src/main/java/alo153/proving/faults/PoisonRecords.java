package alo153.proving.faults;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;

import alo153.events.OwnerKind;
import alo153.events.RequestAssigned;
import alo153.events.Status;
import alo153.events.wire.Codec;
import alo153.events.wire.Headers;
import alo153.events.wire.Topics;
import alo153.proving.chaos.Fault;
import alo153.proving.chaos.Measured;
import alo153.proving.chaos.Trial;
import alo153.proving.check.LogReading;
import alo153.proving.check.Verdict;
import alo153.proving.house.Waiting;
import alo153.proving.load.Answer;
import alo153.proving.load.Door;
import alo153.proving.load.LoadClient;
import alo153.proving.load.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import tools.jackson.databind.node.ObjectNode;

/** F8: records nobody can take, of every kind, on every topic, among good ones. */
final class PoisonRecords implements Fault {
  private static final Duration DRAIN = Duration.ofSeconds(60);

  /** Updates of unknown requests; in the long profile only, since they are held for long. */
  private static final int UNPLACED = 20;

  private static final int HELD_MINUTES = 10;
  private static final Set<String> SPOILT =
      Set.of(Topics.REQUESTS, Topics.UPDATES, Topics.PERSONAL);

  /** What has to have happened before there is something of each kind to spoil. */
  private static final Set<String> NEEDED =
      Set.of("request.submitted.v1", "request.assigned.v1", "status.changed.v1", "message.sent.v1");

  @Override
  public String id() {
    return "F8";
  }

  @Override
  public String title() {
    return "poison records";
  }

  @Override
  public String bar() {
    return "1,000 of ≥ 25 kinds among good ones: all good ones processed; each once, byte-identical,"
        + " in the dead letters of those who must refuse it; 0 container stops";
  }

  @Override
  public Measured run(Trial trial) {
    Random random = trial.random();
    LoadClient clients = trial.load(trial.perSecond(6, 40));
    List<ConsumerRecord<byte[], byte[]>> good = goodOnes(trial);
    var poison = new ArrayList<>(PoisonCabinet.of(good, random));
    int wanted = trial.profile().of(0, 1000);
    while (poison.stream().filter(one -> !one.boxes().isEmpty()).count() < wanted) {
      poison.addAll(PoisonCabinet.of(good, random));
    }
    for (int i = 0; i < trial.profile().of(0, UNPLACED); i++) {
      poison.add(PoisonCabinet.unplaced());
    }
    Collections.shuffle(poison, random);
    Map<String, Set<String>> members = members(trial);
    Set<String> kinds = new TreeSet<>();
    try (var syringe = new Syringe(trial.house().run(), random, trial::injected);
        var watch = new ReadinessWatch(trial.house())) {
      strangeButGood(trial, clients, syringe, good);
      int sent = 0;
      for (Poison one : poison) {
        syringe.inject(one);
        kinds.add(one.kind());
        if (++sent % 20 == 0) {
          trial.say(
              "%d of %d poison records sent, %d good operations acknowledged"
                  .formatted(sent, poison.size(), clients.acknowledged()));
          Waiting.pause(Duration.ofMillis(500));
        }
      }
      clients.stop();
      // an update may be ahead of its request, and is held for so long
      Waiting.pause(Duration.ofMinutes(trial.profile().of(0, HELD_MINUTES)));
      Verdict verdict = trial.check(DRAIN);
      long mustDie = poison.stream().filter(one -> !one.boxes().isEmpty()).count();
      long letters = poison.stream().mapToLong(one -> one.boxes().size()).sum();
      return new Measured.Notes()
          .figure("%d poison records of %d kinds", mustDie, kinds.size())
          .figure(
              "%d dead letters of %d", verdict.totals().getOrDefault("dead letters", 0L), letters)
          .figure("%d records passed over as they should be", poison.size() - mustDie)
          .figure(
              "%d letters written again",
              verdict.totals().getOrDefault("dead letters written again", 0L))
          .figure("%d of %d looks found an instance not ready", watch.notReady(), watch.looks())
          .hold(watch.notReady() == 0, "not ready: %s", watch.who())
          .hold(
              members(trial).equals(members),
              "groups have changed: %s, before %s",
              members(trial),
              members)
          .verdict(verdict)
          .measured();
    }
  }

  private static Map<String, Set<String>> members(Trial trial) {
    try (var reading = new LogReading(trial.house().run().brokers())) {
      return reading.members();
    }
  }

  /** Waits until the house has written something of everything. */
  private static List<ConsumerRecord<byte[], byte[]>> goodOnes(Trial trial) {
    List<ConsumerRecord<byte[], byte[]>> good = new ArrayList<>();
    try (var reading = new LogReading(trial.house().run().brokers())) {
      Waiting.until(
          Duration.ofSeconds(60),
          () -> {
            good.clear();
            good.addAll(reading.read(trial.mark(), SPOILT::contains));
            return good.stream()
                    .filter(one -> one.topic().equals(Topics.REQUESTS))
                    .map(one -> Codec.readEvent(one.value()).type())
                    .collect(Collectors.toSet())
                    .containsAll(NEEDED)
                && good.stream().filter(one -> one.topic().equals(Topics.UPDATES)).count() > 5;
          },
          () -> "the house did not work: only " + good.size() + " records");
    }
    return good;
  }

  /** Records that look like poison and are none: what they say has to be done. */
  private static void strangeButGood(
      Trial trial, LoadClient client, Syringe syringe, List<ConsumerRecord<byte[], byte[]>> good) {
    byte[] mark = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};
    for (int i = 0; i < 6; i++) {
      Operation operation = client.operation(Door.INBOX);
      String text =
          Codec.json()
              .writeValueAsString(
                  Map.of(
                      "id", operation.key(),
                      "channel", "WEB",
                      "text", operation.text(),
                      "contact", Map.of("phone", operation.phone(), "preferred", "SMS")));
      byte[] bytes = text.getBytes(UTF_8);
      byte[] value =
          switch (i) {
            case 0 -> concat(mark, bytes);
            case 1 -> text.getBytes(UTF_16);
            // half a character, cut off by whoever counts in UTF-16, is no reason to lose the rest
            case 2 -> text.replace(operation.text(), operation.text() + "\\ud83d").getBytes(UTF_8);
            case 3 -> text.replace("{", "{\"newer\":[{}],").getBytes(UTF_8);
            default -> bytes;
          };
      trial.ledger().asked(operation).join();
      syringe.send(
          new Poison(
              "strange and good",
              Topics.INBOX,
              i == 4,
              i == 5 ? null : operation.key().getBytes(UTF_8),
              value,
              Map.of(Headers.CE_TYPE, "person.erased.v1"),
              Set.of()));
      trial.ledger().told(operation, new Answer(Answer.Outcome.OK, 0, null, "", null)).join();
    }
    updates(syringe, good, mark);
  }

  /** A department's note in a strange wrapping, and updates of one that does not own the work. */
  private static void updates(
      Syringe syringe, List<ConsumerRecord<byte[], byte[]>> good, byte[] mark) {
    List<RequestAssigned> assigned =
        good.stream()
            .filter(one -> one.topic().equals(Topics.REQUESTS))
            .map(one -> Codec.readEvent(one.value()))
            .filter(RequestAssigned.class::isInstance)
            .map(RequestAssigned.class::cast)
            .filter(one -> one.owner().kind() == OwnerKind.DEPARTMENT)
            .toList();
    for (int i = 0; i < assigned.size() && i < 6; i++) {
      RequestAssigned one = assigned.get(i);
      boolean owner = i % 2 == 0;
      ObjectNode update =
          Codec.json()
              .createObjectNode()
              .put("updateId", "strange-" + one.id())
              .put("requestId", one.requestId().value())
              .put("assignmentId", one.id().value())
              .put("by", owner ? one.owner().code().value() : "baska-mudurluk")
              .put("note", "Notumuz.");
      if (!owner) {
        update.put("status", Status.PLANNED.name()).put("plannedFor", "2099-01-01");
      }
      byte[] key = one.requestId().value().getBytes(UTF_8);
      byte[] bytes = Codec.json().writeValueAsBytes(update);
      syringe.send(
          new Poison(
              "strange and good",
              Topics.UPDATES,
              owner,
              key,
              owner ? concat(mark, bytes) : bytes,
              Map.of(),
              Set.of()));
    }
  }

  private static byte[] concat(byte[] one, byte[] other) {
    byte[] both = java.util.Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }
}
