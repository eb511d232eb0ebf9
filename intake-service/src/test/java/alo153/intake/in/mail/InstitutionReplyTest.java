package alo153.intake.in.mail;

import static org.assertj.core.api.Assertions.assertThat;

import alo153.events.Outcome;
import alo153.events.OwnerCode;
import alo153.events.OwnerKind;
import alo153.events.RequestId;
import alo153.events.Status;
import alo153.events.work.DepartmentUpdate;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InstitutionReplyTest {
  private static final RequestId REQUEST = RequestId.random();

  private static DepartmentUpdate update(String words) {
    return InstitutionReply.answer(
        "mail-1", REQUEST, new OwnerCode("sedas"), words, "", List.of(), Instant.EPOCH);
  }

  @ParameterizedTest
  @CsvSource({
    "SONUÇ: DONE,DONE",
    "Sonuç: yapıldı.,DONE",
    "sonuc : NOT_POSSIBLE,NOT_POSSIBLE",
    "SONUÇ: Mümkün değil,NOT_POSSIBLE",
    "SONUÇ: PLANLANDI,PLANNED",
    "Result: informed,INFORMED"
  })
  void theFirstLineSaysWhatBecameOfIt(String line, Outcome outcome) {
    DepartmentUpdate update = update(line + "\n\nTrafo değiştirildi.");

    assertThat(update.outcome()).isEqualTo(outcome);
    assertThat(update.answer()).isEqualTo("Trafo değiştirildi.");
    assertThat(update.status()).isEqualTo(Status.ANSWERED);
    assertThat(update.byKind()).isEqualTo(OwnerKind.INSTITUTION);
  }

  @Test
  void withoutSuchALineTheCitizenWasInformed() {
    assertThat(update("Arıza kaydı açıldı.\nSONUÇ: DONE").outcome()).isEqualTo(Outcome.INFORMED);
    assertThat(update("Arıza kaydı açıldı.").answer()).isEqualTo("Arıza kaydı açıldı.");
  }

  @Test
  void whatWasLeftOutOfTheAnswerIsANoteForTheDesk() {
    DepartmentUpdate update =
        InstitutionReply.answer(
            "mail-1",
            REQUEST,
            new OwnerCode("sedas"),
            "Yapıldı.",
            "Yapıldı.\n> Talep",
            List.of(),
            Instant.EPOCH);

    assertThat(update.answer()).isEqualTo("Yapıldı.");
    assertThat(update.note()).isEqualTo("Yapıldı.\n> Talep");
    assertThat(update("Yapıldı.").note()).isNull();
  }

  @Test
  void aNoteSettlesNothing() {
    DepartmentUpdate update =
        InstitutionReply.note(
            "mail-1",
            REQUEST,
            new OwnerCode("sedas"),
            "Talebiniz alınmıştır.",
            List.of(),
            Instant.EPOCH);

    assertThat(update.status()).isNull();
    assertThat(update.answer()).isNull();
    assertThat(update.note()).isEqualTo("Talebiniz alınmıştır.");
  }

  @Test
  void onlyAKnownOutcomeInTheFirstLineSaysWhatBecameOfIt() {
    assertThat(InstitutionReply.saysOutcome("SONUÇ: YAPILDI\nTrafo değiştirildi.")).isTrue();
    assertThat(InstitutionReply.saysOutcome("SONUÇ: belirsiz")).isFalse();
    assertThat(InstitutionReply.saysOutcome("Talebiniz alınmıştır, kayıt no 12345.")).isFalse();
  }

  @Test
  void aWordWeDoNotKnowStaysPartOfTheAnswer() {
    assertThat(update("SONUÇ: belirsiz\nBakıyoruz").answer())
        .isEqualTo("SONUÇ: belirsiz\nBakıyoruz");
  }

  @Test
  void anOutcomeAloneIsAnAnswerToo() {
    assertThat(update("SONUÇ: YAPILDI").answer()).isEqualTo("SONUÇ: YAPILDI");
    assertThat(update("SONUÇ: YAPILDI").outcome()).isEqualTo(Outcome.DONE);
  }
}
