package alo153.proving.faults;

import alo153.proving.chaos.Fault;
import java.util.List;

/** All of them, in the order in which they are tried. */
public final class AllFaults {
  private AllFaults() {}

  public static List<Fault> list() {
    return List.of(
        new KilledServices(),
        // while the log is short: it builds everything anew from its beginning
        new SeededHistories(),
        new KilledBroker(),
        new StoppedProcesses(),
        KilledStore.standIn(),
        KilledStore.mongod(),
        new BadNetwork(),
        new FullDisk(),
        new JumpingClocks(),
        new PoisonRecords(),
        new BrokenDeadLetters(),
        new RollingRestarts(),
        new SameKey(),
        new ShuffledWebhooks(),
        new HalfTakenMails(),
        new ProviderMatrix(),
        new Soak());
  }
}
