package alo153.intake.out;

import alo153.events.Channel;
import alo153.events.CitizenWrote;
import alo153.events.RequestEvent;
import alo153.events.RequestId;
import alo153.events.RequestSubmitted;
import alo153.events.TrackingCode;
import alo153.events.work.Submission;
import alo153.intake.decide.Door;
import alo153.intake.decide.FollowUp;
import alo153.intake.decide.Normaliser;
import alo153.intake.decide.StoredFile;
import alo153.intake.decide.Verdict;
import alo153.transport.Envelopes;
import alo153.transport.Outgoing;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * What every door calls: checks, writes the personal parts and then the event, and says "taken"
 * only when the brokers have acknowledged all of it.
 */
public final class Acceptance {
  private static final Logger LOG = LoggerFactory.getLogger(Acceptance.class);

  /** A sender waits for the brokers, not for this as well. */
  private static final Duration INDEX_PATIENCE = Duration.ofMillis(250);

  private final Normaliser normaliser;
  private final AttachmentStore files;
  private final CodeIndex codes;
  private final RecentlyAccepted recent;
  private final LogGate gate;
  private final Envelopes envelopes;
  private final MeterRegistry meters;

  public Acceptance(
      Normaliser normaliser,
      AttachmentStore files,
      CodeIndex codes,
      RecentlyAccepted recent,
      LogGate gate,
      Envelopes envelopes,
      MeterRegistry meters) {
    this.normaliser = normaliser;
    this.files = files;
    this.codes = codes;
    this.recent = recent;
    this.gate = gate;
    this.envelopes = envelopes;
    this.meters = meters;
    // there from the start: a counter that begins at 1 has not increased, and a silent door is a 0
    for (Channel channel : Channel.values()) {
      accepted(channel, RequestSubmitted.TYPE);
      accepted(channel, CitizenWrote.TYPE);
    }
  }

  /**
   * A submission becomes a request.
   *
   * @return how it went; fails with {@link UnavailableException} (or a failure of the store) when
   *     nobody can know, and the same delivery should come again
   */
  public Mono<Outcome> accept(Submission submission, Door door) {
    return accept(submission, door, request -> List.of());
  }

  /**
   * The same, writing something beside the request with the same acknowledgement.
   *
   * @param beside what else to write once the request's id is known
   */
  public Mono<Outcome> accept(
      Submission submission, Door door, Function<RequestId, List<Outgoing>> beside) {
    return Mono.defer(
        () -> {
          RequestId requestId = normaliser.requestId(door);
          return filesOf(submission.attachments())
              .flatMap(
                  stored ->
                      finish(normaliser.judge(submission, door, requestId, stored), door, beside));
        });
  }

  /**
   * The same for a sender who is not known and may have chosen a key that is somebody else's: when
   * it stands for another content on the log already, nobody learns anything of that request.
   */
  public Mono<Outcome> acceptUnlessTaken(Submission submission, Door door) {
    if (door.messageKey() == null) {
      return accept(submission, door);
    }
    return Mono.defer(() -> codes.contentHash(normaliser.requestId(door)))
        .timeout(INDEX_PATIENCE)
        .onErrorResume(
            e -> {
              LOG.debug("the index of codes is away; the readers of the log settle it", e);
              return Mono.empty();
            })
        .flatMap(known -> compare(submission, door, known))
        .switchIfEmpty(Mono.defer(() -> accept(submission, door)));
  }

  /**
   * Judges a submission without writing anything, against what the log has for its id already.
   *
   * @param known the hash of the content on the log
   */
  public Mono<Outcome> compare(Submission submission, Door door, String known) {
    return Mono.defer(
        () -> {
          RequestId requestId = normaliser.requestId(door);
          return filesOf(submission.attachments())
              .map(stored -> normaliser.judge(submission, door, requestId, stored))
              .map(
                  verdict ->
                      verdict instanceof Verdict.Accepted<RequestSubmitted> accepted
                          ? accepted.contentHash().equals(known)
                              ? taken(accepted.event(), true)
                              : keyReused(accepted.event(), door)
                          : new Outcome.Refused(
                              ((Verdict.Rejected<RequestSubmitted>) verdict).flaws()));
        });
  }

  /** The citizen writes again, naming the request by its code. */
  public Mono<Outcome> write(TrackingCode code, FollowUp message, Door door) {
    return codes
        .find(code)
        .flatMap(requestId -> write(requestId, message, door))
        .switchIfEmpty(Mono.fromSupplier(Outcome.UnknownRequest::new));
  }

  /** The citizen writes again about a request that is known already. */
  public Mono<Outcome> write(RequestId requestId, FollowUp message, Door door) {
    return Mono.defer(
        () -> {
          String key = door.messageKey() == null ? UUID.randomUUID().toString() : door.messageKey();
          return filesOf(message.attachments())
              .flatMap(
                  stored ->
                      finish(
                          normaliser.judge(message, door, requestId, key, stored),
                          door,
                          request -> List.of()));
        });
  }

  /** For what is neither a request nor a message, such as a call: writes it, acknowledged. */
  public Mono<Void> log(List<Outgoing> records) {
    return gate.write(records);
  }

  private Mono<Outcome> finish(
      Verdict<? extends RequestEvent> verdict,
      Door door,
      Function<RequestId, List<Outgoing>> beside) {
    if (verdict instanceof Verdict.Rejected<? extends RequestEvent> rejected) {
      meters
          .counter(
              "alo153.intake.rejected",
              "channel",
              door.channel().name(),
              "reason",
              rejected.flaws().get(0).code())
          .increment();
      return Mono.just(new Outcome.Refused(rejected.flaws()));
    }
    var accepted = (Verdict.Accepted<? extends RequestEvent>) verdict;
    RequestEvent event = accepted.event();
    return switch (recent.begin(event.id(), accepted.contentHash())) {
      case OTHER_CONTENT -> Mono.just(keyReused(event, door));
      case SAME_AND_ACKNOWLEDGED -> Mono.just(taken(event, true));
      case NEW, SAME -> write(accepted, door, beside.apply(event.requestId()));
    };
  }

  private Mono<Outcome> write(
      Verdict.Accepted<? extends RequestEvent> accepted, Door door, List<Outgoing> beside) {
    RequestEvent event = accepted.event();
    // an event on the log without its words would be taken for the whole when it is sent again
    var parts = new ArrayList<Outgoing>();
    accepted
        .parts()
        .forEach((name, part) -> parts.add(envelopes.part(event.requestId(), name, part)));
    var records = new ArrayList<Outgoing>(beside);
    records.add(envelopes.event(event));
    return gate.write(parts, records)
        .then(
            Mono.fromSupplier(
                () -> {
                  recent.acknowledged(event.id(), event.requestId(), accepted.contentHash());
                  accepted(door.channel(), event.type()).increment();
                  return taken(event, false);
                }));
  }

  private Counter accepted(Channel channel, String type) {
    return meters.counter("alo153.intake.accepted", "channel", channel.name(), "type", type);
  }

  private Outcome keyReused(RequestEvent event, Door door) {
    LOG.warn(
        "a key of {} was used again for other content; request {} stays as it is",
        door.channel(),
        event.requestId());
    meters.counter("alo153.intake.key.reused", "channel", door.channel().name()).increment();
    return new Outcome.KeyReused(event.requestId());
  }

  private Outcome taken(RequestEvent event, boolean repeated) {
    Instant answerBy =
        event instanceof RequestSubmitted submitted
            ? normaliser.answerBy(submitted).orElse(null)
            : null;
    return new Outcome.Taken(event.requestId(), event.id(), answerBy, repeated);
  }

  private Mono<Map<String, StoredFile>> filesOf(@Nullable List<@Nullable String> references) {
    return references == null || references.isEmpty() || references.size() > Normaliser.MAX_FILES
        ? Mono.just(Map.of())
        : files.findAll(references.stream().filter(Objects::nonNull).toList());
  }
}
