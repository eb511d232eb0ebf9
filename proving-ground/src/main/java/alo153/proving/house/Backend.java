package alo153.proving.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The broker or the store: a process that may be killed, stopped and started on what it left. */
public final class Backend implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(2);

  private final String name;
  private final Path output;
  private final List<String> command;
  private final int port;
  private final Ready ready;
  private @Nullable ChildProcess process;

  /** How one sees that it serves. */
  private interface Ready {
    boolean check(ChildProcess process, int port);
  }

  private Backend(String name, Path folder, List<String> command, int port, Ready ready) {
    this.name = name;
    this.output = folder.resolve("logs").resolve(name + ".log");
    this.command = command;
    this.port = port;
    this.ready = ready;
  }

  static Backend broker(
      Installation installation,
      Plan plan,
      Path folder,
      Addresses addresses,
      @Nullable SmallDisk disk) {
    var arguments =
        new ArrayList<>(
            List.of("--broker", log(folder).toString(), Integer.toString(addresses.broker())));
    if (plan.proxies()) {
      for (Edge edge : Edge.values()) {
        if (edge.isToBroker()) {
          arguments.addAll(
              List.of(
                  "--listener",
                  edge.from().name(),
                  Integer.toString(addresses.brokerBehind(edge)),
                  Integer.toString(addresses.proxy(edge, 1))));
        }
      }
    }
    if (!plan.brokerProperties().isEmpty()) {
      arguments.addAll(
          List.of("--properties", properties(folder, plan.brokerProperties()).toString()));
    }
    List<String> command = installation.backendCommand(arguments);
    return new Backend(
        "broker",
        folder,
        disk == null ? command : disk.inside(command),
        addresses.broker(),
        (process, port) -> process.saidSinceStart("broker ready"));
  }

  /** Where the broker's log lies. */
  static Path log(Path folder) {
    return folder.resolve("kafka");
  }

  private static Path properties(Path folder, Map<String, String> told) {
    Path file = folder.resolve("broker.properties");
    try {
      Files.createDirectories(folder);
      try (var out = Files.newBufferedWriter(file)) {
        var properties = new java.util.Properties();
        properties.putAll(told);
        properties.store(out, null);
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Backend store(Installation installation, Plan plan, Path folder, Addresses addresses) {
    if (plan.store() == Plan.Store.MONGOD) {
      Mongod mongod = Mongod.found();
      return new Backend(
          "store",
          folder,
          mongod.command(folder.resolve("mongod"), addresses.store()),
          addresses.store(),
          (process, port) -> Mongod.isPrimary(port));
    }
    String file =
        plan.store() == Plan.Store.MEMORY ? "memory" : folder.resolve("store.mv.db").toString();
    return new Backend(
        "store",
        folder,
        installation.backendCommand(List.of("--store", file, Integer.toString(addresses.store()))),
        addresses.store(),
        (process, port) -> process.saidSinceStart("store ready"));
  }

  public ChildProcess process() {
    if (process == null) {
      throw new IllegalStateException("the " + name + " was never started");
    }
    return process;
  }

  /** Starts it on what it left; does not wait. */
  public void start() {
    if (process != null && process.isAlive()) {
      throw new IllegalStateException("the " + name + " is still there");
    }
    try {
      Files.createDirectories(output.getParent());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    process = ChildProcess.start(name, output, Map.of(), command);
  }

  /**
   * Waits until it serves.
   *
   * @throws IllegalStateException with its last lines, when it ended or did not get ready
   */
  public void awaitReady() {
    Waiting.until(
        START,
        () -> {
          if (!process().isAlive()) {
            throw new IllegalStateException(
                "the " + name + " has ended:\n" + process().lastLines(30));
          }
          return ready.check(process(), port);
        },
        () -> "the " + name + " did not get ready:\n" + process().lastLines(30));
  }

  public int port() {
    return port;
  }

  @Override
  public void close() {
    if (process != null) {
      process.close();
    }
  }
}
