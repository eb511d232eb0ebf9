package alo153.proving.faults;

import alo153.events.DeadlineApproaching;
import alo153.events.DeadlineMissed;
import alo153.events.RequestEvent;
import alo153.events.wire.Codec;
import alo153.events.wire.Topics;
import alo153.proving.Run;
import alo153.proving.chaos.Fault;
import alo153.proving.chaos.Measured;
import alo153.proving.chaos.Profile;
import alo153.proving.chaos.Trial;
import alo153.proving.check.Appointments;
import alo153.proving.check.Appointments.Appointment;
import alo153.proving.check.Evidence;
import alo153.proving.check.LogReading;
import alo153.proving.check.Verdict;
import alo153.proving.house.Edge;
import alo153.proving.house.Faketime;
import alo153.proving.house.Meters;
import alo153.proving.house.Part;
import alo153.proving.house.Plan;
import alo153.proving.house.SeparateHouse;
import alo153.proving.house.SeparateHouse.Instance;
import alo153.proving.house.Waiting;
import alo153.proving.load.ClientLedger;
import alo153.proving.load.Door;
import alo153.proving.load.LoadClient;
import alo153.proving.load.Operation;
import alo153.proving.network.Condition;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import tools.jackson.databind.JsonNode;

/**
 * F7: the machines' clocks jump ahead and back, each its own way, while clocks of requests come
 * due. Requests stay with a desk that never answers, so that nothing but time moves their clocks.
 */
final class JumpingClocks implements Fault {
  /** The meter by which an instance says what its clock shows. */
  private static final String AHEAD = "alo153_clock_ahead_seconds";

  private static final Duration DRAIN = Duration.ofSeconds(60);

  /** An instance with a wrong clock may not keep the others from looking. */
  private static final Duration SOON = Duration.ofSeconds(30);

  private static final List<Duration> JUMPS =
      List.of(
          Duration.ofHours(1), Duration.ofHours(-1), Duration.ofHours(25), Duration.ofHours(-25));

  /** What a burst pipe is promised: somebody accepts it, somebody answers. */
  private static final Duration ACCEPT = Duration.ofMinutes(30);

  private static final Duration ANSWER = Duration.ofHours(24);

  /** No clock speaks earlier, so that its request has surely come in before. */
  private static final Duration FIRST = Duration.ofSeconds(15);

  /** What two cores and ten processes take besides the other clients. */
  private static final Duration ASKED_APART = Duration.ofMillis(80);

  /** Beyond the city's edge, where a person decides whose it is. */
  private static final Map<String, Object> ELSEWHERE = Map.of("lat", 41.1, "lon", 31.2);

  @Override
  public String id() {
    return "F7";
  }

  @Override
  public String title() {
    return "jumping clocks";
  }

  @Override
  public String bar() {
    return "clocks ±1 h, ±25 h, backwards: 1,000 deadlines take effect exactly once, none before its"
        + " moment; nothing lost";
  }

  @Override
  public Optional<String> impossible() {
    return Faketime.library().isPresent()
        ? Optional.empty()
        : Optional.of("faketime is not installed (Debian: apt-get install faketime)");
  }

  @Override
  public Plan plan(Profile profile) {
    return Plan.doubled().withSettings(Faketime.settings());
  }

  @Override
  public Measured run(Trial trial) {
    SeparateHouse house = trial.house();
    Random random = trial.random();
    var notes = new Measured.Notes();
    int steps = trial.profile().of(2, 12);
    Duration step = Duration.ofSeconds(trial.profile().of(4, 20));
    int deadlines = trial.profile().of(40, 1_000);
    LoadClient clients = trial.load(trial.perSecond(6, 8));
    Instant began = Instant.now();
    Duration span = step.plusSeconds(5).multipliedBy(steps);
    Map<Operation, List<Moment>> asked = ask(clients, deadlines, span, random);
    int jumps = 0;
    int backwards = 0;
    Map<Instance, Duration> shown = new LinkedHashMap<>();
    house.alive().forEach(one -> shown.put(one, Duration.ZERO));
    try {
      for (int i = 0; i < steps; i++) {
        Map<Instance, Duration> next = draw(List.copyOf(shown.keySet()), i, random);
        for (var one : next.entrySet()) {
          int way = one.getValue().compareTo(shown.put(one.getKey(), one.getValue()));
          jumps += way == 0 ? 0 : 1;
          backwards += way < 0 ? 1 : 0;
        }
        set(house, shown);
        List<String> blind = notSeen(house, shown);
        notes.hold(blind.isEmpty(), "%s did not see their clocks jump", blind);
        trial.say(
            shown.entrySet().stream()
                    .filter(one -> !one.getValue().isZero())
                    .map(one -> one.getKey() + " %+d h".formatted(one.getValue().toHours()))
                    .collect(Collectors.joining(", "))
                + "; %d acknowledged, %d in doubt"
                    .formatted(clients.acknowledged(), clients.unknown()));
        // messages that have to be sent again have a due time
        house.weather(Edge.NOTIFICATION_PROVIDERS, Condition.reset(0.5, 300, random.nextInt(1000)));
        Waiting.pause(step);
        house.weather(Edge.NOTIFICATION_PROVIDERS, Condition.CLEAR);
      }
    } finally {
      house.weather(Edge.NOTIFICATION_PROVIDERS, Condition.CLEAR);
      shown.replaceAll((one, any) -> Duration.ZERO);
      set(house, shown);
    }
    clients.stop();
    house.awaitAllReady();
    Duration left = Duration.between(Instant.now(), began.plus(span));
    Waiting.pause(left.isNegative() ? Duration.ZERO : left);
    Verdict verdict = trial.check(DRAIN);
    // others come due while we look
    Instant until = Instant.now();
    Found found = look(house.run(), trial.ledger().path(), trial.mark(), asked, began, until);
    for (int again = 0; again < 10 && !found.appointments().broken().isEmpty(); again++) {
      Waiting.pause(SOON.dividedBy(10));
      found = look(house.run(), trial.ledger().path(), trial.mark(), asked, began, until);
    }
    return notes
        .figure("%d jumps, %d of them backwards", jumps, backwards)
        .figure(
            "%d requests with clocks, %d of %d appointments kept, the latest %.1f s after its moment",
            found.requests(),
            found.appointments().kept(),
            found.due(),
            found.appointments().latest().toMillis() / 1000.0)
        .figure(
            "%d warnings overtaken, %d said again and passed over",
            found.appointments().overtaken(), found.appointments().repeated())
        .hold(
            found.requests() == deadlines,
            "%d of %d requests with clocks came in",
            found.requests(),
            deadlines)
        .hold(
            found.appointments().broken().isEmpty(),
            "%d appointments were not kept once: %s",
            found.appointments().broken().size(),
            String.join("\n      ", firsts(found.appointments().broken())))
        .hold(
            found.appointments().latest().compareTo(SOON) <= 0,
            "a clock spoke %s after its moment",
            found.appointments().latest())
        .verdict(verdict)
        .measured();
  }

  private static List<String> firsts(List<String> all) {
    return all.subList(0, Math.min(all.size(), 5));
  }

  /** When a clock of a request speaks. */
  record Moment(String deadline, String warning, Instant at) {}

  /**
   * Requests that were submitted just so long ago that one of their clocks speaks at a moment drawn
   * for it; others not before the jumps are over.
   */
  static Map<Operation, List<Moment>> ask(
      LoadClient clients, int count, Duration span, Random random) {
    var asked = new LinkedHashMap<Operation, List<Moment>>();
    for (int i = 0; i < count; i++) {
      Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
      Instant moment =
          now.plus(FIRST).plusMillis(random.nextInt((int) span.minus(FIRST).toMillis()));
      Instant submitted =
          switch (i % 4) {
            case 0 -> moment.minus(ANSWER);
            case 1 -> moment.minus(ANSWER.dividedBy(2));
            case 2 -> moment.minus(ACCEPT);
            // not within the hour that some machines are ahead
            default -> moment.plus(Duration.ofMinutes(20)).minus(ACCEPT);
          };
      Operation operation =
          clients
              .operation(Door.WEB)
              .with(
                  Map.of(
                      "category",
                      "water.burst",
                      "location",
                      ELSEWHERE,
                      "submittedAt",
                      submitted.toString()));
      asked.put(operation, moments(submitted, now));
      clients.send(operation);
      Waiting.pause(ASKED_APART);
    }
    return asked;
  }

  /** All that the clocks of a request have to say, from the moment it comes in. */
  private static List<Moment> moments(Instant submitted, Instant now) {
    var moments = new ArrayList<Moment>();
    Map.of("accept", ACCEPT, "answer", ANSWER)
        .forEach(
            (name, length) -> {
              Instant due = submitted.plus(length);
              moments.add(new Moment(name, "", due));
              // nobody is warned of what is over
              if (due.isAfter(now)) {
                moments.add(new Moment(name, "half", submitted.plus(length.dividedBy(2))));
              }
            });
    return moments;
  }

  /** Another clock for each; those of the same service never show the same. */
  private static Map<Instance, Duration> draw(List<Instance> all, int step, Random random) {
    var drawn = new LinkedHashMap<Instance, Duration>();
    Map<Part, List<Duration>> jumps = new HashMap<>();
    for (Instance one : all) {
      List<Duration> left =
          jumps.computeIfAbsent(
              one.part(),
              part -> {
                var some = new ArrayList<>(JUMPS);
                some.add(Duration.ZERO);
                Collections.shuffle(some, random);
                return some;
              });
      drawn.put(one, left.remove(0));
    }
    // whatever is drawn, tracking sees each of the four and a day backwards
    drawn.put(new Instance(Part.TRACKING, 1), JUMPS.get((step + 2) % JUMPS.size()));
    drawn.put(new Instance(Part.TRACKING, 2), JUMPS.get((step + 3) % JUMPS.size()));
    return drawn;
  }

  private static void set(SeparateHouse house, Map<Instance, Duration> clocks) {
    clocks.forEach((one, ahead) -> house.clock(one.part(), one.number(), ahead));
  }

  /** Who does not say of itself what its clock shows, and what it says instead. */
  private static List<String> notSeen(SeparateHouse house, Map<Instance, Duration> clocks) {
    var blind = new ArrayList<String>();
    clocks.forEach(
        (one, ahead) -> {
          var said = new OptionalDouble[] {OptionalDouble.empty()};
          boolean seen =
              Waiting.cameTrue(
                  SOON,
                  () -> {
                    said[0] =
                        Meters.of(house.addresses().of(one.part(), one.number()), AHEAD)
                            .value(AHEAD, "");
                    return said[0].isPresent()
                        && Math.abs(said[0].getAsDouble() - ahead.toSeconds()) < 5;
                  });
          if (!seen) {
            blind.add("%s (%+d s, says %s)".formatted(one, ahead.toSeconds(), said[0]));
          }
        });
    return blind;
  }

  /**
   * What became of the appointments.
   *
   * @param requests that came in
   * @param due appointments whose moment has come until then
   */
  record Found(int requests, long due, Appointments.Found appointments) {}

  static Found look(
      Run run,
      Path clients,
      Map<TopicPartition, Long> mark,
      Map<Operation, List<Moment>> asked,
      Instant began,
      Instant now) {
    Map<Long, ClientLedger.Entry> ledger = ClientLedger.read(clients);
    var expected = new ArrayList<Appointment>();
    var entries = new HashMap<String, Integer>();
    int requests = 0;
    for (var one : asked.entrySet()) {
      ClientLedger.Entry entry = ledger.get(one.getKey().number());
      String request = entry == null ? null : entry.requestId();
      if (request == null) {
        continue;
      }
      requests++;
      for (Moment moment : one.getValue()) {
        expected.add(new Appointment(request, moment.deadline(), moment.warning(), moment.at()));
      }
      for (JsonNode line : Evidence.timeline(run, request)) {
        String type = line.path("type").asString("");
        if (type.equals(DeadlineMissed.TYPE) || type.equals(DeadlineApproaching.TYPE)) {
          entries.merge(
              Appointments.entry(
                  request, line.path("name").asString(""), line.path("detail").asString("")),
              1,
              Integer::sum);
        }
      }
    }
    List<RequestEvent> log;
    try (var reading = new LogReading(run.brokers())) {
      log =
          reading.read(mark, Topics.REQUESTS::equals).stream()
              .map(record -> Codec.readEvent(record.value()))
              .toList();
    }
    return new Found(
        requests,
        expected.stream().filter(one -> !one.moment().isAfter(now)).count(),
        Appointments.check(log, entries, expected, began, now, Instant.now()));
  }
}
