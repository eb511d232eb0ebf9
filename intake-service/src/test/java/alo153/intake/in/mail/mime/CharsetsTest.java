package alo153.intake.in.mail.mime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CharsetsTest {
  private static final Charset WINDOWS_1254 = Charset.forName("windows-1254");
  private static final String TEXT =
      "Sokağımızda çöp “üç” gündür alınmıyor – Işıklar da yanmıyor. ŞİĞÖÇÜ";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "iso-8859-9",
        "ISO-8859-9",
        "ISO-8859-9-Windows-Latin-5",
        "latin5",
        "turkish",
        "cp1254",
        "x-cp1254",
        "csWindows1254",
        "\"windows-1254;\"",
        "x-unknown",
        "",
        "us-ascii",
        "iso-8859-1",
        "not a name!"
      })
  void turkishBytesAreReadWhateverTheyAreCalled(String label) {
    assertThat(Charsets.decode(TEXT.getBytes(WINDOWS_1254), label)).isEqualTo(TEXT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"utf-8", "utf8", "\"utf-8;\"", "UTF-8", "", "us-ascii", "iso-8859-1"})
  void utf8IsReadWhateverItIsCalled(String label) {
    assertThat(Charsets.decode(TEXT.getBytes(UTF_8), label)).isEqualTo(TEXT);
  }

  @Test
  void aTextThatWentTwiceThroughUtf8IsRepaired() {
    String twice =
        new String(
            "Şikâyetim var: çöpler alınmıyor".getBytes(UTF_8), Charset.forName("windows-1252"));

    assertThat(Charsets.decode(twice.getBytes(UTF_8), "utf-8"))
        .isEqualTo("Şikâyetim var: çöpler alınmıyor");
  }

  @Test
  void aTextThatMerelyLooksBrokenStaysAsItIs() {
    String once = "Ã¼ harfi bozuk görünüyor, Ã¶ de öyle";

    assertThat(Charsets.decode(once.getBytes(UTF_8), "utf-8")).isEqualTo(once);
  }

  @Test
  void theMacsTurkishIsRead() {
    assertThat(Charsets.decode("ığşİ".getBytes(Charset.forName("x-MacTurkish")), "x-mac-turkish"))
        .isEqualTo("ığşİ");
  }

  @Test
  void utf7IsRead() {
    assertThat(Charsets.decode("+AOcA9g-p +- +ARE-".getBytes(UTF_8), "unicode-1-1-utf-7"))
        .isEqualTo("çöp + đ");
  }

  @Test
  void aCutOffLetterCostsOnlyItself() {
    byte[] bytes = "çöp şğı".getBytes(UTF_8);
    byte[] cut = java.util.Arrays.copyOf(bytes, bytes.length - 1);

    assertThat(Charsets.decode(cut, "utf-8")).isEqualTo("çöp şğ\ufffd");
  }

  @Test
  void icelandicIsLeftAlone() {
    String text = "Það er þæfingur á veginum";

    assertThat(Charsets.decode(text.getBytes(Charset.forName("windows-1252")), "iso-8859-1"))
        .isEqualTo(text);
  }
}
