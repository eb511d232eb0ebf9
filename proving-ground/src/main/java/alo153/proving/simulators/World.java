package alo153.proving.simulators;

import alo153.proving.Run;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Everybody the desk deals with, running: providers, mail, institutions, departments. They reach
 * the house only as {@link Run} says. Their ledgers lie in {@code simulators/} of its data folder
 * and are gone on with after a restart.
 */
public final class World implements AutoCloseable {
  private final Run run;
  private final ProviderLedger ledger;
  private final DepartmentLedger departments;
  private final Reception reception;
  private final MailServer mail;
  private final HttpProviders providers;
  private final DepartmentWorkers workers;

  private World(Run run, Workload workload, Runnable stop) throws IOException {
    this.run = run;
    this.ledger = new ProviderLedger(providerLedger(run));
    this.departments = new DepartmentLedger(departmentLedger(run));
    this.reception = new Reception(ledger);
    this.mail =
        new MailServer(
            run.smtpPort(),
            run.imapPort(),
            Simulators.DESK_MAILBOX,
            run.key("ALO153_IMAP_PASSWORD"),
            reception);
    this.providers =
        new HttpProviders(run, reception, new OutgoingCalls(run), new Controls(), stop);
    this.workers = new DepartmentWorkers(run.brokers(), departments, workload);
  }

  /** Where the providers' ledger is kept; read it with {@link ProviderLedger#read}. */
  public static Path providerLedger(Run run) {
    return run.data().resolve("simulators").resolve("ledger.jsonl");
  }

  /** Where the departments' ledger is kept; read it with {@link DepartmentLedger#read}. */
  public static Path departmentLedger(Run run) {
    return run.data().resolve("simulators").resolve("departments.jsonl");
  }

  /**
   * A world that does everything well and at once.
   *
   * @param stop what to do when somebody asks the simulators to stop
   * @throws IOException when a port is taken
   */
  public static World start(Run run, Runnable stop) throws IOException {
    return start(run, Workload.STEADY, stop);
  }

  /**
   * @param workload how the departments work
   * @param stop what to do when somebody asks the simulators to stop
   * @throws IOException when a port is taken
   */
  public static World start(Run run, Workload workload, Runnable stop) throws IOException {
    var world = new World(run, workload, stop);
    world.mail.start();
    world.providers.start();
    world.workers.start();
    return world;
  }

  /** From now on the providers behave so; over HTTP {@code POST /misbehave}. */
  public void misbehave(Misbehaviour misbehaviour) {
    reception.misbehave(misbehaviour);
  }

  /** From now on calls that break these are marked in the ledger; {@code POST /limits}. */
  public void limit(Limits limits) {
    reception.limit(limits);
  }

  /** Work given from now on is done so; {@code POST /workload}. */
  public void work(Workload workload) {
    workers.work(workload);
  }

  /** What the providers were handed; {@code GET /ledger?from=N}. */
  public ProviderLedger providers() {
    return ledger;
  }

  /** What the departments took and said; {@code GET /departments?from=N}. */
  public DepartmentLedger departments() {
    return departments;
  }

  /**
   * Whether nothing is under way out here: feeds read, work done and acknowledged, institutions
   * have answered, receipts are taken; {@code GET /idle}. A department's first work is seen up to
   * five seconds late.
   */
  public boolean idle() {
    return workers.idle() && mail.idle() && providers.idle();
  }

  private final class Controls implements Control {
    @Override
    public ProviderLedger providers() {
      return ledger;
    }

    @Override
    public DepartmentLedger departments() {
      return departments;
    }

    @Override
    public void misbehave(Misbehaviour misbehaviour) {
      World.this.misbehave(misbehaviour);
    }

    @Override
    public void limit(Limits limits) {
      World.this.limit(limits);
    }

    @Override
    public void work(Workload workload) {
      World.this.work(workload);
    }

    @Override
    public boolean idle() {
      return World.this.idle();
    }
  }

  @Override
  public void close() {
    workers.close();
    providers.close();
    mail.close();
    ledger.close();
    departments.close();
  }

  @Override
  public String toString() {
    return "Graph API, SMS and push on "
        + run.providersPort()
        + ", SMTP on "
        + run.smtpPort()
        + ", IMAP on "
        + run.imapPort()
        + ", all departments at work";
  }
}
