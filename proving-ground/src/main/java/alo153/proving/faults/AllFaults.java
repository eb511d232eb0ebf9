package alo153.proving.faults;

import alo153.proving.chaos.Fault;
import java.util.List;

/** All of them, in the order in which they are tried. */
public final class AllFaults {
  private AllFaults() {}

  public static List<Fault> list() {
    return List.of(
        new KilledServices(),
        new KilledBroker(),
        new StoppedProcesses(),
        KilledStore.standIn(),
        KilledStore.mongod(),
        new BadNetwork(),
        new PoisonRecords(),
        new BrokenDeadLetters(),
        new SameKey(),
        new ShuffledWebhooks(),
        new HalfTakenMails(),
        // these take longer; a run that is to end in time does without the last ones
        new SeededHistories(),
        new RollingRestarts(),
        new ProviderMatrix(),
        new Soak(),
        new FullDisk(),
        new JumpingClocks());
  }
}
