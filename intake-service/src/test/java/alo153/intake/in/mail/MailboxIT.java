package alo153.intake.in.mail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import alo153.intake.in.mail.Mailbox.Letter;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessageRemovedException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Two instances, or an instance and a person, in one mailbox. */
class MailboxIT {
  private final GreenMail server =
      new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP));

  private MailSettings settings;

  @BeforeEach
  void start() throws Exception {
    server.start();
    GreenMailUser user = server.setUser("cozum@alo153.invalid", "reader", "secret");
    for (int i = 1; i <= 4; i++) {
      String mail =
          "From: ayse@example.org\r\nMessage-ID: <%d@example.org>\r\n\r\nmail %d\r\n"
              .formatted(i, i);
      user.deliver(
          new MimeMessage(
              Session.getInstance(new Properties()),
              new ByteArrayInputStream(mail.getBytes(UTF_8))));
    }
    settings =
        new Binder(
                new MapConfigurationPropertySource(
                    Map.of(
                        "mail.addresses", "cozum@alo153.invalid",
                        "mail.imap.host", "127.0.0.1",
                        "mail.imap.port", server.getImap().getPort(),
                        "mail.imap.security", "NONE",
                        "mail.imap.username", "reader",
                        "mail.imap.password", "secret")))
            .bind("mail", MailSettings.class)
            .get();
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  @Test
  void whatOneReaderTakesMovesNoOtherMailUnderTheHandsOfTheSecond() throws Exception {
    try (Mailbox one = Mailbox.open(settings, new Mailbox.Memory());
        Mailbox other = Mailbox.open(settings, new Mailbox.Memory())) {
      List<Letter> listed = one.fresh(false);
      for (Letter letter : other.fresh(false).subList(0, 2)) {
        other.taken(letter);
      }
      assertThat(text(one, listed.get(2))).contains("mail 3");
      one.taken(listed.get(2));
      assertThatThrownBy(() -> one.fetch(listed.get(0)))
          .isInstanceOf(MessageRemovedException.class);
    }
    try (Mailbox later = Mailbox.open(settings, new Mailbox.Memory())) {
      List<Letter> left = later.fresh(false);
      assertThat(left).hasSize(1);
      assertThat(text(later, left.get(0))).contains("mail 4");
    }
  }

  private static String text(Mailbox mailbox, Letter letter) throws Exception {
    return new String(mailbox.fetch(letter).bytes(), UTF_8);
  }
}
