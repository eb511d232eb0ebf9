package alo153.intake.in.phone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import alo153.events.wire.Codec;
import alo153.intake.decide.Flaw;
import alo153.intake.decide.Keyed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallReaderTest {
  private static final Instant NOW = Instant.parse("2026-11-24T16:00:00Z");
  private static final String SUMMARY = "\"type\":\"call.summary\",\"summary\":{\"text\":\"x\"}";

  private final CallReader reader = new CallReader(new Keyed("0123456789abcdef".getBytes(UTF_8)));

  @Test
  void aSummaryThatCouldNotBeKnownAgainIsNotTaken() {
    assertThat(flaws("{" + SUMMARY + ",\"call\":{\"callId\":\"c\"}}"))
        .extracting(Flaw::pointer, Flaw::code)
        .containsExactly(tuple("#/occurredAt", "REQUIRED"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{" + SUMMARY + ",\"eventId\":\"e\"}",
        "{" + SUMMARY + ",\"call\":{\"callId\":\"c\"},\"occurredAt\":\"2026-11-24T15:59:00Z\"}",
        "{\"type\":\"call.queued\",\"call\":{\"callId\":\"c\"}}",
      })
  void anEventThatComesAgainLaterIsTheSameEvent(String event) {
    CallReader.Call first = call(event, NOW);
    CallReader.Call again = call(event, NOW.plus(Duration.ofHours(1)));
    assertThat(again.door().messageKey()).isEqualTo(first.door().messageKey());
    assertThat(again.contact().id()).isEqualTo(first.contact().id());
    assertThat(again.submission()).as("what it says").isEqualTo(first.submission());
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-24T16:05:01Z, IN_THE_FUTURE",
    "2099-01-01T00:00:00Z, IN_THE_FUTURE",
    "2016-11-20T00:00:00Z, TOO_OLD",
    "+999999999-12-31T23:59:59Z, TIME_FORMAT",
  })
  void noTimeOfACallLiesInTheFutureOrLongAgo(String time, String code) {
    String event =
        """
        {"eventId":"e","type":"call.ended","occurredAt":"%1$s",
         "call":{"callId":"c","startedAt":"%1$s","answeredAt":"%1$s","endedAt":"%1$s"}}
        """
            .formatted(time);
    assertThat(flaws(event))
        .extracting(Flaw::pointer, Flaw::code)
        .containsExactlyInAnyOrder(
            tuple("#/occurredAt", code),
            tuple("#/call/startedAt", code),
            tuple("#/call/answeredAt", code),
            tuple("#/call/endedAt", code));
  }

  @Test
  void aCallBetweenTwoOfOurOwnCountsOnlyWhenAClerkWroteDownARequest() {
    String internal = "\"eventId\":\"e\",\"call\":{\"direction\":\"internal\"}";
    assertThat(CallReader.isInternal(event("{\"type\":\"call.ended\"," + internal + "}"))).isTrue();
    assertThat(CallReader.isInternal(event("{" + SUMMARY + "," + internal + "}"))).isFalse();
  }

  private CallReader.Call call(String json, Instant receivedAt) {
    CallReader.Reading reading = reader.read(event(json), receivedAt);
    assertThat(reading.flaws()).isEmpty();
    return reading.call();
  }

  private List<Flaw> flaws(String json) {
    return reader.read(event(json), NOW).flaws();
  }

  private static CallEvent event(String json) {
    return Codec.json().readValue(json, CallEvent.class);
  }
}
