package alo153.intake.in.mail;

import alo153.intake.in.mail.MailDoor.Raw;
import jakarta.mail.FetchProfile;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessageRemovedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.UIDFolder;
import jakarta.mail.search.AndTerm;
import jakarta.mail.search.FlagTerm;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.eclipse.angus.mail.iap.Argument;
import org.eclipse.angus.mail.iap.Response;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.eclipse.angus.mail.imap.IMAPMessage;
import org.eclipse.angus.mail.imap.IMAPStore;
import org.eclipse.angus.mail.imap.protocol.BASE64MailboxEncoder;
import org.eclipse.angus.mail.imap.protocol.BODY;
import org.eclipse.angus.mail.imap.protocol.FetchResponse;
import org.eclipse.angus.mail.imap.protocol.UID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One mailbox over IMAP. Reading changes nothing in it: what is new is told by a keyword of ours,
 * never by "seen", since a person may look into the mailbox too. Mail that was taken gets the
 * keyword and moves away; where a server allows neither, this process remembers it and after a
 * restart fetches it again, which gives the same request.
 */
final class Mailbox implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Mailbox.class);
  private static final String TAKEN = "$Ingested";
  private static final int BATCH = 100;
  private static final int BEGINNING = 64 * 1024;

  /** What Angus Mail says when the server no longer knows the mail by its number. */
  private static final long GONE = -1;

  private final MailSettings settings;
  private final MailSettings.Imap imap;
  private final Store store;
  private final IMAPFolder folder;
  private final Memory memory;
  private final Set<Long> tried = new HashSet<>();
  private long validity;
  private boolean moves;
  private boolean keywords;

  private Mailbox(MailSettings settings, Store store, IMAPFolder folder, Memory memory) {
    this.settings = settings;
    this.imap = settings.imap();
    this.store = store;
    this.folder = folder;
    this.memory = memory;
  }

  /** A mail in the mailbox. */
  record Letter(IMAPMessage message, long uid) {
    @Override
    public String toString() {
      return "Letter[" + uid + "]";
    }
  }

  /** Connects and opens the folder. */
  static Mailbox open(MailSettings settings, Memory memory) throws MessagingException {
    MailSettings.Imap imap = settings.imap();
    Session session = Session.getInstance(properties(imap));
    Store store = session.getStore("imap");
    try {
      store.connect(imap.host(), imap.port(), imap.username(), imap.password());
      var folder = (IMAPFolder) store.getFolder(imap.folder());
      folder.open(Folder.READ_WRITE);
      var mailbox = new Mailbox(settings, store, folder, memory);
      mailbox.prepare();
      return mailbox;
    } catch (MessagingException | RuntimeException e) {
      store.close();
      throw e;
    }
  }

  /** What a process remembers of a mailbox between two visits. */
  static final class Memory {
    private long validity;
    private final Set<Long> uids = new HashSet<>();
    private final Set<Long> putOff = new HashSet<>();
  }

  private void prepare() throws MessagingException {
    validity = folder.getUIDValidity();
    if (memory.validity != validity) {
      // the numbers mean other mails now; what was taken is known by its content
      memory.uids.clear();
      memory.putOff.clear();
      memory.validity = validity;
    }
    Flags permanent = folder.getPermanentFlags();
    keywords =
        permanent != null && (permanent.contains(Flags.Flag.USER) || permanent.contains(TAKEN));
    moves = !imap.processed().isBlank() && hasProcessed();
  }

  private boolean hasProcessed() {
    try {
      Folder processed = store.getFolder(imap.processed());
      return processed.exists() || processed.create(Folder.HOLDS_MESSAGES);
    } catch (MessagingException e) {
      LOG.warn("mail that was taken stays in {}: no folder {}", imap.folder(), imap.processed());
      return false;
    }
  }

  /**
   * Some of the mails that were not taken yet, oldest first; empty when there are none.
   *
   * @param putOff whether those that failed at an earlier visit are meant, or the others
   */
  List<Letter> fresh(boolean putOff) throws MessagingException {
    Message[] found =
        folder.search(
            new AndTerm(
                new FlagTerm(new Flags(TAKEN), false),
                new FlagTerm(new Flags(Flags.Flag.DELETED), false)));
    var some = new ArrayList<Letter>();
    for (int from = 0; from < found.length && some.size() < BATCH; from += BATCH) {
      Message[] slice =
          java.util.Arrays.copyOfRange(found, from, Math.min(found.length, from + BATCH));
      var profile = new FetchProfile();
      profile.add(UIDFolder.FetchProfileItem.UID);
      profile.add(FetchProfile.Item.SIZE);
      profile.add(IMAPFolder.FetchProfileItem.INTERNALDATE);
      folder.fetch(slice, profile);
      for (Message message : slice) {
        long uid = uid(message);
        if (uid != GONE
            && !memory.uids.contains(uid)
            && !tried.contains(uid)
            && memory.putOff.contains(uid) == putOff) {
          some.add(new Letter((IMAPMessage) message, uid));
        }
      }
    }
    return some;
  }

  /** {@link #GONE} for a mail that another instance took between the search and this question. */
  private long uid(Message message) throws MessagingException {
    try {
      return folder.getUID(message);
    } catch (MessageRemovedException e) {
      return GONE;
    }
  }

  /**
   * The bytes of a mail, without marking it as seen.
   *
   * @throws MessageRemovedException when it is not in the folder any more
   */
  Raw fetch(Letter letter) throws MessagingException {
    IMAPMessage message = letter.message();
    long size = message.getSizeLong();
    boolean whole = size <= settings.maxSize().toBytes();
    Date received = message.getReceivedDate();
    Instant receivedAt = received == null ? null : received.toInstant();
    String range = whole ? "" : "<0." + BEGINNING + ">";
    byte[] bytes = content(byUid("FETCH", letter, atom("BODY.PEEK[]" + range)), letter);
    // servers count line ends differently; only a mail we cut ourselves is cut
    return new Raw(bytes, whole ? bytes.length : size, receivedAt);
  }

  private static byte[] content(Response[] responses, Letter letter)
      throws MessageRemovedException {
    for (Response response : responses) {
      if (response instanceof FetchResponse fetched) {
        UID uid = fetched.getItem(UID.class);
        BODY body = fetched.getItem(BODY.class);
        if (uid != null && uid.uid == letter.uid() && body != null && body.getByteArray() != null) {
          return body.getByteArrayInputStream().readAllBytes();
        }
      }
    }
    throw new MessageRemovedException("the mail is not there any more");
  }

  /**
   * Every command names the mail by its UID: another instance, or a person, takes mails away at the
   * same time, and a sequence number may mean another mail a moment later.
   */
  private Response[] byUid(String command, Letter letter, Argument rest) throws MessagingException {
    return (Response[])
        folder.doCommand(
            protocol -> {
              Argument arguments = new Argument();
              arguments.writeAtom(command);
              arguments.writeNumber(letter.uid());
              arguments.append(rest);
              Response[] responses = protocol.command("UID", arguments);
              protocol.notifyResponseHandlers(responses);
              protocol.handleResult(responses[responses.length - 1]);
              return responses;
            });
  }

  private static Argument atom(String text) {
    Argument one = new Argument();
    one.writeAtom(text);
    return one;
  }

  private static Argument flag(String name) {
    Argument flags = new Argument();
    flags.writeAtom("+FLAGS.SILENT");
    flags.writeAtom("(" + name + ")");
    return flags;
  }

  /** Marks a mail, so that it is not fetched again; only after it is durable elsewhere. */
  void taken(Letter letter) throws MessagingException {
    memory.putOff.remove(letter.uid());
    if (keywords) {
      byUid("STORE", letter, flag(TAKEN));
    }
    if (moves) {
      move(letter);
    } else {
      // also beside a keyword: there are servers that promise to keep it and do not
      remember(letter);
    }
  }

  /** Leaves a mail alone until this process starts anew. */
  void remember(Letter letter) {
    memory.uids.add(letter.uid());
    memory.putOff.remove(letter.uid());
  }

  /** Leaves a mail alone for this visit; at the next one it comes after all others. */
  void putOff(Letter letter) {
    tried.add(letter.uid());
    memory.putOff.add(letter.uid());
  }

  private void move(Letter letter) throws MessagingException {
    Argument processed = new Argument();
    processed.writeString(BASE64MailboxEncoder.encode(imap.processed()));
    var imapStore = (IMAPStore) store;
    if (imapStore.hasCapability("MOVE")) {
      byUid("MOVE", letter, processed);
    } else {
      byUid("COPY", letter, processed);
      byUid("STORE", letter, flag("\\Deleted"));
      if (imapStore.hasCapability("UIDPLUS")) {
        byUid("EXPUNGE", letter, new Argument());
      }
    }
  }

  /** Where a mail lies, for an operator. */
  String where(Letter letter) {
    return imap.folder() + "/" + validity + "/" + letter.uid();
  }

  private static Properties properties(MailSettings.Imap imap) {
    String timeout = Long.toString(imap.timeout().toMillis());
    var properties = new Properties();
    properties.setProperty("mail.imap.connectiontimeout", timeout);
    properties.setProperty("mail.imap.timeout", timeout);
    properties.setProperty("mail.imap.writetimeout", timeout);
    properties.setProperty("mail.imap.peek", "true");
    properties.setProperty("mail.imap.partialfetch", "true");
    properties.setProperty("mail.imap.fetchsize", Integer.toString(1024 * 1024));
    switch (imap.security()) {
      case TLS -> {
        properties.setProperty("mail.imap.ssl.enable", "true");
        properties.setProperty("mail.imap.ssl.checkserveridentity", "true");
      }
      case STARTTLS -> {
        properties.setProperty("mail.imap.starttls.enable", "true");
        properties.setProperty("mail.imap.starttls.required", "true");
        properties.setProperty("mail.imap.ssl.checkserveridentity", "true");
      }
      case NONE -> {
        // a mailbox on this machine
      }
    }
    if (imap.login() == MailSettings.Login.XOAUTH2) {
      properties.setProperty("mail.imap.auth.mechanisms", "XOAUTH2");
    }
    return properties;
  }

  @Override
  public void close() throws MessagingException {
    try {
      if (folder.isOpen()) {
        // without expunging: a deletion is not ours to finish
        folder.close(false);
      }
    } finally {
      store.close();
    }
  }
}
