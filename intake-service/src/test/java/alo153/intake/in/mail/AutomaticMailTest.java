package alo153.intake.in.mail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import alo153.intake.in.mail.AutomaticMail.Sign;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AutomaticMailTest {
  private static final Set<String> OURS = Set.of("cozum@alo153.invalid");

  private static Mail mail(String header) {
    return MailReader.read((header + "\n\nmetin").getBytes(UTF_8), OURS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "From: Cozum@Alo153.invalid|OUR_OWN",
        "X-Loop: cozum@alo153.invalid|LOOP",
        "Return-Path: <>|NULL_SENDER",
        "Auto-Submitted: auto-replied|AUTO_SUBMITTED",
        "auto-submitted: Auto-Generated; x=y|AUTO_SUBMITTED",
        "Content-Type: multipart/report; report-type=disposition-notification; boundary=x|REPORT",
        "List-Id: <x.example.org>|LIST",
        "List-Unsubscribe: <mailto:x@example.org>|LIST",
        "Precedence: Bulk|BULK",
        "X-Auto-Response-Suppress: OOF|AUTO_RESPONDER",
        "X-Autoreply: yes|AUTO_RESPONDER",
        "From: MAILER-DAEMON@example.org|ROBOT_ADDRESS",
        "From: yanitlamayin@example.org|ROBOT_ADDRESS",
        "Subject: Otomatik yanıt: izindeyim|OUT_OF_OFFICE",
        "Subject: OTOMATİK YANIT|OUT_OF_OFFICE",
        "Subject: Ofis Dışında|OUT_OF_OFFICE",
        "Subject: Automatic reply: x|OUT_OF_OFFICE",
        "Subject: Out of Office AutoReply: x|OUT_OF_OFFICE"
      })
  void mailOfMachinesIsRecognised(String header, Sign sign) {
    String from = header.startsWith("From") ? "" : "From: ayse@example.org\n";

    assertThat(AutomaticMail.sign(mail(from + header), OURS)).contains(sign);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Auto-Submitted: no",
        "Return-Path: <ayse@example.org>",
        "Precedence: first-class",
        "Subject: Otomatik kapı çalışmıyor",
        "Subject: Ynt: otobüs",
        "Subject: Ofis dışındaki çöp konteyneri taştı",
        "Subject: Otomatik cevap veren 153 hattından şikâyetçiyim",
        "Content-Type: multipart/alternative; boundary=x"
      })
  void mailOfPeopleIsNot(String header) {
    assertThat(AutomaticMail.sign(mail("From: ayse@example.org\n" + header), OURS)).isEmpty();
  }

  @Test
  void mailThatWentInCirclesIsALoop() {
    assertThat(
            AutomaticMail.sign(
                mail("From: ayse@example.org\n" + "Received: from a by b\n".repeat(31) + "To: x@y"),
                OURS))
        .contains(Sign.LOOP);
  }

  @Test
  void onlyOurOwnServerVouchesForASender() {
    var proof = new SenderProof("mx.ours.invalid");

    assertThat(
            proof.holds(
                mail("From: a@b.org\nAuthentication-Results: mx.ours.invalid; spf=pass; dmarc=pass header.from=b.org")
                    .header()))
        .isTrue();
    assertThat(
            proof.holds(
                mail("From: a@b.org\nAuthentication-Results: mx.ours.invalid; dmarc=fail\nAuthentication-Results: mx.ours.invalid; dmarc=pass")
                    .header()))
        .isFalse();
    assertThat(
            proof.holds(
                mail("From: a@b.org\nAuthentication-Results: mx.forged.example; dmarc=pass")
                    .header()))
        .isFalse();
    assertThat(proof.holds(mail("From: a@b.org").header())).isFalse();
    assertThat(
            new SenderProof("")
                .holds(mail("From: a@b.org\nAuthentication-Results: ; dmarc=pass").header()))
        .isFalse();
  }
}
