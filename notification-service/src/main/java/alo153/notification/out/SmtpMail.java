package alo153.notification.out;

import alo153.events.MessageChannel;
import alo153.notification.out.SendOutcome.AccountStopped;
import alo153.notification.out.SendOutcome.Later;
import alo153.notification.out.SendOutcome.Refused;
import alo153.notification.out.SendOutcome.Taken;
import alo153.notification.out.SendOutcome.Unknown;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import java.time.Clock;
import java.util.Properties;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.eclipse.angus.mail.util.MailConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;

/**
 * Mail by SMTP submission. The Message-ID is ours and the same for every try, so receivers can drop
 * a second copy. Connections are kept for the next mail.
 */
final class SmtpMail implements Provider, DisposableBean {
  private static final Logger LOG = LoggerFactory.getLogger(SmtpMail.class);

  private final MailSettings settings;
  private final Clock clock;
  private final Session session;
  private final ThreadPoolExecutor connections;
  private final BlockingDeque<Transport> idle = new LinkedBlockingDeque<>();

  SmtpMail(MailSettings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
    this.session = Session.getInstance(properties(settings));
    int concurrency = settings.limits().concurrency();
    this.connections =
        new ThreadPoolExecutor(
            concurrency,
            concurrency,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              var thread = new Thread(task, "notification-smtp");
              thread.setDaemon(true);
              return thread;
            });
    this.connections.allowCoreThreadTimeOut(true);
  }

  private static Properties properties(MailSettings settings) {
    String timeout = Long.toString(settings.limits().timeout().toMillis());
    var properties = new Properties();
    properties.put("mail.smtp.host", settings.host());
    properties.put("mail.smtp.port", Integer.toString(settings.port()));
    properties.put("mail.smtp.connectiontimeout", "3000");
    properties.put("mail.smtp.timeout", timeout);
    properties.put("mail.smtp.writetimeout", timeout);
    properties.put("mail.smtp.localhost", settings.domain());
    properties.put("mail.smtp.from", settings.from());
    // do not wait for the server's goodbye
    properties.put("mail.smtp.quitwait", "false");
    switch (settings.security()) {
      case NONE -> {
        // a stand-in on this machine
      }
      case STARTTLS -> {
        properties.put("mail.smtp.starttls.enable", "true");
        properties.put("mail.smtp.starttls.required", "true");
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
      }
      case TLS -> {
        properties.put("mail.smtp.ssl.enable", "true");
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
      }
    }
    if (!settings.username().isEmpty()) {
      properties.put("mail.smtp.auth", "true");
    }
    return properties;
  }

  @Override
  public String account() {
    return "smtp";
  }

  @Override
  public MessageChannel channel() {
    return MessageChannel.EMAIL;
  }

  @Override
  public Repeat repeat() {
    return Repeat.SAME_KEY;
  }

  /** A server that takes a mail tells only of failures, by mail. */
  @Override
  public boolean givesReceipts() {
    return false;
  }

  @Override
  public ProviderLimits limits() {
    return settings.limits();
  }

  @Override
  public CompletableFuture<SendOutcome> send(Letter letter) {
    return CompletableFuture.supplyAsync(() -> deliver(letter), connections);
  }

  private SendOutcome deliver(Letter letter) {
    MailMessage mail;
    try {
      mail = MailMessage.of(session, settings, letter, clock.instant());
    } catch (AddressException e) {
      return new Refused("BAD_ADDRESS");
    } catch (MessagingException e) {
      return new Refused("NOT_A_MAIL");
    }
    Transport kept = idle.pollFirst();
    if (kept != null) {
      if (kept.isConnected()) {
        return sendBy(kept, mail);
      }
      close(kept);
    }
    Transport fresh;
    try {
      fresh = connect();
    } catch (AuthenticationFailedException e) {
      return new AccountStopped("SMTP_LOGIN");
    } catch (MailConnectException e) {
      return new Later("UNREACHABLE", null, true);
    } catch (MessagingException e) {
      // nothing of the mail was said yet
      return new Later("NO_GREETING", null, true);
    }
    return sendBy(fresh, mail);
  }

  private Transport connect() throws MessagingException {
    Transport transport = session.getTransport("smtp");
    if (settings.username().isEmpty()) {
      transport.connect();
    } else {
      transport.connect(settings.username(), settings.password());
    }
    return transport;
  }

  private SendOutcome sendBy(Transport transport, MailMessage mail) {
    try {
      transport.sendMessage(mail, mail.getAllRecipients());
      idle.addFirst(transport);
      return new Taken(mail.getMessageID());
    } catch (MessagingException e) {
      close(transport);
      return judge(e);
    }
  }

  private static SendOutcome judge(MessagingException e) {
    for (Throwable cause = e; cause != null; cause = next(cause)) {
      if (cause instanceof SMTPAddressFailedException address) {
        return byCode(address.getReturnCode(), "BAD_ADDRESS");
      }
      if (cause instanceof SMTPSenderFailedException sender) {
        return sender.getReturnCode() >= 500
            ? new AccountStopped("SMTP_SENDER")
            : new Later("SMTP_" + sender.getReturnCode(), null, false);
      }
      if (cause instanceof SMTPSendFailedException send && next(send) == null) {
        return byCode(send.getReturnCode(), "REJECTED");
      }
    }
    return new Unknown("NO_ANSWER");
  }

  private static SendOutcome byCode(int code, String reason) {
    if (code >= 500) {
      return new Refused(reason);
    }
    return code >= 400 ? new Later("SMTP_" + code, null, code == 421) : new Unknown("SMTP_" + code);
  }

  private static Throwable next(Throwable e) {
    return e instanceof MessagingException mail && mail.getNextException() != null
        ? mail.getNextException()
        : e.getCause();
  }

  private static void close(Transport transport) {
    try {
      transport.close();
    } catch (MessagingException e) {
      LOG.debug("a mail connection was closed by the server first", e);
    }
  }

  @Override
  public void destroy() {
    connections.shutdown();
    for (Transport transport = idle.pollFirst(); transport != null; transport = idle.pollFirst()) {
      close(transport);
    }
  }
}
