package alo153.intake.in.phone;

import alo153.events.Channel;
import alo153.events.RequestId;
import alo153.events.work.ContactLogged;
import alo153.events.work.Submission;
import alo153.intake.decide.Door;
import alo153.intake.decide.Flaw;
import alo153.intake.decide.Keyed;
import alo153.intake.decide.Phones;
import alo153.intake.decide.Times;
import alo153.intake.decide.Words;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a call event means: a line in the list of contacts, and sometimes a request. */
final class CallReader {
  private static final Pattern TYPE = Pattern.compile("[a-z]{1,20}(?:\\.[a-z_]{1,40})?");
  private static final int MAX_NOTE = 2000;
  private static final int MAX_SHORT = 120;
  private static final Duration CLOCK_DIFFERENCE = Duration.ofMinutes(5);

  private final Keyed keyed;

  CallReader(Keyed keyed) {
    this.keyed = keyed;
  }

  /**
   * What to do with a call event.
   *
   * @param contact the line for the list of contacts, still without a request
   * @param submission the request in it; null when it is none
   * @param door how the request came in
   */
  record Call(ContactLogged contact, @Nullable Submission submission, Door door) {

    /** The contact's line, naming the request that came of it. */
    ContactLogged contactWith(RequestId requestId) {
      return new ContactLogged(
          contact.id(),
          contact.contactId(),
          contact.channel(),
          contact.type(),
          contact.occurredAt(),
          contact.provider(),
          contact.from(),
          contact.name(),
          contact.queue(),
          contact.agentExtension(),
          contact.startedAt(),
          contact.answeredAt(),
          contact.endedAt(),
          contact.waitSeconds(),
          contact.talkSeconds(),
          contact.outcome(),
          contact.topic(),
          contact.note(),
          requestId);
    }
  }

  /** Between two of our own: no contact with a citizen, unless a clerk wrote down a request. */
  static boolean isInternal(CallEvent event) {
    return event.call() != null
        && "internal".equalsIgnoreCase(event.call().direction())
        && event.summary() == null;
  }

  /** Either a call or what is wrong with it. */
  record Reading(@Nullable Call call, List<Flaw> flaws) {}

  Reading read(CallEvent event, Instant receivedAt) {
    var flaws = new ArrayList<Flaw>();
    CallEvent.Call call =
        event.call() == null
            ? new CallEvent.Call(
                null, null, null, null, null, null, null, null, null, null, null, null, null, null)
            : event.call();
    String type = event.type() == null ? "" : event.type().strip().toLowerCase(Locale.ROOT);
    if (!TYPE.matcher(type).matches()) {
      flaws.add(
          new Flaw(
              "#/type", "REQUIRED", "Olay türü gerekli.", "An event type such as call.answered."));
    }
    String provider = named(event.provider(), "unknown");
    Optional<Instant> happened = time("#/occurredAt", event.occurredAt(), receivedAt, flaws);
    String callId = blankToNull(call.callId());
    String eventId = blankToNull(event.eventId());
    if (callId == null && eventId == null) {
      flaws.add(
          new Flaw(
              "#/eventId",
              "REQUIRED",
              "eventId ya da call.callId gerekli.",
              "An eventId or a call.callId is needed."));
    }
    Instant startedAt = time("#/call/startedAt", call.startedAt(), receivedAt, flaws).orElse(null);
    Instant answeredAt =
        time("#/call/answeredAt", call.answeredAt(), receivedAt, flaws).orElse(null);
    Instant endedAt = time("#/call/endedAt", call.endedAt(), receivedAt, flaws).orElse(null);
    boolean isRequest = type.equals("call.summary") || event.summary() != null;
    if (isRequest && event.summary() == null) {
      flaws.add(
          new Flaw(
              "#/summary",
              "REQUIRED",
              "call.summary için summary gerekli.",
              "A call.summary needs a summary."));
    }
    if (isRequest && eventId == null && blankToNull(event.occurredAt()) == null) {
      flaws.add(
          new Flaw(
              "#/occurredAt",
              "REQUIRED",
              "eventId ya da occurredAt gerekli: aynı olay yeniden gelirse aynı başvuru olmalı.",
              "An eventId or occurredAt is needed, so that a repeated event is the same request."));
    }
    if (!flaws.isEmpty()) {
      return new Reading(null, flaws);
    }
    Instant occurredAt = happened.orElse(receivedAt);
    String key =
        eventId != null
            ? eventId
            : String.join(
                ":",
                provider,
                String.valueOf(callId),
                type,
                String.valueOf(blankToNull(call.legId())),
                happened.map(at -> Long.toString(at.getEpochSecond())).orElse("null"));
    String shownNumber = blankToNull(call.ani()) == null ? call.aniRaw() : call.ani();
    var contact =
        new ContactLogged(
            keyed.hash("call-event", provider, key),
            keyed.hash("call", provider, callId == null ? key : callId),
            Channel.PHONE,
            type,
            occurredAt,
            provider,
            Phones.read(shownNumber).e164(),
            event.summary() == null || event.summary().caller() == null
                ? null
                : cut(event.summary().caller().name(), MAX_SHORT),
            cut(call.queue(), MAX_SHORT),
            cut(call.agentExtension(), MAX_SHORT),
            startedAt,
            answeredAt,
            endedAt,
            notNegative(call.waitSeconds()),
            notNegative(call.talkSeconds()),
            call.outcome() == null
                ? HangupCauses.outcome(call.hangupCause(), answeredAt != null)
                : cut(call.outcome(), MAX_SHORT),
            cut(event.topic(), MAX_SHORT),
            cut(event.note(), MAX_NOTE),
            null);
    var door = new Door(Channel.PHONE, provider, key, receivedAt, true);
    Submission submission =
        event.summary() == null
            ? null
            // a time nobody gave is not part of what was said: the event may come again
            : submission(event.summary(), shownNumber, happened.orElse(null));
    return new Reading(new Call(contact, submission, door), List.of());
  }

  private static Submission submission(
      CallEvent.Summary summary, @Nullable String shownNumber, @Nullable Instant occurredAt) {
    CallEvent.Caller caller = summary.caller();
    String callback = caller == null ? null : blankToNull(caller.callbackPhone());
    // a line's number that is none (a short code, a hidden caller) is no reason to refuse a request
    String phone =
        callback != null
            ? callback
            : Phones.read(shownNumber).kind() == Phones.Kind.UNREADABLE ? null : shownNumber;
    return new Submission(
        null,
        null,
        Channel.PHONE.name(),
        summary.kind(),
        summary.text(),
        null,
        summary.category(),
        summary.language(),
        null,
        summary.location(),
        new Submission.Contact(
            caller == null ? null : caller.name(),
            phone,
            caller == null ? null : caller.email(),
            null,
            null,
            null,
            null,
            caller == null ? null : caller.preferred(),
            null),
        summary.identityHidden(),
        null,
        summary.attachments(),
        occurredAt);
  }

  private static Optional<Instant> time(
      String pointer, @Nullable String written, Instant receivedAt, List<Flaw> flaws) {
    if (written == null || written.isBlank()) {
      return Optional.empty();
    }
    Optional<Instant> time = Times.read(written);
    if (time.isEmpty()) {
      flaws.add(new Flaw(pointer, "TIME_FORMAT", "Zaman okunamadı.", "Not a time."));
    } else if (time.get().isAfter(receivedAt.plus(CLOCK_DIFFERENCE))) {
      flaws.add(
          new Flaw(pointer, "IN_THE_FUTURE", "Zaman gelecekte olamaz.", "It is in the future."));
    } else if (time.get().isBefore(receivedAt.minus(Door.TEN_YEARS))) {
      flaws.add(
          new Flaw(
              pointer,
              "TOO_OLD",
              "Zaman on yıldan eski olamaz.",
              "It is more than ten years ago."));
    }
    return time;
  }

  private static @Nullable Integer notNegative(@Nullable Integer seconds) {
    return seconds == null || seconds < 0 ? null : seconds;
  }

  private static String named(@Nullable String text, String otherwise) {
    String cut = cut(text, MAX_SHORT);
    return cut == null ? otherwise : cut;
  }

  private static @Nullable String cut(@Nullable String text, int max) {
    String line = text == null ? "" : Words.line(text);
    if (line.isEmpty()) {
      return null;
    }
    return Words.length(line) <= max ? line : line.substring(0, line.offsetByCodePoints(0, max));
  }

  private static @Nullable String blankToNull(@Nullable String text) {
    return text == null || text.isBlank() ? null : text.strip();
  }
}
