package alo153.proving.house;

import alo153.proving.house.SeparateHouse.Instance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Looks at every service once a second while something else is broken: whether it says that it
 * lives, and how long its event loops were held.
 */
public final class Vitals implements AutoCloseable {
  private final SeparateHouse house;
  private final ScheduledExecutorService rounds = Executors.newSingleThreadScheduledExecutor();
  private final ExecutorService askers = Executors.newCachedThreadPool();
  private final List<Instance> all;
  private final EventLoops loops;
  private final Set<String> notLive = new TreeSet<>();
  private int looks;

  private Vitals(SeparateHouse house) {
    this.house = house;
    this.all = new ArrayList<>(house.alive());
    all.add(new Instance(Part.GATEWAY, 1));
    this.loops =
        EventLoops.watch(
            all.stream()
                .collect(
                    Collectors.toMap(
                        Instance::toString,
                        one -> house.instance(one.part(), one.number()).pid())));
  }

  /** Begins to look; nobody may be killed meanwhile, or it counts as dead. */
  public static Vitals watch(SeparateHouse house) {
    var vitals = new Vitals(house);
    vitals.rounds.scheduleWithFixedDelay(vitals::look, 0, 1, TimeUnit.SECONDS);
    return vitals;
  }

  private synchronized void look() {
    looks++;
    ask(all, instance -> Health.live(port(instance)))
        .forEach(
            (instance, live) -> {
              if (!live) {
                notLive.add(instance.toString());
              }
            });
  }

  /** Asks all of them at once: one who does not answer must not make the others' round late. */
  private <A> Map<Instance, A> ask(List<Instance> all, Function<Instance, A> question) {
    Map<Instance, CompletableFuture<A>> asked = new HashMap<>();
    all.forEach(
        one -> asked.put(one, CompletableFuture.supplyAsync(() -> question.apply(one), askers)));
    Map<Instance, A> answers = new HashMap<>();
    asked.forEach((one, answer) -> answers.put(one, answer.join()));
    return answers;
  }

  private int port(Instance instance) {
    return house.addresses().of(instance.part(), instance.number());
  }

  /** Everybody's last word; looks no more. */
  public synchronized Seen end() {
    rounds.shutdown();
    look();
    askers.shutdown();
    loops.close();
    return new Seen(
        looks,
        Set.copyOf(notLive),
        loops.isMeasured() ? Optional.of(loops.held()) : Optional.empty(),
        loops.where(),
        loops.starved());
  }

  /**
   * What was seen.
   *
   * @param looks at each of them
   * @param notLive who did not say that it lives, at least once
   * @param loopHeld how long an event loop was held by its own work, or by waiting for anything but
   *     its events, at least; empty where the kernel does not show it
   * @param where that was; empty when nowhere
   * @param loopStarved the longest that an event loop waited for a processor
   */
  public record Seen(
      int looks,
      Set<String> notLive,
      Optional<Duration> loopHeld,
      String where,
      Duration loopStarved) {
    /** For a report. */
    public String loops() {
      return loopHeld
          .map(
              held ->
                  String.format(
                      Locale.ROOT,
                      "an event loop%s was held %d ms at least, and one waited up to %d ms for a processor",
                      where.isEmpty() ? "" : " of " + where,
                      held.toMillis(),
                      loopStarved.toMillis()))
          .orElse("how long event loops were held is not known here");
    }
  }

  @Override
  public void close() {
    loops.close();
    rounds.shutdownNow();
    askers.shutdownNow();
  }
}
