package alo153.embedded;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Kafka node, broker and controller together, in this JVM.
 *
 * <p>It is the real broker with the real log format. It listens on 127.0.0.1 only and keeps one
 * copy of everything.
 *
 * <h2>What survives what</h2>
 *
 * <ul>
 *   <li>An orderly {@link #close()}: everything; the next start takes two to three seconds.
 *   <li>A killed JVM: every acknowledged record and committed offset, since they had reached the
 *       operating system. The next start takes about three seconds more, until the controller
 *       believes that the killed broker is gone.
 *   <li>A power cut: as with any Kafka that has one copy and the default flush settings, the last
 *       seconds may be missing.
 * </ul>
 *
 * A fault the broker cannot live with, such as a full disk, ends the whole JVM: that is Kafka's own
 * way, and better than services that go on without a log.
 *
 * <h2>How forgotten bytes leave the disk</h2>
 *
 * On a compacted topic a tombstone hides the older value at once, but the bytes stay until the
 * segment that holds the tombstone is closed and the log is cleaned. Tried on this broker, Kafka
 * 4.2.1:
 *
 * <ul>
 *   <li>{@code max.compaction.lag.ms} is the setting that counts. It closes segments of that age
 *       and makes the cleaner take the log however clean it mostly is. {@code segment.ms} with a
 *       low {@code min.cleanable.dirty.ratio} is not enough: one tombstone in a large log stays
 *       below any ratio but 0.
 *   <li>A segment is closed only when a record arrives behind it. In a quiet topic nothing happens,
 *       whatever the settings, until a marker (any record with a key and a timestamp of now) is
 *       appended to the partition.
 *   <li>So to forget soon: write the tombstones; set {@code max.compaction.lag.ms=1} on the topic;
 *       append a marker to every partition, and another some seconds later in case the setting had
 *       not arrived; wait; set the lag back. This broker looks every second and unlinks cleaned
 *       files after two, so the bytes were gone 2 to 5 seconds after the marker (80 MB in the
 *       partition), and after 10 to 40 on a machine with ten times the work it could do. A
 *       stand-alone broker looks every 15 seconds and unlinks after 60, by its defaults. Without
 *       hurry, {@code max.compaction.lag.ms} of a day and a daily marker do.
 *   <li>Few markers: with a lag of 1 ms each one opens a segment.
 *   <li>The tombstone itself (its key) goes with a cleaning later than {@code delete.retention.ms}
 *       after the first, which again needs a marker. Readers that are further behind than that miss
 *       it: leave it at a day or more.
 *   <li>{@code cleanup.policy=compact,delete} behaves the same.
 * </ul>
 */
public final class EmbeddedBroker implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EmbeddedBroker.class);

  private final Settings settings;
  private final FileChannel lockFile;
  private final KafkaRaftServer server;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * @param directory where the log lies; created and formatted at the first start
   * @param port the port clients connect to; 0 chooses a free one
   * @param controllerPort the port the controller listens on; 0 chooses a free one. Both may differ
   *     from start to start
   * @param listeners further ports for clients, each with its own idea of where the broker is;
   *     mostly empty
   * @param properties broker properties that win over ours, such as quotas or an authorizer; mostly
   *     empty
   */
  public record Settings(
      Path directory,
      int port,
      int controllerPort,
      List<Listener> listeners,
      Map<String, String> properties) {

    /**
     * @throws IllegalArgumentException when two listeners have one name
     */
    public Settings {
      listeners = List.copyOf(listeners);
      properties = Map.copyOf(properties);
      Set<String> names = new HashSet<>(BrokerProperties.OWN_LISTENERS);
      for (Listener listener : listeners) {
        if (!names.add(listener.name())) {
          throw new IllegalArgumentException("Two listeners are called " + listener.name());
        }
      }
    }

    /** One listener, our properties. */
    public Settings(Path directory, int port, int controllerPort) {
      this(directory, port, controllerPort, List.of(), Map.of());
    }
  }

  /**
   * A further port for clients. A Kafka client is told by the broker where to connect to, so
   * whoever stands between (a proxy, a tunnel) needs a listener of its own that tells its address;
   * with one listener for each client every way to the broker can be disturbed alone.
   *
   * @param name capital letters, digits and underscores
   * @param port where the broker listens, on 127.0.0.1
   * @param advertisedPort where clients that came in here are told to connect to, on 127.0.0.1; the
   *     same as {@code port} when nobody stands between
   */
  public record Listener(String name, int port, int advertisedPort) {

    /**
     * @throws IllegalArgumentException when the name or a port is none; 0 is none here, because
     *     whoever stands between must know the port before the broker starts
     */
    public Listener {
      if (!name.matches("[A-Z][A-Z0-9_]*")) {
        throw new IllegalArgumentException(
            "Not a listener's name: " + name + " (capital letters, digits and underscores)");
      }
      if (!isPort(port) || !isPort(advertisedPort)) {
        throw new IllegalArgumentException(
            "The listener " + name + " needs two ports of 1 to 65535");
      }
    }

    private static boolean isPort(int number) {
      return number > 0 && number <= 65_535;
    }
  }

  private EmbeddedBroker(Settings settings, FileChannel lockFile, KafkaRaftServer server) {
    this.settings = settings;
    this.lockFile = lockFile;
    this.server = server;
  }

  /** Starts the broker and returns when clients can produce and consume. */
  public static EmbeddedBroker start(Settings wanted) {
    Settings settings =
        new Settings(
            wanted.directory().toAbsolutePath().normalize(),
            FreePort.orWanted(wanted.port()),
            FreePort.orWanted(wanted.controllerPort()),
            wanted.listeners(),
            wanted.properties());
    refuseTakenPort(settings.port());
    refuseTakenPort(settings.controllerPort());
    settings.listeners().forEach(it -> refuseTakenPort(it.port()));
    FileChannel lockFile = lock(settings.directory());
    try {
      format(settings.directory());
      KafkaRaftServer server =
          new KafkaRaftServer(
              KafkaConfig.fromProps(BrokerProperties.of(settings), false), Time.SYSTEM);
      server.startup();
      return new EmbeddedBroker(settings, lockFile, server);
    } catch (RuntimeException e) {
      unlock(lockFile);
      throw e;
    }
  }

  // Kafka ends the whole JVM when its controller cannot listen; a refusal can be read and handled
  private static void refuseTakenPort(int port) {
    if (!FreePort.isFree(port)) {
      throw new IllegalStateException("Port " + port + " is taken");
    }
  }

  // Kafka looks at its own .lock only after the controller has begun to write
  private static FileChannel lock(Path directory) {
    FileChannel file;
    try {
      Files.createDirectories(directory);
      file =
          FileChannel.open(
              directory.resolve("embedded-broker.lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE);
      if (tryLock(file) != null) {
        return file;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot prepare " + directory + " for the broker", e);
    }
    unlock(file);
    throw new IllegalStateException("Another broker works in " + directory);
  }

  private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
    try {
      return file.tryLock(); // the operating system lets go of it when the process dies
    } catch (OverlappingFileLockException heldInThisProcess) {
      return null;
    }
  }

  private static void unlock(FileChannel file) {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot let go of the broker's directory", e);
    }
  }

  private static void format(Path directory) {
    if (Files.exists(directory.resolve("meta.properties"))) {
      return;
    }
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8)) {
      new Formatter()
          .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
          .setClusterId(Uuid.randomUuid().toString())
          .setNodeId(BrokerProperties.NODE)
          .setControllerListenerName(BrokerProperties.CONTROLLER)
          .setMetadataLogDirectory(directory.toString())
          .addDirectory(directory.toString())
          .setIgnoreFormatted(true)
          .setPrintStream(out)
          .run();
    } catch (Exception e) {
      throw new IllegalStateException("Cannot format " + directory + " for the broker", e);
    }
    log.info("{}", said.toString(StandardCharsets.UTF_8).strip());
  }

  /** What clients of the first listener put into {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return "127.0.0.1:" + settings.port();
  }

  /** Stops the broker in an orderly way, so that the next start need not check any log. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      try {
        server.shutdown();
        server.awaitShutdown();
      } finally {
        unlock(lockFile);
      }
    }
  }
}
