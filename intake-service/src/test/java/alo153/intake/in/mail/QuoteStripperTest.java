package alo153.intake.in.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuoteStripperTest {
  private static final String WORDS = "Hâlâ alınmadı, lütfen bakar mısınız?";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Çözüm Merkezi <destek@example.org>, 20 Kas 2026 Cum, 10:15 tarihinde şunu yazdı:\n\n> Başvurunuz alındı.",
        "20 Kas 2026 Cum, 10:15\ntarihinde şunu yazdı:\n> Başvurunuz alındı.",
        "Çözüm Merkezi <destek@example.org>, 20 Kas 2026 Cum, 10:15\ntarihinde şunu yazdı:\nBaşvurunuz alındı.",
        "Kimden: Çözüm Merkezi <destek@example.org>\nGönderildi: 20 Kasım 2026 Cuma 10:15\nKime: ayse@example.org\nKonu: Başvurunuz\n\nBaşvurunuz alındı.",
        "________________________________\nKimden: Çözüm Merkezi\nGönderilme tarihi: 20 Kasım 2026\nKime: ayse@example.org\nKonu: Başvurunuz\n\nBaşvurunuz alındı.",
        "From: Çözüm Merkezi\nSent: Friday\nTo: Ayşe\nSubject: Başvurunuz\n\nBaşvurunuz alındı.",
        "-----Özgün İleti-----\nBaşvurunuz alındı.",
        "-----Orijinal Mesaj-----\nBaşvurunuz alındı.",
        "-----Original Message-----\nBaşvurunuz alındı.",
        "On Fri, Nov 20, 2026 at 10:15 AM Desk <destek@example.org> wrote:\n> Başvurunuz alındı.",
        "> Başvurunuz alındı.\n> Takip kodunuz",
        "-- \nAyşe Yılmaz\nMühendis",
        "iPhone'umdan gönderildi",
        "Android cihazımdan gönderildi",
        "Bu e-posta ve ekleri gizlidir; yanlışlıkla aldıysanız siliniz.",
        "Bu e-posta mesajı ve ekleri yalnızca gönderildiği kişi içindir."
      })
  void onlyWhatIsNewIsLeft(String rest) {
    assertThat(QuoteStripper.visible(WORDS + "\n\n" + rest, "Ynt: Başvurunuz")).isEqualTo(WORDS);
  }

  @Test
  void anAnswerBelowTheQuoteIsKept() {
    assertThat(
            QuoteStripper.visible(
                "Desk <destek@example.org> tarihinde şunu yazdı:\n> Hangi sokak?\n> Numara?\n\nGül Sokak, 5",
                "Ynt: Soru"))
        .isEqualTo("Gül Sokak, 5");
  }

  @Test
  void aForwardedMailIsKeptWhole() {
    String text =
        "Bilginize.\n\n---------- Forwarded message ---------\nKimden: Ali\nTarih: dün\nKonu: Çukur\n\nYolda çukur var.";

    assertThat(QuoteStripper.visible(text, "İlt: Çukur")).isEqualTo(text);
    assertThat(QuoteStripper.visible(text, "Çukur")).isEqualTo(text);
  }

  @Test
  void whenNothingWouldBeLeftAllIsLeft() {
    String text = "> Başvurunuz alındı.\n> Takip kodunuz";

    assertThat(QuoteStripper.visible(text, "Ynt: x")).isEqualTo(text);
  }

  @Test
  void ordinarySentencesAreNoQuotes() {
    String text =
        "Komşum bana şunu yazdı ki bu çukur tehlikeli.\nKonu: çukur\nTarih: dün\nYer: Gül Sokak\nTeşekkürler";

    assertThat(QuoteStripper.visible(text, "Çukur")).isEqualTo(text);
  }

  @Test
  void aSentenceAboutTheMailItselfIsNoDisclaimer() {
    String text =
        "Merhaba,\nBu e-posta ve ekli fotoğraflarda görüldüğü gibi çukur tehlikeli.\nGül Sokak";

    assertThat(QuoteStripper.visible(text, "Çukur")).isEqualTo(text);
  }

  @Test
  void hostileTextTakesNoTime() {
    String nasty = "<a@".repeat(160) + " tarihinde " + " ".repeat(300);
    String text = (nasty + "\n").repeat(3000);

    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(10), () -> QuoteStripper.visible(text, "Ynt: x"));
  }
}
