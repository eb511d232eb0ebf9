package alo153.proving.simulators;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import alo153.proving.simulators.Misbehaviour.Conduct;
import alo153.proving.simulators.ProviderLedger.Call;
import alo153.proving.simulators.ProviderLedger.Effect;
import alo153.proving.simulators.ProviderLedger.Entry;
import com.icegreen.greenmail.configuration.GreenMailConfiguration;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.util.Properties;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The world's mail: SMTP that takes everything unless told to misbehave, IMAP with the desk's
 * mailbox, citizens who only read, and institutions that answer what they are given by a reply in
 * the thread.
 */
final class MailServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MailServer.class);
  private static final String CITIZENS = "@example.org";
  private static final long READING_MILLIS = 100;

  private final GreenMail mailboxes;
  private final SmtpDoor door;
  private final Reception reception;
  private final String desk;
  private final int smtpPort;
  private final ScheduledThreadPoolExecutor institutions =
      new ScheduledThreadPoolExecutor(1, new ThreadPoolExecutor.DiscardPolicy());
  private final AtomicInteger unanswered = new AtomicInteger();

  MailServer(int smtpPort, int imapPort, String desk, String password, Reception reception)
      throws IOException {
    this.reception = reception;
    this.desk = desk;
    this.smtpPort = smtpPort;
    this.door = new SmtpDoor(smtpPort, this::take);
    this.mailboxes =
        new GreenMail(new ServerSetup(imapPort, "127.0.0.1", ServerSetup.PROTOCOL_IMAP));
    mailboxes.withConfiguration(new GreenMailConfiguration().withUser(desk, desk, password));
  }

  void start() throws IOException {
    mailboxes.start();
    door.start();
  }

  /** Whether every institution has answered what it was given. */
  boolean idle() {
    return unanswered.get() == 0;
  }

  private SmtpDoor.Verdict take(SmtpDoor.Envelope mail) {
    var well = new SmtpDoor.Verdict(Behaviour.ACCEPTED, Conduct.WELL);
    try {
      MimeMessage message = message(mail);
      // one decision stands for all recipients; the product writes to one at a time
      SmtpDoor.Verdict verdict = well;
      for (String recipient : mail.recipients()) {
        if (recipient.equalsIgnoreCase(desk)) {
          mailboxes.getUserManager().getUserByEmail(desk).deliver(message);
        } else {
          Entry entry = reception.take(call(recipient, message));
          verdict = new SmtpDoor.Verdict(entry.outcome(), reception.conduct("mail"));
          if (entry.effect() == Effect.FIRST && !recipient.endsWith(CITIZENS)) {
            answerLater(message, recipient);
          }
        }
      }
      return verdict;
    } catch (MessagingException | IOException e) {
      LOG.error("a mail could not be read", e);
      return new SmtpDoor.Verdict(Behaviour.REFUSED_500, Conduct.WELL);
    }
  }

  /** As the mailbox has it: the last server in front of it notes who sent it. */
  private static MimeMessage message(SmtpDoor.Envelope mail) throws MessagingException {
    byte[] returnPath = ("Return-Path: <" + mail.sender() + ">\r\n").getBytes(US_ASCII);
    return new MimeMessage(
        Session.getInstance(new Properties()),
        new SequenceInputStream(
            new ByteArrayInputStream(returnPath), new ByteArrayInputStream(mail.content())));
  }

  private static Call call(String recipient, MimeMessage mail)
      throws MessagingException, IOException {
    String id = mail.getMessageID() == null ? "" : mail.getMessageID();
    int at = id.indexOf('@');
    return new Call(
        "mail",
        recipient,
        id.startsWith("<") && at > 0 ? id.substring(1, at) : id,
        id,
        "",
        mail.getSubject() + "\n" + text(mail));
  }

  private static String text(MimeMessage mail) throws MessagingException, IOException {
    Object content = mail.getContent();
    if (content instanceof jakarta.mail.Multipart parts) {
      return String.valueOf(parts.getBodyPart(0).getContent());
    }
    return String.valueOf(content);
  }

  private void answerLater(MimeMessage work, String institution) {
    unanswered.incrementAndGet();
    institutions.schedule(
        () -> {
          try {
            answerAsInstitution(work, institution);
          } catch (MessagingException e) {
            LOG.error("{} could not answer", institution, e);
          } finally {
            unanswered.decrementAndGet();
          }
        },
        READING_MILLIS,
        TimeUnit.MILLISECONDS);
  }

  private void answerAsInstitution(MimeMessage work, String institution) throws MessagingException {
    var properties = new Properties();
    properties.put("mail.smtp.host", "127.0.0.1");
    properties.put("mail.smtp.port", Integer.toString(smtpPort));
    MimeMessage reply = new MimeMessage(Session.getInstance(properties));
    reply.setFrom(new InternetAddress(institution));
    reply.setRecipient(Message.RecipientType.TO, new InternetAddress(desk));
    reply.setSubject("Ynt: " + work.getSubject(), UTF_8.name());
    reply.setHeader("In-Reply-To", work.getMessageID());
    reply.setHeader("References", work.getMessageID());
    reply.setText(
        "Bildiriminiz ekiplerimizce incelendi, arıza giderildi.\n\nSaygılarımızla\n", UTF_8.name());
    reply.saveChanges();
    Transport.send(reply);
  }

  @Override
  public void close() {
    institutions.shutdownNow();
    door.close();
    mailboxes.stop();
  }
}
