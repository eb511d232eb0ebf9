package alo153.proving.faults;

import alo153.proving.chaos.Fault;
import alo153.proving.chaos.Measured;
import alo153.proving.chaos.Profile;
import alo153.proving.chaos.Trial;
import alo153.proving.check.Verdict;
import alo153.proving.house.Part;
import alo153.proving.house.SeparateHouse;
import alo153.proving.house.SeparateHouse.Instance;
import alo153.proving.house.Waiting;
import alo153.proving.load.Door;
import alo153.proving.load.LoadClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** F10: instances come and go in an orderly way, one after the other, under load. */
final class RollingRestarts implements Fault {
  private static final Duration EXIT = Duration.ofSeconds(30);

  /** Longer than the bar, so that a slow exit is measured and not only missed. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final Duration LAST_MESSAGES = Duration.ofSeconds(90);
  private static final int THIRD = SeparateHouse.MOST_INSTANCES;

  @Override
  public String id() {
    return "F10";
  }

  @Override
  public String title() {
    return "scaling up and down, and rolling restarts";
  }

  @Override
  public String bar() {
    return "≥ 30 scale-up/down events, ≥ 20 rolling SIGTERMs under load: as F1; exit ≤ 30 s;"
        + " no in-flight request fails";
  }

  @Override
  public Measured run(Trial trial) {
    int scalings = trial.profile().of(2, 30);
    int restarts = trial.profile().of(4, 20);
    int perSecond = trial.perSecond(6, 50);
    var exits = new ArrayList<Duration>();
    LoadClient clients = trial.load(perSecond);
    int scaled = 0;
    int restarted = 0;
    for (int round = 0; scaled < scalings || restarted < restarts; round++) {
      // those whose requests are under way, and those whose partitions move
      List<Part> wider =
          trial.profile() == Profile.SHORT
              ? List.of(Part.INTAKE)
              : round % 2 == 0
                  ? List.of(Part.INTAKE, Part.TRACKING)
                  : List.of(Part.ROUTING, Part.NOTIFICATION);
      wider.forEach(part -> trial.house().start(part, THIRD));
      int rolled = 1 + round % trial.house().plan().instances();
      for (Part part : services()) {
        exits.add(end(trial, new Instance(part, rolled)));
        trial.house().start(part, rolled);
        restarted++;
      }
      for (Part part : services()) {
        trial.house().awaitReady(part, rolled);
      }
      wider.forEach(part -> trial.house().awaitReady(part, THIRD));
      scaled += wider.size();
      trial.say(
          "a third of %s came, number %d of each was told to end and started again (%d), %d acknowledged"
              .formatted(wider, rolled, restarted, clients.acknowledged()));
      for (Part part : wider) {
        exits.add(end(trial, new Instance(part, THIRD)));
      }
      scaled += wider.size();
      trial.say("scaled down (%d)".formatted(scaled));
    }
    Waiting.pause(Duration.ofSeconds(1));
    clients.stop();
    trial.house().awaitAllReady();
    Verdict verdict = trial.check(LAST_MESSAGES);
    Duration slowest = exits.stream().max(Duration::compareTo).orElseThrow();
    List<LoadClient.Reply> doubtful =
        clients.unavailable().stream().filter(RollingRestarts::throughTheHouse).toList();
    List<LoadClient.Reply> failed =
        doubtful.stream().filter(reply -> !saysComeAgain(reply)).toList();
    return new Measured.Notes()
        .figure("%d scalings, %d rolling SIGTERMs at %d/s", scaled, restarted, perSecond)
        .figure("slowest of %d exits %.1f s", exits.size(), slowest.toMillis() / 1000.0)
        .figure(
            "%d requests failed in flight, %d were asked to come again",
            failed.size(), doubtful.size() - failed.size())
        .hold(slowest.compareTo(EXIT) <= 0, "an exit took %.1f s", slowest.toMillis() / 1000.0)
        .hold(failed.isEmpty(), "failed in flight: %s", failed)
        .hold(clients.refused() == 0, "%d good requests were refused", clients.refused())
        .verdict(verdict)
        .measured();
  }

  private static List<Part> services() {
    return Arrays.stream(Part.values()).filter(Part::isService).toList();
  }

  private static Duration end(Trial trial, Instance one) {
    Duration took = trial.house().instance(one.part(), one.number()).terminate(PATIENCE);
    trial.say("%s ended in %d ms".formatted(one, took.toMillis()));
    return took;
  }

  /** The other doors are a mailbox and a broker: nobody of ours answers there. */
  private static boolean throughTheHouse(LoadClient.Reply reply) {
    return Stream.of(Door.MAIL, Door.INBOX).noneMatch(reply.door()::equals);
  }

  private static boolean saysComeAgain(LoadClient.Reply reply) {
    return (reply.status() == 503 || reply.status() == 429) && reply.retryAfter();
  }
}
