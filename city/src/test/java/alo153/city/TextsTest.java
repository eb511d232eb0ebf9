package alo153.city;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import alo153.events.Language;
import alo153.events.MessageChannel;
import alo153.events.MessagePurpose;
import alo153.events.Outcome;
import alo153.events.Status;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TextsTest {
  /** Letters that cost two septets in an SMS with the Turkish single shift table. */
  private static final String DOUBLE = "çğĞıİşŞ^{}\\[]~|€";

  private static final Map<String, String> USUAL =
      Map.ofEntries(
          Map.entry("code", "7K3M-Q9TX-W4H2P"),
          Map.entry("owner", "Yol Bakım ve Altyapı Koordinasyon Dairesi Başkanlığı"),
          Map.entry("answer", "Sokağınızdaki çukur bugün kapatıldı, teşekkür ederiz."),
          Map.entry("date", "23 Aralık 2026 Çarşamba"),
          Map.entry("url", "https://alo153.example/takip/7K3M-Q9TX-W4H2P"),
          Map.entry("subject", "Yolda çukur"),
          Map.entry("question", "Çukur hangi binanın önünde, kapı numarasını yazar mısınız?"),
          Map.entry("reason", "Aynı konuda hakkın kötüye kullanılması niteliğinde başvuru"),
          Map.entry("outcome", "Yapıldı"),
          Map.entry("text", "Gül Sokak 5 önünde çukur var."),
          Map.entry("place", "Gül Sokak 5, Hendek"));

  private static final Texts TEXTS = CityPack.load(null).texts();

  @ParameterizedTest
  @EnumSource(MessagePurpose.class)
  void bothLanguagesFillInTheSamePlaces(MessagePurpose purpose) {
    for (MessageChannel channel : MessageChannel.values()) {
      assertThat(TEXTS.message(Language.EN, purpose, channel).places())
          .as("%s by %s", purpose, channel)
          .isEqualTo(TEXTS.message(Language.TR, purpose, channel).places())
          .isSubsetOf(Template.PLACES);
    }
  }

  @ParameterizedTest
  @EnumSource(MessagePurpose.class)
  void anSmsCostsAtMostTwoParts(MessagePurpose purpose) {
    for (Language language : Language.values()) {
      String sms = TEXTS.message(language, purpose, MessageChannel.SMS).fill(USUAL).body();
      int septets = sms.chars().map(c -> DOUBLE.indexOf(c) < 0 ? 1 : 2).sum();

      // two parts of 149, less the five characters carriers append
      assertThat(septets).as(sms).isLessThanOrEqualTo(2 * 149 - 5);
      assertThat(sms).as("letters that force 70 to a part").matches("[\\x20-\\x7eçğıöşüÇĞİÖŞÜ]+");
    }
  }

  @ParameterizedTest
  @EnumSource(MessagePurpose.class)
  void nothingUnfilledReachesAPerson(MessagePurpose purpose) {
    for (Language language : Language.values()) {
      for (MessageChannel channel : MessageChannel.values()) {
        Template template = TEXTS.message(language, purpose, channel);
        for (Map<String, String> values : Set.of(USUAL, onlyWhatMustBe(template))) {
          Template.Filled filled = template.fill(values);
          assertThat(filled.subject() + filled.body())
              .doesNotContain("{")
              .doesNotContain("}")
              .doesNotContain("[")
              .doesNotContain("]");
        }
      }
    }
  }

  private static Map<String, String> onlyWhatMustBe(Template template) {
    String outside = (template.subject() + template.body()).replaceAll("\\[[^\\]]*]", "");
    var values = new HashMap<>(USUAL);
    values.keySet().removeIf(place -> !outside.contains("{" + place + "}"));
    return values;
  }

  @Test
  void aLockedScreenShowsNeitherTopicNorAnswer() {
    for (MessagePurpose purpose : MessagePurpose.values()) {
      assertThat(TEXTS.message(Language.TR, purpose, MessageChannel.PUSH).places())
          .isSubsetOf(Set.of("code"));
    }
  }

  @Test
  void anAnswerByMailIsReadable() {
    Template.Filled mail =
        TEXTS.message(Language.TR, MessagePurpose.ANSWERED, MessageChannel.EMAIL).fill(USUAL);

    assertThat(mail.subject()).isEqualTo("Başvurunuz yanıtlandı: 7K3M-Q9TX-W4H2P");
    assertThat(mail.body())
        .startsWith("Merhaba,\n\nBaşvurunuz yanıtlandı.\n\nSonuç: Yapıldı\nYanıtlayan: Yol Bakım")
        .contains("\n\nSokağınızdaki çukur bugün kapatıldı, teşekkür ederiz.\n\nTakip kodu:");
  }

  @Test
  void aPartWhoseValueIsMissingIsLeftOut() {
    assertThat(
            TEXTS
                .message(Language.TR, MessagePurpose.RECEIVED, MessageChannel.SMS)
                .fill(Map.of("code", "7K3M-Q9TX-W4H2P", "date", " "))
                .body())
        .isEqualTo("Başvurunuz alındı. Takip kodu: 7K3M-Q9TX-W4H2P.");
  }

  @Test
  void whatLooksLikeAPlaceInsideAnAnswerStaysAsItIs() {
    var template = new Template(null, "Yanıt: {answer}[ {url}]");

    assertThat(template.fill(Map.of("answer", "[x] {code} $1 \\", "url", "u")).body())
        .isEqualTo("Yanıt: [x] {code} $1 \\ u");
  }

  @Test
  void aMissingValueOutsideBracketsIsAnError() {
    var template = new Template(null, "Kod: {code}");

    assertThatThrownBy(() -> template.fill(Map.of())).hasMessage("no value for {code}");
  }

  @Test
  void everyStatusAndOutcomeHasItsWords() {
    assertThat(TEXTS.status(Status.WAITING_FOR_CITIZEN).tr()).isEqualTo("Sizden yanıt bekleniyor");
    assertThat(TEXTS.status(Status.IN_PROGRESS).en()).isEqualTo("In progress");
    for (Status status : Status.values()) {
      assertThat(TEXTS.status(status).tr()).isNotBlank();
    }
    for (Outcome outcome : Outcome.values()) {
      assertThat(TEXTS.outcome(outcome).en()).isNotBlank();
    }
  }
}
