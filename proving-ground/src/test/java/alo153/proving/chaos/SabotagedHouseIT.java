package alo153.proving.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import alo153.events.wire.Service;
import alo153.events.wire.Topics;
import alo153.proving.check.Injected;
import alo153.proving.check.Verdict;
import alo153.proving.check.Verdict.Promise;
import alo153.proving.house.ChildProcess;
import alo153.proving.house.Installation;
import alo153.proving.house.Part;
import alo153.proving.house.Plan;
import alo153.proving.house.SeparateHouse;
import alo153.proving.house.Waiting;
import alo153.proving.load.Door;
import alo153.proving.load.LoadClient;
import alo153.proving.load.Operation;
import alo153.proving.sabotage.SabotageAgent;
import alo153.proving.sabotage.Switch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Puts real faults into the product and sees that the checker catches each; and that it finds
 * nothing when the same is done to an honest house. Needs what the whole build leaves, so it is run
 * by name, after it.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SabotagedHouseIT {
  private static final int PORTS = 30_000;
  private static final long SEED = 153;
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  /** A broken promise stays broken; what is merely late must have had its time. */
  private static final Duration LITTLE_PATIENCE = Duration.ofSeconds(12);

  @TempDir private static Path folder;
  private static SeparateHouse house;
  private static Path agent;

  @BeforeAll
  static void startHouse() throws IOException {
    agent = SabotageAgent.jar(folder);
    house = SeparateHouse.start(Installation.here(), Plan.single(), folder.resolve("house"), PORTS);
  }

  @AfterAll
  static void stopHouse() {
    if (house != null) {
      house.close();
    }
  }

  @Test
  @Order(1)
  void anHonestHouseIsClean() {
    try (Trial trial = trial("honest")) {
      sendTwice(trial);
      poisonInbox(trial);
      LoadClient clients = load(trial);
      awayBroker();
      kill(Part.TRACKING);
      clients.stop();
      house.awaitAllReady();
      Verdict verdict = trial.check(PATIENCE);
      assertThat(verdict.violations()).as(verdict.firsts().toString()).isEmpty();
      assertThat(verdict.totals().get("acknowledged")).isGreaterThan(20);
    }
  }

  @Test
  @Order(2)
  void deduplicationThatIsOffIsCaught() {
    try (Trial trial = trial("nodedupe")) {
      sabotage(Part.INTAKE, Switch.NO_DEDUPE);
      sendTwice(trial);
      assertThat(trial.check(LITTLE_PATIENCE).violations()).containsKey(Promise.NOTHING_DOUBLED);
    } finally {
      makeHonest(Part.INTAKE);
    }
  }

  @Test
  @Order(3)
  void aDeadLetterThatIsSwallowedIsCaught() {
    try (Trial trial = trial("swallow")) {
      sabotage(Part.INTAKE, Switch.SWALLOW_DEAD);
      poisonInbox(trial);
      assertThat(trial.check(LITTLE_PATIENCE).violations())
          .containsKey(Promise.DEAD_LETTERS_ARE_INJECTED);
    } finally {
      makeHonest(Part.INTAKE);
    }
  }

  @Test
  @Order(4)
  void anAcknowledgementBeforeTheBrokersIsCaught() {
    try (Trial trial = trial("ackfirst")) {
      sabotage(Part.INTAKE, Switch.ACK_BEFORE_SEND);
      LoadClient clients = load(trial);
      awayBroker();
      clients.stop();
      house.awaitAllReady();
      assertThat(trial.check(LITTLE_PATIENCE).violations()).containsKey(Promise.NOTHING_LOST);
    } finally {
      makeHonest(Part.INTAKE);
    }
  }

  @Test
  @Order(5)
  void anOffsetThatIsCommittedBeforeTheEffectIsCaught() {
    try (Trial trial = trial("early")) {
      sabotage(Part.TRACKING, Switch.EARLY_COMMIT);
      // who waits for the killed reader's partitions has nothing in hand to lose
      LoadClient first = trial.client();
      first.send(first.operation(Door.WEB));
      assertThat(trial.drain(PATIENCE)).as("the sabotaged service reads").isPresent();
      LoadClient clients = load(trial);
      Waiting.pause(Duration.ofSeconds(4));
      kill(Part.TRACKING);
      clients.stop();
      house.awaitAllReady();
      assertThat(trial.check(LITTLE_PATIENCE).violations())
          .containsKey(Promise.PROJECTION_IS_THE_LOG);
    } finally {
      makeHonest(Part.TRACKING);
    }
  }

  private static Trial trial(String name) {
    return new Trial(
        house, Profile.SHORT, 1000, name, SEED, folder.resolve(name), System.out::println);
  }

  private static LoadClient load(Trial trial) {
    LoadClient clients =
        trial.load(
            new LoadClient.Settings(
                trial.name(), 20, SEED + 1, Set.of(Door.WEB, Door.PHONE, Door.WHATSAPP), 0));
    Waiting.pause(Duration.ofSeconds(2));
    return clients;
  }

  /** A client that heard nothing asks again under the same key. */
  private static void sendTwice(Trial trial) {
    LoadClient client = trial.client();
    Operation operation = client.operation(Door.WEB);
    client.send(operation);
    assertThat(client.settle(PATIENCE)).isZero();
    LoadClient again = trial.client();
    again.send(operation);
    assertThat(again.settle(PATIENCE)).isZero();
  }

  private static void poisonInbox(Trial trial) {
    byte[] key = "poison".getBytes(UTF_8);
    byte[] poison = ("this is no submission, " + trial.name()).getBytes(UTF_8);
    try (var producer =
        new KafkaProducer<byte[], byte[]>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                house.run().brokers(),
                ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
                ByteArraySerializer.class,
                ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
                ByteArraySerializer.class))) {
      RecordMetadata lies = producer.send(new ProducerRecord<>(Topics.INBOX, key, poison)).get();
      trial.injected(
          new Injected(
              "no JSON",
              lies.topic(),
              lies.partition(),
              lies.offset(),
              key,
              poison,
              Set.of(Service.INTAKE)));
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Longer than a producer waits for it. */
  private static void awayBroker() {
    house.broker().process().kill();
    Waiting.pause(Duration.ofSeconds(6));
    house.broker().start();
    house.broker().awaitReady();
    Waiting.pause(Duration.ofSeconds(2));
  }

  /** While it has a batch in hand whose effect it cannot write: no chance decides that. */
  private static void kill(Part part) {
    ChildProcess store = house.store().process();
    store.pause();
    try {
      Waiting.pause(Duration.ofSeconds(2));
      house.instance(part, 1).kill();
    } finally {
      store.resume();
    }
    house.start(part, 1);
  }

  private static void sabotage(Part part, Switch fault) {
    restart(part, List.of(fault.argument(agent)));
    ChildProcess process = house.instance(part, 1);
    Waiting.until(
        Duration.ofSeconds(20),
        () -> fault.isInEffect(read(process)),
        () -> part + " is not sabotaged:\n" + process.lastLines(20));
  }

  private static void makeHonest(Part part) {
    restart(part, List.of());
  }

  private static void restart(Part part, List<String> options) {
    house.instance(part, 1).kill();
    house.start(part, 1, Map.of(), options);
    house.awaitReady(part, 1);
  }

  private static String read(ChildProcess process) {
    try {
      return Files.readString(process.output());
    } catch (IOException e) {
      throw new IllegalStateException(
          String.format(Locale.ROOT, "%s can not be read", process.output()), e);
    }
  }
}
