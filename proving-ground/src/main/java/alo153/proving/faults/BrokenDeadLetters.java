package alo153.proving.faults;

import alo153.events.wire.Service;
import alo153.events.wire.Topics;
import alo153.proving.chaos.Fault;
import alo153.proving.chaos.Measured;
import alo153.proving.chaos.Profile;
import alo153.proving.chaos.Trial;
import alo153.proving.check.Injected;
import alo153.proving.check.LogReading;
import alo153.proving.check.Verdict;
import alo153.proving.house.Waiting;
import alo153.proving.load.LoadClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * F9: the dead-letter topics are denied, missing or too small while there is poison: it waits where
 * it is, and when somebody has mended the topics each has its letter.
 */
final class BrokenDeadLetters implements Fault {
  private static final Duration DRAIN = Duration.ofSeconds(60);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int POISON_BYTES = 3000;

  private static final String TOO_SMALL = "1000";

  /** How a box can be broken. */
  private enum Break {
    DENIED,
    MISSING,
    TOO_SMALL
  }

  @Override
  public String id() {
    return "F9";
  }

  @Override
  public String title() {
    return "dead letters denied, missing, too small";
  }

  @Override
  public String bar() {
    return "the poison's offset is not committed meanwhile; exactly one dead letter each after the"
        + " repair; other partitions go on";
  }

  @Override
  public Measured run(Trial trial) throws ExecutionException, InterruptedException {
    var notes = new Measured.Notes();
    Random random = trial.random();
    int injected = 0;
    List<Break> breaks = Arrays.asList(Break.values());
    int rounds = trial.profile() == Profile.SHORT ? 1 : breaks.size();
    int perSecond = trial.perSecond(5, 10);
    LoadClient first = trial.load(perSecond);
    WarmUp.await(trial, first, perSecond);
    first.stop();
    try (var boxes = new Boxes(trial);
        var syringe = new Syringe(trial.house().run(), random, trial::injected)) {
      for (int round = 0; round < rounds; round++) {
        Map<Service, Break> broken = new EnumMap<>(Service.class);
        for (Service service : Service.values()) {
          // each service has each kind of trouble once, in three rounds
          broken.put(service, breaks.get((service.ordinal() + round) % breaks.size()));
        }
        for (Map.Entry<Service, Break> one : broken.entrySet()) {
          boxes.spoil(one.getKey(), one.getValue());
        }
        trial.say("dead letters are broken: " + broken);
        List<Injected> poison = inject(syringe, random);
        injected += poison.size();
        LoadClient clients = trial.load(perSecond);
        Waiting.pause(Duration.ofSeconds(trial.profile().of(8, 60)));
        clients.stop();
        Set<Integer> stopped = new TreeSet<>();
        poison.forEach(one -> stopped.add(one.partition()));
        boolean othersGoOn = Waiting.cameTrue(PATIENCE, () -> onlyWait(stopped, waiting(trial)));
        Map<String, Set<Integer>> waiting = waiting(trial);
        committed(trial, poison, notes);
        for (Map.Entry<Service, Break> one : broken.entrySet()) {
          boxes.mend(one.getKey(), one.getValue());
        }
        trial.say("mended; what waited until then: " + waiting);
        notes
            .figure(
                "%s: %d records could not be buried, %d operations acknowledged, waiting"
                    + " partitions %s",
                broken, poison.size(), clients.acknowledged(), waiting)
            .hold(clients.acknowledged() > 0, "nobody was answered meanwhile")
            .hold(!waiting.isEmpty(), "nothing waited: the dead letters were not broken")
            .hold(
                othersGoOn,
                "more waited than the partitions of the poison, %s: %s",
                stopped,
                waiting);
        Waiting.cameTrue(DRAIN, () -> waiting(trial).isEmpty());
      }
    }
    Verdict verdict = trial.check(DRAIN);
    return notes
        .figure(
            "%d dead letters of %d records, %d written again",
            verdict.totals().getOrDefault("dead letters", 0L),
            injected,
            verdict.totals().getOrDefault("dead letters written again", 0L))
        .verdict(verdict)
        .measured();
  }

  /** Where poison lies in front of a broken box, a partition waits; its neighbours do not. */
  private static boolean onlyWait(Set<Integer> stopped, Map<String, Set<Integer>> waiting) {
    return waiting.values().stream().allMatch(stopped::containsAll);
  }

  /** One for each group that reads; what lies on the log is for all four. */
  private static List<Injected> inject(Syringe syringe, Random random) {
    var poison = new ArrayList<Injected>();
    // in the same partition of all topics
    byte[] key = ("noise-" + random.nextInt(1000)).getBytes(StandardCharsets.UTF_8);
    for (String topic : List.of(Topics.REQUESTS, Topics.UPDATES, Topics.INBOX, Topics.PERSONAL)) {
      byte[] bytes = new byte[POISON_BYTES];
      random.nextBytes(bytes);
      poison.add(
          syringe.inject(
              new Poison(
                  "noise", topic, false, key, bytes, Map.of(), PoisonCabinet.readers(topic))));
    }
    return poison;
  }

  /** No group may have gone past what it could not put into its box. */
  private static void committed(Trial trial, List<Injected> poison, Measured.Notes notes) {
    try (var reading = new LogReading(trial.house().run().brokers())) {
      for (Injected one : poison) {
        for (String group : LogReading.groups(one.topic())) {
          long at =
              reading
                  .taken(group)
                  .getOrDefault(new TopicPartition(one.topic(), one.partition()), 0L);
          notes.hold(
              at <= one.offset(),
              "%s has committed %d and could not bury %s",
              group,
              at,
              one.place());
        }
      }
    }
  }

  /** The partitions each group has not read to the end, whatever their topic. */
  private static Map<String, Set<Integer>> waiting(Trial trial) {
    var waiting = new java.util.TreeMap<String, Set<Integer>>();
    try (var reading = new LogReading(trial.house().run().brokers())) {
      reading
          .behind()
          .forEach(
              (group, partitions) -> {
                Set<Integer> numbers = new TreeSet<>();
                partitions.keySet().forEach(one -> numbers.add(one.partition()));
                waiting.put(group, numbers);
              });
    }
    return waiting;
  }

  /** The topics of dead letters, from the side of whoever runs the brokers. */
  private static final class Boxes implements AutoCloseable {
    private static final String EVERYBODY = "User:ANONYMOUS";

    private final Trial trial;
    private final Admin admin;

    /** Letters of earlier rounds, by topic: it is not the services that lose them. */
    private final Map<String, List<ConsumerRecord<byte[], byte[]>>> kept = new HashMap<>();

    Boxes(Trial trial) {
      this.trial = trial;
      this.admin =
          Admin.create(
              Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, trial.house().run().brokers()));
    }

    void spoil(Service service, Break how) throws ExecutionException, InterruptedException {
      String topic = Topics.dead(service);
      switch (how) {
        case DENIED -> admin.createAcls(onlyReading(topic)).all().get();
        case MISSING -> {
          keep(topic);
          admin.deleteTopics(List.of(topic)).all().get();
          trial.madeAnew(topic);
        }
        case TOO_SMALL -> limit(topic, TOO_SMALL);
      }
    }

    void mend(Service service, Break how) throws ExecutionException, InterruptedException {
      String topic = Topics.dead(service);
      switch (how) {
        case DENIED ->
            admin
                .deleteAcls(onlyReading(topic).stream().map(AclBinding::toFilter).toList())
                .all()
                .get();
        case MISSING -> {
          make(topic);
          putBack(topic);
        }
        case TOO_SMALL -> limit(topic, Integer.toString(Topics.LARGEST_DEAD_LETTER));
      }
    }

    private void keep(String topic) {
      try (var reading = new LogReading(trial.house().run().brokers())) {
        kept.put(topic, reading.read(trial.mark(), topic::equals));
      }
    }

    private void putBack(String topic) throws ExecutionException, InterruptedException {
      try (var producer =
          new KafkaProducer<byte[], byte[]>(
              Map.of(
                  ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                  trial.house().run().brokers(),
                  ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
                  ByteArraySerializer.class,
                  ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
                  ByteArraySerializer.class))) {
        for (ConsumerRecord<byte[], byte[]> one : Objects.requireNonNull(kept.remove(topic))) {
          producer
              .send(
                  new ProducerRecord<>(
                      topic, one.partition(), one.key(), one.value(), one.headers()))
              .get();
        }
      }
    }

    /** A rule for a topic shuts out all who are not named: so everybody is, and may not write. */
    private static List<AclBinding> onlyReading(String topic) {
      return List.of(
          rule(topic, AclOperation.ALL, AclPermissionType.ALLOW),
          rule(topic, AclOperation.WRITE, AclPermissionType.DENY));
    }

    private static AclBinding rule(String topic, AclOperation what, AclPermissionType may) {
      return new AclBinding(
          new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
          new AccessControlEntry(EVERYBODY, "*", what, may));
    }

    private void limit(String topic, String bytes) throws ExecutionException, InterruptedException {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.TOPIC, topic),
                  List.of(
                      new AlterConfigOp(
                          new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, bytes),
                          AlterConfigOp.OpType.SET))))
          .all()
          .get();
    }

    /** As the services make it when they start. */
    private void make(String topic) throws ExecutionException, InterruptedException {
      Topics.Declared declared =
          Topics.declared().stream()
              .filter(one -> one.name().equals(topic))
              .findFirst()
              .orElseThrow();
      int partitions =
          admin.describeTopics(List.of(Topics.REQUESTS)).allTopicNames().get().values().stream()
              .mapToInt(one -> one.partitions().size())
              .sum();
      admin
          .createTopics(
              List.of(new NewTopic(topic, partitions, (short) 1).configs(declared.settings())))
          .all()
          .get();
    }

    @Override
    public void close() {
      admin.close(Duration.ofSeconds(2));
    }
  }
}
