package alo153.proving.faults;

import alo153.proving.chaos.Fault;
import alo153.proving.chaos.Measured;
import alo153.proving.chaos.Profile;
import alo153.proving.chaos.Trial;
import alo153.proving.check.Verdict;
import alo153.proving.house.Edge;
import alo153.proving.house.SeparateHouse;
import alo153.proving.house.Waiting;
import alo153.proving.load.LoadClient;
import alo153.proving.network.Condition;
import alo153.proving.network.Condition.Direction;
import alo153.proving.network.TcpProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** F5: the network between any two parts is slow, narrow, cut, silent or one-way, under load. */
final class BadNetwork implements Fault {
  private static final Duration DRAIN = Duration.ofSeconds(60);

  /** How many edges suffer at the same time in the short profile. */
  private static final int AT_ONCE = 3;

  /** What may happen to an edge. */
  enum Kind {
    LATENCY(seed -> Condition.latency(Duration.ofMillis(400), Duration.ofMillis(350), seed)),
    NARROW_LINE(seed -> Condition.bandwidth(8_000)),
    // into the middle of the first request or answer of a connection
    RESETS(seed -> Condition.reset(0.6, 700, seed)),
    BLACKHOLE(seed -> Condition.blackhole()),
    BLACKHOLE_THERE(seed -> Condition.blackhole(Direction.TO_TARGET)),
    BLACKHOLE_BACK(seed -> Condition.blackhole(Direction.FROM_TARGET)),
    RESPONSES_LOST(seed -> Condition.responsesLost()),
    HALF_OPEN(seed -> Condition.halfOpen());

    private final LongFunction<Condition> condition;

    Kind(LongFunction<Condition> condition) {
      this.condition = condition;
    }
  }

  /** One edge under one condition. */
  record Spell(Edge edge, Kind kind) {
    @Override
    public String toString() {
      return edge + " " + kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  @Override
  public String id() {
    return "F5";
  }

  @Override
  public String title() {
    return "a bad network";
  }

  @Override
  public String bar() {
    return "latency, narrow line, resets, blackhole each way, lost responses and half-open on each"
        + " of 14 edges: 0 lost, 0 phantom, 0 doubled; drained within 60 s";
  }

  @Override
  public Measured run(Trial trial) {
    boolean brief = trial.profile() == Profile.SHORT;
    List<List<Spell>> rounds =
        brief
            ? someOfEach(trial.random())
            : everything(trial.random()).stream().map(List::of).toList();
    Duration lasts = brief ? Duration.ofSeconds(4) : Duration.ofSeconds(10);
    Duration between = brief ? Duration.ofSeconds(1) : Duration.ofSeconds(4);
    SeparateHouse house = trial.house();
    Map<Edge, Long> crossedBefore = sums(house, TcpProxy.Counts::bytesToTarget);
    long resetBefore = total(sums(house, TcpProxy.Counts::resets));
    long lostBefore = total(sums(house, TcpProxy.Counts::bytesLost));
    Random random = trial.random();
    LoadClient clients = trial.load(trial.perSecond(8, 25));
    try {
      for (List<Spell> round : rounds) {
        round.forEach(
            spell ->
                house.weather(spell.edge(), spell.kind().condition.apply(random.nextInt(10_000))));
        trial.say(
            round.stream().map(Spell::toString).collect(Collectors.joining(", "))
                + "; %d acknowledged, %d in doubt"
                    .formatted(clients.acknowledged(), clients.unknown()));
        Waiting.pause(lasts);
        round.forEach(spell -> house.weather(spell.edge(), Condition.CLEAR));
        Waiting.pause(between);
      }
    } finally {
      for (Edge edge : Edge.values()) {
        house.weather(edge, Condition.CLEAR);
      }
    }
    clients.stop();
    long healed = System.nanoTime();
    house.awaitAllReady();
    Verdict verdict = trial.check(DRAIN);
    Duration drained = Duration.ofNanos(System.nanoTime() - healed);
    Map<Edge, Long> crossed = sums(house, TcpProxy.Counts::bytesToTarget);
    List<Edge> idle =
        Arrays.stream(Edge.values())
            .filter(edge -> crossed.get(edge).equals(crossedBefore.get(edge)))
            .toList();
    long reset = total(sums(house, TcpProxy.Counts::resets)) - resetBefore;
    long lost = total(sums(house, TcpProxy.Counts::bytesLost)) - lostBefore;
    return new Measured.Notes()
        .figure("%d spells on %d edges", spells(rounds), edges(rounds))
        .figure("%d connections cut, %d bytes lost on the way", reset, lost)
        .figure("drained and checked in %d s", drained.toSeconds())
        .hold(idle.isEmpty(), "nobody used %s, so nothing was shown there", idle)
        .hold(reset > 0, "the weather cut no connection")
        // some seeds put it where a brief run has nothing to lose
        .hold(brief || lost > 0, "no answer was lost on the way")
        .verdict(verdict)
        .measured();
  }

  /** Every edge once and every condition at least once, several edges at a time. */
  static List<List<Spell>> someOfEach(Random random) {
    List<Edge> edges = new ArrayList<>(List.of(Edge.values()));
    Collections.shuffle(edges, random);
    var kinds = new ArrayList<Kind>();
    while (kinds.size() < edges.size()) {
      var more = new ArrayList<>(List.of(Kind.values()));
      Collections.shuffle(more, random);
      kinds.addAll(more);
    }
    var rounds = new ArrayList<List<Spell>>();
    for (int i = 0; i < edges.size(); i++) {
      if (i % AT_ONCE == 0) {
        rounds.add(new ArrayList<>());
      }
      rounds.get(rounds.size() - 1).add(new Spell(edges.get(i), kinds.get(i)));
    }
    return rounds;
  }

  /** Every edge under every condition, in any order. */
  static List<Spell> everything(Random random) {
    var all = new ArrayList<Spell>();
    for (Edge edge : Edge.values()) {
      for (Kind kind : Kind.values()) {
        all.add(new Spell(edge, kind));
      }
    }
    Collections.shuffle(all, random);
    return all;
  }

  private static int spells(List<List<Spell>> rounds) {
    return rounds.stream().mapToInt(List::size).sum();
  }

  private static long edges(List<List<Spell>> rounds) {
    return rounds.stream().flatMap(List::stream).map(Spell::edge).distinct().count();
  }

  private static Map<Edge, Long> sums(SeparateHouse house, ToLongFunction<TcpProxy.Counts> what) {
    var sums = new EnumMap<Edge, Long>(Edge.class);
    for (Edge edge : Edge.values()) {
      sums.put(
          edge,
          house.proxies(edge).stream().map(TcpProxy::counts).mapToLong(what::applyAsLong).sum());
    }
    return sums;
  }

  private static long total(Map<Edge, Long> sums) {
    return sums.values().stream().mapToLong(Long::longValue).sum();
  }
}
