package alo153.intake.in.whatsapp;

import alo153.events.Channel;
import alo153.events.CitizenWrote.Purpose;
import alo153.events.RequestId;
import alo153.events.TrackingCode;
import alo153.events.work.ContactLogged;
import alo153.events.work.Submission;
import alo153.intake.decide.Door;
import alo153.intake.decide.Flaw;
import alo153.intake.decide.FollowUp;
import alo153.intake.decide.Keyed;
import alo153.intake.decide.Normaliser;
import alo153.intake.in.whatsapp.Inbound.Sender;
import alo153.intake.out.Acceptance;
import alo153.intake.out.CodeIndex;
import alo153.intake.out.DoorRefusals;
import alo153.intake.out.Outcome;
import alo153.intake.out.Threads;
import alo153.intake.out.Threads.Belonging;
import alo153.transport.Envelopes;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Makes a request, or a message about one, of what somebody sends by WhatsApp.
 *
 * <p>What a message belongs to can depend on what came before it. Meta delivers again and in any
 * order, so whatever was settled at the first delivery is kept under the message's id and counts at
 * every later one.
 */
final class WhatsAppDoor {
  private static final String NAME = "whatsapp";

  private final Acceptance acceptance;
  private final Normaliser normaliser;
  private final CodeIndex codes;
  private final Threads threads;
  private final Media media;
  private final DoorRefusals refusals;
  private final Envelopes envelopes;
  private final Keyed keyed;
  private final Duration together;
  private final Clock clock;
  private final MeterRegistry meters;

  WhatsAppDoor(
      Acceptance acceptance,
      Normaliser normaliser,
      CodeIndex codes,
      Threads threads,
      Media media,
      DoorRefusals refusals,
      Envelopes envelopes,
      Keyed keyed,
      Duration together,
      Clock clock,
      MeterRegistry meters) {
    this.acceptance = acceptance;
    this.normaliser = normaliser;
    this.codes = codes;
    this.threads = threads;
    this.media = media;
    this.refusals = refusals;
    this.envelopes = envelopes;
    this.keyed = keyed;
    this.together = together;
    this.clock = clock;
    this.meters = meters;
  }

  /** Completes when the message is durable, or fails and Meta has to send it again. */
  Mono<Void> take(Inbound message) {
    count(message.body().getClass().getSimpleName().toLowerCase(Locale.ROOT));
    if (message.body() instanceof Inbound.Other other) {
      return other.noted() ? note(message, other) : Mono.empty();
    }
    if (message.body() instanceof Inbound.Renamed renamed) {
      return threads.renamed(
          message.account(), message.sender().ids().iterator().next(), renamed.now());
    }
    if (message.body() instanceof Inbound.Revoked revoked) {
      return revoke(message, revoked);
    }
    return belonging(message)
        .flatMap(it -> it.opens() ? open(message) : add(message, it.requestId()));
  }

  /** What the message belongs to: nearly always itself, and then nothing needs to be settled. */
  private Mono<Belonging> belonging(Inbound message) {
    Belonging itself = new Belonging(normaliser.requestId(door(message, message.id())), true);
    Optional<TrackingCode> code = code(message.body());
    boolean alone =
        code.isEmpty()
            && message.quotes() == null
            && !message.needsCompany()
            && !(message.body() instanceof Inbound.Edited);
    if (alone) {
      return Mono.just(itself);
    }
    return threads
        .of(message.account(), message.id())
        .switchIfEmpty(
            Mono.defer(
                () ->
                    older(message, code)
                        .map(request -> new Belonging(request, false))
                        .defaultIfEmpty(itself)
                        .flatMap(found -> threads.settle(message.account(), message.id(), found))));
  }

  /** The older request it is about; empty when it is about none. */
  private Mono<RequestId> older(Inbound message, Optional<TrackingCode> code) {
    Mono<RequestId> byCode = code.map(codes::find).orElse(Mono.empty());
    Mono<RequestId> byQuote =
        message.quotes() == null
            ? Mono.empty()
            : Mono.defer(() -> requestOf(message, message.quotes()).map(Belonging::requestId));
    Mono<RequestId> byEdit =
        message.body() instanceof Inbound.Edited edited
            ? Mono.defer(() -> requestOf(message, edited.original()).map(Belonging::requestId))
            : Mono.empty();
    Mono<RequestId> byCompany =
        message.needsCompany() && message.quotes() == null
            ? Mono.defer(() -> justWritten(message))
            : Mono.empty();
    return byCode.switchIfEmpty(byQuote).switchIfEmpty(byEdit).switchIfEmpty(byCompany);
  }

  private Mono<RequestId> justWritten(Inbound message) {
    Instant at = sentAt(message);
    return threads.lastOf(message.account(), message.sender().ids(), at.minus(together), at);
  }

  /** What an earlier message, ours or theirs, belongs to. */
  private Mono<Belonging> requestOf(Inbound message, String earlier) {
    return threads
        .of(message.account(), earlier)
        .switchIfEmpty(
            Mono.defer(
                () -> {
                  // a message that became a request by itself: its id can be computed again
                  RequestId own = normaliser.requestId(door(message, earlier));
                  return codes
                      .find(own.trackingCode())
                      .filter(own::equals)
                      .map(it -> new Belonging(it, true));
                }));
  }

  private Mono<Void> open(Inbound message) {
    Door door = door(message, message.id());
    RequestId requestId = normaliser.requestId(door);
    return media
        .bring(message, requestId)
        .flatMap(
            brought ->
                acceptance
                    .accept(submission(message, brought), door)
                    .flatMap(it -> settled(message, it)))
        .then(
            Mono.defer(
                () ->
                    threads.wrote(
                        message.account(), message.sender().ids(), requestId, sentAt(message))));
  }

  private Mono<Void> add(Inbound message, RequestId requestId) {
    return media
        .bring(message, requestId)
        .flatMap(
            brought ->
                acceptance
                    .write(requestId, followUp(message, brought), door(message, message.id()))
                    .flatMap(it -> settled(message, it)));
  }

  /**
   * Taking back the message that made a request takes back the request; taking back a later one is
   * only noted, and an unknown one has not come yet or never will.
   */
  private Mono<Void> revoke(Inbound message, Inbound.Revoked revoked) {
    return requestOf(message, revoked.original())
        .flatMap(
            it -> {
              var followUp =
                  it.opens()
                      ? new FollowUp(Purpose.WITHDRAWAL, null, null, null, List.of())
                      : new FollowUp(
                          Purpose.ADDITION,
                          "[Gönderen bir iletisini sildi / The sender deleted a message]",
                          null,
                          null,
                          List.of());
              return acceptance
                  .write(it.requestId(), followUp, door(message, message.id()))
                  .flatMap(outcome -> settled(message, outcome));
            });
  }

  private Mono<Void> settled(Inbound message, Outcome outcome) {
    if (outcome instanceof Outcome.Refused refused) {
      return refusals.keep(
          NAME,
          message.raw().toString(),
          "INVALID",
          refused.flaws().stream()
              .map((Flaw flaw) -> flaw.pointer() + " " + flaw.code())
              .collect(Collectors.joining("; ")));
    }
    // the same message with another content: the first delivery counts, a file came or not
    return Mono.empty();
  }

  private Mono<Void> note(Inbound message, Inbound.Other other) {
    String person = message.sender().ids().iterator().next();
    var contact =
        new ContactLogged(
            keyed.hash("whatsapp-message", message.account(), message.id()),
            keyed.hash("whatsapp-person", message.account(), person),
            Channel.WHATSAPP,
            "message." + other.type(),
            sentAt(message),
            NAME,
            message.sender().phone(),
            message.sender().name(),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null);
    return acceptance.log(List.of(envelopes.contact(contact)));
  }

  private static Optional<TrackingCode> code(Inbound.Body body) {
    if (body instanceof Inbound.Words words) {
      return TrackingCode.findIn(words.text());
    }
    if (body instanceof Inbound.Pressed pressed) {
      return TrackingCode.findIn(pressed.payload());
    }
    return body instanceof Inbound.Media media && media.caption() != null
        ? TrackingCode.findIn(media.caption())
        : Optional.empty();
  }

  private static FollowUp followUp(Inbound message, Media.Brought brought) {
    return message.body() instanceof Inbound.Pressed pressed
        ? Meant.byButton(pressed.payload(), pressed.title())
        : Meant.byWords(text(message.body(), brought, false), brought.files());
  }

  private Submission submission(Inbound message, Media.Brought brought) {
    Sender sender = message.sender();
    var position = message.body() instanceof Inbound.Position it ? it : null;
    return new Submission(
        message.id(),
        message.account(),
        Channel.WHATSAPP.name(),
        null,
        text(message.body(), brought, true),
        null,
        null,
        null,
        null,
        position == null
            ? null
            : new Submission.Location(
                position.lat(), position.lon(), address(position), null, null, null),
        new Submission.Contact(
            sender.name(),
            sender.phone(),
            null,
            sender.address(),
            null,
            null,
            null,
            null,
            message.id()),
        null,
        null,
        brought.files(),
        message.sentAt());
  }

  /**
   * @param opens a request needs words, even where only a picture came
   */
  private static String text(Inbound.Body body, Media.Brought brought, boolean opens) {
    String words = words(body, opens);
    if (brought.note() == null) {
      return words;
    }
    return words.isEmpty() ? brought.note() : words + "\n\n" + brought.note();
  }

  private static String words(Inbound.Body body, boolean opens) {
    if (body instanceof Inbound.Words words) {
      return words.text();
    }
    if (body instanceof Inbound.Media media) {
      if (media.caption() != null) {
        return media.caption();
      }
      return opens ? Media.placeholder(media.type()) : "";
    }
    if (body instanceof Inbound.Position position) {
      String address = address(position);
      String point = String.format(Locale.ROOT, "%.6f, %.6f", position.lat(), position.lon());
      return "[Konum / Location] " + point + (address == null ? "" : "\n" + address);
    }
    if (body instanceof Inbound.Cards cards) {
      return cards.text();
    }
    if (body instanceof Inbound.Edited edited) {
      return opens ? edited.text() : "[Düzeltme / Correction] " + edited.text();
    }
    return body instanceof Inbound.Pressed pressed ? pressed.title() : "";
  }

  private static @Nullable String address(Inbound.Position position) {
    if (position.name() == null) {
      return position.address();
    }
    return position.address() == null
        ? position.name()
        : position.name() + ", " + position.address();
  }

  private Door door(Inbound message, String messageId) {
    return new Door(Channel.WHATSAPP, message.account(), messageId, clock.instant(), false);
  }

  private Instant sentAt(Inbound message) {
    Instant now = clock.instant();
    return message.sentAt() == null || message.sentAt().isAfter(now) ? now : message.sentAt();
  }

  private void count(String what) {
    meters.counter("alo153.intake.whatsapp.messages", "what", what).increment();
  }
}
