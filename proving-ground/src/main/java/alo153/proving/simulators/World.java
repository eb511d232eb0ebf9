package alo153.proving.simulators;

import alo153.proving.Run;
import java.io.IOException;

/** Everybody the desk deals with, running: providers, mail, institutions, departments. */
public final class World implements AutoCloseable {
  private final Run run;
  private final MailServer mail;
  private final HttpProviders providers;
  private final DepartmentWorkers workers;

  private World(Run run, MailServer mail, HttpProviders providers, DepartmentWorkers workers) {
    this.run = run;
    this.mail = mail;
    this.providers = providers;
    this.workers = workers;
  }

  /**
   * @param stop what to do when somebody asks the simulators to stop
   */
  public static World start(Run run, Runnable stop) throws IOException {
    var ledger = new ProviderLedger(run.data().resolve("simulators").resolve("ledger.jsonl"));
    var mail =
        new MailServer(
            run.smtpPort(),
            run.imapPort(),
            Simulators.DESK_MAILBOX,
            run.key("ALO153_IMAP_PASSWORD"),
            ledger);
    var providers = new HttpProviders(run, ledger, new OutgoingCalls(run), stop);
    var workers = new DepartmentWorkers(run.brokers());
    mail.start();
    providers.start();
    workers.start();
    return new World(run, mail, providers, workers);
  }

  @Override
  public void close() {
    workers.close();
    providers.close();
    mail.close();
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
