package alo153.proving.faults;

import alo153.proving.Run;
import alo153.proving.simulators.Simulators;
import jakarta.mail.FetchProfile;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/** The desk's mailbox, as anyone sees it who has the password. */
final class DeskMailbox {
  /** What intake writes on a mail that it took. */
  private static final String TAKEN = "$Ingested";

  private final Run run;

  DeskMailbox(Run run) {
    this.run = run;
  }

  /**
   * The Message-IDs of mails that nobody has marked as taken.
   *
   * @throws MessagingException when the mailbox does not answer
   */
  Set<String> waiting() throws MessagingException {
    var properties = new Properties();
    properties.setProperty("mail.imap.connectiontimeout", "5000");
    properties.setProperty("mail.imap.timeout", "10000");
    Set<String> waiting = new TreeSet<>();
    try (Store store = Session.getInstance(properties).getStore("imap")) {
      store.connect(
          "127.0.0.1", run.imapPort(), Simulators.DESK_MAILBOX, run.key("ALO153_IMAP_PASSWORD"));
      try (Folder inbox = store.getFolder("INBOX")) {
        inbox.open(Folder.READ_ONLY);
        Message[] all = inbox.getMessages();
        var profile = new FetchProfile();
        profile.add(FetchProfile.Item.FLAGS);
        profile.add("Message-ID");
        inbox.fetch(all, profile);
        for (Message one : all) {
          Flags flags = one.getFlags();
          String[] id = one.getHeader("Message-ID");
          if (!flags.contains(TAKEN) && !flags.contains(Flags.Flag.DELETED)) {
            waiting.add(id == null ? "" : id[0]);
          }
        }
      }
    }
    return waiting;
  }
}
