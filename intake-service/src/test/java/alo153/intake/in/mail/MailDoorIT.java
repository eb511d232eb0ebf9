package alo153.intake.in.mail;

import static alo153.intake.in.mail.RunningMailDoor.OURS;
import static alo153.intake.in.mail.RunningMailDoor.RECEIPTS;
import static alo153.intake.in.mail.RunningMailDoor.SOON;
import static alo153.intake.in.mail.RunningMailDoor.mail;
import static alo153.intake.in.mail.RunningMailDoor.unique;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import alo153.events.Channel;
import alo153.events.RequestSubmitted;
import alo153.events.personal.CitizenContact;
import alo153.events.wire.Codec;
import alo153.events.wire.Topics;
import alo153.intake.in.mail.RunningMailDoor.Seen;
import alo153.transport.DeadLetterBox;
import alo153.transport.LogRecord;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import java.io.IOException;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** From a real mailbox to records on the log. */
class MailDoorIT {
  private static RunningMailDoor door;

  @BeforeAll
  static void start() throws IOException {
    door = new RunningMailDoor();
  }

  @AfterAll
  static void stop() {
    door.close();
  }

  @Test
  void aMailIsARequestAndMovesAwayUnseen() {
    String id = unique();
    // the mailbox counts whole seconds
    Instant before = Instant.now().minusSeconds(1);
    door.deliver(
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

    RequestSubmitted request = door.requestWith(id);
    assertThat(request.channel()).isEqualTo(Channel.MAIL);
    assertThat(request.account()).isEqualTo(OURS);
    assertThat(request.submittedAt()).isBetween(before, Instant.now().plusSeconds(1));
    assertThat(door.words(request).text())
        .isEqualTo("Sokağımızda çöpler üç gündür alınmıyor. " + id);
    assertThat(door.words(request).subject()).isEqualTo("Çöp şikayeti: Gül Sokağı");
    var contact =
        (CitizenContact)
            door.intake.parts(request.requestId()).values().stream()
                .filter(CitizenContact.class::isInstance)
                .findFirst()
                .orElseThrow();
    assertThat(contact.email()).isEqualTo("ayse@example.org");
    assertThat(contact.name()).isEqualTo("Ayşe Yılmaz");
    assertThat(contact.replyTo()).isEqualTo("<" + id + "@mail.example.org>");
    assertThat(contact.subject()).isEqualTo("Çöp şikayeti: Gül Sokağı");
    door.waitUntilTaken();
    boolean seen =
        door.folder(
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
      door.deliver("Received: from hop" + i + " by mx\n" + mail(id, "Su", "", "Su yok " + id));
    }

    RequestSubmitted first = door.requestWith(id);
    door.waitUntilTaken();
    putBack(id);
    door.waitUntilTaken();
    assertThat(door.requestsWith(id)).allMatch(it -> it.id().equals(first.id()));
  }

  /** As if the process had stopped after the log had the mail and before the mailbox knew. */
  private static void putBack(String id) {
    int back =
        door.folder(
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
    door.deliver(mail);
    door.deliver(mail);

    RequestSubmitted first = door.requestWith(marker);
    door.waitUntilTaken();
    assertThat(door.requestsWith(marker)).allMatch(it -> it.id().equals(first.id()));
  }

  @Test
  void aReceiptNobodyTakesKeepsNoMailWaiting() {
    String marker = unique();
    door.notification.reply(RECEIPTS, 503, "");
    door.deliver(
        "From: postmaster@example.org\nReturn-Path: <>\nSubject: Teslim edilemedi\n"
            + "Message-ID: <bounce@x>\n\n"
            + "552 5.2.2 kutu dolu\nMessage-ID: <4F0ABD.7Q2K-9F4M-X0B1E@alo153.invalid>\n");
    door.deliver(mail(unique(), "Su", "", "Su yok " + marker));

    assertThat(door.requestWith(marker)).isNotNull();
    assertThat(door.folder("INBOX", Folder::getMessageCount)).isEqualTo(1);
    door.notification.reply(RECEIPTS, 200, "{}");
    door.waitUntilTaken();
  }

  @Test
  void machinesOpenNothingAndBouncesBecomeReceipts() {
    String marker = unique();
    door.deliver(mail(unique(), "Otomatik yanıt: izindeyim", "", marker));
    door.deliver(mail(unique(), "Bülten", "List-Id: <bulten.example.org>\n", marker));
    door.deliver(mail(unique(), "Re: kayıt", "Auto-Submitted: auto-replied\n", marker));
    door.deliver(
        mail(unique(), "Bizden", "", marker).replace("ayse@example.org", "Bilgi@ALO153.invalid"));
    door.deliver(mail(unique(), "Döngü", "X-Loop: cozum@alo153.invalid\n", marker));
    door.deliver(
        mail(unique(), "x", "", marker).replace("ayse@example.org", "noreply@example.org"));
    door.deliver(
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

    door.waitUntilTaken();
    assertThat(door.requestsWith(marker)).isEmpty();
    assertThat(door.intake.log(Topics.CONTACTS))
        .extracting(it -> ((LogRecord.ContactRecord) it).contact().topic())
        .contains("OUT_OF_OFFICE", "LIST", "AUTO_SUBMITTED", "OUR_OWN", "LOOP", "ROBOT_ADDRESS");
    var receipt =
        door.notification.calls(RECEIPTS).stream()
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
    door.deliver(
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

    RequestSubmitted request = door.requestWith(marker);
    assertThat(request.attachments())
        .singleElement()
        .satisfies(it -> assertThat(it.mediaType()).isEqualTo("application/pdf"));
    assertThat(door.words(request).fileNames()).containsExactly("dilekçe.pdf");
    assertThat(door.words(request).text())
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
    door.deliver(mail);

    RequestSubmitted request = door.requestWith(marker);
    assertThat(request.attachments()).isEmpty();
    assertThat(door.words(request).text()).startsWith("Fotograflar ekte.").contains("Too large");
  }

  @Test
  void wordsTooManyForARecordComeAsAFile() {
    String marker = unique();
    door.deliver(mail(unique(), "Uzun", "", marker + " uzun bir dilekçe. ".repeat(4000)));

    RequestSubmitted request = door.requestWith(marker);
    assertThat(door.words(request).text()).contains("The whole text is attached");
    assertThat(door.words(request).fileNames()).containsExactly("mektup.txt");
  }

  @Test
  void aMailWithNothingInItIsKeptForAPerson() {
    String marker = unique();
    door.deliver("From: ayse@example.org\nX-Marker: " + marker + "\n\n \n");

    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(letters())
                    .filteredOn(it -> new String(it.value(), UTF_8).contains(marker))
                    .singleElement()
                    .satisfies(it -> assertThat(it.line().reason()).isEqualTo("EMPTY")));
    door.waitUntilTaken();
  }

  @Test
  void brokenMailIsTakenAsFarAsItCanBeRead() {
    String marker = unique();
    door.deliver(
        ("Date: never\nFrom: \"Ayşe <ayse@example.org\nSubject: ışık "
                + marker
                + "\nContent-Type: multipart/mixed\n\nSokak karanlık")
            .getBytes(Charset.forName("windows-1254")));

    RequestSubmitted request = door.requestWith(marker);
    assertThat(door.words(request).subject()).isEqualTo("ışık " + marker);
    assertThat(door.words(request).text()).isEqualTo("Sokak karanlık");
  }

  @Test
  void manyMailsAreAllTaken() {
    var markers = new ArrayList<String>();
    for (int i = 0; i < 30; i++) {
      String marker = unique();
      markers.add(marker);
      door.deliver(mail(unique(), "Çukur " + i, "", "Çukur var " + marker));
    }
    door.waitUntilTaken();

    Seen seen = door.seen();
    assertThat(markers).allMatch(marker -> seen.requestsWith(marker).size() == 1);
  }

  private static List<DeadLetterBox.DeadLetter> letters() {
    DeadLetterBox box = door.intake.bean(DeadLetterBox.class);
    return box.letters(box.list());
  }
}
