package alo153.proving.simulators;

import com.icegreen.greenmail.configuration.GreenMailConfiguration;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The world's mail: SMTP that takes everything, IMAP with the desk's mailbox, citizens who only
 * read, and institutions that answer what they are given by a reply in the thread.
 */
final class MailServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MailServer.class);
  private static final String CITIZENS = "@example.org";

  private final GreenMail server;
  private final ProviderLedger ledger;
  private final String desk;
  private final int smtpPort;
  private final ScheduledExecutorService world = Executors.newSingleThreadScheduledExecutor();
  private final Set<String> seen = new HashSet<>();

  MailServer(int smtpPort, int imapPort, String desk, String password, ProviderLedger ledger) {
    this.ledger = ledger;
    this.desk = desk;
    this.smtpPort = smtpPort;
    server =
        new GreenMail(
            new ServerSetup[] {
              new ServerSetup(smtpPort, "127.0.0.1", ServerSetup.PROTOCOL_SMTP),
              new ServerSetup(imapPort, "127.0.0.1", ServerSetup.PROTOCOL_IMAP)
            });
    server.withConfiguration(new GreenMailConfiguration().withUser(desk, desk, password));
  }

  void start() {
    server.start();
    world.scheduleWithFixedDelay(this::look, 100, 100, TimeUnit.MILLISECONDS);
  }

  private void look() {
    try {
      for (MimeMessage mail : server.getReceivedMessages()) {
        String id = String.valueOf(mail.getMessageID());
        for (Address address : mail.getAllRecipients()) {
          String to = ((InternetAddress) address).getAddress();
          if (to.equalsIgnoreCase(desk) || !seen.add(id + " " + to)) {
            continue;
          }
          ledger.add("mail", to, id, mail.getSubject() + "\n" + text(mail));
          if (!to.endsWith(CITIZENS)) {
            answerAsInstitution(mail, to);
          }
        }
      }
    } catch (MessagingException | IOException | RuntimeException e) {
      LOG.error("a mail could not be looked at", e);
    }
  }

  private static String text(MimeMessage mail) throws MessagingException, IOException {
    Object content = mail.getContent();
    if (content instanceof jakarta.mail.Multipart parts) {
      return String.valueOf(parts.getBodyPart(0).getContent());
    }
    return String.valueOf(content);
  }

  private void answerAsInstitution(MimeMessage work, String institution) throws MessagingException {
    var properties = new Properties();
    properties.put("mail.smtp.host", "127.0.0.1");
    properties.put("mail.smtp.port", Integer.toString(smtpPort));
    MimeMessage reply = new MimeMessage(Session.getInstance(properties));
    reply.setFrom(new InternetAddress(institution));
    reply.setRecipient(Message.RecipientType.TO, new InternetAddress(desk));
    reply.setSubject("Ynt: " + work.getSubject(), StandardCharsets.UTF_8.name());
    reply.setHeader("In-Reply-To", work.getMessageID());
    reply.setHeader("References", work.getMessageID());
    reply.setText(
        "Bildiriminiz ekiplerimizce incelendi, arıza giderildi.\n\nSaygılarımızla\n",
        StandardCharsets.UTF_8.name());
    reply.saveChanges();
    Transport.send(reply);
  }

  @Override
  public void close() {
    world.shutdownNow();
    server.stop();
  }
}
