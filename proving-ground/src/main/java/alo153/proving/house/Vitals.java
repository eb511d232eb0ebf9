package alo153.proving.house;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Looks at every service once a second while something else is broken: whether it says that it
 * lives, and how long its event loops were held.
 */
public final class Vitals implements AutoCloseable {
  private static final String LOOP = "alo153_event_loop_delay_seconds";
  private static final String THREAD = "alo153_thread_delay_seconds";

  /** What a maximum goes back; until then only the buckets tell what is from now. */
  private static final Duration REMEMBERED = Duration.ofSeconds(30);

  private final SeparateHouse house;
  private final ScheduledExecutorService rounds = Executors.newSingleThreadScheduledExecutor();
  private final ExecutorService askers = Executors.newCachedThreadPool();
  private final Map<SeparateHouse.Instance, Meters> before = new HashMap<>();
  private final long began = System.nanoTime();
  private final Set<String> notLive = new TreeSet<>();
  private int looks;
  private Duration worst = Duration.ZERO;
  private String worstWhere = "";

  private Vitals(SeparateHouse house) {
    this.house = house;
  }

  /** Begins to look; nobody may be killed meanwhile, or it counts as dead. */
  public static Vitals watch(SeparateHouse house) {
    var vitals = new Vitals(house);
    vitals.ask(house.alive(), vitals::meters).forEach(vitals.before::put);
    vitals.rounds.scheduleWithFixedDelay(vitals::look, 0, 1, TimeUnit.SECONDS);
    return vitals;
  }

  private synchronized void look() {
    looks++;
    List<SeparateHouse.Instance> all = new ArrayList<>(before.keySet());
    all.add(new SeparateHouse.Instance(Part.GATEWAY, 1));
    ask(all, instance -> Health.live(port(instance)))
        .forEach(
            (instance, live) -> {
              if (!live) {
                notLive.add(instance.toString());
              }
            });
    // each in its turn: reading them all every second would be a load of its own
    SeparateHouse.Instance instance = all.get(looks % before.size());
    compare(instance, meters(instance));
  }

  /** Asks all of them at once: one who does not answer must not make the others' round late. */
  private <A> Map<SeparateHouse.Instance, A> ask(
      List<SeparateHouse.Instance> all, Function<SeparateHouse.Instance, A> question) {
    Map<SeparateHouse.Instance, CompletableFuture<A>> asked = new HashMap<>();
    all.forEach(
        one -> asked.put(one, CompletableFuture.supplyAsync(() -> question.apply(one), askers)));
    Map<SeparateHouse.Instance, A> answers = new HashMap<>();
    asked.forEach((one, answer) -> answers.put(one, answer.join()));
    return answers;
  }

  private int port(SeparateHouse.Instance instance) {
    return house.addresses().of(instance.part(), instance.number());
  }

  private Meters meters(SeparateHouse.Instance instance) {
    return Meters.of(port(instance), LOOP, LOOP + "_max", THREAD, THREAD + "_max");
  }

  private void compare(SeparateHouse.Instance instance, Meters now) {
    Meters then = before.getOrDefault(instance, now);
    // at least so long by the buckets: the lower bound of the one, the upper bound of the other
    double beyond = bounds(LOOP, then, now).least() - bounds(THREAD, then, now).most();
    if (System.nanoTime() - began > REMEMBERED.toNanos()) {
      beyond =
          Math.max(
              beyond,
              now.value(LOOP + "_max", "").orElse(0) - now.value(THREAD + "_max", "").orElse(0));
    }
    Duration held = Duration.ofNanos((long) (Math.max(0, beyond) * 1e9));
    if (held.compareTo(worst) > 0) {
      worst = held;
      worstWhere = instance.toString();
    }
  }

  /**
   * Of the longest delay between two readings.
   *
   * @param least it was longer than this, in seconds
   * @param most and not longer than this
   */
  record Bounds(double least, double most) {}

  static Bounds bounds(String name, Meters then, Meters now) {
    NavigableMap<Double, Double> earlier = then.buckets(name);
    double least = 0;
    double most = 0;
    double below = 0;
    double counted = 0;
    for (Map.Entry<Double, Double> bucket : now.buckets(name).entrySet()) {
      double upTo = bucket.getValue() - earlier.getOrDefault(bucket.getKey(), 0.0);
      if (upTo > counted) {
        least = below;
        most = bucket.getKey();
      }
      counted = upTo;
      below = bucket.getKey();
    }
    return new Bounds(least, most);
  }

  /** Everybody's last word; looks no more. */
  public synchronized Seen end() {
    rounds.shutdown();
    look();
    ask(List.copyOf(before.keySet()), this::meters).forEach(this::compare);
    askers.shutdown();
    return new Seen(looks, Set.copyOf(notLive), worst, worstWhere);
  }

  /**
   * What was seen.
   *
   * @param looks at each of them
   * @param notLive who did not say that it lives, at least once
   * @param loopHeld how much longer a task waited for an event loop than a plain thread of the same
   *     process was late, for certain; zero when the two cannot be told apart
   * @param where that was; empty when nowhere
   */
  public record Seen(int looks, Set<String> notLive, Duration loopHeld, String where) {}

  @Override
  public void close() {
    rounds.shutdownNow();
    askers.shutdownNow();
  }
}
