package alo153.notification.decide;

import static org.assertj.core.api.Assertions.assertThat;

import alo153.city.Template;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MessageTextTest {

  @Test
  void aBraceInTheWordsOpensNoPlace() {
    assertThat(
            MessageText.fill(
                    new Template(null, "Yanıt: {answer} ({code})"),
                    Map.of("answer", "{code} $1 \\", "code", "X"))
                .body())
        .isEqualTo("Yanıt: {code} $1 \\ (X)");
  }

  @Test
  void aPlaceWithoutAValueStaysEmptyAndTakesItsOptionalPartWithIt() {
    assertThat(MessageText.fill(new Template(null, "A[ için {owner}]. {answer}"), Map.of()).body())
        .isEqualTo("A.");
  }

  @Test
  void aLongAnswerIsCutAndTheLinkStays() {
    SmsText text =
        MessageText.fillSms(
            new Template(null, "{code} yanıtlandı: {answer} Ayrıntı: {url}"),
            Map.of(
                "code", "ABCD-EFGH-JKMNP",
                "answer", "Çukur dolduruldu, yol açıldı. ".repeat(40),
                "url", "http://127.0.0.1:8153/takip/ABCD-EFGH-JKMNP"),
            2);
    assertThat(text.parts()).isEqualTo(2);
    assertThat(text.text()).endsWith("... Ayrıntı: http://127.0.0.1:8153/takip/ABCD-EFGH-JKMNP");
  }
}
