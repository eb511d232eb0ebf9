package alo153.city;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TurkishTextTest {
  @ParameterizedTest
  @ValueSource(strings = {"Işık", "ISIK", "IŞIK", "isik", "ışık", "İŞİK", "Is\u0327ık"})
  void everySpellingOfAWordMeets(String written) {
    assertThat(TurkishText.fold(written)).isEqualTo("isik");
  }

  @ParameterizedTest
  @CsvSource({
    "ÇĞİÖŞÜ çğıöşü, cgiosu cgiosu",
    "Kâğıt hâlâ kapalı, kagit hala kapali",
    "'  su\u00a0\t patladı \n', su patladi",
    "Hendek’te, hendek'te",
    "153\u0000 numara, 153 numara",
    "“çöp”, '\"cop\"'"
  })
  void foldingKeepsWhatTellsWordsApart(String written, String folded) {
    assertThat(TurkishText.fold(written)).isEqualTo(folded);
  }

  @Test
  void foldingTwiceChangesNothing() {
    String once = TurkishText.fold("İSTANBUL Caddesi’nde ½ m² ÇUKUR… 👍");

    assertThat(TurkishText.fold(once)).isEqualTo(once);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "İSTANBUL’da ÇUKUR – “ışık” `yok`",
        "Kâğıt\u00a0 HÂLÂ  ",
        "a\tb\nc",
        "ĞÜŞİÖÇ ğüşıöç î û"
      })
  void theQuickWayAndTheSlowWayAgree(String written) {
    assertThat(TurkishText.fold(written)).isEqualTo(TurkishText.foldAnything(written));
  }

  @ParameterizedTest
  @CsvSource({"ＡＬＯ, alo", "𝐂𝐔𝐊𝐔𝐑, cukur", "ŽELJKO, zeljko", "ﬁdan, fidan"})
  void fancyLettersMeetThePlainOnes(String written, String folded) {
    assertThat(TurkishText.fold(written)).isEqualTo(folded);
  }

  @Test
  void anEndingAfterAnApostropheIsAWordOfItsOwn() {
    assertThat(TurkishText.words(TurkishText.fold("Hendek'te D-100, 2.kat")))
        .isEqualTo(List.of("hendek", "te", "d", "100", "2", "kat"));
  }

  @Test
  void capitalsForDisplayAreTurkish() {
    assertThat(TurkishText.upper("istanbul ışık")).isEqualTo("İSTANBUL IŞIK");
    assertThat(TurkishText.lower("IŞIK")).isEqualTo("ışık");
  }
}
