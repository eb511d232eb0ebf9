package alo153.intake.in.mail.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeadersTest {
  private static String raw(String text) {
    return new String(text.getBytes(UTF_8), ISO_8859_1);
  }

  @Test
  void turkishHeaderWordsSeenInTheWildAreRead() throws IOException {
    Path samples =
        Path.of("")
            .toAbsolutePath()
            .getParent()
            .resolve("../shared/data/email/turkish_encoded_words.tsv");
    assumeTrue(Files.exists(samples), "skipped: no sample headers beside the project");
    int read = 0;
    for (String line : Files.readAllLines(samples).stream().skip(1).toList()) {
      String[] columns = line.split("\t");
      assertThat(EncodedWords.decode(raw(columns[0]))).isEqualTo(columns[1]);
      read++;
    }
    assertThat(read).isEqualTo(6);
  }

  @Test
  void aLetterSplitBetweenTwoWordsIsPutTogether() {
    assertThat(EncodedWords.decode("=?utf-8?q?=C3?= =?utf-8?q?=A7=C3=B6p?=")).isEqualTo("çöp");
  }

  @Test
  void wordsOfSeveralSetsAndRawTextMix() {
    assertThat(EncodedWords.decode(raw("Çöp =?iso-8859-9?q?=FEikayeti?= =?utf-8?b?xLF5?= ve ışık")))
        .isEqualTo("Çöp şikayetiıy ve ışık");
  }

  @Test
  void wordsWithoutSpacesAroundThemAreRead() {
    assertThat(EncodedWords.decode("[A]=?utf-8?b?xJ8=?=x")).isEqualTo("[A]ğx");
  }

  @Test
  void whatIsNoWordStaysAsItIs() {
    assertThat(EncodedWords.decode("=?utf-8?x?abc?= =?=? 5?")).isEqualTo("=?utf-8?x?abc?= =?=? 5?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "attachment; filename*=utf-8''dilek%C3%A7e.pdf|dilekçe.pdf",
        "attachment; filename=\"=?utf-8?b?ZGlsZWvDp2UucGRm?=\"|dilekçe.pdf",
        "attachment; filename*0*=utf-8''dilek; filename*1*=%C3%A7e; filename*2=.pdf|dilekçe.pdf",
        "attachment; filename*=iso-8859-9'tr'%FEikayet.doc|şikayet.doc",
        "attachment; filename=\"a;b.pdf\"|a;b.pdf",
        "attachment; filename=yal%C4%B1n.pdf|yal%C4%B1n.pdf",
        "attachment; FileName=\"C:\\\\x\\\\y.pdf\"|C:\\x\\y.pdf"
      })
  void fileNamesAreReadInEverySpelling(String field, String name) {
    assertThat(HeaderValue.parse(field).parameter("filename")).contains(name);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Fri, 20 Nov 2026 09:12:44 +0300|2026-11-20T06:12:44Z",
        "20 Nov 2026 09:12 +0300|2026-11-20T06:12:00Z",
        "Fri, 20 Nov 26 09:12:44 GMT|2026-11-20T09:12:44Z",
        "Fri, 20 Nov 2026 09:12:60 EST|2026-11-20T14:12:59Z"
      })
  void datesAreRead(String field, String moment) {
    assertThat(MailDates.parse(field)).contains(Instant.parse(moment));
  }

  @ParameterizedTest
  @CsvSource({
    "yesterday",
    "31 Feb 2026 10:00:00 +0300",
    "20 Kas 2026 10:00",
    "20 Nov 2026 10:00 +9999"
  })
  void whatIsNoDateIsNone(String field) {
    assertThat(MailDates.parse(field)).isEmpty();
  }

  @Test
  void addressesAreReadAsTheyAreWritten() {
    byte[] bytes =
        """
            From: =?iso-8859-9?q?Ay=FEe_Y=FDlmaz?= <ayse@example.org>
            To: "Demir, Mehmet" <mehmet@example.org>, elif@example.org (Elif),
              bozuk, Grup: can@example.org;
            """
            .getBytes(UTF_8);
    HeaderFields header = HeaderFields.parse(bytes, 0, bytes.length);

    assertThat(Addresses.in(header, "from"))
        .containsExactly(new Addresses.Address("Ayşe Yılmaz", "ayse@example.org"));
    assertThat(Addresses.in(header, "To"))
        .extracting(Addresses.Address::name)
        .containsExactly("Demir, Mehmet", "Elif", null);
  }
}
