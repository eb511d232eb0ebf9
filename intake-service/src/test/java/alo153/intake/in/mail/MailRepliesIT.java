package alo153.intake.in.mail;

import static alo153.intake.in.mail.RunningMailDoor.SOON;
import static alo153.intake.in.mail.RunningMailDoor.mail;
import static alo153.intake.in.mail.RunningMailDoor.unique;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import alo153.events.CitizenWrote;
import alo153.events.CitizenWrote.Purpose;
import alo153.events.EventId;
import alo153.events.MessageChannel;
import alo153.events.MessagePurpose;
import alo153.events.MessageSent;
import alo153.events.Outcome;
import alo153.events.OwnerKind;
import alo153.events.RequestId;
import alo153.events.Status;
import alo153.events.wire.Topics;
import alo153.events.work.DepartmentUpdate;
import alo153.intake.RunningIntake;
import alo153.transport.LogRecord;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Mails that answer ours: of the citizen, and of an institution that has the work. */
class MailRepliesIT {
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
  void aReplyFindsItsRequestByOurMessageIdOrBySubject() {
    String id = unique();
    door.deliver(mail(id, "Lamba", "", "Lamba yanmıyor " + id));
    RequestId request = door.requestWith(id).requestId();
    String code = request.trackingCode().value();

    door.deliver(
        mail(
            unique(),
            "Ynt: Lamba",
            "In-Reply-To: <4F0ABC." + code + "@alo153.invalid>\n",
            "Hâlâ yanmıyor.\n\nÇözüm Masası <cozum@alo153.invalid>, 20 Kas 2026 Cum, 10:15 tarihinde şunu yazdı:\n\n> Başvurunuz alındı."));
    door.deliver(mail(unique(), "Ynt: [" + code + "] Lamba", "", "İtiraz ediyorum, yapılmadı."));

    await().atMost(SOON).until(() -> written(request).size() == 2);
    assertThat(written(request))
        .extracting(CitizenWrote::purpose)
        .containsExactlyInAnyOrder(Purpose.ADDITION, Purpose.OBJECTION);
    assertThat(written(request))
        .extracting(it -> door.words(it).text())
        .containsExactlyInAnyOrder("Hâlâ yanmıyor.", "İtiraz ediyorum, yapılmadı.");
  }

  /** A request whose work an institution got by a mail of ours. */
  private static RequestId forwarded(String id) {
    door.deliver(mail(id, "Elektrik", "", "Elektrik kesik " + id));
    RequestId request = door.requestWith(id).requestId();
    workWasSent(request);
    return request;
  }

  private static void workWasSent(RequestId request) {
    var cause = EventId.derive("test", request, "assigned");
    door.intake.publish(
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
            true));
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

    door.deliver(
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
    door.deliver(mail(id, "Elektrik", "", "Elektrik kesik " + id));
    RequestId request = door.requestWith(id).requestId();
    String marker = unique();

    door.deliver(
        mail(unique(), "Ynt: Elektrik", answering(work(request), request), "Giderildi.")
            .replace("ayse@example.org", "ariza@sedas.invalid"));
    door.deliver(mail(unique(), "Su", "", "Su yok " + marker));
    assertThat(door.requestWith(marker)).isNotNull();
    assertThat(updates(request)).isEmpty();
    workWasSent(request);

    assertThat(updateOf(request).status()).isEqualTo(Status.ANSWERED);
  }

  @Test
  void anInstitutionsMailThatAnswersNoneOfOursIsOnlyNoted() {
    String id = unique();
    door.deliver(mail(id, "Elektrik", "", "Elektrik kesik " + id));
    RequestId request = door.requestWith(id).requestId();

    door.deliver(
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

    door.deliver(
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
    door.deliver(mail(id, "İtiraz: su faturası", "", "Fatura yüksek " + id));
    RequestId request = door.requestWith(id).requestId();

    door.deliver(
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
    door.deliver(mail(id, "Lamba", "", "Lamba yanmıyor " + id));
    RequestId request = door.requestWith(id).requestId();

    door.deliver(
        mail(
            unique(), "[" + request.trackingCode() + "] " + "Re:".repeat(20_000), "", "Yanmıyor."));

    await().atMost(SOON).until(() -> !written(request).isEmpty());
  }

  @Test
  void whatLooksLikeAQuoteIsKeptBesideTheRest() {
    String id = unique();
    door.deliver(mail(id, "Lamba", "", "Lamba yanmıyor " + id));
    RequestId request = door.requestWith(id).requestId();

    door.deliver(
        mail(
            unique(),
            "Ynt: Lamba",
            answering("4F0ABC", request),
            "Hâlâ yanmıyor.\n\n-----Özgün İleti-----\nBaşvurunuz alındı."));

    await().atMost(SOON).until(() -> !written(request).isEmpty());
    CitizenWrote wrote = written(request).get(0);
    assertThat(door.words(wrote).text()).isEqualTo("Hâlâ yanmıyor.");
    assertThat(door.words(wrote).fileNames()).containsExactly("mektup.txt");
    assertThat(
            door.intake
                .get(
                    "/api/intake/v1/attachments/" + wrote.attachments().get(0).id(),
                    "X-Api-Key",
                    RunningIntake.DESK)
                .text())
        .contains("Hâlâ yanmıyor.", "Başvurunuz alındı.");
  }

  private static List<CitizenWrote> written(RequestId requestId) {
    return door.intake.events(requestId).stream()
        .filter(CitizenWrote.class::isInstance)
        .map(CitizenWrote.class::cast)
        .toList();
  }

  private static List<DepartmentUpdate> updates(RequestId requestId) {
    return door.intake.log(Topics.UPDATES).stream()
        .filter(LogRecord.UpdateRecord.class::isInstance)
        .map(it -> ((LogRecord.UpdateRecord) it).update())
        .filter(it -> it.requestId().equals(requestId))
        .toList();
  }
}
