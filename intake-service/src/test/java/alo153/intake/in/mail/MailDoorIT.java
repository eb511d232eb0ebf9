package alo153.intake.in.mail;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import alo153.events.Channel;
import alo153.events.CitizenWrote;
import alo153.events.CitizenWrote.Purpose;
import alo153.events.EventId;
import alo153.events.MessageChannel;
import alo153.events.MessagePurpose;
import alo153.events.MessageSent;
import alo153.events.Outcome;
import alo153.events.OwnerKind;
import alo153.events.RequestEvent;
import alo153.events.RequestId;
import alo153.events.RequestSubmitted;
import alo153.events.Status;
import alo153.events.personal.CitizenContact;
import alo153.events.personal.CitizenWords;
import alo153.events.wire.Codec;
import alo153.events.wire.Topics;
import alo153.events.work.DepartmentUpdate;
import alo153.intake.RunningIntake;
import alo153.intake.in.whatsapp.FakeHttp;
import alo153.transport.DeadLetterBox;
import alo153.transport.Envelopes;
import alo153.transport.EventPublisher;
import alo153.transport.LogRecord;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** From a real mailbox to records on the log. */
class MailDoorIT {
  private static final String OURS = "cozum@alo153.invalid";
  private static final String RECEIPTS = "/api/notification/v1/receipts/mail";
  private static final Duration SOON = Duration.ofSeconds(60);

  private static GreenMail server;
  private static GreenMailUser user;
  private static FakeHttp notification;
  private static RunningIntake intake;

  @BeforeAll
  static void start() throws IOException {
    server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP));
    server.start();
    user = server.setUser(OURS, "reader", "secret");
    notification = new FakeHttp();
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

  @AfterAll
  static void stop() {
    intake.close();
    server.stop();
    notification.close();
  }

  private static void deliver(String mail) {
    deliver(mail.getBytes(UTF_8));
  }

  private static void deliver(byte[] mail) {
    try {
      user.deliver(
          new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(mail)));
    } catch (jakarta.mail.MessagingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String mail(String id, String subject, String more, String text) {
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

  /** Both topics, read once. */
  private record Seen(List<RequestEvent> events, Map<String, CitizenWords> words) {
    static Seen now() {
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

  private static List<RequestSubmitted> requestsWith(String words) {
    return Seen.now().requestsWith(words);
  }

  private static RequestSubmitted requestWith(String words) {
    await().atMost(SOON).until(() -> !requestsWith(words).isEmpty());
    return requestsWith(words).get(0);
  }

  private static CitizenWords words(RequestEvent event) {
    return Seen.now().of(event);
  }

  private static List<CitizenWrote> written(RequestId requestId) {
    return intake.events(requestId).stream()
        .filter(CitizenWrote.class::isInstance)
        .map(CitizenWrote.class::cast)
        .toList();
  }

  private static List<DepartmentUpdate> updates(RequestId requestId) {
    return intake.log(Topics.UPDATES).stream()
        .filter(LogRecord.UpdateRecord.class::isInstance)
        .map(it -> ((LogRecord.UpdateRecord) it).update())
        .filter(it -> it.requestId().equals(requestId))
        .toList();
  }

  private static String unique() {
    return UUID.randomUUID().toString();
  }

  /** Everything in a folder, looked at without the door. */
  private interface Look<T> {
    T at(Folder folder) throws jakarta.mail.MessagingException;
  }

  private static <T> T folder(String name, Look<T> look) {
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

  private static void waitUntilTaken() {
    await().atMost(SOON).until(() -> folder("INBOX", Folder::getMessageCount) == 0);
  }

  @Test
  void aMailIsARequestAndMovesAwayUnseen() {
    String id = unique();
    // the mailbox counts whole seconds
    Instant before = Instant.now().minusSeconds(1);
    deliver(
        ("""
         From: =?iso-8859-9?q?Ay=FEe_Y=FDlmaz?= <ayse@example.org>
         To: cozum@alo153.invalid
         Subject: =?iso-8859-9?q?=C7=F6p_=FEikayeti=3A_G=FCl_Soka=F0=FD?=
         Date: Fri, 20 Nov 2026 09:12:44 +0300
         Message-ID: <MARKER@mail.example.org>
         MIME-Version: 1.0
         Content-Type: text/plain; charset=iso-8859-9
         Content-Transfer-Encoding: quoted-printable

         Soka=F0=FDm=FDzda =E7=F6pler =FC=E7 g=FCnd=FCr al=FDnm=FDyor. MARKER
         """)
            .replace("MARKER", id));

    RequestSubmitted request = requestWith(id);
    assertThat(request.channel()).isEqualTo(Channel.MAIL);
    assertThat(request.account()).isEqualTo(OURS);
    assertThat(request.submittedAt()).isBetween(before, Instant.now().plusSeconds(1));
    assertThat(words(request).text()).isEqualTo("Sokağımızda çöpler üç gündür alınmıyor. " + id);
    assertThat(words(request).subject()).isEqualTo("Çöp şikayeti: Gül Sokağı");
    var contact =
        (CitizenContact)
            intake.parts(request.requestId()).values().stream()
                .filter(CitizenContact.class::isInstance)
                .findFirst()
                .orElseThrow();
    assertThat(contact.email()).isEqualTo("ayse@example.org");
    assertThat(contact.name()).isEqualTo("Ayşe Yılmaz");
    assertThat(contact.replyTo()).isEqualTo("<" + id + "@mail.example.org>");
    assertThat(contact.subject()).isEqualTo("Çöp şikayeti: Gül Sokağı");
    waitUntilTaken();
    boolean seen =
        folder(
            "Processed",
            it -> {
              for (Message message : it.getMessages()) {
                if (message.getHeader("Message-ID")[0].contains(id)) {
                  return message.isSet(Flags.Flag.SEEN);
                }
              }
              throw new AssertionError("not in the folder of taken mail");
            });
    assertThat(seen).isFalse();
  }

  @Test
  void aMailFetchedAgainBeforeItWasMarkedIsTheSameRequest() {
    String id = unique();
    // a stop between the log and the mark leaves the mail in the mailbox: it is fetched again
    for (int i = 0; i < 3; i++) {
      deliver("Received: from hop" + i + " by mx\n" + mail(id, "Su", "", "Su yok " + id));
    }

    RequestSubmitted first = requestWith(id);
    waitUntilTaken();
    putBack(id);
    waitUntilTaken();
    assertThat(requestsWith(id)).allMatch(it -> it.id().equals(first.id()));
  }

  /** As if the process had stopped after the log had the mail and before the mailbox knew. */
  private static void putBack(String id) {
    int back =
        folder(
            "Processed",
            it -> {
              int count = 0;
              for (Message message : it.getMessages()) {
                if (String.join("", message.getHeader("Message-ID")).contains(id)) {
                  message.setFlags(new Flags("$Ingested"), false);
                  it.copyMessages(new Message[] {message}, it.getStore().getFolder("INBOX"));
                  count++;
                }
              }
              return count;
            });
    assertThat(back).isEqualTo(3);
  }

  @Test
  void aMailWithoutAnIdIsOneRequestToo() {
    String marker = unique();
    String mail = mail("x", "Su", "", "Su yok " + marker).replaceAll("Message-ID: .*\n", "");
    deliver(mail);
    deliver(mail);

    RequestSubmitted first = requestWith(marker);
    waitUntilTaken();
    assertThat(requestsWith(marker)).allMatch(it -> it.id().equals(first.id()));
  }

  @Test
  void aReplyFindsItsRequestByOurMessageIdOrBySubject() {
    String id = unique();
    deliver(mail(id, "Lamba", "", "Lamba yanmıyor " + id));
    RequestId request = requestWith(id).requestId();
    String code = request.trackingCode().value();

    deliver(
        mail(
            unique(),
            "Ynt: Lamba",
            "In-Reply-To: <4F0ABC." + code + "@alo153.invalid>\n",
            "Hâlâ yanmıyor.\n\nÇözüm Masası <cozum@alo153.invalid>, 20 Kas 2026 Cum, 10:15 tarihinde şunu yazdı:\n\n> Başvurunuz alındı."));
    deliver(mail(unique(), "Ynt: [" + code + "] Lamba", "", "İtiraz ediyorum, yapılmadı."));

    await().atMost(SOON).until(() -> written(request).size() == 2);
    assertThat(written(request))
        .extracting(CitizenWrote::purpose)
        .containsExactlyInAnyOrder(Purpose.ADDITION, Purpose.OBJECTION);
    assertThat(written(request))
        .extracting(it -> words(it).text())
        .containsExactlyInAnyOrder("Hâlâ yanmıyor.", "İtiraz ediyorum, yapılmadı.");
  }

  /** A request whose work an institution got by a mail of ours. */
  private static RequestId forwarded(String id) {
    deliver(mail(id, "Elektrik", "", "Elektrik kesik " + id));
    RequestId request = requestWith(id).requestId();
    workWasSent(request);
    return request;
  }

  private static void workWasSent(RequestId request) {
    var cause = EventId.derive("test", request, "assigned");
    intake
        .bean(EventPublisher.class)
        .publishAndWait(
            List.of(
                intake
                    .bean(Envelopes.class)
                    .event(
                        new MessageSent(
                            EventId.derive(MessageSent.TYPE, request, "WORK"),
                            request,
                            Instant.now(),
                            work(request),
                            MessagePurpose.WORK,
                            MessageChannel.EMAIL,
                            "smtp",
                            cause,
                            1,
                            true))));
  }

  private static String work(RequestId request) {
    return "WORK-" + request.value();
  }

  private static String answering(String message, RequestId request) {
    return "In-Reply-To: <" + message + "." + request.trackingCode() + "@alo153.invalid>\n";
  }

  private static DepartmentUpdate updateOf(RequestId request) {
    await().atMost(SOON).until(() -> !updates(request).isEmpty());
    return updates(request).get(0);
  }

  @Test
  void anInstitutionsReplyIsItsAnswer() {
    RequestId request = forwarded(unique());

    deliver(
        mail(
                unique(),
                "Ynt: Elektrik",
                answering(work(request), request),
                "SONUÇ: YAPILDI\nTrafo değiştirildi.")
            .replace("ayse@example.org", "ariza@sedas.invalid"));

    DepartmentUpdate update = updateOf(request);
    assertThat(update.byKind()).isEqualTo(OwnerKind.INSTITUTION);
    assertThat(update.by().value()).isEqualTo("sedas");
    assertThat(update.status()).isEqualTo(Status.ANSWERED);
    assertThat(update.outcome()).isEqualTo(Outcome.DONE);
    assertThat(update.answer()).isEqualTo("Trafo değiştirildi.");
    assertThat(written(request)).isEmpty();
  }

  @Test
  void aReplyThatComesBeforeTheLogTellsOfOurMailWaits() {
    String id = unique();
    deliver(mail(id, "Elektrik", "", "Elektrik kesik " + id));
    RequestId request = requestWith(id).requestId();
    String marker = unique();

    deliver(
        mail(unique(), "Ynt: Elektrik", answering(work(request), request), "Giderildi.")
            .replace("ayse@example.org", "ariza@sedas.invalid"));
    deliver(mail(unique(), "Su", "", "Su yok " + marker));
    assertThat(requestWith(marker)).isNotNull();
    assertThat(updates(request)).isEmpty();
    workWasSent(request);

    assertThat(updateOf(request).status()).isEqualTo(Status.ANSWERED);
  }

  @Test
  void anInstitutionsMailThatAnswersNoneOfOursIsOnlyNoted() {
    String id = unique();
    deliver(mail(id, "Elektrik", "", "Elektrik kesik " + id));
    RequestId request = requestWith(id).requestId();

    deliver(
        mail(unique(), "[" + request.trackingCode() + "] Elektrik", "", "SONUÇ: YAPILDI\nBitti.")
            .replace("ayse@example.org", "ariza@sedas.invalid"));

    DepartmentUpdate update = updateOf(request);
    assertThat(update.by().value()).isEqualTo("sedas");
    assertThat(update.status()).isNull();
    assertThat(update.note()).contains("Bitti.");
  }

  @Test
  void anInstitutionsMachineThatOnlyConfirmsIsNoted() {
    RequestId request = forwarded(unique());

    deliver(
        mail(
                unique(),
                "Talebiniz",
                answering(work(request), request) + "Precedence: bulk\n",
                "Talebiniz alınmıştır, kayıt no 12345.")
            .replace("ayse@example.org", "ariza@sedas.invalid"));

    assertThat(updateOf(request).status()).isNull();
    assertThat(updateOf(request).note()).contains("kayıt no 12345");
  }

  @Test
  void theSubjectOfOurReplyIsNoObjection() {
    String id = unique();
    deliver(mail(id, "İtiraz: su faturası", "", "Fatura yüksek " + id));
    RequestId request = requestWith(id).requestId();

    deliver(
        mail(
            unique(),
            "Ynt: [" + request.trackingCode() + "] İtiraz: su faturası",
            answering("4F0ABC", request),
            "Teşekkür ederim."));

    await().atMost(SOON).until(() -> !written(request).isEmpty());
    assertThat(written(request))
        .extracting(CitizenWrote::purpose)
        .containsExactly(Purpose.ADDITION);
  }

  @Test
  void aSubjectOfNothingButReplyMarksHoldsNobodyUp() {
    String id = unique();
    deliver(mail(id, "Lamba", "", "Lamba yanmıyor " + id));
    RequestId request = requestWith(id).requestId();

    deliver(
        mail(
            unique(), "[" + request.trackingCode() + "] " + "Re:".repeat(20_000), "", "Yanmıyor."));

    await().atMost(SOON).until(() -> !written(request).isEmpty());
  }

  @Test
  void whatLooksLikeAQuoteIsKeptBesideTheRest() {
    String id = unique();
    deliver(mail(id, "Lamba", "", "Lamba yanmıyor " + id));
    RequestId request = requestWith(id).requestId();

    deliver(
        mail(
            unique(),
            "Ynt: Lamba",
            answering("4F0ABC", request),
            "Hâlâ yanmıyor.\n\n-----Özgün İleti-----\nBaşvurunuz alındı."));

    await().atMost(SOON).until(() -> !written(request).isEmpty());
    CitizenWrote wrote = written(request).get(0);
    assertThat(words(wrote).text()).isEqualTo("Hâlâ yanmıyor.");
    assertThat(words(wrote).fileNames()).containsExactly("mektup.txt");
    assertThat(
            intake
                .get(
                    "/api/intake/v1/attachments/" + wrote.attachments().get(0).id(),
                    "X-Api-Key",
                    RunningIntake.DESK)
                .text())
        .contains("Hâlâ yanmıyor.", "Başvurunuz alındı.");
  }

  @Test
  void aReceiptNobodyTakesKeepsNoMailWaiting() {
    String marker = unique();
    notification.reply(RECEIPTS, 503, "");
    deliver(
        "From: postmaster@example.org\nReturn-Path: <>\nSubject: Teslim edilemedi\n"
            + "Message-ID: <bounce@x>\n\n"
            + "552 5.2.2 kutu dolu\nMessage-ID: <4F0ABD.7Q2K-9F4M-X0B1E@alo153.invalid>\n");
    deliver(mail(unique(), "Su", "", "Su yok " + marker));

    assertThat(requestWith(marker)).isNotNull();
    assertThat(folder("INBOX", Folder::getMessageCount)).isEqualTo(1);
    notification.reply(RECEIPTS, 200, "{}");
    waitUntilTaken();
  }

  @Test
  void machinesOpenNothingAndBouncesBecomeReceipts() {
    String marker = unique();
    deliver(mail(unique(), "Otomatik yanıt: izindeyim", "", marker));
    deliver(mail(unique(), "Bülten", "List-Id: <bulten.example.org>\n", marker));
    deliver(mail(unique(), "Re: kayıt", "Auto-Submitted: auto-replied\n", marker));
    deliver(
        mail(unique(), "Bizden", "", marker).replace("ayse@example.org", "Bilgi@ALO153.invalid"));
    deliver(mail(unique(), "Döngü", "X-Loop: cozum@alo153.invalid\n", marker));
    deliver(mail(unique(), "x", "", marker).replace("ayse@example.org", "noreply@example.org"));
    deliver(
        """
        From: MAILER-DAEMON@mx.example.org
        To: cozum@alo153.invalid
        Return-Path: <>
        Subject: Undelivered Mail Returned to Sender
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

        --b1
        Content-Type: text/plain; charset=us-ascii

        The mail could not be delivered.
        --b1
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example.org

        Final-Recipient: rfc822; ayse@yok.example
        Action: failed
        Status: 5.1.1
        --b1
        Content-Type: text/rfc822-headers

        Message-ID: <4F0ABC.7Q2K-9F4M-X0B1E@alo153.invalid>
        --b1--
        """);

    waitUntilTaken();
    assertThat(requestsWith(marker)).isEmpty();
    assertThat(intake.log(Topics.CONTACTS))
        .extracting(it -> ((LogRecord.ContactRecord) it).contact().topic())
        .contains("OUT_OF_OFFICE", "LIST", "AUTO_SUBMITTED", "OUR_OWN", "LOOP", "ROBOT_ADDRESS");
    var receipt =
        notification.calls(RECEIPTS).stream()
            .map(call -> Codec.json().readTree(call.body()).get(0))
            .filter(it -> it.get("messageId").asString().equals("4F0ABC"))
            .findFirst()
            .orElseThrow();
    assertThat(receipt.get("status").asString()).isEqualTo("failed");
    assertThat(receipt.get("errorCode").asString()).isEqualTo("5.1.1");
  }

  @Test
  void filesComeAlongAndForbiddenOnesAreNamed() {
    String marker = unique();
    deliver(
        """
        From: ayse@example.org
        Subject: Belge
        Message-ID: <%s@x>
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary=o

        --o
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: 8bit

        Dilekçem ekte. %s
        --o
        Content-Type: application/octet-stream; name="=?utf-8?b?ZGlsZWvDp2UucGRm?="
        Content-Transfer-Encoding: base64
        Content-Disposition: attachment

        %s
        --o
        Content-Type: image/jpeg; name="resim.jpg"
        Content-Transfer-Encoding: base64
        Content-Disposition: attachment

        %s
        --o--
        """
            .formatted(
                marker,
                marker,
                base64("%PDF-1.4\n%âãÏÓ\n1 0 obj\n<<>>\nendobj\n"),
                Base64.getEncoder().encodeToString(new byte[] {'M', 'Z', 0, 1, 2, 3})));

    RequestSubmitted request = requestWith(marker);
    assertThat(request.attachments())
        .singleElement()
        .satisfies(it -> assertThat(it.mediaType()).isEqualTo("application/pdf"));
    assertThat(words(request).fileNames()).containsExactly("dilekçe.pdf");
    assertThat(words(request).text())
        .contains("Dilekçem ekte.", "Files not taken: resim.jpg (MEDIA_TYPE)");
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(US_ASCII));
  }

  @Test
  void aMailThatIsTooLargeIsARequestWithoutItsFiles() {
    String marker = unique();
    String mail =
        """
        From: ayse@example.org
        Subject: Fotograflar
        Message-ID: <%s@x>
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary=o

        --o
        Content-Type: text/plain

        Fotograflar ekte. %s
        --o
        Content-Type: image/jpeg; name="resim.jpg"
        Content-Transfer-Encoding: base64

        """
                .formatted(marker, marker)
            + ("A".repeat(76) + "\n").repeat(6000)
            + "--o--\n";
    deliver(mail);

    RequestSubmitted request = requestWith(marker);
    assertThat(request.attachments()).isEmpty();
    assertThat(words(request).text()).startsWith("Fotograflar ekte.").contains("Too large");
  }

  @Test
  void wordsTooManyForARecordComeAsAFile() {
    String marker = unique();
    deliver(mail(unique(), "Uzun", "", marker + " uzun bir dilekçe. ".repeat(4000)));

    RequestSubmitted request = requestWith(marker);
    assertThat(words(request).text()).contains("The whole text is attached");
    assertThat(words(request).fileNames()).containsExactly("mektup.txt");
  }

  @Test
  void aMailWithNothingInItIsKeptForAPerson() {
    String marker = unique();
    deliver("From: ayse@example.org\nX-Marker: " + marker + "\n\n \n");

    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(letters())
                    .filteredOn(it -> new String(it.value(), UTF_8).contains(marker))
                    .singleElement()
                    .satisfies(it -> assertThat(it.line().reason()).isEqualTo("EMPTY")));
    waitUntilTaken();
  }

  @Test
  void brokenMailIsTakenAsFarAsItCanBeRead() {
    String marker = unique();
    deliver(
        ("Date: never\nFrom: \"Ayşe <ayse@example.org\nSubject: ışık "
                + marker
                + "\nContent-Type: multipart/mixed\n\nSokak karanlık")
            .getBytes(Charset.forName("windows-1254")));

    RequestSubmitted request = requestWith(marker);
    assertThat(words(request).subject()).isEqualTo("ışık " + marker);
    assertThat(words(request).text()).isEqualTo("Sokak karanlık");
  }

  @Test
  void manyMailsAreAllTaken() {
    var markers = new ArrayList<String>();
    for (int i = 0; i < 30; i++) {
      String marker = unique();
      markers.add(marker);
      deliver(mail(unique(), "Çukur " + i, "", "Çukur var " + marker));
    }
    waitUntilTaken();

    Seen seen = Seen.now();
    assertThat(markers).allMatch(marker -> seen.requestsWith(marker).size() == 1);
  }

  private static List<DeadLetterBox.DeadLetter> letters() {
    DeadLetterBox box = intake.bean(DeadLetterBox.class);
    return box.letters(box.list());
  }
}
