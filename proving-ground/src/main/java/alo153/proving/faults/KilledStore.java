package alo153.proving.faults;

import alo153.proving.chaos.Fault;
import alo153.proving.chaos.Measured;
import alo153.proving.chaos.Profile;
import alo153.proving.chaos.Trial;
import alo153.proving.check.Verdict;
import alo153.proving.house.Edge;
import alo153.proving.house.Mongod;
import alo153.proving.house.Plan;
import alo153.proving.house.Vitals;
import alo153.proving.house.Waiting;
import alo153.proving.load.AskingCitizens;
import alo153.proving.load.LoadClient;
import alo153.proving.network.Condition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * F4: the store is killed again and again, stops for a while, and cannot be reached, while citizens
 * ask for requests that exist: nobody may ever hear that there is no such thing.
 */
final class KilledStore implements Fault {
  private static final Duration DRAIN = Duration.ofSeconds(60);

  /** How soon a house is at rest is no bar here; nothing may be said before it is. */
  private static final Duration REST = Duration.ofMinutes(4);

  private static final int KNOWN = 20;
  private static final List<Edge> EDGES =
      List.of(Edge.INTAKE_STORE, Edge.ROUTING_STORE, Edge.TRACKING_STORE, Edge.NOTIFICATION_STORE);

  private final Plan.Store store;

  private KilledStore(Plan.Store store) {
    this.store = store;
  }

  static KilledStore standIn() {
    return new KilledStore(Plan.Store.FILE);
  }

  /** On a server that has to be there. */
  static KilledStore mongod() {
    return new KilledStore(Plan.Store.MONGOD);
  }

  @Override
  public String id() {
    return store == Plan.Store.MONGOD ? "F4m" : "F4";
  }

  @Override
  public String title() {
    return store == Plan.Store.MONGOD
        ? "the same on a real MongoDB server"
        : "kill -9 of the store, SIGSTOP, blackhole";
  }

  @Override
  public String bar() {
    return "20 kills, stopped 30 s, blackhole 60 s: 0 lost, nothing dead-lettered, 0 false 404";
  }

  @Override
  public Plan plan(Profile profile) {
    return Plan.doubled().withStore(store);
  }

  @Override
  public Optional<String> impossible() {
    return store != Plan.Store.MONGOD || Mongod.isThere()
        ? Optional.empty()
        : Optional.of("ALO153_MONGOD does not name the program of a MongoDB server");
  }

  /** A real server says more, and a short run has time for one. */
  @Override
  public boolean isSpared(Profile profile) {
    return profile == Profile.SHORT && store != Plan.Store.MONGOD && Mongod.isThere();
  }

  @Override
  public Measured run(Trial trial) {
    Random random = trial.random();
    int kills = trial.profile().of(2, 20);
    int perSecond = trial.perSecond(8, 50);
    Duration stopped = Duration.ofSeconds(trial.profile().of(7, 30));
    Duration unreachable = Duration.ofSeconds(trial.profile().of(5, 60));
    LoadClient clients =
        trial.load(
            LoadClient.Settings.allDoors(trial.name(), perSecond, trial.seed())
                .withMostOpen(10 * perSecond));
    List<String> known = known(trial, clients);
    WarmUp.await(trial, clients, perSecond);
    Outage outage = Outage.begin(clients);
    Map<Integer, Integer> answers = new TreeMap<>();
    Vitals.Seen seen;
    try (var citizens = AskingCitizens.ask(trial.house().run(), known, trial.profile().of(10, 20));
        var vitals = Vitals.watch(trial.house())) {
      for (int killed = 1; killed <= kills; killed++) {
        trial.house().store().process().kill();
        Waiting.pause(Duration.ofMillis(random.nextInt(1_500)));
        trial.house().store().start();
        trial.house().store().awaitReady();
        Waiting.pause(Duration.ofMillis(1_000 + random.nextInt(2_000)));
      }
      trial.say("store killed %d times, %d acknowledged".formatted(kills, clients.acknowledged()));
      trial.house().store().process().pause();
      Waiting.pause(stopped);
      trial.house().store().process().resume();
      trial.say("store stopped for %d s".formatted(stopped.toSeconds()));
      EDGES.forEach(edge -> trial.house().weather(edge, Condition.blackhole()));
      Waiting.pause(unreachable);
      EDGES.forEach(edge -> trial.house().weather(edge, Condition.CLEAR));
      trial.say("store out of reach for %d s".formatted(unreachable.toSeconds()));
      clients.stop();
      answers.putAll(citizens.end());
      seen = vitals.end();
    }
    trial.house().awaitAllReady();
    Verdict verdict = trial.check(REST);
    long others =
        answers.entrySet().stream()
            .filter(answer -> answer.getKey() != 200 && answer.getKey() != 503)
            .mapToInt(Map.Entry::getValue)
            .sum();
    Measured.Notes notes =
        new Measured.Notes()
            .figure(
                "%d kills, stopped %d s, out of reach %d s at %d/s",
                kills, stopped.toSeconds(), unreachable.toSeconds(), perSecond)
            .figure(
                "codes that exist: %d answered 200, %d 503, %d 404, %d otherwise",
                answers.getOrDefault(200, 0),
                answers.getOrDefault(503, 0),
                answers.getOrDefault(404, 0),
                others - answers.getOrDefault(404, 0))
            .figure("%s", seen.loops())
            .hold(answers.getOrDefault(200, 0) > 0, "no code was ever answered")
            .hold(answers.getOrDefault(503, 0) > 0, "the store's absence was never felt")
            .hold(others == 0, "codes that exist were answered %s", answers)
            .hold(
                seen.notLive().isEmpty(), "not live while the store was away: %s", seen.notLive());
    return outage.judge(notes).verdict(verdict).measured();
  }

  /** Requests that can be looked up before anything goes wrong. */
  private static List<String> known(Trial trial, LoadClient clients) {
    Waiting.until(
        DRAIN,
        () -> clients.requests().size() >= KNOWN,
        () -> "only " + clients.requests().size() + " requests were taken");
    List<String> known = clients.requests().subList(0, KNOWN);
    Waiting.until(
        DRAIN,
        () ->
            known.stream()
                .allMatch(request -> AskingCitizens.isKnown(trial.house().run(), request)),
        () -> "requests that were taken cannot be looked up");
    return known;
  }
}
