package alo153.intake.in.whatsapp;

import static org.assertj.core.api.Assertions.assertThat;

import alo153.events.CitizenWrote.Purpose;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeantTest {
  @ParameterizedTest
  @CsvSource({
    "rate-4:7Q2K-9F4M-X0B1E,RATING,4",
    "CSAT_5,RATING,5",
    "puan:1:7Q2K-9F4M-X0B1E,RATING,1",
    "reopen:7Q2K-9F4M-X0B1E,OBJECTION,",
    "itiraz:7Q2K-9F4M-X0B1E,OBJECTION,",
    "withdraw:7Q2K-9F4M-X0B1E,WITHDRAWAL,",
    "confirm:7Q2K-9F4M-X0B1E,ADDITION,",
    "CSAT_9,ADDITION,"
  })
  void aButtonMeansWhatStandsBehindIt(String payload, Purpose purpose, Integer rating) {
    assertThat(Meant.byButton(payload, "Evet").purpose()).isEqualTo(purpose);
    assertThat(Meant.byButton(payload, "Evet").rating()).isEqualTo(rating);
  }

  @ParameterizedTest
  @CsvSource({
    "İtiraz ediyorum yapılmadı,OBJECTION",
    "itirazım var,OBJECTION",
    "İtiraz etmek istiyorum,OBJECTION",
    "İTİRAZIMIZ VAR,OBJECTION",
    "İtirazımı yok saydınız,OBJECTION",
    "Teşekkürler itiraz etmiyorum,ADDITION",
    "İtirazım yok teşekkürler,ADDITION",
    "itirazımız yoktur,ADDITION",
    "İtiraz etmiyoruz,ADDITION",
    "İtiraz etmem,ADDITION",
    "Hâlâ akmıyor,ADDITION"
  })
  void wordsObjectOnlyWhenTheyBeginSo(String text, Purpose purpose) {
    assertThat(Meant.byWords(text, List.of()).purpose()).isEqualTo(purpose);
  }
}
