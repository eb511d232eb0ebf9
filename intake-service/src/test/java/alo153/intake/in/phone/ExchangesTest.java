package alo153.intake.in.phone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import alo153.events.wire.UnreadableRecordException;
import alo153.events.work.ContactLogged;
import alo153.intake.decide.Keyed;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExchangesTest {
  private static final Instant NOW = Instant.parse("2026-11-24T16:00:00Z");
  private final CallReader reader = new CallReader(new Keyed("0123456789abcdef".getBytes(UTF_8)));

  @Test
  void aCallAbandonedInTheLineWasNeverAnswered() {
    ContactLogged contact =
        logged(
            Exchanges.verimor(
                bytes(
                    "event_type=hangup&direction=inbound&caller_id_number=anonymous&call_uuid=u1"
                        + "&start_stamp=2026-11-24+18%3A40%3A00&answer_stamp="
                        + "&end_stamp=2026-11-24+18%3A41%3A00&queue=200&queue_wait_duration=60"
                        + "&hangup_cause=NORMAL_CLEARING")));
    assertThat(contact.outcome()).isEqualTo("abandoned");
    assertThat(contact.from()).isNull();
    assertThat(contact.answeredAt()).isNull();
    assertThat(contact.waitSeconds()).isEqualTo(60);
  }

  @Test
  void allEventsOfACallAreOneContactAndEachIsALineOfItsOwn() {
    String common = "&direction=inbound&call_uuid=u2&start_stamp=2026-11-24+18%3A40%3A00";
    ContactLogged ringing = logged(Exchanges.verimor(bytes("event_type=ringing" + common)));
    ContactLogged answered =
        logged(
            Exchanges.verimor(
                bytes("event_type=answer&answer_stamp=2026-11-24+18%3A40%3A09" + common)));
    assertThat(answered.contactId()).isEqualTo(ringing.contactId());
    assertThat(answered.id()).isNotEqualTo(ringing.id());
    assertThat(logged(Exchanges.verimor(bytes("event_type=ringing" + common)))).isEqualTo(ringing);
  }

  @Test
  void aLineThatOnlyAnAnnouncementAnsweredWasNotAnsweredByAPerson() {
    ContactLogged contact =
        logged(
            Exchanges.verimor(
                bytes(
                    "event_type=hangup&direction=inbound&caller_id_number=05321112233&call_uuid=u3"
                        + "&dialed_user=1042&start_stamp=2026-11-24+18%3A40%3A00"
                        + "&answer_stamp=2026-11-24+18%3A40%3A01&end_stamp=2026-11-24+18%3A41%3A00"
                        + "&answered=false&hangup_cause=NORMAL_CLEARING")));
    assertThat(contact.outcome()).isEqualTo("abandoned");
    assertThat(contact.answeredAt()).isNull();
    assertThat(contact.agentExtension()).isNull();
  }

  @Test
  void whatRingsIsShownAndWhoAnsweredIsAnother() {
    String common =
        "&direction=inbound&call_uuid=u4&dialed_user=1042&start_stamp=2026-11-24+18%3A40%3A00";
    assertThat(logged(Exchanges.verimor(bytes("event_type=ringing" + common))).agentExtension())
        .isEqualTo("1042");
    assertThat(
            logged(
                    Exchanges.verimor(
                        bytes(
                            "event_type=answer&connected_user=1043"
                                + "&answer_stamp=2026-11-24+18%3A40%3A09"
                                + common)))
                .agentExtension())
        .isEqualTo("1043");
  }

  @Test
  void aCallBetweenTwoOfOurOwnIsNoContactWithACitizen() {
    assertThat(
            CallReader.isInternal(
                Exchanges.verimor(
                        bytes(
                            "event_type=ringing&direction=internal&call_uuid=u5"
                                + "&start_stamp=2026-11-24+18%3A40%3A00"))
                    .orElseThrow()))
        .isTrue();
    assertThat(
            CallReader.isInternal(
                Exchanges.netgsm(
                        bytes(
                            "{\"scenario\":\"cdr\",\"yon\":5,\"asteriskId\":\"s\",\"arayan\":\"1042\"}"))
                    .orElseThrow()))
        .isTrue();
  }

  @Test
  void whatBeginsLikeJsonAndIsNoneIsNotUnderstood() {
    assertThatThrownBy(() -> Exchanges.netgsm(bytes("{\"scenario\":\"Answer\"")))
        .isInstanceOf(UnreadableRecordException.class);
  }

  @Test
  void netgsmsRecordOfAMissedCallSaysSo() {
    ContactLogged contact =
        logged(
            Exchanges.netgsm(
                bytes(
                    """
                    {"scenario":"Cdr","bas":"2026-11-24 18:40:00","arayan":"05321112233",
                     "aranan":"8503040000-queue-CozumMerkezi","sure":12,"yon":2,
                     "asteriskId":"sip8-1764000000.3556","timestamp":"1795534830926"}
                    """)));
    assertThat(contact.type()).isEqualTo("call.ended");
    assertThat(contact.outcome()).isEqualTo("abandoned");
    assertThat(contact.talkSeconds()).isNull();
    assertThat(contact.startedAt()).isEqualTo(Instant.parse("2026-11-24T15:40:00Z"));
    assertThat(contact.from()).isEqualTo("+905321112233");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "NORMAL_CLEARING|true|completed",
        "16|true|completed",
        "NORMAL_CLEARING|false|abandoned",
        "ORIGINATOR_CANCEL|false|abandoned",
        "USER_BUSY|false|busy",
        "NO_ANSWER|false|no_answer",
        "LOSE_RACE|false|",
        "SOMETHING_NEW|true|",
      })
  void aHangupCauseMeansSomethingToTheDesk(String cause, boolean answered, String outcome) {
    assertThat(HangupCauses.outcome(cause, answered)).isEqualTo(outcome);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}",
        "{\"scenario\":\"DTMF\",\"digit\":\"1\"}",
        "{\"scenario\":\"Queue\",\"unique_id\":\"\"}"
      })
  void whatIsNotAboutACallIsNothing(String body) {
    assertThat(Exchanges.netgsm(bytes(body))).isEmpty();
    assertThat(Exchanges.verimor(bytes(body))).isEmpty();
  }

  private ContactLogged logged(Optional<CallEvent> event) {
    var reading = reader.read(event.orElseThrow(), NOW);
    assertThat(reading.flaws()).isEmpty();
    return reading.call().contact();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
