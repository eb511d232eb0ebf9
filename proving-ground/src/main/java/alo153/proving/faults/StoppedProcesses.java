package alo153.proving.faults;

import alo153.events.wire.Service;
import alo153.proving.chaos.Fault;
import alo153.proving.chaos.Measured;
import alo153.proving.chaos.Profile;
import alo153.proving.chaos.Trial;
import alo153.proving.check.LogReading;
import alo153.proving.check.Verdict;
import alo153.proving.house.Edge;
import alo153.proving.house.Part;
import alo153.proving.house.Waiting;
import alo153.proving.load.LoadClient;
import alo153.proving.network.Condition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * F3: the broker stands still; and readers stand still in the middle of a batch until others have
 * their partitions, and then go on where they were.
 */
final class StoppedProcesses implements Fault {
  /** Their readers are stopped; intake's answers wait with it. */
  private static final List<Part> READERS = List.of(Part.ROUTING, Part.TRACKING, Part.NOTIFICATION);

  private static final int VICTIM = 2;

  /** Longer than a session lives; in the long profile than a message is left to its sender, too. */
  private static final int AS_IF_DEAD = 16;

  private static final int AS_IF_DEAD_FOR_LONG = 40;

  private static final Duration SHORT_POLL = Duration.ofSeconds(15);
  private static final Duration LAST_MESSAGES = Duration.ofSeconds(120);

  @Override
  public String id() {
    return "F3";
  }

  @Override
  public String title() {
    return "SIGSTOP of the broker and of readers";
  }

  @Override
  public String bar() {
    return "SIGSTOP of the broker 5/30/150 s ×5, of readers past max.poll.interval ×10:"
        + " 0 lost, 0 misrouted, 0 doubled by zombies";
  }

  @Override
  public Measured run(Trial trial) {
    boolean brief = trial.profile() == Profile.SHORT;
    List<Integer> stops = brief ? List.of(5) : List.of(5, 30, 150);
    int perSecond = trial.perSecond(8, 50);
    int rounds = trial.profile().of(1, 10);
    if (!brief) {
      restart(trial, List.of(pollProperty()));
    }
    LoadClient clients = trial.load(perSecond);
    Waiting.pause(Duration.ofSeconds(4));
    int stopped = 0;
    for (int i = 0; i < trial.profile().of(1, 5); i++) {
      for (int seconds : stops) {
        stopBroker(trial, clients, seconds);
        stopped++;
      }
    }
    int expelled = 0;
    for (int i = 0; i < rounds; i++) {
      expelled += stopReaders(trial);
      trial.say(
          "%d zombies came back, %d acknowledged".formatted(expelled, clients.acknowledged()));
      Waiting.pause(Duration.ofSeconds(2));
    }
    clients.stop();
    if (!brief) {
      restart(trial, List.of());
    }
    trial.house().awaitAllReady();
    Optional<Duration> drained = trial.drain(Duration.ofSeconds(60));
    Verdict verdict = trial.check(LAST_MESSAGES);
    int wanted = rounds * READERS.size();
    return new Measured.Notes()
        .figure(
            "broker stopped %d times for %s s, %d readers expelled and back, at %d/s",
            stopped, stops, expelled, perSecond)
        .figure(
            "drained in %s",
            drained.map(time -> "%d s".formatted(time.toSeconds())).orElse("more than 60 s"))
        .hold(expelled == wanted, "of %d readers %d were expelled", wanted, expelled)
        .verdict(verdict)
        .measured();
  }

  private static void stopBroker(Trial trial, LoadClient clients, int seconds) {
    trial.house().broker().process().pause();
    try {
      Waiting.pause(Duration.ofSeconds(seconds));
    } finally {
      trial.house().broker().process().resume();
    }
    int before = clients.acknowledged();
    boolean again =
        Waiting.cameTrue(Duration.ofSeconds(60), () -> clients.acknowledged() > before + 20);
    trial.say(
        "broker stopped for %d s, %s"
            .formatted(
                seconds, again ? "and requests are taken again" : "and nothing is taken after it"));
  }

  /**
   * Stops one reader of each service while the way to the store is slow, so that it mostly holds a
   * batch of which some is done, and lets it go on when its partitions are others'.
   *
   * @return how many the others had taken the partitions from
   */
  private static int stopReaders(Trial trial) {
    slow(trial, Condition.latency(Duration.ofMillis(120), Duration.ofMillis(60), trial.seed()));
    Waiting.pause(Duration.ofMillis(1500));
    READERS.forEach(part -> trial.house().instance(part, VICTIM).pause());
    long stopped = System.nanoTime();
    slow(trial, Condition.CLEAR);
    int expelled = 0;
    try (var reading = new LogReading(trial.house().run().brokers())) {
      for (Part part : READERS) {
        boolean gone =
            Waiting.cameTrue(
                Duration.ofSeconds(40),
                () -> readers(trial, reading, part) == othersReaders(trial));
        expelled += gone ? 1 : 0;
      }
      Waiting.pause(
          Duration.ofSeconds(trial.profile().of(AS_IF_DEAD, AS_IF_DEAD_FOR_LONG))
              .minusNanos(System.nanoTime() - stopped));
    } finally {
      READERS.forEach(part -> trial.house().instance(part, VICTIM).resume());
    }
    return expelled;
  }

  /** Less than 0 while the broker, which stood still a moment ago, does not say. */
  private static int readers(Trial trial, LogReading reading, Part part) {
    try {
      return reading.readers(Service.valueOf(part.name()).group());
    } catch (IllegalStateException e) {
      trial.say("asked again for the readers of %s: %s".formatted(part.module(), e.getMessage()));
      return -1;
    }
  }

  /** Each instance reads with two threads. */
  private static int othersReaders(Trial trial) {
    return 2 * (trial.house().plan().instances() - 1);
  }

  private static void slow(Trial trial, Condition condition) {
    for (Edge edge : List.of(Edge.ROUTING_STORE, Edge.TRACKING_STORE, Edge.NOTIFICATION_STORE)) {
      trial.house().weather(edge, condition);
    }
  }

  private static String pollProperty() {
    return "-Dspring.cloud.stream.kafka.binder.consumer-properties.max.poll.interval.ms="
        + SHORT_POLL.toMillis();
  }

  private static void restart(Trial trial, List<String> javaOptions) {
    for (Part part : READERS) {
      trial.house().instance(part, VICTIM).terminate(Duration.ofSeconds(60));
      trial.house().start(part, VICTIM, Map.of(), javaOptions);
    }
    READERS.forEach(part -> trial.house().awaitReady(part, VICTIM));
  }
}
