package alo153.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdsTest {
  private static final byte[] SECRET = "0123456789abcdef0123456789abcdef".getBytes(UTF_8);

  @Test
  void theSameSubmissionGivesTheSameIdOnAnyInstance() {
    assertThat(RequestId.derive(SECRET, Channel.WHATSAPP, "909", "wamid.1"))
        .isEqualTo(RequestId.derive(SECRET.clone(), Channel.WHATSAPP, "909", "wamid.1"));
  }

  @Test
  void partsOfTheKeyDoNotRunIntoEachOther() {
    assertThat(RequestId.derive(SECRET, Channel.WEB, "ab", "c"))
        .isNotEqualTo(RequestId.derive(SECRET, Channel.WEB, "a", "bc"));
  }

  @Test
  void anotherSecretGivesAnotherId() {
    byte[] other = "another-secret-of-the-deployment".getBytes(UTF_8);
    assertThat(RequestId.derive(SECRET, Channel.WEB, "a", "b"))
        .isNotEqualTo(RequestId.derive(other, Channel.WEB, "a", "b"));
  }

  @Test
  void aShortSecretIsRefused() {
    assertThatThrownBy(() -> RequestId.derive(new byte[8], Channel.WEB, "a", "b"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aTrackingCodeSurvivesHowPeopleWriteIt() {
    for (int i = 0; i < 1000; i++) {
      TrackingCode code = RequestId.random().trackingCode();
      String plain = code.value().replace("-", "");
      assertThat(TrackingCode.parse(plain)).contains(code);
      assertThat(TrackingCode.parse(" " + code.value().toLowerCase(java.util.Locale.ROOT) + " "))
          .contains(code);
      assertThat(
              TrackingCode.parse(
                  code.value().replace('-', ' ').replace('0', 'O').replace('1', 'ı')))
          .contains(code);
      assertThat(TrackingCode.findIn("Ynt: [" + code + "] Başvurunuz")).contains(code);
    }
  }

  @Test
  void oneWrongSymbolIsNoticed() {
    var random = new Random(153);
    for (int i = 0; i < 500; i++) {
      String code = RequestId.random().trackingCode().value();
      int at = random.nextInt(code.length());
      if (code.charAt(at) == '-') {
        continue;
      }
      for (char other : CrockfordBase32.ALPHABET.toCharArray()) {
        if (other != code.charAt(at)) {
          String wrong = code.substring(0, at) + other + code.substring(at + 1);
          assertThat(TrackingCode.parse(wrong)).as("%s for %s", wrong, code).isEmpty();
        }
      }
    }
  }

  @Test
  void theCodeIsAPrefixOfTheRequestId() {
    RequestId id = RequestId.random();
    assertThat(id.value()).startsWith(id.trackingCode().requestIdPrefix());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "ABC",
        "4F2Q-K9XM-7T3V",
        "çok uzun bir metin ama kod değil hiç değil",
        "4F2Q-K9XM-7T3V!"
      })
  void whatIsNoCodeIsEmpty(String text) {
    assertThat(TrackingCode.parse(text)).isEmpty();
  }

  @Test
  void eventIdsDependOnTypeRequestAndCauseOnly() {
    RequestId request = RequestId.random();
    var ids = new HashSet<EventId>();
    ids.add(EventId.derive("a.v1", request, "x"));
    ids.add(EventId.derive("a.v1", request, "x"));
    ids.add(EventId.derive("b.v1", request, "x"));
    ids.add(EventId.derive("a.v1", RequestId.random(), "x"));
    ids.add(EventId.derive("a.v1", request, "y"));
    assertThat(ids).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Adapazarı", "-x", "x-", "a/b", "a b", "A"})
  void aCodeIsAsciiAndSafeInTopicNames(String text) {
    assertThatThrownBy(() -> new OwnerCode(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
