package alo153.allinone;

import alo153.city.CityPack;
import alo153.city.Department;
import alo153.embedded.EmbeddedBroker;
import alo153.embedded.EmbeddedStore;
import alo153.gateway.GatewayApplication;
import alo153.intake.IntakeApplication;
import alo153.notification.NotificationApplication;
import alo153.routing.RoutingApplication;
import alo153.tracking.TrackingApplication;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;

/** Starts broker, store, services and gateway in one JVM, and stops them the other way round. */
final class House implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(House.class);
  private static final Duration FIRST_SWEEP = Duration.ofMinutes(30);
  private static final Duration SWEEPS_APART = Duration.ofHours(12);

  private final DataFolder data;
  private final Ports ports;
  private final Consumer<String> say;
  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private @Nullable EmbeddedStore store;
  private String brokers = "";

  House(DataFolder data, Ports ports, Consumer<String> say) {
    this.data = data;
    this.ports = ports;
    this.say = say;
  }

  /** Returns when everything answers. */
  void start() {
    Map<String, String> environment = environment();
    boolean ownBroker = !environment.containsKey("ALO153_KAFKA");
    boolean ownStore = !environment.containsKey("ALO153_MONGODB_URI");
    ports.checkFree(ownBroker, ownStore);
    if (ownBroker) {
      EmbeddedBroker broker =
          step(
              "broker",
              () ->
                  EmbeddedBroker.start(
                      new EmbeddedBroker.Settings(
                          data.kafka(), ports.broker(), ports.controller())));
      environment.put("ALO153_KAFKA", broker.bootstrapServers());
    }
    brokers = environment.getOrDefault("ALO153_KAFKA", "");
    if (ownStore) {
      Path file = "memory".equals(environment.get("ALO153_STORE")) ? null : data.store();
      EmbeddedStore store =
          step("store", () -> EmbeddedStore.start(new EmbeddedStore.Settings(file, ports.store())));
      environment.put("ALO153_MONGODB_URI", store.uri());
      sweepDaily(store);
    }
    service("tracking", TrackingApplication.application(), ports.tracking(), environment);
    service("routing", RoutingApplication.application(), ports.routing(), environment);
    service(
        "notification", NotificationApplication.application(), ports.notification(), environment);
    service("intake", IntakeApplication.application(), ports.intake(), environment);
    service("gateway", GatewayApplication.application(), ports.gateway(), environment);
  }

  /** What was removed or replaced leaves the store's file within a day. */
  private void sweepDaily(EmbeddedStore store) {
    this.store = store;
    ScheduledExecutorService broom =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "store-sweep");
              thread.setDaemon(true);
              return thread;
            });
    started.push(broom::shutdownNow);
    broom.scheduleWithFixedDelay(
        () -> {
          try {
            store.sweep();
          } catch (RuntimeException e) {
            LOG.error("the store's file could not be written anew; tried again in some hours", e);
          }
        },
        FIRST_SWEEP.toMinutes(),
        SWEEPS_APART.toMinutes(),
        TimeUnit.MINUTES);
  }

  /** Where the log is; empty before {@link #start()}. */
  String brokers() {
    return brokers;
  }

  /** The embedded store, if it is ours. */
  Optional<EmbeddedStore> store() {
    return Optional.ofNullable(store);
  }

  /** All the services are told. */
  private Map<String, String> environment() {
    Map<String, String> deployment = deployment();
    var departments =
        CityPack.load(folder(deployment.get("ALO153_CITY"))).departments().stream()
            .map(Department::code)
            .map(Object::toString)
            .toList();
    var environment =
        new LinkedHashMap<String, String>(Keys.ensure(data.keys(), Keys.names(departments)));
    environment.put("ALO153_MASTER_KEY_FILE", data.masterKey().toString());
    String here = "http://127.0.0.1:";
    environment.put("ALO153_INTAKE_URI", here + ports.intake());
    environment.put("ALO153_ROUTING_URI", here + ports.routing());
    environment.put("ALO153_TRACKING_URI", here + ports.tracking());
    environment.put("ALO153_NOTIFICATION_URI", here + ports.notification());
    environment.put("ALO153_TRACKING_PAGE", here + ports.gateway() + "/takip/");
    simulatedProviders(environment, here + ports.simulators());
    environment.putAll(deployment);
    if ((here + ports.simulators()).equals(environment.get("ALO153_SMS_URL"))) {
      // the simulator takes any rate; a real provider keeps the usual one
      environment.putIfAbsent("ALO153_SMS_PER_SECOND", "0");
    }
    return environment;
  }

  /**
   * Until the deployment names real providers, messages go to the simulators' ports and reach
   * nobody.
   */
  private void simulatedProviders(Map<String, String> environment, String http) {
    environment.put("ALO153_WHATSAPP_URL", http);
    environment.put("ALO153_SMS_URL", http);
    environment.put("ALO153_PUSH_URL", http);
    environment.put("ALO153_WEBHOOK_RELAY", http + "/webhook");
    environment.put("ALO153_SMTP_PORT", Integer.toString(ports.smtp()));
    environment.put("ALO153_IMAP_HOST", "127.0.0.1");
    environment.put("ALO153_IMAP_PORT", Integer.toString(ports.imap()));
    environment.put("ALO153_IMAP_SECURITY", "NONE");
    environment.put("ALO153_IMAP_USERNAME", "cozum@alo153.invalid");
    environment.put("ALO153_IMAP_EVERY", "1s");
  }

  /** What the operator set; what the process was started with wins. */
  private Map<String, String> deployment() {
    var settings = new LinkedHashMap<String, String>();
    if (Files.exists(data.settings())) {
      settings.putAll(DataFolder.read(data.settings()));
    }
    System.getenv()
        .forEach(
            (name, value) -> {
              if (name.startsWith("ALO153_") && !value.isBlank()) {
                settings.put(name, value);
              }
            });
    return settings;
  }

  private static @Nullable Path folder(@Nullable String name) {
    return name == null || name.isBlank() ? null : Path.of(name);
  }

  private void service(
      String name,
      SpringApplicationBuilder application,
      int port,
      Map<String, String> environment) {
    ConfigurableApplicationContext context =
        step(
            name,
            () ->
                application
                    .registerShutdownHook(false)
                    .logStartupInfo(false)
                    .initializers(
                        fresh -> {
                          Map<String, Object> own = new HashMap<>();
                          own.put("server.port", port);
                          // nobody stands before it who would have to notice its end
                          own.put("alo153.stop.lull", "0s");
                          own.put("gateway.timeouts.lull", "0s");
                          fresh
                              .getEnvironment()
                              .getPropertySources()
                              .addFirst(new MapPropertySource("all-in-one", own));
                        })
                    .environment(new HouseEnvironment(Map.copyOf(environment)))
                    .run());
    if (!context.isActive()) {
      throw new CommandException(name + " did not start; see " + data.log(), null);
    }
  }

  private <T extends AutoCloseable> T step(String name, Supplier<T> start) {
    long before = System.nanoTime();
    T one = start.get();
    started.push(one);
    say.accept(
        "  %-13s ready after %4d ms"
            .formatted(name, Duration.ofNanos(System.nanoTime() - before).toMillis()));
    return one;
  }

  /** Services first, so that nothing accepted is left; then store and broker. */
  @Override
  public void close() {
    while (!started.isEmpty()) {
      AutoCloseable one = started.pop();
      try {
        one.close();
      } catch (Exception e) {
        say.accept(
            "  " + one.getClass().getSimpleName() + " did not stop cleanly: " + e.getMessage());
      }
    }
  }
}
