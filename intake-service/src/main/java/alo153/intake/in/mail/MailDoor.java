package alo153.intake.in.mail;

import alo153.events.Channel;
import alo153.events.CitizenWrote.Purpose;
import alo153.events.OwnerCode;
import alo153.events.RequestId;
import alo153.events.TrackingCode;
import alo153.events.work.ContactLogged;
import alo153.events.work.DepartmentUpdate;
import alo153.events.work.Submission;
import alo153.intake.decide.Door;
import alo153.intake.decide.FollowUp;
import alo153.intake.decide.Keyed;
import alo153.intake.decide.Normaliser;
import alo153.intake.decide.Objections;
import alo153.intake.in.mail.AutomaticMail.Sign;
import alo153.intake.out.Acceptance;
import alo153.intake.out.CodeIndex;
import alo153.intake.out.DoorRefusals;
import alo153.intake.out.Outcome;
import alo153.intake.out.Receipts;
import alo153.intake.out.Threads;
import alo153.transport.Envelopes;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Sorts a mail and does what it asks for: a request, a message about one, an institution's answer,
 * a receipt, or nothing at all because a machine wrote it.
 */
final class MailDoor {
  private static final String NAME = "mail";

  /** A machine of an institution may well write its answers; a machine's excuse is none. */
  private static final Set<Sign> ALLOWED_TO_INSTITUTIONS =
      EnumSet.of(Sign.ROBOT_ADDRESS, Sign.LIST, Sign.BULK);

  /** Our reply repeats the citizen's subject; what comes back with it is no new word of theirs. */
  private static final Pattern REPLY_MARK =
      Pattern.compile("(?iu)\\s*+(?:re|ynt|yan|cvp)\\s?:.*", Pattern.DOTALL);

  private static final Pattern CODE_MARK = Pattern.compile("^\\s*+\\[[^\\]]{0,40}\\]\\s*+");

  /** Longer than any mail needs that does not mean to be a burden. */
  private static final Duration READING = Duration.ofSeconds(20);

  /** How long the log may need to tell us of a mail the notification has just sent. */
  private static final Duration NEWS = Duration.ofMinutes(1);

  private final MailSettings settings;
  private final Institutions institutions;
  private final SenderProof proof;
  private final Acceptance acceptance;
  private final Normaliser normaliser;
  private final CodeIndex codes;
  private final MailFiles files;
  private final Threads threads;
  private final Keyed keyed;
  private final Receipts receipts;
  private final DoorRefusals refusals;
  private final Envelopes envelopes;
  private final Clock clock;
  private final MeterRegistry meters;

  MailDoor(
      MailSettings settings,
      Institutions institutions,
      Acceptance acceptance,
      Normaliser normaliser,
      CodeIndex codes,
      MailFiles files,
      Threads threads,
      Keyed keyed,
      Receipts receipts,
      DoorRefusals refusals,
      Envelopes envelopes,
      Clock clock,
      MeterRegistry meters) {
    this.settings = settings;
    this.institutions = institutions;
    this.proof = new SenderProof(settings.authservId());
    this.acceptance = acceptance;
    this.normaliser = normaliser;
    this.codes = codes;
    this.files = files;
    this.threads = threads;
    this.keyed = keyed;
    this.receipts = receipts;
    this.refusals = refusals;
    this.envelopes = envelopes;
    this.clock = clock;
    this.meters = meters;
  }

  /** What a mail was. */
  enum Result {
    REQUEST,
    MESSAGE,
    UPDATE,
    RECEIPT,
    AUTOMATIC,
    UNREADABLE
  }

  /**
   * A mail as it lay in the mailbox.
   *
   * @param bytes all of it, or the beginning of one that is too large
   * @param wholeSize how large it really is
   * @param receivedAt when the mailbox got it; null when the server does not say
   */
  record Raw(byte[] bytes, long wholeSize, @Nullable Instant receivedAt) {
    boolean isCut() {
      return wholeSize > bytes.length;
    }

    @Override
    public String toString() {
      return "Raw[" + wholeSize + " bytes]";
    }
  }

  /** Completes when whatever the mail asks for is durable; else it has to be fetched again. */
  Mono<Result> take(Raw raw) {
    return read(raw)
        .flatMap(sorted -> sort(sorted, raw))
        .doOnNext(
            result -> meters.counter("alo153.intake.mail", "result", result.name()).increment());
  }

  /** Keeps a mail nobody can do anything with. */
  Mono<Void> refuse(byte[] bytes, String reason, String detail) {
    meters.counter("alo153.intake.rejected", "channel", "MAIL", "reason", reason).increment();
    return refusals.keep(NAME, bytes, reason, detail);
  }

  /** A mail and what it looks like from outside. */
  private record Sorted(Mail mail, Optional<Sign> sign, Optional<OwnerCode> institution) {}

  /**
   * On a thread of its own, so that a mail can be given up. Errors are made exceptions: Reactor
   * throws them past everybody who waits.
   */
  private Mono<Sorted> read(Raw raw) {
    return Mono.fromCallable(
            () -> {
              try {
                Mail mail = MailReader.read(raw.bytes(), settings.ours());
                return new Sorted(
                    mail, AutomaticMail.sign(mail, settings.ours()), institution(mail));
              } catch (StackOverflowError | LinkageError e) {
                throw new UnreadableMailException(e.getClass().getSimpleName(), e);
              }
            })
        .subscribeOn(Schedulers.boundedElastic())
        .timeout(
            READING, Mono.error(() -> new UnreadableMailException("not read within " + READING)));
  }

  private Mono<Result> sort(Sorted sorted, Raw raw) {
    Mail mail = sorted.mail();
    Optional<Sign> sign = sorted.sign();
    Optional<OwnerCode> institution = sorted.institution();
    if (sign.isPresent()
        && (institution.isEmpty() || !ALLOWED_TO_INSTITUTIONS.contains(sign.get()))) {
      return machine(mail, sign.get(), raw);
    }
    return request(mail)
        .map(Optional::of)
        .defaultIfEmpty(Optional.empty())
        .flatMap(
            known -> {
              if (known.isPresent() && institution.isPresent()) {
                return update(mail, known.get(), institution.get(), sign.isPresent(), raw);
              }
              if (sign.isPresent()) {
                return machine(mail, sign.get(), raw);
              }
              if (mail.isBlank()) {
                return refuse(raw.bytes(), "EMPTY", "nothing in it that a person could read")
                    .thenReturn(Result.UNREADABLE);
              }
              return known.isPresent() ? add(mail, known.get(), raw) : open(mail, raw);
            });
  }

  private Mono<Result> machine(Mail mail, Sign sign, Raw raw) {
    meters.counter("alo153.intake.mail.automatic", "sign", sign.name()).increment();
    DeliveryReport report = mail.report();
    String messageId = report == null ? null : report.messageId().orElse(null);
    if (report == null || messageId == null) {
      return note(mail, sign, raw).thenReturn(Result.AUTOMATIC);
    }
    return receipts
        .forward(
            NAME,
            List.of(
                new Receipts.Receipt(
                    messageId,
                    report.original(),
                    report.action().word(),
                    receivedAt(raw),
                    report.status())))
        .thenReturn(Result.RECEIPT);
  }

  /**
   * So that the desk sees that there was a mail, and can look for it in the mailbox. Nothing of
   * what it says and of who wrote it: nobody could find it again when the person is to be
   * forgotten.
   */
  private Mono<Void> note(Mail mail, Sign sign, Raw raw) {
    var contact =
        new ContactLogged(
            keyed.hash("mail", settings.account(), mail.key()),
            keyed.hash("mail-contact", settings.account(), mail.key()),
            Channel.MAIL,
            "mail.automatic",
            receivedAt(raw),
            NAME,
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
            sign.name(),
            null,
            null);
    return acceptance.log(List.of(envelopes.contact(contact)));
  }

  private Optional<OwnerCode> institution(Mail mail) {
    return mail.from() == null ? Optional.empty() : institutions.writingFrom(mail.from().address());
  }

  /** Whether the institution itself wrote it, as far as anybody can tell. */
  private Mono<Boolean> isProven(Mail mail, RequestId requestId, Raw raw) {
    if (proof.holds(mail.header())) {
      return Mono.just(true);
    }
    List<String> ours =
        mail.references().stream()
            .filter(
                it -> TrackingCode.findIn(it).filter(requestId.trackingCode()::equals).isPresent())
            .flatMap(it -> DeliveryReport.messageId(it).stream())
            .toList();
    return Flux.fromIterable(ours)
        .concatMap(it -> threads.of(Threads.WORK, it))
        .any(it -> it.requestId().equals(requestId))
        .flatMap(
            proven ->
                !proven && !ours.isEmpty() && isNews(raw)
                    ? Mono.error(
                        new NotYetException(
                            "the log does not tell yet whether we sent the mail this one answers"))
                    : Mono.just(proven));
  }

  private boolean isNews(Raw raw) {
    return raw.receivedAt() != null && raw.receivedAt().isAfter(clock.instant().minus(NEWS));
  }

  /**
   * The request a mail is about: the code in the address it was sent to, in the ids it answers to
   * (our Message-IDs hold it), or in the subject.
   */
  private Mono<RequestId> request(Mail mail) {
    List<String> places = new ArrayList<>(mail.recipients());
    places.addAll(mail.references());
    if (mail.subject() != null) {
      places.add(mail.subject());
    }
    return Flux.fromIterable(places)
        .concatMap(place -> Mono.justOrEmpty(TrackingCode.findIn(place)))
        .distinct()
        .concatMap(codes::find)
        .next();
  }

  private Mono<Result> open(Mail mail, Raw raw) {
    Door door = door(mail, raw);
    RequestId requestId = normaliser.requestId(door);
    return files
        .bring(mail, requestId, words(mail, mail.text()), words(mail, mail.text()), raw)
        .flatMap(brought -> acceptance.accept(submission(mail, brought), door))
        .flatMap(outcome -> settled(outcome, raw))
        .thenReturn(Result.REQUEST);
  }

  private Mono<Result> add(Mail mail, RequestId requestId, Raw raw) {
    return files
        .bring(mail, requestId, mail.visible(), mail.text(), raw)
        .flatMap(
            brought ->
                acceptance.write(
                    requestId,
                    new FollowUp(
                        purpose(mail, brought.text()),
                        brought.text(),
                        mail.subject(),
                        null,
                        brought.references()),
                    door(mail, raw)))
        .flatMap(outcome -> settled(outcome, raw))
        .thenReturn(Result.MESSAGE);
  }

  /**
   * Only what the institution surely wrote is its answer, and of its machines only what says so: a
   * "we have received your request" would settle the matter.
   */
  private Mono<Result> update(
      Mail mail, RequestId requestId, OwnerCode institution, boolean machine, Raw raw) {
    String words = words(mail, mail.visible());
    return isProven(mail, requestId, raw)
        .map(proven -> proven && (!machine || InstitutionReply.saysOutcome(words)))
        .flatMap(
            answers -> {
              String kept = answers ? words : words(mail, mail.text());
              return files
                  .bring(mail, requestId, kept, kept, raw)
                  .flatMap(
                      brought ->
                          files
                              .tie(requestId, brought)
                              .then(
                                  acceptance.log(
                                      List.of(
                                          envelopes.update(
                                              update(
                                                  mail,
                                                  requestId,
                                                  institution,
                                                  answers,
                                                  brought,
                                                  receivedAt(raw)))))));
            })
        .thenReturn(Result.UPDATE);
  }

  private static DepartmentUpdate update(
      Mail mail,
      RequestId requestId,
      OwnerCode institution,
      boolean answers,
      MailFiles.Brought brought,
      Instant at) {
    String key = "mail-" + mail.fingerprint();
    return answers
        ? InstitutionReply.answer(
            key,
            requestId,
            institution,
            brought.text(),
            mail.text().equals(mail.visible()) ? "" : mail.text(),
            brought.references(),
            at)
        : InstitutionReply.note(
            key, requestId, institution, brought.text(), brought.references(), at);
  }

  /** What we can not take is kept, so that nobody's words are lost over a rule of ours. */
  private Mono<Void> settled(Outcome outcome, Raw raw) {
    if (outcome instanceof Outcome.Refused refused) {
      return refuse(
          raw.bytes(),
          "INVALID",
          refused.flaws().stream()
              .map(flaw -> flaw.pointer() + " " + flaw.code())
              .collect(Collectors.joining("; ")));
    }
    return Mono.empty();
  }

  private static Submission submission(Mail mail, MailFiles.Brought brought) {
    return new Submission(
        null,
        null,
        Channel.MAIL.name(),
        null,
        brought.text(),
        mail.subject(),
        null,
        null,
        null,
        null,
        new Submission.Contact(
            mail.from() == null ? null : mail.from().name(),
            null,
            mail.answerTo(),
            null,
            null,
            null,
            null,
            null,
            mail.messageId()),
        null,
        null,
        brought.references(),
        // the sender's clock is the sender's claim: deadlines run from when the mailbox got it
        null);
  }

  /**
   * Whether it answers a question of a department only the tracking knows: there an addition while
   * we wait for the citizen is an answer.
   */
  private static Purpose purpose(Mail mail, String text) {
    String firstLine = text.lines().findFirst().orElse("");
    return Objections.beginWith(firstLine) || objectsInSubject(mail)
        ? Purpose.OBJECTION
        : Purpose.ADDITION;
  }

  private static boolean objectsInSubject(Mail mail) {
    String subject = mail.subject();
    return subject != null
        && mail.references().isEmpty()
        && !REPLY_MARK.matcher(subject).matches()
        && Objections.beginWith(CODE_MARK.matcher(subject).replaceFirst(""));
  }

  /** Some people write everything into the subject, some only attach a file. */
  private static String words(Mail mail, String text) {
    if (!text.isBlank()) {
      return text;
    }
    return mail.subject() == null
        ? "[Metinsiz e-posta, eki var / Mail without text, with an attachment]"
        : mail.subject();
  }

  private Door door(Mail mail, Raw raw) {
    return new Door(Channel.MAIL, settings.account(), mail.key(), receivedAt(raw), false);
  }

  private Instant receivedAt(Raw raw) {
    Instant now = clock.instant();
    return raw.receivedAt() == null || raw.receivedAt().isAfter(now) ? now : raw.receivedAt();
  }
}
