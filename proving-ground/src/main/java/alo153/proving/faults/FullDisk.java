package alo153.proving.faults;

import alo153.proving.chaos.Fault;
import alo153.proving.chaos.Measured;
import alo153.proving.chaos.Profile;
import alo153.proving.chaos.Trial;
import alo153.proving.check.Verdict;
import alo153.proving.house.ChildProcess;
import alo153.proving.house.Plan;
import alo153.proving.house.SmallDisk;
import alo153.proving.house.Waiting;
import alo153.proving.load.LoadClient;
import java.time.Duration;
import java.util.Optional;

/**
 * F6: the disk under the broker gets full while clients knock. What was acknowledged must be there
 * when space was made and the broker started again, and nobody may hear a yes meanwhile.
 */
final class FullDisk implements Fault {
  /** How soon a house is at rest is no bar here; nothing may be said before it is. */
  private static final Duration REST = Duration.ofMinutes(4);

  /** The log of an empty house takes about half of it. */
  private static final int MEGABYTES = 96;

  @Override
  public String id() {
    return "F6";
  }

  @Override
  public String title() {
    return "the broker's disk is full";
  }

  @Override
  public String bar() {
    return "no acknowledged loss; every refusal 503 + Retry-After; recovers after space and"
        + " restart";
  }

  @Override
  public Plan plan(Profile profile) {
    return Plan.single().withStore(Plan.Store.MEMORY).withBrokerDisk(MEGABYTES);
  }

  @Override
  public Optional<String> impossible() {
    return SmallDisk.impossible();
  }

  @Override
  public Measured run(Trial trial) {
    int times = trial.profile().of(1, 10);
    int perSecond = trial.perSecond(15, 100);
    Duration full = Duration.ofSeconds(trial.profile().of(8, 30));
    LoadClient clients =
        trial.load(
            LoadClient.Settings.allDoors(trial.name(), perSecond, trial.seed())
                .withMostOpen(5 * perSecond));
    WarmUp.await(trial, clients, perSecond);
    Outage outage = Outage.begin(clients);
    int ended = 0;
    long late = 0;
    for (int time = 1; time <= times; time++) {
      Waiting.pause(Duration.ofSeconds(4));
      ChildProcess broker = trial.house().broker().process();
      trial.house().brokerDisk().fill();
      long since = System.nanoTime();
      Waiting.pause(full);
      if (broker.isAlive()) {
        broker.kill();
      } else {
        ended++;
      }
      late += clients.taken().stream().filter(taken -> taken.at() - since > 0).count();
      trial.house().brokerDisk().relieve();
      trial.house().broker().start();
      trial.house().broker().awaitReady();
      outage.awaitTaken(System.nanoTime());
      trial.say(
          "disk full (%d), %d acknowledged, %d in doubt"
              .formatted(time, clients.acknowledged(), clients.unknown()));
    }
    clients.stop();
    trial.house().awaitAllReady();
    Verdict verdict = trial.check(REST);
    int refusals = outage.refusals().size();
    Measured.Notes notes =
        new Measured.Notes()
            .figure("full %d times for %d s at %d/s", times, full.toSeconds(), perSecond)
            .figure("the broker ended by itself %d times", ended)
            .figure("%d refusals, %d taken on a full disk", refusals, late)
            .hold(refusals > 0, "nobody was refused while the disk was full");
    return outage.judge(notes).verdict(verdict).measured();
  }
}
