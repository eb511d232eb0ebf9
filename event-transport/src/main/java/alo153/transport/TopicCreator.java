package alo153.transport;

import alo153.events.wire.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the topics that are missing, with the partitions fixed for ever, and refuses to run on
 * topics made otherwise.
 */
public final class TopicCreator {
  private static final Logger LOG = LoggerFactory.getLogger(TopicCreator.class);

  /** How many copies an acknowledged record has at least, on topics with three. */
  private static final int COPIES = 2;

  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  private final TransportSettings settings;

  TopicCreator(TransportSettings settings) {
    this.settings = settings;
  }

  /**
   * Returns when all topics are there.
   *
   * @throws InfrastructureException when the brokers are not there within the start's patience
   * @throws IllegalStateException when a topic has another number of partitions: requests would
   *     change their place; or when it is replicated and one copy is enough for an acknowledgement
   */
  public void ensure(List<Topics.Declared> declared) {
    // a stop closes the context, and that waits until its start has ended: so end it
    var stop = new Thread(Thread.currentThread()::interrupt, "topics-stop");
    Runtime.getRuntime().addShutdownHook(stop);
    try {
      ensureAll(declared);
    } finally {
      forget(stop);
    }
  }

  private static void forget(Thread stop) {
    try {
      Runtime.getRuntime().removeShutdownHook(stop);
    } catch (IllegalStateException stopping) {
      LOG.info("told to stop before the topics were there");
    }
  }

  private void ensureAll(List<Topics.Declared> declared) {
    LOG.info(
        "asking the brokers at {} for the topics, for {} s at most",
        settings.bootstrapServers(),
        settings.topicWait().toSeconds());
    try (Admin admin =
        Admin.create(
            Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                settings.bootstrapServers(),
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                (int) settings.topicWait().toMillis(),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                5000))) {
      Set<String> present = get(admin.listTopics().names());
      var missing = new ArrayList<NewTopic>();
      for (Topics.Declared topic : declared) {
        if (!present.contains(topic.name())) {
          missing.add(
              new NewTopic(topic.name(), settings.partitions(), settings.replicationFactor())
                  .configs(configuration(topic)));
        }
      }
      if (!missing.isEmpty()) {
        create(admin, missing);
      }
      List<String> names = declared.stream().map(Topics.Declared::name).toList();
      check(admin, names);
      if (isReplicated()) {
        checkCopies(admin, names);
      }
    }
  }

  private boolean isReplicated() {
    return settings.replicationFactor() >= 3;
  }

  private Map<String, String> configuration(Topics.Declared topic) {
    var configuration = new HashMap<>(topic.settings());
    if (isReplicated()) {
      configuration.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, Integer.toString(COPIES));
    }
    return configuration;
  }

  private void create(Admin admin, List<NewTopic> missing) {
    admin
        .createTopics(missing, new CreateTopicsOptions())
        .values()
        .forEach(
            (name, made) -> {
              try {
                get(made);
                LOG.info("topic {} made with {} partitions", name, settings.partitions());
              } catch (TopicExistsException e) {
                LOG.debug("topic {} was made by another service just now", name, e);
              }
            });
  }

  private void check(Admin admin, List<String> names) {
    for (TopicDescription topic : describe(admin, names)) {
      if (topic.partitions().size() != settings.partitions()) {
        throw new IllegalStateException(
            "topic "
                + topic.name()
                + " has "
                + topic.partitions().size()
                + " partitions, this service is set to "
                + settings.partitions()
                + ": set alo153.transport.partitions to the number the log was made with");
      }
    }
  }

  private void checkCopies(Admin admin, List<String> names) {
    List<ConfigResource> topics =
        names.stream().map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name)).toList();
    get(admin.describeConfigs(topics).all())
        .forEach(
            (topic, configuration) -> {
              String copies = configuration.get(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG).value();
              if (Integer.parseInt(copies) < COPIES) {
                throw new IllegalStateException(
                    "topic "
                        + topic.name()
                        + " acknowledges with "
                        + copies
                        + " copy: set its min.insync.replicas to "
                        + COPIES
                        + " with kafka-configs");
              }
            });
  }

  /**
   * A topic that was made a moment ago, by us or by another service, is not known to every broker
   * at once.
   */
  private Collection<TopicDescription> describe(Admin admin, List<String> names) {
    long patience = System.nanoTime() + settings.topicWait().toNanos();
    while (true) {
      try {
        return get(admin.describeTopics(names).allTopicNames()).values();
      } catch (UnknownTopicOrPartitionException e) {
        if (System.nanoTime() > patience) {
          throw new InfrastructureException("the brokers do not show the topics they made", e);
        }
        pause();
      }
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InfrastructureException("interrupted while waiting for the topics", e);
    }
  }

  /**
   * @throws TopicExistsException when another service was quicker
   * @throws UnknownTopicOrPartitionException when the broker asked does not know the topic yet
   */
  private <T> T get(KafkaFuture<T> future) {
    try {
      return future.get(settings.topicWait().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InfrastructureException("interrupted while talking to the brokers", e);
    } catch (TimeoutException e) {
      throw new InfrastructureException("no broker at " + settings.bootstrapServers(), e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TopicExistsException exists) {
        throw exists;
      }
      if (e.getCause() instanceof UnknownTopicOrPartitionException unknown) {
        throw unknown;
      }
      throw new InfrastructureException(
          "no broker at " + settings.bootstrapServers(), e.getCause());
    }
  }
}
