package alo153.intake.in.mail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MailReaderTest {
  private static final Set<String> OURS = Set.of("destek@example.bel.tr");

  private static Mail read(String mail) {
    return MailReader.read(mail.getBytes(UTF_8), OURS);
  }

  @Test
  void aMailInLatin5IsReadLetterByLetter() {
    Mail mail =
        read(
            """
            From: =?iso-8859-9?q?Ay=FEe_Y=FDlmaz?= <ayse@example.org>
            To: destek@example.bel.tr
            Subject: =?iso-8859-9?q?=C7=F6p_=FEikayeti=3A_G=FCl_Soka=F0=FD?=
            Date: Fri, 20 Nov 2026 09:12:44 +0300
            Message-ID: <CA+9x1@mail.example.org>
            MIME-Version: 1.0
            Content-Type: text/plain; charset=iso-8859-9
            Content-Transfer-Encoding: quoted-printable

            Merhaba,
            Soka=F0=FDm=FDzda =E7=F6pler =FC=E7 g=FCnd=FCr al=FDnm=FDyor. I=FE=FDklar d=
            a yanm=FDyor.
            Sayg=FDlar=FDmla
            Ay=FEe Y=FDlmaz
            """);

    assertThat(mail.subject()).isEqualTo("Çöp şikayeti: Gül Sokağı");
    assertThat(mail.text())
        .isEqualTo(
            "Merhaba,\nSokağımızda çöpler üç gündür alınmıyor. Işıklar da yanmıyor.\n"
                + "Saygılarımla\nAyşe Yılmaz");
    assertThat(mail.from().name()).isEqualTo("Ayşe Yılmaz");
    assertThat(mail.answerTo()).isEqualTo("ayse@example.org");
    assertThat(mail.messageId()).isEqualTo("<CA+9x1@mail.example.org>");
    assertThat(mail.date()).isEqualTo(Instant.parse("2026-11-20T06:12:44Z"));
    assertThat(mail.files()).isEmpty();
  }

  @Test
  void aReplyShowsOnlyWhatIsNew() {
    Mail mail =
        read(
            """
            From: Ayse Yilmaz <ayse@example.org>
            To: destek@example.bel.tr
            Subject: Ynt: [7Q2K-9F4M-X0B1E] =?utf-8?B?QmHFn3Z1cnVudXo=?=
            In-Reply-To: <out-7f3c@mail.example.bel.tr>
            References: <CA+9x1@mail.example.org> <out-7f3c@mail.example.bel.tr>
            Message-ID: <CA+9x2@mail.example.org>
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: 8bit

            Hâlâ alınmadı, lütfen bakar mısınız?

            Çözüm Merkezi <destek@example.bel.tr>, 20 Kas 2026 Cum, 10:15 tarihinde şunu yazdı:

            > Başvurunuz alındı.
            """);

    assertThat(mail.subject()).isEqualTo("Ynt: [7Q2K-9F4M-X0B1E] Başvurunuz");
    assertThat(mail.visible()).isEqualTo("Hâlâ alınmadı, lütfen bakar mısınız?");
    assertThat(mail.text()).contains("> Başvurunuz alındı.");
    assertThat(mail.references())
        .containsExactly("<out-7f3c@mail.example.bel.tr>", "<CA+9x1@mail.example.org>");
  }

  @Test
  void aBounceTellsWhichMailFailed() {
    Mail mail =
        read(
            """
            From: MAILER-DAEMON@mx.example.bel.tr
            To: destek@example.bel.tr
            Return-Path: <>
            Auto-Submitted: auto-replied
            Subject: Undelivered Mail Returned to Sender
            MIME-Version: 1.0
            Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

            --b1
            Content-Type: text/plain; charset=us-ascii

            The mail could not be delivered.
            --b1
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mx.example.bel.tr
            Arrival-Date: Fri, 20 Nov 2026 09:00:00 +0300

            Final-Recipient: rfc822; ayse@yok.example
            Action: failed
            Status: 5.1.1
            Remote-MTA: dns; mail.yok.example
            Diagnostic-Code: smtp; 550 5.1.1 <ayse@yok.example>: user unknown
            --b1
            Content-Type: text/rfc822-headers

            Message-ID: <4F0ABC.7Q2K-9F4M-X0B1E@mail.example.bel.tr>
            To: ayse@yok.example
            Subject: [7Q2K-9F4M-X0B1E] =?utf-8?B?QmHFn3Z1cnVudXo=?=
            --b1--
            """);

    assertThat(mail.report().action()).isEqualTo(DeliveryReport.Action.FAILED);
    assertThat(mail.report().status()).isEqualTo("5.1.1");
    assertThat(mail.report().messageId()).contains("4F0ABC");
    assertThat(AutomaticMail.sign(mail, OURS)).contains(AutomaticMail.Sign.NULL_SENDER);
  }

  @Test
  void aBounceInPlainWordsIsUnderstood() {
    Mail mail =
        read(
            """
            From: postmaster@example.org
            Return-Path: <>
            Subject: Teslim edilemedi

            İletiniz teslim edilemedi: 552 5.2.2 kutu dolu
            Message-ID: <4F0ABC.7Q2K-9F4M-X0B1E@mail.example.bel.tr>
            """);

    assertThat(mail.report()).isNotNull();
    assertThat(mail.report().messageId()).contains("4F0ABC");
    assertThat(mail.report().status()).isEqualTo("5.2.2");
  }

  @Test
  void ofTwoAlternativesThePlainOneIsTakenUnlessItIsAStub() {
    String both =
        """
        From: ayse@example.org
        Content-Type: multipart/alternative; boundary=x

        --x
        Content-Type: text/plain; charset=utf-8

        %s
        --x
        Content-Type: text/html; charset=utf-8

        <html><head><style>p{}</style></head><body><p>Yolda <b>çukur</b> var.</p>
        <ul><li>Gül Sokak</li><li>Lale Sokak</li></ul><a href="https://example.org/foto">fotoğraf</a>
        <span style="display:none">gizli</span></body></html>
        --x--
        """;

    assertThat(read(both.formatted("Yolda çukur var, düz metin.")).text())
        .isEqualTo("Yolda çukur var, düz metin.");
    assertThat(
            read(both.formatted(
                    "Bu iletiyi görüntülemek için HTML destekleyen bir program kullanın."))
                .text())
        .isEqualTo(
            "Yolda çukur var.\n\n- Gül Sokak\n- Lale Sokak\nfotoğraf (https://example.org/foto)");
  }

  @Test
  void quotesInHtmlAreLeftOut() {
    Mail mail =
        read(
            """
            From: ayse@example.org
            Subject: Re: x
            Content-Type: text/html; charset=utf-8

            <div>Evet, hâlâ öyle.</div><div class="gmail_quote">20 Kas tarihinde şunu yazdı:
            <blockquote>Başvurunuz alındı.</blockquote></div>
            """);

    assertThat(mail.visible()).isEqualTo("Evet, hâlâ öyle.");
    assertThat(mail.text()).contains("Başvurunuz alındı.");
  }

  @Test
  void aForwardedMailBringsItsWordsAndFiles() {
    Mail mail =
        read(
            """
            From: ayse@example.org
            Subject: Fwd: su
            Content-Type: multipart/mixed; boundary=o

            --o

            Komşumun iletisi ekte.
            --o
            Content-Type: message/rfc822

            From: =?utf-8?q?Mehmet_Demir?= <mehmet@example.org>
            Subject: =?utf-8?q?Su_kesintisi?=
            Content-Type: multipart/mixed; boundary=i

            --i
            Content-Type: text/plain; charset=windows-1254
            Content-Transfer-Encoding: quoted-printable

            Su =FC=E7 g=FCnd=FCr yok.
            --i
            Content-Type: application/pdf; name="=?utf-8?b?ZGlsZWvDp2UucGRm?="
            Content-Transfer-Encoding: base64

            JVBERi0xLjQK
            --i--
            --o--
            """);

    assertThat(mail.text())
        .startsWith("Komşumun iletisi ekte.")
        .contains("Mehmet Demir", "Su kesintisi", "Su üç gündür yok.");
    assertThat(mail.files())
        .singleElement()
        .satisfies(file -> assertThat(file.name()).isEqualTo("dilekçe.pdf"));
    assertThat(new String(mail.files().get(0).content(), UTF_8)).isEqualTo("%PDF-1.4\n");
  }

  @Test
  void outlooksParcelIsAFile() {
    Mail mail =
        read(
            """
            From: ayse@example.org
            Content-Type: multipart/mixed; boundary=o

            --o
            Content-Type: text/plain

            Ekte.
            --o
            Content-Type: application/ms-tnef; name="winmail.dat"
            Content-Transfer-Encoding: base64

            eJ8+IgEAAQABAA==
            """);

    assertThat(mail.files())
        .singleElement()
        .satisfies(file -> assertThat(file.name()).isEqualTo("winmail.dat"));
  }

  @Test
  void lettersOfAWrongSetAreRepaired() {
    byte[] latin =
        "From: a@example.org\nContent-Type: text/plain; charset=iso-8859-1\n\nIşıklar yanmıyor, şube çağrıldı"
            .getBytes(Charset.forName("windows-1254"));

    assertThat(MailReader.read(latin, OURS).text()).isEqualTo("Işıklar yanmıyor, şube çağrıldı");
  }

  @Test
  void theSameMailHasTheSameKeyHoweverItTravelled() {
    String mail = "From: a@example.org\nMessage-ID: <1@x>\nSubject: Su\n\nSu yok";

    assertThat(read("Received: from a\nReceived: from b\n" + mail).key())
        .isEqualTo(read("Received: from c\n" + mail).key())
        .isNotEqualTo(read(mail + "!").key());
    assertThat(read(mail.replace("Message-ID: <1@x>\n", "")).key()).hasSize(32);
  }

  @Test
  void answersGoWhereTheSenderWantsThemButNeverToOurselves() {
    assertThat(read("From: a@example.org\nReply-To: b@example.org\n\nx").answerTo())
        .isEqualTo("b@example.org");
    assertThat(read("From: a@example.org\nReply-To: destek@example.bel.tr\n\nx").answerTo())
        .isEqualTo("a@example.org");
  }

  @Test
  void whatFollowsOutlooksMarkIsOlder() {
    Mail mail =
        read(
            """
            From: ayse@example.org
            Subject: Re: x
            Content-Type: text/html; charset=utf-8

            <p>Evet, hâlâ öyle.</p><div id="appendonsend"></div><hr><div>Başvurunuz alındı.</div>
            """);

    assertThat(mail.visible()).isEqualTo("Evet, hâlâ öyle.");
    assertThat(mail.text()).contains("Başvurunuz alındı.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<p>",
        "<div id=appendonsend>x</div>",
        "<b hidden>x</b>",
        "<i class=yahoo_quoted>x</i>"
      })
  void longHtmlTakesNoTime(String piece) {
    String html = piece.repeat(1_000_000 / piece.length());

    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> read("From: a@example.org\nContent-Type: text/html\n\n" + html));
  }

  @Test
  void mailsInMailsAreReadSomeLevelsDeep() {
    String inside = "Content-Type: message/rfc822\n\n".repeat(30) + "Su yok";

    Mail mail = read("From: a@example.org\n" + inside);

    assertThat(mail.files())
        .singleElement()
        .satisfies(file -> assertThat(new String(file.content(), UTF_8)).endsWith("Su yok"));
  }

  @Test
  void aMailInAMailIsReadWhereItLiesAndOnlySoMuchIsDecoded() {
    String words = "Content-Type: text/plain\n\n" + "Su yok ".repeat(100_000);
    String plain = "From: a@example.org\nContent-Type: message/rfc822\n\n" + words;
    String encoded =
        "From: a@example.org\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n";

    assertThat(read(plain).text()).contains("Su yok Su yok");
    assertThat(read(encoded + Base64.getEncoder().encodeToString(words.getBytes(UTF_8))).text())
        .contains("Su yok Su yok");
    Mail tooMuch = read(encoded + "QUJD".repeat(3_000_000));
    assertThat(tooMuch.text()).isEmpty();
    assertThat(tooMuch.files()).singleElement();
  }

  @Test
  void ofAVeryLongTextTheBeginningIsRead() {
    Mail mail =
        read(
            "From: a@example.org\nContent-Type: text/plain; charset=utf-8\n\n"
                + "Işıklar yanmıyor\n".repeat(500_000));

    assertThat(mail.text()).startsWith("Işıklar yanmıyor\nIşıklar").hasSizeLessThan(1_000_001);
  }

  @Test
  void aLineWithoutEndInTheHeaderIsCut() {
    Mail mail = read("From: a@example.org\nSubject: " + "Su ".repeat(1_000_000) + "\n\nSu yok");

    assertThat(mail.subject()).hasSizeLessThan(300_000);
    assertThat(mail.text()).isEqualTo("Su yok");
  }

  @Test
  void everyMailOfTheCorpusIsReadAndSorted() throws IOException {
    Path corpus = Path.of("").toAbsolutePath().getParent().resolve("../shared/data/email/mail_gem");
    assumeTrue(Files.isDirectory(corpus), "skipped: no mail corpus beside the project");
    int people = 0;
    int machines = 0;
    int unreadable = 0;
    try (Stream<Path> files = Files.walk(corpus)) {
      for (Path file : files.filter(it -> it.toString().endsWith(".eml")).sorted().toList()) {
        Mail mail = MailReader.read(Files.readAllBytes(file), OURS);
        if (AutomaticMail.sign(mail, OURS).isPresent()) {
          machines++;
        } else if (mail.isBlank()) {
          unreadable++;
        } else {
          people++;
          assertThat(mail.text().isBlank() ? mail.subject() + mail.files() : mail.visible())
              .as(file.getFileName().toString())
              .isNotBlank();
        }
      }
    }
    assertThat(people + machines + unreadable).isGreaterThan(80);
    assertThat(machines).isBetween(4, 20);
    assertThat(unreadable).isLessThanOrEqualTo(3);
  }

  @Test
  void noBytesAtAllMakeItFail() {
    var random = new Random(153);
    String seed =
        "From: a@example.org\nContent-Type: multipart/mixed; boundary=x\nSubject: =?utf-8?q?=C3?=\n\n--x\nContent-Type: multipart/alternative; boundary=\"y\"\n\n--y\nContent-Type: text/html; charset=\n\n<p>a\n--y--\n--x\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename*0*=utf-8''%C3; filename*1=\"b\"\n\n=A==\n--x--";
    for (int i = 0; i < 5000; i++) {
      byte[] bytes = seed.getBytes(ISO_8859_1);
      for (int j = random.nextInt(12); j >= 0; j--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      assertThat(MailReader.read(bytes, OURS).key()).isNotEmpty();
    }
    assertThat(MailReader.read(new byte[0], OURS).isBlank()).isTrue();
    String deep = "Content-Type: multipart/mixed; boundary=x\n\n--x\n".repeat(5000);
    assertThat(read("From: a@example.org\n" + deep).key()).isNotEmpty();
  }
}
