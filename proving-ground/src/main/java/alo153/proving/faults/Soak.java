package alo153.proving.faults;

import alo153.proving.chaos.Fault;
import alo153.proving.chaos.Measured;
import alo153.proving.chaos.Profile;
import alo153.proving.chaos.Trial;
import alo153.proving.check.Verdict;
import alo153.proving.house.Backend;
import alo153.proving.house.ChildProcess;
import alo153.proving.house.Edge;
import alo153.proving.house.Footprint;
import alo153.proving.house.Part;
import alo153.proving.house.Waiting;
import alo153.proving.load.LoadClient;
import alo153.proving.network.Condition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * F17: faults of all the other kinds, one after the other, for long. The first instance of each
 * service and the gateway are stopped and cut off like all others and never killed: whether they
 * grow can be told only of processes that live through all of it.
 */
final class Soak implements Fault {
  private static final int MORTAL = 2;
  private static final double MOST_GROWTH = 1;
  private static final Duration LAST_MESSAGES = Duration.ofSeconds(120);

  /** Caches fill and the compiler finishes; a leak goes on after that. */
  private static final Duration WARM_UP = Duration.ofMinutes(20);

  @Override
  public String id() {
    return "F17";
  }

  @Override
  public String title() {
    return "soak with random faults";
  }

  @Override
  public String bar() {
    return "60 minutes: as F1; memory grows by less than 1 % in 10 minutes";
  }

  @Override
  public Measured run(Trial trial) {
    boolean brief = trial.profile() == Profile.SHORT;
    Duration length = brief ? Duration.ofSeconds(12) : Duration.ofMinutes(60);
    Duration apart = brief ? Duration.ofSeconds(15) : Duration.ofMinutes(2);
    int perSecond = trial.perSecond(8, 10);
    Random random = trial.random();
    var memory = new Memory(trial);
    memory.measure();
    LoadClient clients = trial.load(perSecond);
    long began = System.nanoTime();
    long measured = began;
    Map<String, Integer> done = new LinkedHashMap<>();
    while (since(began).compareTo(length) < 0) {
      Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
      trial.say(kind.happen(trial, random));
      done.merge(kind.words, 1, Integer::sum);
      Waiting.pause(Duration.ofMillis(1000 + random.nextInt(brief ? 1000 : 9000)));
      if (since(measured).compareTo(apart) >= 0) {
        measured = System.nanoTime();
        memory.measure();
        trial.say(
            "%d min, %d acknowledged; %s"
                .formatted(since(began).toMinutes(), clients.acknowledged(), memory));
      }
    }
    clients.stop();
    Duration lasted = since(began);
    trial.house().awaitAllReady();
    Optional<Duration> drained = trial.drain(Duration.ofSeconds(60));
    memory.measure();
    Verdict verdict = trial.check(LAST_MESSAGES);
    var notes =
        new Measured.Notes()
            .figure("%d s at %d/s: %s", lasted.toSeconds(), perSecond, done)
            .figure(
                "drained in %s",
                drained.map(time -> "%d s".formatted(time.toSeconds())).orElse("more than 60 s"))
            .figure("%s", memory);
    if (!brief) {
      memory.hold(notes);
    }
    return notes.verdict(verdict).measured();
  }

  private static Duration since(long before) {
    return Duration.ofNanos(System.nanoTime() - before);
  }

  private static Duration seconds(Random random, int least, int most) {
    return Duration.ofMillis(1000L * least + random.nextInt(1000 * (most - least) + 1));
  }

  /** What may happen; each ends with everything set right again, if not ready yet. */
  private enum Kind {
    KILL("kills of services") {
      @Override
      String happen(Trial trial, Random random) {
        Part part = service(random);
        trial.house().instance(part, MORTAL).kill();
        trial.house().start(part, MORTAL);
        return part.module() + " killed";
      }
    },
    STOP("stops of services") {
      @Override
      String happen(Trial trial, Random random) {
        Part part = service(random);
        int number = 1 + random.nextInt(trial.house().plan().instances());
        Duration time =
            trial.profile() == Profile.SHORT ? seconds(random, 1, 3) : seconds(random, 2, 25);
        stopFor(trial.house().instance(part, number), time);
        return "%s-%d stopped for %d ms".formatted(part.module(), number, time.toMillis());
      }
    },
    RESTART("restarts") {
      @Override
      String happen(Trial trial, Random random) {
        Part part = service(random);
        Duration took = trial.house().instance(part, MORTAL).terminate(Duration.ofSeconds(60));
        trial.house().start(part, MORTAL);
        return "%s told to end, which took %d ms".formatted(part.module(), took.toMillis());
      }
    },
    WEATHER("bad connections") {
      @Override
      String happen(Trial trial, Random random) {
        Edge edge = Edge.values()[random.nextInt(Edge.values().length)];
        Condition condition = condition(random);
        Duration time =
            trial.profile() == Profile.SHORT ? seconds(random, 1, 3) : seconds(random, 2, 15);
        trial.house().weather(edge, condition);
        Waiting.pause(time);
        trial.house().weather(edge, Condition.CLEAR);
        return "%s for %d ms: %s".formatted(edge, time.toMillis(), condition);
      }
    },
    BROKER_STOPPED("stops of the broker") {
      @Override
      String happen(Trial trial, Random random) {
        return stop(trial, trial.house().broker(), "broker", random);
      }
    },
    STORE_STOPPED("stops of the store") {
      @Override
      String happen(Trial trial, Random random) {
        return stop(trial, trial.house().store(), "store", random);
      }
    },
    BROKER_KILLED("kills of the broker") {
      @Override
      String happen(Trial trial, Random random) {
        return kill(trial.house().broker(), "broker");
      }
    },
    STORE_KILLED("kills of the store") {
      @Override
      String happen(Trial trial, Random random) {
        return kill(trial.house().store(), "store");
      }
    };

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    abstract String happen(Trial trial, Random random);

    private static Part service(Random random) {
      List<Part> services = List.of(Part.INTAKE, Part.ROUTING, Part.TRACKING, Part.NOTIFICATION);
      return services.get(random.nextInt(services.size()));
    }

    private static void stopFor(ChildProcess process, Duration time) {
      process.pause();
      try {
        Waiting.pause(time);
      } finally {
        process.resume();
      }
    }

    private static String stop(Trial trial, Backend backend, String name, Random random) {
      Duration time =
          trial.profile() == Profile.SHORT ? seconds(random, 1, 3) : seconds(random, 2, 20);
      stopFor(backend.process(), time);
      return "%s stopped for %d ms".formatted(name, time.toMillis());
    }

    private static String kill(Backend backend, String name) {
      backend.process().kill();
      backend.start();
      backend.awaitReady();
      return name + " killed";
    }

    private static Condition condition(Random random) {
      return switch (random.nextInt(7)) {
        case 0 ->
            Condition.latency(Duration.ofMillis(200), Duration.ofMillis(150), random.nextLong());
        case 1 -> Condition.bandwidth(20_000);
        case 2 -> Condition.reset();
        case 3 -> Condition.reset(0.5, 2_000, random.nextLong());
        case 4 -> Condition.blackhole();
        case 5 -> Condition.responsesLost();
        default -> Condition.halfOpen();
      };
    }
  }

  /** What the processes that live through all of it take, again and again. */
  private static final class Memory {
    private final Map<String, ChildProcess> processes = new LinkedHashMap<>();
    private final Map<String, Trend> live = new LinkedHashMap<>();
    private final Map<String, Trend> resident = new LinkedHashMap<>();
    private final long began = System.nanoTime();

    private Memory(Trial trial) {
      for (Part part : Part.values()) {
        processes.put(part.module(), trial.house().instance(part, 1));
        live.put(part.module(), new Trend());
        resident.put(part.module(), new Trend());
      }
    }

    private void measure() {
      Duration now = since(began);
      processes.forEach(
          (name, process) -> {
            Footprint footprint = Footprint.of(process);
            live.get(name).add(now, footprint.live());
            resident.get(name).add(now, footprint.resident());
          });
    }

    private void hold(Measured.Notes notes) {
      var growth = new ArrayList<String>();
      processes.forEach(
          (name, process) -> {
            double heap = live.get(name).percentInTenMinutes(WARM_UP);
            double all = resident.get(name).percentInTenMinutes(WARM_UP);
            growth.add("%s heap %+.2f %%, RSS %+.2f %%".formatted(name, heap, all));
            notes.hold(
                heap < MOST_GROWTH && all < MOST_GROWTH,
                "%s grows in ten minutes by %.2f %% of its heap and %.2f %% of its size",
                name,
                heap,
                all);
          });
      notes.figure("in ten minutes: %s", String.join(", ", growth));
    }

    @Override
    public String toString() {
      var text = new ArrayList<String>();
      processes.forEach(
          (name, process) ->
              text.add(
                  "%s %d→%d MB heap, %d→%d MB RSS"
                      .formatted(
                          name,
                          mega(live.get(name).first()),
                          mega(live.get(name).last()),
                          mega(resident.get(name).first()),
                          mega(resident.get(name).last()))));
      return String.join(", ", text);
    }

    private static long mega(double bytes) {
      return Math.round(bytes / 1024 / 1024);
    }
  }
}
