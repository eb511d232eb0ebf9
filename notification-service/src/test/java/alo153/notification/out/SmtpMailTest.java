package alo153.notification.out;

import static org.assertj.core.api.Assertions.assertThat;

import alo153.events.Language;
import alo153.events.MessagePurpose;
import alo153.events.RequestId;
import alo153.notification.out.SendOutcome.Later;
import alo153.notification.out.SendOutcome.Refused;
import alo153.notification.out.SendOutcome.Taken;
import alo153.notification.out.SendOutcome.Unknown;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SmtpMailTest {
  private static final RequestId ID = RequestId.random();

  private static SmtpMail mail(int port) {
    return new SmtpMail(
        new MailSettings(
            "127.0.0.1",
            port,
            MailSettings.Security.NONE,
            "",
            "",
            "cozum@alo153.invalid",
            "Çözüm Masası",
            "alo153.invalid",
            new ProviderLimits(2, 0, Duration.ofSeconds(1))),
        Clock.systemUTC());
  }

  private static Letter letter(String to, @Nullable String quotes, @Nullable String quoted) {
    return new Letter(
        "01JDXA7K1MZ3V9QW4T8R2N6B0C",
        ID,
        MessagePurpose.PLANNED,
        Language.TR,
        to,
        quotes,
        quoted,
        "Başvurunuz planlandı",
        "Işık onarımı 27 Kasım'da.",
        null,
        null);
  }

  @Test
  void aMailArrivesWholeAndASecondTryCarriesTheSameMessageId() throws Exception {
    var server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    server.start();
    SmtpMail mail = mail(server.getSmtp().getPort());
    try {
      Letter letter = letter("ayse@example.org", null, null);
      assertThat(mail.send(letter).join()).isInstanceOf(Taken.class);
      assertThat(mail.send(letter).join()).isInstanceOf(Taken.class);
      MimeMessage[] received = server.getReceivedMessages();
      assertThat(received).hasSize(2);
      assertThat(received[0].getMessageID())
          .isEqualTo("<01JDXA7K1MZ3V9QW4T8R2N6B0C." + ID.trackingCode() + "@alo153.invalid>")
          .isEqualTo(received[1].getMessageID());
      assertThat(received[0].getSubject())
          .isEqualTo("[" + ID.trackingCode() + "] Başvurunuz planlandı");
      assertThat(received[0].getContent().toString()).contains("Işık onarımı 27 Kasım'da.");
      assertThat(received[0].getHeader("Auto-Submitted", null)).isEqualTo("auto-generated");
      assertThat(received[0].getHeader("X-Auto-Response-Suppress", null)).isEqualTo("All");
      assertThat(received[0].getHeader("Content-Language", null)).isEqualTo("tr");
    } finally {
      mail.destroy();
      server.stop();
    }
  }

  @Test
  void aLineBreakOpensNoHeader() {
    assertThat(
            MailMessage.subject(
                letter("a@example.org", null, "Su yok\r\nBcc: everybody@example.org")))
        .isEqualTo("Re: [" + ID.trackingCode() + "] Su yok Bcc: everybody@example.org");
    SmtpMail mail = mail(1);
    assertThat(mail.send(letter("a@example.org\r\nBcc: b@example.org", null, null)).join())
        .isEqualTo(new Refused("BAD_ADDRESS"));
    assertThat(mail.send(letter("not an address", null, null)).join())
        .isEqualTo(new Refused("BAD_ADDRESS"));
    mail.destroy();
  }

  @Test
  void replyMarksDoNotPileUp() {
    assertThat(MailMessage.subject(letter("a@example.org", null, "Ynt: Re: YNT: Su yok")))
        .isEqualTo("Re: [" + ID.trackingCode() + "] Su yok");
    assertThat(
            MailMessage.subject(
                letter("a@example.org", null, "Re: [" + ID.trackingCode() + "] Su yok")))
        .isEqualTo("Re: [" + ID.trackingCode() + "] Su yok");
  }

  @Test
  void noServerMeansLater() throws IOException {
    int free;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    SmtpMail mail = mail(free);
    assertThat(mail.send(letter("a@example.org", null, null)).join())
        .isEqualTo(new Later("UNREACHABLE", null, true));
    mail.destroy();
  }

  /** Speaks just enough SMTP to say no in the right place. */
  private static final class Grumpy implements AutoCloseable {
    private final ServerSocket server;
    private final String toRecipient;
    private final @Nullable String afterData;
    private final List<Socket> lines = new CopyOnWriteArrayList<>();

    Grumpy(String toRecipient, @Nullable String afterData) throws IOException {
      this.server = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"));
      this.toRecipient = toRecipient;
      this.afterData = afterData;
      var thread = new Thread(this::serve, "grumpy");
      thread.setDaemon(true);
      thread.start();
    }

    int port() {
      return server.getLocalPort();
    }

    private void serve() {
      while (!server.isClosed()) {
        try {
          Socket line = server.accept();
          lines.add(line);
          talk(line);
        } catch (IOException e) {
          if (!server.isClosed()) {
            throw new UncheckedIOException(e);
          }
        }
      }
    }

    private void talk(Socket line) throws IOException {
      var in =
          new BufferedReader(
              new InputStreamReader(line.getInputStream(), StandardCharsets.US_ASCII));
      say(line, "220 grumpy");
      boolean data = false;
      var content = new ArrayList<String>();
      for (String said = in.readLine(); said != null; said = in.readLine()) {
        if (data) {
          content.add(said);
          if (said.equals(".")) {
            data = false;
            if (afterData == null) {
              // took it, and the line goes dead
              return;
            }
            say(line, afterData);
          }
        } else if (said.startsWith("RCPT")) {
          say(line, toRecipient);
        } else if (said.startsWith("DATA")) {
          data = true;
          say(line, "354 go on");
        } else {
          say(line, "250 well");
        }
      }
    }

    private static void say(Socket line, String words) throws IOException {
      line.getOutputStream().write((words + "\r\n").getBytes(StandardCharsets.US_ASCII));
      line.getOutputStream().flush();
    }

    @Override
    public void close() throws IOException {
      server.close();
      for (Socket line : lines) {
        line.close();
      }
    }
  }

  private static SendOutcome outcome(String toRecipient, @Nullable String afterData)
      throws IOException {
    try (var server = new Grumpy(toRecipient, afterData)) {
      SmtpMail mail = mail(server.port());
      SendOutcome outcome = mail.send(letter("ayse@example.org", null, null)).join();
      mail.destroy();
      return outcome;
    }
  }

  @Test
  void aFiveIsForEverAndAFourIsForNow() throws IOException {
    assertThat(outcome("550 5.1.1 user unknown", "250 ok")).isEqualTo(new Refused("BAD_ADDRESS"));
    assertThat(outcome("451 4.3.0 greylisted", "250 ok"))
        .isEqualTo(new Later("SMTP_451", null, false));
    assertThat(outcome("250 ok", "554 5.7.1 spam")).isEqualTo(new Refused("REJECTED"));
    assertThat(outcome("250 ok", "452 4.2.2 full")).isEqualTo(new Later("SMTP_452", null, false));
  }

  @Test
  void aSilenceAfterTheContentIsUnknown() throws IOException {
    assertThat(outcome("250 ok", null)).isEqualTo(new Unknown("NO_ANSWER"));
  }
}
