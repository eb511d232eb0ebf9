package alo153.proving.check;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import alo153.events.wire.Headers;
import alo153.events.wire.Service;
import alo153.events.wire.Topics;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the checker says of boxes with and without what must lie in them. */
class DeadLettersTest {
  private static final byte[] KEY = "anahtar".getBytes(UTF_8);
  private static final byte[] POISON = "zehir".getBytes(UTF_8);
  private static final Injected ONE =
      new Injected(
          "noise",
          Topics.REQUESTS,
          3,
          14,
          KEY,
          POISON,
          Set.of(Service.ROUTING, Service.NOTIFICATION));
  private static final Evidence.Dead AT_ROUTING = letter(Service.ROUTING, POISON);
  private static final Evidence.Dead AT_NOTIFICATION = letter(Service.NOTIFICATION, POISON);

  @Test
  void aLetterInEachBoxThatMustHaveItIsClean() {
    assertThat(broken(ONE, AT_ROUTING, AT_NOTIFICATION)).isZero();
  }

  @Test
  void aLetterThatIsMissingInOneBoxIsSeen() {
    assertThat(broken(ONE, AT_ROUTING)).isEqualTo(1);
  }

  @Test
  void aLetterOfAServiceThatShouldHaveTakenItIsSeen() {
    assertThat(broken(ONE, AT_ROUTING, AT_NOTIFICATION, letter(Service.TRACKING, POISON)))
        .isEqualTo(1);
  }

  @Test
  void aLetterThatNobodyInjectedIsSeen() {
    Evidence.Dead other =
        new Evidence.Dead(
            Topics.dead(Service.ROUTING), Topics.REQUESTS + "/3/15", "", POISON, Map.of(), 1);
    assertThat(broken(ONE, AT_ROUTING, AT_NOTIFICATION, other)).isEqualTo(1);
  }

  @Test
  void aLetterWithOtherBytesIsSeen() {
    assertThat(broken(ONE, AT_ROUTING, letter(Service.NOTIFICATION, "zehiR".getBytes(UTF_8))))
        .isEqualTo(1);
  }

  @Test
  void aLetterWithAnotherKeyIsSeen() {
    Map<String, String> headers = Map.of(Headers.DEAD_KEY, encoded("başka".getBytes(UTF_8)));
    assertThat(broken(ONE, AT_ROUTING, letter(Service.NOTIFICATION, POISON, headers))).isEqualTo(1);
  }

  @Test
  void aTombstoneIsNotTheSameAsNoBytes() {
    Injected tombstone =
        new Injected("a tombstone", Topics.REQUESTS, 3, 14, KEY, null, Set.of(Service.ROUTING));
    Map<String, String> said = new HashMap<>(AT_ROUTING.headers());
    assertThat(broken(tombstone, letter(Service.ROUTING, new byte[0], said))).isEqualTo(1);
    said.put(Headers.DEAD_TOMBSTONE, "true");
    assertThat(broken(tombstone, letter(Service.ROUTING, new byte[0], said))).isZero();
  }

  @Test
  void onlyWhatIsTooLargeMayBeKeptAsAHash() {
    Map<String, String> hash =
        Map.of(Headers.DEAD_BYTES, Integer.toString(POISON.length), Headers.DEAD_SHA256, "00");
    assertThat(broken(ONE, AT_ROUTING, letter(Service.NOTIFICATION, new byte[0], hash)))
        .isEqualTo(1);
  }

  private static int broken(Injected injected, Evidence.Dead... dead) {
    var evidence =
        new Evidence(
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(dead),
            Map.of(),
            Map.of(),
            List.of(),
            Map.of(),
            Map.of());
    return Checker.check(evidence, List.of(injected))
        .violations()
        .getOrDefault(Verdict.Promise.DEAD_LETTERS_ARE_INJECTED, 0);
  }

  private static Evidence.Dead letter(Service service, byte[] value) {
    return letter(service, value, Map.of(Headers.DEAD_KEY, encoded(KEY)));
  }

  private static Evidence.Dead letter(Service service, byte[] value, Map<String, String> headers) {
    return new Evidence.Dead(Topics.dead(service), ONE.place(), "UNREADABLE", value, headers, 1);
  }

  private static String encoded(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
