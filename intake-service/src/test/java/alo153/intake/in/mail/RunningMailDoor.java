package alo153.intake.in.mail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import alo153.events.CitizenWrote;
import alo153.events.RequestEvent;
import alo153.events.RequestSubmitted;
import alo153.events.personal.CitizenWords;
import alo153.events.wire.Topics;
import alo153.intake.RunningIntake;
import alo153.intake.in.whatsapp.FakeHttp;
import alo153.transport.LogRecord;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Folder;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.UUID;

/** The intake with its mail door open, a real mailbox before it, and who gets the receipts. */
final class RunningMailDoor implements AutoCloseable {
  static final String OURS = "cozum@alo153.invalid";
  static final String RECEIPTS = "/api/notification/v1/receipts/mail";
  static final Duration SOON = Duration.ofSeconds(60);

  final FakeHttp notification = new FakeHttp();
  final RunningIntake intake;
  private final GreenMail server =
      new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP));
  private final GreenMailUser user;

  RunningMailDoor() throws IOException {
    server.start();
    user = server.setUser(OURS, "reader", "secret");
    notification.reply(RECEIPTS, 200, "{}");
    intake =
        RunningIntake.start(
            "alo153.intake.mail.addresses=" + OURS + ",bilgi@alo153.invalid",
            "alo153.intake.mail.imap.host=127.0.0.1",
            "alo153.intake.mail.imap.port=" + server.getImap().getPort(),
            "alo153.intake.mail.imap.security=NONE",
            "alo153.intake.mail.imap.username=reader",
            "alo153.intake.mail.imap.password=secret",
            "alo153.intake.mail.imap.every=200ms",
            "alo153.intake.mail.max-size=200KB",
            "alo153.intake.receipts.notification=" + notification.base());
  }

  static String unique() {
    return UUID.randomUUID().toString();
  }

  static String mail(String id, String subject, String more, String text) {
    return """
        From: =?utf-8?q?Ay=C5=9Fe_Y=C4=B1lmaz?= <ayse@example.org>
        To: cozum@alo153.invalid
        Subject: %s
        Date: Fri, 20 Nov 2026 09:12:44 +0300
        Message-ID: <%s@mail.example.org>
        MIME-Version: 1.0
        %sContent-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: 8bit

        %s
        """
        .formatted(subject, id, more, text);
  }

  void deliver(String mail) {
    deliver(mail.getBytes(UTF_8));
  }

  void deliver(byte[] mail) {
    try {
      user.deliver(
          new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(mail)));
    } catch (jakarta.mail.MessagingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What citizens sent. */
  record Seen(List<RequestEvent> events, Map<String, CitizenWords> words) {
    CitizenWords of(RequestEvent event) {
      List<String> names =
          event instanceof CitizenWrote wrote ? wrote.parts() : ((RequestSubmitted) event).parts();
      return names.stream()
          .map(name -> words.get(event.requestId() + "/" + name))
          .filter(Objects::nonNull)
          .findFirst()
          .orElseThrow();
    }

    List<RequestSubmitted> requestsWith(String marker) {
      return events.stream()
          .filter(RequestSubmitted.class::isInstance)
          .map(RequestSubmitted.class::cast)
          .filter(it -> of(it).text().contains(marker) || ("" + of(it).subject()).contains(marker))
          .toList();
    }
  }

  /** Both topics, read once. */
  Seen seen() {
    var events = new ArrayList<RequestEvent>();
    var words = new HashMap<String, CitizenWords>();
    for (LogRecord record : intake.log(Topics.REQUESTS, Topics.PERSONAL)) {
      if (record instanceof LogRecord.EventRecord event) {
        events.add(event.event());
      } else if (record instanceof LogRecord.PartRecord part
          && part.part() instanceof CitizenWords some) {
        words.put(part.key().toString(), some);
      }
    }
    return new Seen(events, words);
  }

  List<RequestSubmitted> requestsWith(String words) {
    return seen().requestsWith(words);
  }

  RequestSubmitted requestWith(String words) {
    await().atMost(SOON).until(() -> !requestsWith(words).isEmpty());
    return requestsWith(words).get(0);
  }

  CitizenWords words(RequestEvent event) {
    return seen().of(event);
  }

  /** Everything in a folder, looked at without the door. */
  interface Look<T> {
    T at(Folder folder) throws jakarta.mail.MessagingException;
  }

  <T> T folder(String name, Look<T> look) {
    try (Store store = Session.getInstance(new Properties()).getStore("imap")) {
      store.connect("127.0.0.1", server.getImap().getPort(), "reader", "secret");
      Folder folder = store.getFolder(name);
      folder.open(Folder.READ_WRITE);
      T seen = look.at(folder);
      folder.close(false);
      return seen;
    } catch (jakarta.mail.MessagingException e) {
      throw new IllegalStateException(e);
    }
  }

  void waitUntilTaken() {
    await().atMost(SOON).until(() -> folder("INBOX", Folder::getMessageCount) == 0);
  }

  @Override
  public void close() {
    intake.close();
    server.stop();
    notification.close();
  }
}
