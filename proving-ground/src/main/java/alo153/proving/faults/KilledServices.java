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
import java.util.Optional;
import java.util.Random;

/** F1: a random instance is killed every few seconds and started again, under load. */
final class KilledServices implements Fault {
  private static final Duration DRAIN = Duration.ofSeconds(60);

  /**
   * A message whose sender was killed in the middle of a call waits for its lease, and in doubt.
   */
  private static final Duration LAST_MESSAGES = Duration.ofSeconds(120);

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
    int kills = trial.profile().of(3, 40);
    int wanted = trial.profile().of(0, 20_000);
    int perSecond = trial.perSecond(8, 50);
    LoadClient clients = trial.load(perSecond);
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
    Optional<Duration> drained = trial.drain(DRAIN);
    Verdict verdict = trial.check(LAST_MESSAGES);
    return new Measured.Notes()
        .figure("%d kills at %d/s", killed, perSecond)
        .figure(
            "drained in %s",
            drained.map(time -> "%d s".formatted(time.toSeconds())).orElse("more than 60 s"))
        .hold(drained.isPresent(), "not drained %d s after the last start", DRAIN.toSeconds())
        .verdict(verdict)
        .measured();
  }
}
