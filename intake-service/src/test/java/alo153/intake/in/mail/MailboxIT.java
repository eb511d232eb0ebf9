package alo153.intake.in.mail;

import static java.nio.charset.StandardCharsets.US_ASCII;
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
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
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
    settings = settings(server.getImap().getPort());
  }

  private static MailSettings settings(int port) {
    return new Binder(
            new MapConfigurationPropertySource(
                Map.of(
                    "mail.addresses", "cozum@alo153.invalid",
                    "mail.imap.host", "127.0.0.1",
                    "mail.imap.port", port,
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

  @Test
  void whatIsTakenBetweenTheSearchAndTheFetchIsNoMailOfOurs() throws Exception {
    var first = new AtomicBoolean(true);
    Interruption takeTheFirst =
        () -> {
          if (first.getAndSet(false)) {
            try (Mailbox other = Mailbox.open(settings, new Mailbox.Memory())) {
              other.taken(other.fresh(false).get(0));
            }
          }
        };
    try (var way = new InterruptedWay(server.getImap().getPort(), " FETCH ", takeTheFirst);
        Mailbox one = Mailbox.open(settings(way.port()), new Mailbox.Memory())) {
      List<Letter> listed = one.fresh(false);
      assertThat(first).isFalse();
      assertThat(listed).extracting(Letter::uid).allMatch(uid -> uid > 0).hasSizeLessThan(5);
      int found = 0;
      for (Letter letter : listed) {
        try {
          assertThat(text(one, letter)).doesNotContain("mail 1\r\n");
          found++;
        } catch (MessageRemovedException e) {
          // it went away after it was listed
        }
      }
      assertThat(found).isLessThanOrEqualTo(3);
    }
    try (Mailbox later = Mailbox.open(settings, new Mailbox.Memory())) {
      assertThat(later.fresh(false)).hasSize(3);
    }
  }

  /** What happens while a command is held back. */
  private interface Interruption {
    void run() throws Exception;
  }

  /** A way to the server on which something happens before each command of a kind goes on. */
  private static final class InterruptedWay implements AutoCloseable {
    private final ServerSocket door = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    private final List<Socket> ends = new CopyOnWriteArrayList<>();
    private final String command;
    private final Interruption interruption;

    InterruptedWay(int server, String command, Interruption interruption) throws IOException {
      this.command = command;
      this.interruption = interruption;
      start(
          () -> {
            while (true) {
              Socket client = door.accept();
              var far = new Socket(InetAddress.getLoopbackAddress(), server);
              ends.addAll(List.of(client, far));
              start(() -> far.getInputStream().transferTo(client.getOutputStream()));
              start(() -> commands(client, far));
            }
          });
    }

    private void commands(Socket client, Socket far) throws Exception {
      var lines = new BufferedReader(new InputStreamReader(client.getInputStream(), US_ASCII));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.contains(command)) {
          interruption.run();
        }
        far.getOutputStream().write((line + "\r\n").getBytes(US_ASCII));
      }
    }

    private static void start(Interruption work) {
      var thread =
          new Thread(
              () -> {
                try {
                  work.run();
                } catch (IOException e) {
                  // an end was closed
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });
      thread.setDaemon(true);
      thread.start();
    }

    int port() {
      return door.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      door.close();
      for (Socket end : ends) {
        end.close();
      }
    }
  }

  private static String text(Mailbox mailbox, Letter letter) throws Exception {
    return new String(mailbox.fetch(letter).bytes(), UTF_8);
  }
}
