package alo153.proving.house;

import alo153.proving.Run;
import alo153.proving.network.Condition;
import alo153.proving.network.TcpProxy;
import alo153.proving.simulators.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A house of processes: a broker, a store, instances of each service, a gateway before them; the
 * simulated world is in this one. Whoever holds it may kill, stop and start each of them.
 */
public final class SeparateHouse implements AutoCloseable {
  /** How many instances of a service the gateway knows; not all of them have to be there. */
  public static final int MOST_INSTANCES = 3;

  private static final Duration START = Duration.ofMinutes(3);
  private static final String HERE = "127.0.0.1:";
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Installation installation;
  private final Plan plan;
  private final Path folder;
  private final Addresses addresses;
  private final Map<String, String> keys;
  private final Map<String, ChildProcess> processes = new LinkedHashMap<>();
  private final @Nullable SmallDisk brokerDisk;
  private final Backend broker;
  private final Backend store;
  private final Map<Edge, List<TcpProxy>> proxies = new EnumMap<>(Edge.class);
  private @Nullable World world;

  private SeparateHouse(Installation installation, Plan plan, Path folder, int base) {
    this.installation = installation;
    this.plan = plan;
    this.folder = folder.toAbsolutePath().normalize();
    this.addresses = new Addresses(base);
    this.keys = keys();
    this.brokerDisk =
        plan.brokerMegabytes() == 0
            ? null
            : SmallDisk.make(Backend.log(this.folder), plan.brokerMegabytes(), log("broker-disk"));
    this.broker = Backend.broker(installation, plan, this.folder, addresses, brokerDisk);
    this.store = Backend.store(installation, plan, this.folder, addresses);
  }

  /**
   * Starts a house and returns when every part of it is ready.
   *
   * @param folder empty, or that of an earlier house
   * @param base a free range of {@link Addresses#SPAN} ports
   * @throws IllegalStateException with its last lines, when a part does not start
   */
  public static SeparateHouse start(Installation installation, Plan plan, Path folder, int base) {
    var house = new SeparateHouse(installation, plan, folder, base);
    try {
      house.begin();
      return house;
    } catch (RuntimeException e) {
      house.close();
      throw e;
    }
  }

  private void begin() {
    if (plan.proxies()) {
      for (Edge edge : Edge.values()) {
        int count = edge.called().isPresent() ? MOST_INSTANCES : 1;
        var some = new ArrayList<TcpProxy>();
        proxies.put(edge, some);
        for (int i = 1; i <= count; i++) {
          some.add(TcpProxy.between(addresses.proxy(edge, i), farEnd(edge, i), edge.toString()));
        }
      }
    }
    broker.start();
    store.start();
    broker.awaitReady();
    store.awaitReady();
    write(
        "run.env",
        "PID=%d\nSTARTED=\nPORT=%d\nKAFKA=%s%d\n"
            .formatted(ProcessHandle.current().pid(), addresses.base(), HERE, addresses.broker()));
    // the first one makes the topics; the others find them
    start(Part.TRACKING, 1);
    awaitReady(Part.TRACKING, 1);
    for (Part part : Part.values()) {
      for (int instance = 1; instance <= (part.isService() ? plan.instances() : 1); instance++) {
        if (part != Part.TRACKING || instance != 1) {
          start(part, instance);
        }
      }
    }
    awaitAllReady();
    try {
      world = World.start(run(), () -> {});
    } catch (IOException e) {
      throw new UncheckedIOException("the simulated world did not start", e);
    }
  }

  private int farEnd(Edge edge, int instance) {
    if (edge.called().isPresent()) {
      return addresses.of(edge.called().get(), instance);
    }
    return switch (edge) {
      case INTAKE_BROKER, ROUTING_BROKER, TRACKING_BROKER, NOTIFICATION_BROKER ->
          addresses.brokerBehind(edge);
      case INTAKE_STORE, ROUTING_STORE, TRACKING_STORE, NOTIFICATION_STORE -> addresses.store();
      case INTAKE_NOTIFICATION -> addresses.of(Part.NOTIFICATION, 1);
      case INTAKE_IMAP -> addresses.imap();
      case NOTIFICATION_PROVIDERS -> addresses.providers();
      case NOTIFICATION_SMTP -> addresses.smtp();
      case GATEWAY_INTAKE, GATEWAY_TRACKING -> throw new IllegalStateException("said above");
    };
  }

  /**
   * Changes the network on an edge, for all instances at both of its ends.
   *
   * @throws IllegalStateException when the plan has no proxies
   */
  public void weather(Edge edge, Condition condition) {
    proxies(edge).forEach(proxy -> proxy.set(condition));
  }

  /**
   * The proxies on an edge: one for each instance that may be called through the gateway, or one.
   */
  public List<TcpProxy> proxies(Edge edge) {
    List<TcpProxy> some = proxies.get(edge);
    if (some == null) {
      throw new IllegalStateException("this house has no proxy on " + edge);
    }
    return List.copyOf(some);
  }

  /**
   * Sets the clock of an instance's machine; without effect where the plan has no {@link Faketime}.
   * The instance sees it within about a second.
   *
   * @param ahead of the true time; negative for behind
   */
  public void clock(Part part, int instance, Duration ahead) {
    write(clockFile(part, instance), "%+d".formatted(ahead.toSeconds()));
  }

  private static String clockFile(Part part, int instance) {
    return name(part, instance) + ".clock";
  }

  /** Where a part finds what lies at the end of an edge: the proxy before it, or itself. */
  private int reach(Edge edge, int instance) {
    return plan.proxies() ? addresses.proxy(edge, instance) : farEnd(edge, instance);
  }

  private int reachBroker(Part part) {
    return part.isService() && plan.proxies()
        ? addresses.proxy(Edge.valueOf(part.name() + "_BROKER"), 1)
        : addresses.broker();
  }

  private int reachStore(Part part) {
    return part.isService() ? reach(Edge.valueOf(part.name() + "_STORE"), 1) : addresses.store();
  }

  public Plan plan() {
    return plan;
  }

  public Path folder() {
    return folder;
  }

  public Addresses addresses() {
    return addresses;
  }

  /** Where everything is, and the keys callers need. */
  public Run run() {
    return Run.on(folder);
  }

  /** The simulated departments and providers. */
  public World world() {
    if (world == null) {
      throw new IllegalStateException("the house has not started");
    }
    return world;
  }

  public Backend broker() {
    return broker;
  }

  /**
   * The disk the broker's log lies on.
   *
   * @throws IllegalStateException when the plan has none
   */
  public SmallDisk brokerDisk() {
    if (brokerDisk == null) {
      throw new IllegalStateException("the broker of this house has no disk of its own");
    }
    return brokerDisk;
  }

  public Backend store() {
    return store;
  }

  /**
   * A process of the house, alive or not.
   *
   * @throws IllegalStateException when none was started
   */
  public ChildProcess instance(Part part, int instance) {
    ChildProcess process = processes.get(name(part, instance));
    if (process == null) {
      throw new IllegalStateException(name(part, instance) + " was never started");
    }
    return process;
  }

  /** The services' instances that are alive, by part and number. */
  public List<Instance> alive() {
    var alive = new ArrayList<Instance>();
    for (Part part : Part.values()) {
      for (int i = 1; i <= MOST_INSTANCES; i++) {
        ChildProcess process = processes.get(name(part, i));
        if (part.isService() && process != null && process.isAlive()) {
          alive.add(new Instance(part, i));
        }
      }
    }
    return alive;
  }

  /**
   * One of several.
   *
   * @param number from 1
   */
  public record Instance(Part part, int number) {
    @Override
    public String toString() {
      return SeparateHouse.name(part, number);
    }
  }

  /** Starts one; does not wait. */
  public void start(Part part, int instance) {
    start(part, instance, Map.of(), List.of());
  }

  /**
   * Starts one under conditions of its own; does not wait.
   *
   * @param settings environment variables, over those of the plan
   * @param javaOptions beside those of the plan
   */
  public void start(
      Part part, int instance, Map<String, String> settings, List<String> javaOptions) {
    ChildProcess before = processes.get(name(part, instance));
    if (before != null && before.isAlive()) {
      throw new IllegalStateException(name(part, instance) + " is still there");
    }
    if (!Files.exists(folder.resolve(clockFile(part, instance)))) {
      clock(part, instance, Duration.ZERO);
    }
    var environment = new LinkedHashMap<>(environment(part, instance));
    environment.putAll(settings);
    var options = new ArrayList<>(plan.javaOptions().getOrDefault(part, List.of()));
    options.addAll(javaOptions);
    List<String> command = installation.command(part, options);
    processes.put(
        name(part, instance),
        ChildProcess.start(
            name(part, instance),
            log(name(part, instance)),
            environment,
            world == null ? behindLaterOnes(command) : command));
  }

  /**
   * Whoever is started while the house works has its machine to itself in a city. Here all share
   * one, where a single starting thread would wait behind the dozens of those that work.
   */
  private static List<String> behindLaterOnes(List<String> command) {
    var nice = new ArrayList<>(List.of("nice", "-n", "10"));
    nice.addAll(command);
    return nice;
  }

  /**
   * Waits until it takes work.
   *
   * @throws IllegalStateException with its last lines, when it ended or did not get ready
   */
  public void awaitReady(Part part, int instance) {
    Waiting.until(
        START,
        () -> {
          ChildProcess process = instance(part, instance);
          if (!process.isAlive()) {
            throw new IllegalStateException(
                process.name() + " has ended:\n" + process.lastLines(30));
          }
          return Health.ready(addresses.of(part, instance));
        },
        () ->
            name(part, instance)
                + " did not get ready:\n"
                + instance(part, instance).lastLines(30));
  }

  /** Waits for all that are alive. */
  public void awaitAllReady() {
    alive().forEach(one -> awaitReady(one.part(), one.number()));
    awaitReady(Part.GATEWAY, 1);
  }

  private Map<String, String> environment(Part part, int instance) {
    var environment = new LinkedHashMap<String, String>(keys);
    environment.put("ALO153_BIND", "127.0.0.1");
    environment.put("ALO153_MASTER_KEY_FILE", folder.resolve("master.key").toString());
    environment.put(part.setting() + "_PORT", Integer.toString(addresses.of(part, instance)));
    environment.put("ALO153_KAFKA", HERE + reachBroker(part));
    environment.put(
        "ALO153_MONGODB_URI", "mongodb://" + HERE + reachStore(part) + "/?directConnection=true");
    for (Part service : Part.values()) {
      if (service.isService()) {
        environment.put(service.setting() + "_URI", addressesOf(part, service));
      }
    }
    environment.putAll(providers());
    environment.put(Faketime.FILE, folder.resolve(clockFile(part, instance)).toString());
    environment.putAll(plan.settings());
    return environment;
  }

  /** The gateway knows all instances; a service that asks another one knows the first. */
  private String addressesOf(Part asking, Part service) {
    return asking == Part.GATEWAY
        ? IntStream.rangeClosed(1, Math.max(plan.instances(), 1) == 1 ? 1 : MOST_INSTANCES)
            .mapToObj(i -> "http://" + HERE + behindGateway(service, i))
            .collect(Collectors.joining(","))
        : "http://"
            + HERE
            + (asking == Part.INTAKE && service == Part.NOTIFICATION
                ? reach(Edge.INTAKE_NOTIFICATION, 1)
                : addresses.of(service, 1));
  }

  private int behindGateway(Part service, int instance) {
    return switch (service) {
      case INTAKE -> reach(Edge.GATEWAY_INTAKE, instance);
      case TRACKING -> reach(Edge.GATEWAY_TRACKING, instance);
      case ROUTING, NOTIFICATION, GATEWAY -> addresses.of(service, instance);
    };
  }

  private Map<String, String> providers() {
    String http = "http://" + HERE + reach(Edge.NOTIFICATION_PROVIDERS, 1);
    return Map.ofEntries(
        Map.entry("ALO153_TRACKING_PAGE", "http://" + HERE + addresses.base() + "/takip/"),
        Map.entry("ALO153_WHATSAPP_URL", http),
        Map.entry("ALO153_SMS_URL", http),
        Map.entry("ALO153_SMS_PER_SECOND", "0"),
        // the work of a killed sender waits for this; still longer than a call and a question
        Map.entry("ALO153_NOTIFICATION_SENDER_LEASE", "30s"),
        Map.entry("ALO153_NOTIFICATION_SENDER_DOUBT", "10s"),
        Map.entry("ALO153_PUSH_URL", http),
        Map.entry("ALO153_WEBHOOK_RELAY", http + "/webhook"),
        Map.entry("ALO153_SMTP_PORT", Integer.toString(reach(Edge.NOTIFICATION_SMTP, 1))),
        Map.entry("ALO153_IMAP_HOST", "127.0.0.1"),
        Map.entry("ALO153_IMAP_PORT", Integer.toString(reach(Edge.INTAKE_IMAP, 1))),
        Map.entry("ALO153_IMAP_SECURITY", "NONE"),
        Map.entry("ALO153_IMAP_USERNAME", "cozum@alo153.invalid"),
        Map.entry("ALO153_IMAP_EVERY", "1s"));
  }

  /** What an operator puts into {@code keys.env}; made once for a folder. */
  private Map<String, String> keys() {
    Path file = folder.resolve("keys.env");
    if (Files.exists(file)) {
      return Run.read(file);
    }
    var made = new LinkedHashMap<String, String>();
    for (String name :
        List.of(
            "ALO153_KEY_ADAPTER",
            "ALO153_KEY_DESK",
            "ALO153_KEY_OPERATOR",
            "ALO153_WHATSAPP_APP_SECRET",
            "ALO153_WHATSAPP_VERIFY_TOKEN",
            "ALO153_PHONE_VERIMOR_SECRET",
            "ALO153_PHONE_NETGSM_SECRET",
            "ALO153_SMS_RECEIPTS_SECRET",
            "ALO153_IMAP_PASSWORD")) {
      made.put(name, HexFormat.of().formatHex(random(20)));
    }
    made.put("ALO153_WEBHOOK_SECRET", "whsec_" + Base64.getEncoder().encodeToString(random(32)));
    made.put("ALO153_ID_KEY", Base64.getEncoder().encodeToString(random(32)));
    write(
        "keys.env",
        made.entrySet().stream()
            .map(key -> key.getKey() + "=" + key.getValue() + "\n")
            .collect(Collectors.joining()));
    return made;
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  private void write(String name, String content) {
    try {
      Files.createDirectories(folder);
      Path draft = folder.resolve(name + ".tmp");
      Files.writeString(draft, content);
      Files.move(draft, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path log(String name) {
    return folder.resolve("logs").resolve(name + ".log");
  }

  private static String name(Part part, int instance) {
    return part.module() + "-" + instance;
  }

  /** Ends everything, the services first. */
  @Override
  public void close() {
    // all at once: each has its own grace
    List<Thread> ends =
        processes.values().stream()
            .map(process -> new Thread(process::close, "end of " + process.name()))
            .toList();
    ends.forEach(Thread::start);
    for (Thread end : ends) {
      try {
        end.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    if (world != null) {
      world.close();
      world = null;
    }
    store.close();
    broker.close();
    if (brokerDisk != null) {
      brokerDisk.close();
    }
    proxies.values().forEach(some -> some.forEach(TcpProxy::close));
  }
}
