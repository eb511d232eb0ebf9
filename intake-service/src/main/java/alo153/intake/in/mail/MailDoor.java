package alo153.intake.in.mail;

import alo153.events.Channel;
import alo153.events.CitizenWrote.Purpose;
import alo153.events.OwnerCode;
import alo153.events.RequestId;
import alo153.events.TrackingCode;
import alo153.events.work.Submission;
import alo153.intake.decide.Door;
import alo153.intake.decide.FollowUp;
import alo153.intake.decide.Normaliser;
import alo153.intake.in.mail.AutomaticMail.Sign;
import alo153.intake.out.Acceptance;
import alo153.intake.out.CodeIndex;
import alo153.intake.out.DoorRefusals;
import alo153.intake.out.Outcome;
import alo153.intake.out.Receipts;
import alo153.transport.Envelopes;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
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

/**
 * Sorts a mail and does what it asks for: a request, a message about one, an institution's answer,
 * a receipt, or nothing at all because a machine wrote it.
 */
final class MailDoor {
  private static final String NAME = "mail";

  /** A machine of an institution may well write its answers; a machine's excuse is none. */
  private static final Set<Sign> ALLOWED_TO_INSTITUTIONS =
      EnumSet.of(Sign.ROBOT_ADDRESS, Sign.LIST, Sign.BULK);

  private static final Pattern OBJECTION =
      Pattern.compile(
          "(?iu)^\\s*(?:(?:re|ynt|yan|cvp|ilt|fw|fwd)\\s?:\\s*)*(?:\\[[^\\]]{0,40}\\]\\s*)?[iİ]t[iİ]raz.*");

  private final MailSettings settings;
  private final Institutions institutions;
  private final SenderProof proof;
  private final Acceptance acceptance;
  private final Normaliser normaliser;
  private final CodeIndex codes;
  private final MailFiles files;
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
    return Mono.defer(() -> sort(raw))
        .doOnNext(
            result -> meters.counter("alo153.intake.mail", "result", result.name()).increment());
  }

  /** Keeps a mail nobody can do anything with. */
  Mono<Void> refuse(byte[] bytes, String reason, String detail) {
    meters.counter("alo153.intake.rejected", "channel", "MAIL", "reason", reason).increment();
    return refusals.keep(NAME, bytes, reason, detail);
  }

  private Mono<Result> sort(Raw raw) {
    Mail mail = MailReader.read(raw.bytes(), settings.ours());
    Optional<Sign> sign = AutomaticMail.sign(mail, settings.ours());
    Optional<OwnerCode> institution = institution(mail);
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
                return update(mail, known.get(), institution.get(), raw);
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
      return Mono.just(Result.AUTOMATIC);
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

  private Optional<OwnerCode> institution(Mail mail) {
    return mail.from() == null || !proof.holds(mail.header())
        ? Optional.empty()
        : institutions.writingFrom(mail.from().address());
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
        .bring(mail, requestId, words(mail, mail.text()), raw)
        .flatMap(brought -> acceptance.accept(submission(mail, brought), door))
        .flatMap(outcome -> settled(outcome, raw))
        .thenReturn(Result.REQUEST);
  }

  private Mono<Result> add(Mail mail, RequestId requestId, Raw raw) {
    return files
        .bring(mail, requestId, mail.visible(), raw)
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

  private Mono<Result> update(Mail mail, RequestId requestId, OwnerCode institution, Raw raw) {
    return files
        .bring(mail, requestId, words(mail, mail.visible()), raw)
        .flatMap(
            brought ->
                files
                    .tie(requestId, brought)
                    .then(
                        acceptance.log(
                            List.of(
                                envelopes.update(
                                    InstitutionReply.update(
                                        "mail-" + mail.fingerprint(),
                                        requestId,
                                        institution,
                                        brought.text(),
                                        brought.references(),
                                        receivedAt(raw)))))))
        .thenReturn(Result.UPDATE);
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
        mail.date());
  }

  /**
   * Whether it answers a question of a department only the tracking knows: there an addition while
   * we wait for the citizen is an answer.
   */
  private static Purpose purpose(Mail mail, String text) {
    String firstLine = text.lines().findFirst().orElse("");
    boolean objects =
        OBJECTION.matcher(firstLine).matches()
            || mail.subject() != null && OBJECTION.matcher(mail.subject()).matches();
    return objects ? Purpose.OBJECTION : Purpose.ADDITION;
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
