package alo153.allinone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import alo153.city.CityPack;
import alo153.embedded.EmbeddedBackends;
import alo153.proving.Run;
import alo153.proving.simulators.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The house as the composition runs it: every part a process of its own, from the jar its image
 * takes, told by environment variables only. Broker and store are one more process; the simulated
 * world is in this one.
 */
final class SeparateHouse implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(4);
  private static final String HERE = "127.0.0.1:";

  private final Path folder;
  private final Ports ports;
  private final Map<String, String> keys;
  private final Map<String, ChildJvm> parts = new LinkedHashMap<>();
  private final ChildJvm backends;
  private final World world;

  /** Returns when every part is ready. */
  static SeparateHouse on(Path folder) throws IOException {
    return new SeparateHouse(folder, new Ports(RunningHouse.freeBase()));
  }

  private SeparateHouse(Path folder, Ports ports) throws IOException {
    this.folder = folder;
    this.ports = ports;
    var data = new DataFolder(folder);
    this.keys =
        Keys.ensure(
            data.keys(),
            Keys.names(
                CityPack.load(null).departments().stream()
                    .map(department -> department.code().toString())
                    .toList()));
    data.running(ports.base(), HERE + ports.broker());
    this.backends = startBackends();
    try {
      Composition.parts().forEach(part -> start(part.name()));
      parts.keySet().forEach(this::awaitReady);
      this.world = World.start(run(), () -> {});
    } catch (IOException | RuntimeException | AssertionError e) {
      stopProcesses();
      throw e;
    }
  }

  Run run() {
    return Run.on(folder);
  }

  /** Starts a part; does not wait. */
  void start(String name) {
    Composition.Part part =
        Composition.parts().stream()
            .filter(one -> one.name().equals(name))
            .findFirst()
            .orElseThrow();
    assertThat(part.jar()).as("built by ./alo153 up, or by mvn package").exists();
    try {
      parts.put(
          name,
          ChildJvm.start(
              log(name),
              environment(part),
              List.of(
                  "-Xmx200m",
                  "-XX:TieredStopAtLevel=1",
                  // as on a Turkish operator's machine
                  "-Duser.language=tr",
                  "-Duser.country=TR",
                  "-jar",
                  part.jar().toString())));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  void awaitReady(String name) {
    await()
        .atMost(START)
        .pollInterval(Duration.ofMillis(250))
        .untilAsserted(
            () -> {
              ChildJvm part = process(name);
              if (!part.isAlive()) {
                throw new IllegalStateException(name + " has ended:\n" + part.output());
              }
              assertThat(ServiceClient.health(port(name))).as(name).isEqualTo("UP");
            });
  }

  private ChildJvm process(String name) {
    ChildJvm part = parts.get(name);
    if (part == null) {
      throw new IllegalArgumentException("no part is called " + name);
    }
    return part;
  }

  private int port(String name) {
    return switch (name) {
      case "gateway" -> ports.gateway();
      case "intake-service" -> ports.intake();
      case "routing-service" -> ports.routing();
      case "tracking-service" -> ports.tracking();
      case "notification-service" -> ports.notification();
      default -> throw new IllegalArgumentException("no port is known of " + name);
    };
  }

  /**
   * What image and composition say, with the addresses of this machine in place of the
   * composition's network; and {@code keys.env} for those who are given it.
   */
  private Map<String, String> environment(Composition.Part part) {
    var environment = new LinkedHashMap<>(Composition.imageEnvironment());
    environment.put("ALO153_BIND", "127.0.0.1");
    environment.put("ALO153_MASTER_KEY_FILE", folder.resolve("master.key").toString());
    part.environment().forEach((name, value) -> environment.put(name, here(value)));
    if (part.definition().containsKey("env_file")) {
      environment.putAll(keys);
      environment.putAll(providers());
    }
    String own = part.name().replace("-service", "").toUpperCase(java.util.Locale.ROOT);
    environment.put("ALO153_" + own + "_PORT", Integer.toString(port(part.name())));
    return environment;
  }

  private String here(String value) {
    String local =
        value
            .replace("kafka:9092", HERE + ports.broker())
            .replaceAll("mongo:27017/\\S*", HERE + ports.store());
    for (Composition.Part part : Composition.parts()) {
      local = local.replaceAll("//" + part.name() + ":\\d+", "//" + HERE + port(part.name()));
    }
    return local;
  }

  /** What an operator adds to {@code keys.env}: the providers, here the simulated ones. */
  private Map<String, String> providers() {
    String http = "http://" + HERE + ports.simulators();
    return Map.ofEntries(
        Map.entry("ALO153_TRACKING_PAGE", "http://" + HERE + ports.gateway() + "/takip/"),
        Map.entry("ALO153_WHATSAPP_URL", http),
        Map.entry("ALO153_SMS_URL", http),
        Map.entry("ALO153_PUSH_URL", http),
        Map.entry("ALO153_WEBHOOK_RELAY", http + "/webhook"),
        Map.entry("ALO153_SMTP_PORT", Integer.toString(ports.smtp())),
        Map.entry("ALO153_IMAP_HOST", "127.0.0.1"),
        Map.entry("ALO153_IMAP_PORT", Integer.toString(ports.imap())),
        Map.entry("ALO153_IMAP_SECURITY", "NONE"),
        Map.entry("ALO153_IMAP_USERNAME", "cozum@alo153.invalid"),
        Map.entry("ALO153_IMAP_EVERY", "1s"));
  }

  private ChildJvm startBackends() throws IOException {
    ChildJvm process =
        ChildJvm.start(
            log("backends"),
            Map.of(),
            List.of(
                "-Xmx400m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                EmbeddedBackends.class.getName(),
                "--broker",
                folder.resolve("kafka").toString(),
                Integer.toString(ports.broker()),
                "--store",
                folder.resolve("store.mv.db").toString(),
                Integer.toString(ports.store())));
    await()
        .atMost(START)
        .until(
            () -> {
              if (!process.isAlive()) {
                throw new IllegalStateException("no broker and store:\n" + process.output());
              }
              return process.output().contains("broker ready");
            });
    return process;
  }

  private Path log(String name) throws IOException {
    return Files.createDirectories(folder.resolve("logs")).resolve(name + ".log");
  }

  private void stopProcesses() {
    parts.values().forEach(ChildJvm::close);
    backends.close();
  }

  @Override
  public void close() {
    world.close();
    stopProcesses();
  }
}
