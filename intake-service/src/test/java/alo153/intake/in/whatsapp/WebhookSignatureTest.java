package alo153.intake.in.whatsapp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSignatureTest {
  private static final String SECRET = "whatsapp-sandbox-app-secret";
  private static final String BODY =
      "{\"object\":\"whatsapp_business_account\",\"entry\":[{\"id\":\"102030405060708\",\"changes\":[{\"value\":{\"messaging_product\":\"whatsapp\",\"metadata\":{\"display_phone_number\":\"903121110000\",\"phone_number_id\":\"909090909090909\"},\"contacts\":[{\"profile\":{\"name\":\"Ay\\u015fe Y\\u0131lmaz\"},\"wa_id\":\"905321112233\"}],\"messages\":[{\"from\":\"905321112233\",\"id\":\"wamid.TEST0001\",\"timestamp\":\"1764000000\",\"type\":\"text\",\"text\":{\"body\":\"Soka\\u011f\\u0131m\\u0131zda \\u00e7\\u00f6p al\\u0131nmad\\u0131\"}}]},\"field\":\"messages\"}]}]}";
  private static final String SIGNED =
      "sha256=22f71ecd3f527ef489debd80e63792c33355c53fc8486012bc7d30a105e4311c";

  private final WebhookSignature signature = new WebhookSignature(SECRET, "");

  @Test
  void theBytesMetaSignedAreAccepted() {
    assertThat(BODY.getBytes(UTF_8)).hasSize(491);
    assertThat(signature.isValid(BODY.getBytes(UTF_8), SIGNED)).isTrue();
    assertThat(
            signature.isValid(
                "{\"object\":\"whatsapp_business_account\",\"entry\":[]}".getBytes(UTF_8),
                "sha256=936639b2822f3d613080368b69c470c59b064ee5608ed9b8c49eb4d17ba61967"))
        .isTrue();
  }

  @Test
  void theSameDocumentPrintedAgainIsAnother() {
    String printedAgain =
        BODY.replace("\\u015f", "ş")
            .replace("\\u0131", "ı")
            .replace("\\u011f", "ğ")
            .replace("\\u00e7", "ç")
            .replace("\\u00f6", "ö");

    assertThat(printedAgain.getBytes(UTF_8)).hasSize(455);
    assertThat(signature.isValid(printedAgain.getBytes(UTF_8), SIGNED)).isFalse();
  }

  @Test
  void twoSecretsAreValidWhileOneReplacesTheOther() {
    assertThat(new WebhookSignature("the next one", SECRET).isValid(BODY.getBytes(UTF_8), SIGNED))
        .isTrue();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "sha256=",
        "sha256=zz",
        "sha1=22f71ecd3f527ef489debd80e63792c33355c53f",
        "22f71ecd3f527ef489debd80e63792c33355c53fc8486012bc7d30a105e4311c"
      })
  void whatIsNotSignedIsRefused(String header) {
    assertThat(signature.isValid(BODY.getBytes(UTF_8), header)).isFalse();
  }

  @Test
  void withoutASecretNothingIsValid() {
    byte[] body = BODY.getBytes(UTF_8);
    byte[] signedWithSpace = WebhookSignature.sign(" ".getBytes(UTF_8), body);

    assertThat(
            new WebhookSignature("", " ")
                .isValid(body, "sha256=" + HexFormat.of().formatHex(signedWithSpace)))
        .isFalse();
  }
}
