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
import alo153.intake.out.Threads.Chat;
import alo153.intake.out.Threads.Known;
import alo153.transport.Envelopes;
import alo153.transport.InfrastructureException;
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

  /** How long the store may take to settle one message, and a request to appear. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** How often we look whether it has appeared. */
  private static final int ON_ITS_WAY = 25;

  /** How much later a message may have been sent than one that arrives after it. */
  private static final Duration OVERTAKING = Duration.ofMinutes(1);

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
  private final OneByOne persons = new OneByOne();

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

  /**
   * What the message belongs to, settled before its file is fetched: who sends five pictures sends
   * them at once, each as a notification of its own, and all of them are one request.
   */
  private Mono<Belonging> belonging(Inbound message) {
    Instant at = sentAt(message);
    Sender sender = message.sender();
    return persons.run(
        message.account() + " " + sender.ids().iterator().next(),
        threads
            .known(message.account(), message.id(), sender.ids(), at)
            .flatMap(
                known ->
                    settle(message, known)
                        .flatMap(found -> remember(message, found, known, at).thenReturn(found)))
            .timeout(PATIENCE));
  }

  private Mono<Belonging> settle(Inbound message, Known known) {
    return known.belonging() != null
        ? Mono.just(known.belonging())
        : older(message, known)
            .map(request -> new Belonging(request, false))
            .defaultIfEmpty(itself(message))
            .flatMap(found -> threads.settle(message.account(), message.id(), found));
  }

  private Belonging itself(Inbound message) {
    return new Belonging(normaliser.requestId(door(message, message.id())), true);
  }

  private Mono<Void> remember(Inbound message, Belonging found, Known before, Instant at) {
    Chat chat = before.chat();
    if (before.belonging() != null && chat != null && !chat.at().isBefore(at)) {
      // it comes again, and was noted when it came first
      return Mono.empty();
    }
    var now = new Chat(found.requestId(), at, found.opens() && message.needsCompany());
    return found.opens() || message.hasWords()
        ? threads.wrote(message.account(), message.sender().ids(), now, chat)
        : Mono.empty();
  }

  /** The older request it is about; empty when it is about none. */
  private Mono<RequestId> older(Inbound message, Known known) {
    Mono<RequestId> byCode = code(message.body()).map(codes::find).orElse(Mono.empty());
    Mono<RequestId> byQuote =
        message.quotes() == null
            ? Mono.empty()
            : Mono.defer(() -> requestOf(message, message.quotes()).map(Belonging::requestId));
    Mono<RequestId> byEdit =
        message.body() instanceof Inbound.Edited edited
            ? Mono.defer(() -> requestOf(message, edited.original()).map(Belonging::requestId))
            : Mono.empty();
    return byCode
        .switchIfEmpty(byQuote)
        .switchIfEmpty(byEdit)
        .switchIfEmpty(Mono.justOrEmpty(byCompany(message, known)));
  }

  /**
   * Who was asked answers; who shows something shows what they wrote about, and who wrote nothing
   * yet says what they show.
   */
  private Optional<RequestId> byCompany(Inbound message, Known known) {
    if (!message.hasWords() && !message.needsCompany()) {
      return Optional.empty();
    }
    if (known.asked() != null) {
      return Optional.of(known.asked());
    }
    Chat chat = known.chat();
    boolean together =
        chat != null
            && message.quotes() == null
            && (message.needsCompany() || chat.wordless())
            && isTogether(chat.at(), sentAt(message));
    return together ? Optional.of(chat.requestId()) : Optional.empty();
  }

  /** Notifications overtake each other a little. */
  private boolean isTogether(Instant earlier, Instant later) {
    Duration between = Duration.between(earlier, later);
    return between.compareTo(together) <= 0 && between.negated().compareTo(OVERTAKING) <= 0;
  }

  /** What an earlier message, ours or theirs, belongs to. */
  private Mono<Belonging> requestOf(Inbound message, String earlier) {
    // a message that nothing was noted about became a request by itself, if anything: its id can
    // be computed again
    Belonging own = new Belonging(normaliser.requestId(door(message, earlier)), true);
    return threads
        .of(message.account(), earlier)
        .defaultIfEmpty(own)
        .filterWhen(
            it ->
                codes
                    .find(it.requestId().trackingCode())
                    .map(it.requestId()::equals)
                    .defaultIfEmpty(false));
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
                    .flatMap(it -> opened(message, requestId, it)));
  }

  private Mono<Void> opened(Inbound message, RequestId requestId, Outcome outcome) {
    return outcome instanceof Outcome.Refused
        ? threads
            .wroteNothing(message.account(), message.sender().ids(), requestId)
            .then(settled(message, outcome))
        : settled(message, outcome);
  }

  private Mono<Void> add(Inbound message, RequestId requestId) {
    return isThere(requestId)
        .flatMap(there -> there ? write(message, requestId) : withoutCompany(message, requestId));
  }

  private Mono<Void> write(Inbound message, RequestId requestId) {
    return media
        .bring(message, requestId)
        .flatMap(
            brought ->
                acceptance
                    .write(requestId, followUp(message, brought), door(message, message.id()))
                    .flatMap(it -> settled(message, it)));
  }

  /** The message that makes the request may be on its way still, here or at another instance. */
  private Mono<Boolean> isThere(RequestId requestId) {
    return Mono.defer(() -> codes.find(requestId.trackingCode()))
        .filter(requestId::equals)
        .repeatWhenEmpty(
            asked -> asked.take(ON_ITS_WAY).delayElements(PATIENCE.dividedBy(ON_ITS_WAY)))
        .hasElement();
  }

  /** Meta sends both again; when the other one does not come, this one is taken by itself. */
  private Mono<Void> withoutCompany(Inbound message, RequestId requestId) {
    return threads
        .settleAnew(
            message.account(), message.id(), itself(message), clock.instant().minus(together))
        .flatMap(
            anew ->
                anew
                    ? open(message)
                    : Mono.error(
                        new InfrastructureException(
                            "the message that makes request " + requestId + " is not there yet",
                            null)));
  }

  /**
   * Taking back the message that made a request takes back the request, unless it was only a
   * picture and the words came after it; taking back a later one is only noted, and an unknown one
   * has not come yet or never will.
   */
  private Mono<Void> revoke(Inbound message, Inbound.Revoked revoked) {
    return requestOf(message, revoked.original())
        .zipWhen(it -> threads.isJoined(it.requestId()))
        .flatMap(
            found -> {
              Belonging it = found.getT1();
              var followUp =
                  it.opens() && !found.getT2()
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
