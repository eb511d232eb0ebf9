package alo153.embedded;

import alo153.embedded.EmbeddedBroker.Listener;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;

/**
 * The broker's configuration for a small machine, each line that is not Kafka's default with its
 * reason.
 */
final class BrokerProperties {
  static final int NODE = 1;
  static final String CONTROLLER = "CONTROLLER";
  private static final String FIRST = "PLAINTEXT";
  static final Set<String> OWN_LISTENERS = Set.of(FIRST, CONTROLLER);

  private BrokerProperties() {}

  static Properties of(EmbeddedBroker.Settings settings) {
    Properties it = new Properties();
    addresses(it, settings);
    oneNode(it);
    smallMachine(it);
    retention(it);
    it.putAll(settings.properties()); // whoever gives them knows why
    return it;
  }

  private static void addresses(Properties it, EmbeddedBroker.Settings settings) {
    it.setProperty("process.roles", "broker,controller");
    it.setProperty("node.id", Integer.toString(NODE));
    it.setProperty("log.dirs", settings.directory().toString());
    List<Listener> forClients = new ArrayList<>(settings.listeners());
    forClients.add(0, new Listener(FIRST, settings.port(), settings.port()));
    List<String> bound = new ArrayList<>();
    List<String> advertised = new ArrayList<>();
    List<String> protocols = new ArrayList<>();
    for (Listener listener : forClients) {
      bound.add(listener.name() + "://127.0.0.1:" + listener.port());
      advertised.add(listener.name() + "://127.0.0.1:" + listener.advertisedPort());
      protocols.add(listener.name() + ":PLAINTEXT");
    }
    bound.add(CONTROLLER + "://127.0.0.1:" + settings.controllerPort());
    protocols.add(CONTROLLER + ":PLAINTEXT");
    it.setProperty("listeners", String.join(",", bound));
    it.setProperty("advertised.listeners", String.join(",", advertised));
    it.setProperty("listener.security.protocol.map", String.join(",", protocols));
    it.setProperty("inter.broker.listener.name", FIRST);
    it.setProperty("controller.listener.names", CONTROLLER);
    // static voters: the controller may come back on another port without a vote
    it.setProperty("controller.quorum.voters", NODE + "@127.0.0.1:" + settings.controllerPort());
  }

  private static void oneNode(Properties it) {
    it.setProperty("default.replication.factor", "1");
    it.setProperty("min.insync.replicas", "1");
    it.setProperty("offsets.topic.replication.factor", "1");
    it.setProperty("transaction.state.log.replication.factor", "1");
    it.setProperty("transaction.state.log.min.isr", "1");
    it.setProperty("share.coordinator.state.topic.replication.factor", "1");
    it.setProperty("share.coordinator.state.topic.min.isr", "1");
    // topics are created by the services, with the partitions they are meant to have
    it.setProperty("auto.create.topics.enable", "false");
    // a killed broker is taken for alive, and its successor refused, until its session ends
    // (default 9 s): so long does a start after a kill take
    it.setProperty("broker.session.timeout.ms", "3000");
    it.setProperty("broker.heartbeat.interval.ms", "500");
    // no second member is worth waiting three seconds for
    it.setProperty("group.initial.rebalance.delay.ms", "0");
  }

  private static void smallMachine(Properties it) {
    it.setProperty("num.network.threads", "2");
    it.setProperty("num.io.threads", "4");
    it.setProperty("background.threads", "2");
    it.setProperty("num.recovery.threads.per.data.dir", "2");
    it.setProperty("group.coordinator.threads", "1");
    it.setProperty("share.coordinator.threads", "1");
    // a handful of groups; fixed when the topic is created
    it.setProperty("offsets.topic.num.partitions", "4");
    it.setProperty("transaction.state.log.num.partitions", "4");
    it.setProperty("share.coordinator.state.topic.num.partitions", "4");
    // taken from the heap at once and for good (default 128 MiB); 16 MiB tell 600,000 keys apart
    it.setProperty("log.cleaner.dedupe.buffer.size", Integer.toString(16 << 20));
    it.setProperty("log.cleaner.threads", "1");
    // two index files of this size are mapped per partition
    it.setProperty("log.index.size.max.bytes", Integer.toString(2 << 20));
  }

  private static void retention(Properties it) {
    // a forgotten person must be gone from disk soon: look every second, not every 15
    it.setProperty("log.cleaner.backoff.ms", "1000");
    // and what was cleaned or has expired is unlinked after 2 s, not after 60
    it.setProperty("log.segment.delete.delay.ms", "2000");
    it.setProperty("log.retention.check.interval.ms", "10000");
    // a machine switched off for a summer still knows where its readers stood (default 7 days)
    it.setProperty("offsets.retention.minutes", Integer.toString(366 * 24 * 60));
  }
}
