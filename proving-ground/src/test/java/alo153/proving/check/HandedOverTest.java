package alo153.proving.check;

import static alo153.proving.check.Verdict.Promise.EACH_MESSAGE_ONCE;
import static alo153.proving.check.Verdict.Promise.LIMITS_KEPT;
import static org.assertj.core.api.Assertions.assertThat;

import alo153.events.Channel;
import alo153.events.DistrictSource;
import alo153.events.EventId;
import alo153.events.Kind;
import alo153.events.Language;
import alo153.events.MessageChannel;
import alo153.events.MessageFailed;
import alo153.events.MessagePurpose;
import alo153.events.MessageSent;
import alo153.events.Regime;
import alo153.events.RequestEvent;
import alo153.events.RequestId;
import alo153.events.RequestSubmitted;
import alo153.proving.simulators.Behaviour;
import alo153.proving.simulators.ProviderLedger.Effect;
import alo153.proving.simulators.ProviderLedger.Entry;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HandedOverTest {
  private static final Instant AT = Instant.parse("2026-11-24T09:00:00Z");
  private static final RequestId REQUEST = new RequestId("0123456789ABCDEFGHJKMNPQRS");
  private static final RequestSubmitted SUBMITTED =
      new RequestSubmitted(
          RequestSubmitted.idOf(REQUEST),
          REQUEST,
          AT,
          Channel.WEB,
          null,
          Kind.COMPLAINT,
          null,
          Language.TR,
          Regime.SERVICE,
          null,
          DistrictSource.UNKNOWN,
          null,
          false,
          AT,
          "hash",
          List.of(),
          List.of());
  private static final String MESSAGE = EventId.derive("message", REQUEST, "received").value();
  private static final String TAG = MESSAGE + "." + REQUEST.trackingCode();

  @Test
  void aMessageWithOneCopyIsWell() {
    assertThat(
            verdict(
                    List.of(SUBMITTED, sent(MESSAGE, MessageChannel.SMS, true)),
                    List.of(
                        call("sms", MESSAGE, Behaviour.REFUSED_500, Effect.NONE),
                        call("sms", MESSAGE, Behaviour.ACCEPTED, Effect.FIRST)))
                .violations())
        .isEmpty();
  }

  @Test
  void whatNoProviderTookWasNotSent() {
    assertBroken(
        "no provider has it",
        List.of(SUBMITTED, sent(MESSAGE, MessageChannel.SMS, true)),
        call("sms", MESSAGE, Behaviour.REFUSED_500, Effect.NONE));
  }

  @Test
  void aMessageInDoubtMayBeNowhere() {
    assertThat(
            verdict(
                    List.of(SUBMITTED, sent(MESSAGE, MessageChannel.WHATSAPP, false)),
                    List.of(call("graph", TAG, Behaviour.RESET_BEFORE_TAKING, Effect.NONE)))
                .violations())
        .isEmpty();
  }

  @Test
  void aSecondCopyIsTooManyWhereAKeyHelps() {
    assertBroken(
        "2 times",
        List.of(SUBMITTED, sent(MESSAGE, MessageChannel.SMS, true)),
        call("sms", MESSAGE, Behaviour.ACCEPTED_THEN_500, Effect.FIRST),
        call("sms", MESSAGE, Behaviour.ACCEPTED, Effect.AGAIN));
  }

  @Test
  void aRepetitionItsProviderRecognisesIsNoCopy() {
    assertThat(
            verdict(
                    List.of(SUBMITTED, sent(MESSAGE, MessageChannel.EMAIL, true)),
                    List.of(
                        call("mail", TAG, Behaviour.ACCEPTED_THEN_RESET, Effect.FIRST),
                        call("mail", TAG, Behaviour.ACCEPTED, Effect.RECOGNISED)))
                .violations())
        .isEmpty();
  }

  @Test
  void aSecondCopyByWhatsAppHasToBeSaid() {
    List<RequestEvent> events = List.of(SUBMITTED, sent(MESSAGE, MessageChannel.WHATSAPP, true));
    List<Entry> twice =
        List.of(
            call("graph", TAG, Behaviour.ACCEPTED_THEN_RESET, Effect.FIRST),
            call("graph", TAG, Behaviour.ACCEPTED, Effect.AGAIN));
    assertThat(verdict(events, twice).firsts().get(EACH_MESSAGE_ONCE).what())
        .contains("nobody is told");
    Verdict said = verdict(events, twice, Map.of(MESSAGE, 2));
    assertThat(said.violations()).isEmpty();
    assertThat(said.totals()).containsEntry("doubled where no key helps", 1L);
  }

  @Test
  void aMessageThatFailedIsNotMissing() {
    assertThat(
            verdict(
                    List.of(SUBMITTED, failed(MESSAGE, MessageChannel.SMS)),
                    List.of(call("sms", MESSAGE, Behaviour.REFUSED_FOR_GOOD, Effect.NONE)))
                .violations())
        .isEmpty();
  }

  @Test
  void whatWasTakenLastHasNotFailed() {
    assertBroken(
        "took it at the last try",
        List.of(SUBMITTED, failed(MESSAGE, MessageChannel.SMS)),
        call("sms", MESSAGE, Behaviour.ACCEPTED, Effect.FIRST));
  }

  @Test
  void aDueMessageThatNobodyEndedIsMissing() {
    assertBroken("lacks the message RECEIVED", List.of(SUBMITTED));
  }

  @Test
  void theSameMessageMayNotBePlannedTwice() {
    String other = EventId.derive("message", REQUEST, "again").value();
    assertBroken(
        "as 2 messages",
        List.of(
            SUBMITTED,
            sent(MESSAGE, MessageChannel.SMS, true),
            sent(other, MessageChannel.SMS, true)),
        call("sms", MESSAGE, Behaviour.ACCEPTED, Effect.FIRST),
        call("sms", other, Behaviour.ACCEPTED, Effect.FIRST));
  }

  @Test
  void anotherChannelMayTakeWhatOneCouldNotDeliver() {
    String other = EventId.derive("message", REQUEST, "next").value();
    assertThat(
            verdict(
                    List.of(
                        SUBMITTED,
                        failed(MESSAGE, MessageChannel.PUSH),
                        sent(other, MessageChannel.SMS, true)),
                    List.of(
                        call("push", MESSAGE, Behaviour.REFUSED_FOR_GOOD, Effect.NONE),
                        call("sms", other, Behaviour.ACCEPTED, Effect.FIRST)))
                .violations())
        .isEmpty();
  }

  @Test
  void aCallNobodyKnowsOfIsNoMessageOfOurs() {
    assertBroken(
        "the log does not know of it",
        List.of(SUBMITTED, sent(MESSAGE, MessageChannel.SMS, true)),
        call("sms", MESSAGE, Behaviour.ACCEPTED, Effect.FIRST),
        call("sms", "OTHER", Behaviour.ACCEPTED, Effect.FIRST));
  }

  @Test
  void aRepetitionGoesToTheSamePersonUnderTheSameKey() {
    assertBroken(
        "to another one or under another key",
        List.of(SUBMITTED, sent(MESSAGE, MessageChannel.PUSH, true)),
        call("push", MESSAGE, "somebody", MESSAGE, Behaviour.ACCEPTED_THEN_500, Effect.FIRST, null),
        call("push", MESSAGE, "somebody", "other", Behaviour.ACCEPTED, Effect.RECOGNISED, null));
  }

  @Test
  void aBrokenLimitIsSaid() {
    Verdict verdict =
        verdict(
            List.of(SUBMITTED, sent(MESSAGE, MessageChannel.SMS, true)),
            List.of(
                call(
                    "sms",
                    MESSAGE,
                    "somebody",
                    MESSAGE,
                    Behaviour.ACCEPTED,
                    Effect.FIRST,
                    "came 40 ms before its Retry-After")));
    assertThat(verdict.violations()).containsOnlyKeys(LIMITS_KEPT);
  }

  private static void assertBroken(String how, List<RequestEvent> events, Entry... calls) {
    Verdict verdict = verdict(events, List.of(calls));
    assertThat(verdict.violations()).containsOnlyKeys(EACH_MESSAGE_ONCE);
    assertThat(verdict.firsts().get(EACH_MESSAGE_ONCE).what()).contains(how);
  }

  private static Verdict verdict(List<RequestEvent> events, List<Entry> calls) {
    return verdict(events, calls, Map.of());
  }

  private static Verdict verdict(
      List<RequestEvent> events, List<Entry> calls, Map<String, Integer> inDoubt) {
    var notes = new Verdict.Notes();
    HandedOver.check(Map.of(REQUEST.value(), events), calls, inDoubt, notes);
    return notes.verdict();
  }

  private static MessageSent sent(String id, MessageChannel channel, boolean certain) {
    return new MessageSent(
        EventId.derive(MessageSent.TYPE, REQUEST, id),
        REQUEST,
        AT,
        id,
        MessagePurpose.RECEIVED,
        channel,
        "provider",
        SUBMITTED.id(),
        1,
        certain);
  }

  private static MessageFailed failed(String id, MessageChannel channel) {
    return new MessageFailed(
        EventId.derive(MessageFailed.TYPE, REQUEST, id),
        REQUEST,
        AT,
        id,
        MessagePurpose.RECEIVED,
        channel,
        "provider",
        SUBMITTED.id(),
        1,
        "REJECTED");
  }

  private static Entry call(String provider, String reference, Behaviour outcome, Effect effect) {
    return call(provider, reference, "somebody", reference, outcome, effect, null);
  }

  private static Entry call(
      String provider,
      String reference,
      String recipient,
      String key,
      Behaviour outcome,
      Effect effect,
      @Nullable String violation) {
    return new Entry(
        AT,
        LocalDateTime.parse("2026-11-24T12:00:00"),
        provider,
        recipient,
        reference,
        key,
        1,
        outcome,
        effect,
        null,
        "words",
        violation);
  }
}
