package alo153.proving.faults;

import alo153.proving.chaos.Fault;
import alo153.proving.chaos.Measured;
import alo153.proving.chaos.Profile;
import alo153.proving.chaos.Trial;
import alo153.proving.check.Verdict;
import alo153.proving.house.Health;
import alo153.proving.house.SeparateHouse.Instance;
import alo153.proving.house.Vitals;
import alo153.proving.house.Waiting;
import alo153.proving.load.LoadClient;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * F2: the broker is killed again and again, and once stays away; whoever knocks meanwhile is told
 * so, soon and in words a client understands.
 */
final class KilledBroker implements Fault {
  /** How soon a house is at rest is no bar here; nothing may be said before it is. */
  private static final Duration REST = Duration.ofMinutes(4);

  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final Duration BACK = Duration.ofSeconds(10);
  private static final Duration HELD = Duration.ofMillis(50);

  /** So many seconds' worth of clients ask again; they are told to wait one to five. */
  private static final int SECONDS_OPEN = 4;

  @Override
  public String id() {
    return "F2";
  }

  @Override
  public String title() {
    return "kill -9 of the broker, and its absence";
  }

  @Override
  public String bar() {
    return "10 kills, absent 120 s at 200 req/s: 0 lost; every refusal 503 + Retry-After, p99 ≤ 3"
        + " s; liveness stays up; event loop held ≤ 50 ms; first 2xx ≤ 10 s after the"
        + " return";
  }

  @Override
  public Measured run(Trial trial) {
    Random random = trial.random();
    int kills = trial.profile().of(1, 9);
    int perSecond = trial.perSecond(15, 25);
    int whileAway = trial.profile().of(15, 200);
    Duration absence = Duration.ofSeconds(trial.profile().of(8, 120));
    LoadClient clients =
        trial.load(
            LoadClient.Settings.allDoors(trial.name(), perSecond, trial.seed())
                .withMostOpen(SECONDS_OPEN * perSecond));
    WarmUp.await(trial, clients, perSecond);
    Outage outage = Outage.begin(clients);
    for (int killed = 1; killed <= kills; killed++) {
      Waiting.pause(
          trial.profile() == Profile.SHORT
              ? Duration.ofSeconds(2)
              : Duration.ofSeconds(3 + random.nextInt(6)));
      trial.house().broker().process().kill();
      trial.house().broker().start();
      trial.house().broker().awaitReady();
      outage.awaitTaken(System.nanoTime());
      trial.say(
          "broker killed (%d), %d acknowledged, %d in doubt"
              .formatted(killed, clients.acknowledged(), clients.unknown()));
    }
    Vitals.Seen seen;
    long gone;
    LoadClient crowd;
    Outage outageOfCrowd;
    List<Instance> deaf;
    try (Vitals vitals = Vitals.watch(trial.house())) {
      gone = System.nanoTime();
      trial.house().broker().process().kill();
      crowd = whileAway == perSecond ? clients : crowd(trial, whileAway - perSecond);
      outageOfCrowd = crowd == clients ? outage : Outage.begin(crowd);
      Waiting.pause(absence);
      seen = vitals.end();
      deaf =
          trial.house().alive().stream()
              .filter(one -> Health.ready(trial.house().addresses().of(one.part(), one.number())))
              .toList();
    }
    trial.house().broker().start();
    trial.house().broker().awaitReady();
    Duration away = Duration.ofNanos(System.nanoTime() - gone);
    trial.say("broker away for %d s, %d in doubt".formatted(away.toSeconds(), clients.unknown()));
    Duration until = outage.awaitTaken(System.nanoTime());
    clients.stop();
    crowd.stop();
    trial.house().awaitAllReady();
    Verdict verdict = trial.check(REST);
    List<Duration> took =
        Stream.of(outage, outageOfCrowd)
            .distinct()
            .flatMap(one -> one.refusals().stream())
            .map(LoadClient.Reply::took)
            .toList();
    Duration slow = Percentile.of(99, took);
    // of few refusals on a busy machine, the slowest say more of the machine than of us
    int share = trial.profile() == Profile.SHORT ? 50 : 99;
    Duration judged = Percentile.of(share, took);
    Measured.Notes notes =
        new Measured.Notes()
            .figure(
                "%d kills at %d/s, away %d s at %d/s",
                kills + 1, perSecond, away.toSeconds(), whileAway)
            .figure(
                "%d refusals, p%d %d ms, p99 %d ms",
                took.size(), share, judged.toMillis(), slow.toMillis())
            .figure("%s", seen.loops())
            .figure("first 2xx after %d ms", until.toMillis())
            .hold(!took.isEmpty(), "nobody was refused while the broker was away")
            .hold(
                judged.compareTo(PATIENCE) <= 0,
                "p%d of refusals is %d ms",
                share,
                judged.toMillis())
            .hold(deaf.isEmpty(), "took themselves for ready without a broker: %s", deaf)
            .hold(
                seen.notLive().isEmpty(), "not live while the broker was away: %s", seen.notLive())
            .hold(
                seen.loopHeld().stream().allMatch(held -> held.compareTo(HELD) <= 0),
                "%s",
                seen.loops())
            .hold(until.compareTo(BACK) <= 0, "the first 2xx came %d ms after", until.toMillis());
    outage.judge(notes);
    if (outageOfCrowd != outage) {
      outageOfCrowd.judge(notes);
    }
    return notes.verdict(verdict).measured();
  }

  /** Those who come on top while nobody can be taken. */
  private static LoadClient crowd(Trial trial, int perSecond) {
    return trial.load(
        LoadClient.Settings.allDoors(trial.name(), perSecond, trial.seed() + 1)
            .withMostOpen(SECONDS_OPEN * perSecond));
  }
}
