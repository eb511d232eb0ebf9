package alo153.intake.decide;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WordsTest {

  @Test
  void wordsStayAsTheyWereWritten() {
    String text = "Sokağımızda ÇUKUR var!\n\t“Işık” da yanmıyor 🕳️ — lütfen…  ";
    assertThat(Words.clean(text)).isEqualTo(text);
  }

  @Test
  void anEmojiYoungerThanThisJavaIsKept() {
    String melting = new String(Character.toChars(0x1FAE9));
    assertThat(Words.clean("a" + melting)).isEqualTo("a" + melting);
    assertThat(Words.isEmpty(melting)).isFalse();
  }

  @Test
  void whatNobodyCanSeeOrStoreIsTakenOut() {
    assertThat(Words.clean("a\0b\u0007c\r\nd\ud800e\uffff")).isEqualTo("abc\nde");
  }

  @Test
  void composedAndDecomposedLettersAreTheSame() {
    assertThat(Words.clean("s\u0327ikayet")).isEqualTo("şikayet");
  }

  @Test
  void aTextOfInvisibleCharactersIsEmpty() {
    assertThat(Words.isEmpty(" \n\t\u00a0\u200b\u2060\u0000")).isTrue();
    assertThat(Words.isEmpty(".")).isFalse();
  }

  @Test
  void aLineHasNoLineEnds() {
    assertThat(Words.line("  Ayşe\r\n  Yılmaz\u00a0 ")).isEqualTo("Ayşe Yılmaz");
  }

  @Test
  void lengthCountsWhatPeopleCount() {
    assertThat(Words.length("🕳a")).isEqualTo(2);
  }
}
