package alo153.intake.in.inbox;

import alo153.events.Channel;
import alo153.events.work.Submission;
import alo153.frame.StoreCalls;
import alo153.intake.decide.Door;
import alo153.intake.decide.Flaw;
import alo153.intake.out.Acceptance;
import alo153.intake.out.Outcome;
import alo153.transport.BatchHandler;
import alo153.transport.LogRecord;
import alo153.transport.Received;
import alo153.transport.Refused;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Submissions from {@code alo153.inbox}. What can not be accepted goes to the dead letters with the
 * reasons; the adapter's id makes a repetition the same request.
 */
final class InboxDoor implements BatchHandler<LogRecord> {
  private static final int AT_ONCE = 128;

  /** As long as the inbox keeps a record: nothing older can lie there. */
  private static final Duration KEPT = Duration.ofDays(90);

  private final Acceptance acceptance;
  private final Clock clock;

  InboxDoor(Acceptance acceptance, Clock clock) {
    this.acceptance = acceptance;
    this.clock = clock;
  }

  @Override
  public List<Refused<LogRecord>> handle(List<Received<LogRecord>> batch) {
    return StoreCalls.awaitAll(
        Flux.fromIterable(batch).flatMapSequential(this::acceptOne, AT_ONCE));
  }

  private Mono<Refused<LogRecord>> acceptOne(Received<LogRecord> received) {
    if (!(received.value() instanceof LogRecord.SubmissionRecord record)) {
      return Mono.just(new Refused<>(received, "NOT_A_SUBMISSION", "not meant for the inbox"));
    }
    Submission submission = record.submission();
    if (submission.id() == null || submission.id().isBlank()) {
      return Mono.just(
          new Refused<>(received, "NO_ID", "a submission on the inbox needs the adapter's id"));
    }
    Optional<Channel> channel = channel(submission.channel());
    if (channel.isEmpty()) {
      return Mono.just(new Refused<>(received, "INVALID", "#/channel UNKNOWN_VALUE"));
    }
    var door =
        new Door(
            channel.get(),
            submission.account(),
            submission.id(),
            receivedAt(received.origin().timestamp(), clock.instant()),
            true);
    return acceptance.accept(submission, door).mapNotNull(outcome -> refusal(received, outcome));
  }

  /**
   * The same for every delivery of the record, unless an adapter's clock set a time that can not
   * be: the law's clock does not start by that.
   */
  static Instant receivedAt(Instant written, Instant now) {
    return written.isAfter(now) || written.isBefore(now.minus(KEPT)) ? now : written;
  }

  private static @Nullable Refused<LogRecord> refusal(
      Received<LogRecord> received, Outcome outcome) {
    if (outcome instanceof Outcome.Taken) {
      return null;
    }
    if (outcome instanceof Outcome.Refused refused) {
      return new Refused<>(
          received,
          "INVALID",
          refused.flaws().stream().map(InboxDoor::words).collect(Collectors.joining("; ")));
    }
    return new Refused<>(received, "KEY_REUSED", "the same id came before with another content");
  }

  private static String words(Flaw flaw) {
    return flaw.pointer() + " " + flaw.code();
  }

  private static Optional<Channel> channel(@Nullable String name) {
    if (name == null || name.isBlank()) {
      return Optional.of(Channel.WEB);
    }
    for (Channel channel : Channel.values()) {
      if (channel.name().equals(name.strip().toUpperCase(Locale.ROOT))) {
        return Optional.of(channel);
      }
    }
    return Optional.empty();
  }
}
