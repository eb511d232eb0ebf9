package alo153.notification.decide;

import static org.assertj.core.api.Assertions.assertThat;

import alo153.notification.decide.SmsText.Alphabet;
import org.junit.jupiter.api.Test;

class SmsTextTest {

  @Test
  void turkishLettersAreCountedBothWays() {
    SmsText text = SmsText.of("Başvurunuz alındı.");
    assertThat(text.alphabet()).isEqualTo(Alphabet.TURKISH);
    assertThat(text.singleShift()).isEqualTo(21);
    assertThat(text.locking()).isEqualTo(18);
    assertThat(text.parts()).isEqualTo(1);
  }

  @Test
  void aReceiptWithLinkFitsOnePartWhereUnicodeWouldNeedTwo() {
    String written =
        "SR-2026-000123 numaralı başvurunuz işleme alındı. Takip: https://ornek.bel.tr/t/abc";
    SmsText text = SmsText.of(written);
    assertThat(written).hasSize(83);
    assertThat(text.singleShift()).isEqualTo(88);
    assertThat(text.locking()).isEqualTo(83);
    assertThat(text.parts()).isEqualTo(1);
    assertThat(Alphabet.UNICODE.parts(written.length())).isEqualTo(2);
  }

  @Test
  void plainLettersNeedNoTable() {
    SmsText text = SmsText.of("Cozum Merkezi: basvurunuz alindi. No: SR-2026-000123");
    assertThat(text.alphabet()).isEqualTo(Alphabet.GSM);
    assertThat(text.singleShift()).isEqualTo(52);
    assertThat(text.parts()).isEqualTo(1);
  }

  @Test
  void aLongTurkishTextCostsTwoPartsInsteadOfThree() {
    SmsText text = SmsText.of("Çöp, ağaç, ışık, İşçi, Şoför, güneş ".repeat(5));
    assertThat(text.text()).hasSize(180);
    assertThat(text.singleShift()).isEqualTo(230);
    assertThat(text.locking()).isEqualTo(180);
    assertThat(text.parts()).isEqualTo(2);
    assertThat(text.partsLocking()).isEqualTo(2);
    assertThat(Alphabet.UNICODE.parts(180)).isEqualTo(3);
  }

  @Test
  void extensionSymbolsCountTwo() {
    SmsText text = SmsText.of("Fiyat 5€ [test]");
    assertThat(text.alphabet()).isEqualTo(Alphabet.GSM);
    assertThat(text.singleShift()).isEqualTo(18);
  }

  @Test
  void picturesForceUnicodeAndCountTwoUnits() {
    SmsText text = SmsText.of("👍 ok");
    assertThat(text.alphabet()).isEqualTo(Alphabet.UNICODE);
    assertThat(text.locking()).isEqualTo(5);
  }

  @Test
  void aCircumflexWouldForceUnicodeAndIsWrittenPlainly() {
    assertThat(SmsText.count("â").alphabet()).isEqualTo(Alphabet.UNICODE);
    assertThat(SmsText.count("â").locking()).isEqualTo(1);
    assertThat(SmsText.of("Hâlâ “bekliyor” – 5’te…").text())
        .isEqualTo("Hala \"bekliyor\" - 5'te...");
    assertThat(SmsText.of("Hâlâ “bekliyor” – 5’te…").alphabet()).isEqualTo(Alphabet.GSM);
  }

  @Test
  void thePartsFollowTheProvidersTable() {
    assertThat(Alphabet.GSM.parts(160)).isEqualTo(1);
    assertThat(Alphabet.GSM.parts(161)).isEqualTo(2);
    assertThat(Alphabet.GSM.parts(306)).isEqualTo(2);
    assertThat(Alphabet.GSM.parts(307)).isEqualTo(3);
    assertThat(Alphabet.TURKISH.parts(155)).isEqualTo(1);
    assertThat(Alphabet.TURKISH.parts(298)).isEqualTo(2);
    assertThat(Alphabet.TURKISH.parts(299)).isEqualTo(3);
    assertThat(Alphabet.UNICODE.parts(70)).isEqualTo(1);
    assertThat(Alphabet.UNICODE.parts(134)).isEqualTo(2);
    assertThat(Alphabet.UNICODE.parts(135)).isEqualTo(3);
  }

  @Test
  void aLongTextIsCutAtAWordAndNeverInsideAPicture() {
    SmsText cut = SmsText.of("ağaç ".repeat(200)).within(2);
    assertThat(cut.parts()).isEqualTo(2);
    assertThat(cut.text()).endsWith("ağaç...");
    SmsText pictures = SmsText.of("👍".repeat(100)).within(1);
    assertThat(pictures.parts()).isEqualTo(1);
    assertThat(pictures.text()).endsWith("👍...");
  }
}
