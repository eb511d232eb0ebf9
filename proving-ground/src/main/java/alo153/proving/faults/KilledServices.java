package alo153.proving.faults;

import alo153.proving.chaos.Fault;
import alo153.proving.chaos.Measured;
import alo153.proving.chaos.Profile;
import alo153.proving.chaos.Trial;
import alo153.proving.check.Verdict;
import alo153.proving.house.SeparateHouse;
import alo153.proving.house.Waiting;
import alo153.proving.load.LoadClient;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** F1: a random instance is killed every few seconds and started again, under load. */
final class KilledServices implements Fault {
  private static final Duration DRAIN = Duration.ofSeconds(60);

  @Override
  public String id() {
    return "F1";
  }

  @Override
  public String title() {
    return "kill -9 of services";
  }

  @Override
  public String bar() {
    return "≥ 40 kills, ≥ 20,000 acknowledged: 0 lost, 0 phantom, 0 doubled; drained within 60 s";
  }

  @Override
  public Measured run(Trial trial) {
    Random random = trial.random();
    int kills = trial.profile().of(4, 40);
    int wanted = trial.profile().of(0, 20_000);
    LoadClient clients = trial.load(trial.profile().of(25, 50));
    int killed = 0;
    while (killed < kills || clients.acknowledged() < wanted) {
      Waiting.pause(
          trial.profile() == Profile.SHORT
              ? Duration.ofSeconds(4)
              : Duration.ofSeconds(10 + random.nextInt(11)));
      List<SeparateHouse.Instance> alive = trial.house().alive();
      SeparateHouse.Instance victim = alive.get(random.nextInt(alive.size()));
      trial.house().instance(victim.part(), victim.number()).kill();
      trial.house().start(victim.part(), victim.number());
      killed++;
      trial.say(
          "%s killed (%d), %d acknowledged, %d in doubt"
              .formatted(victim, killed, clients.acknowledged(), clients.unknown()));
    }
    clients.stop();
    trial.house().awaitAllReady();
    long healed = System.nanoTime();
    Verdict verdict = trial.check(DRAIN.plusSeconds(30));
    Duration drained = Duration.ofNanos(System.nanoTime() - healed);
    return new Measured.Notes()
        .figure("%d kills", killed)
        .figure("drained and checked in %d s", drained.toSeconds())
        .verdict(verdict)
        .measured();
  }
}
