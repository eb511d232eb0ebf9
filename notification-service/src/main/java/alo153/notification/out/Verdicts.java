package alo153.notification.out;

import alo153.events.MessagePurpose;
import alo153.notification.decide.LedgerState;
import alo153.notification.decide.RetryPolicy;
import alo153.notification.out.Provider.Repeat;
import alo153.notification.out.Row.Say;
import alo153.notification.out.SendOutcome.AccountStopped;
import alo153.notification.out.SendOutcome.Later;
import alo153.notification.out.SendOutcome.Refused;
import alo153.notification.out.SendOutcome.Taken;
import alo153.notification.out.SendOutcome.TemplateNeeded;
import alo153.notification.out.SendOutcome.Unknown;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** What follows from an outcome: the ledger's next state, what the log is told, what comes next. */
final class Verdicts {
  private static final DoubleSupplier RANDOM = () -> ThreadLocalRandom.current().nextDouble();

  private final Provider provider;
  private final RetryPolicy policy;
  private final SenderSettings settings;

  Verdicts(Provider provider, RetryPolicy policy, SenderSettings settings) {
    this.provider = provider;
    this.policy = policy;
    this.settings = settings;
  }

  Verdict of(Row row, SendOutcome outcome, Instant now) {
    if (outcome instanceof Taken taken) {
      return taken(row, taken, now);
    }
    if (outcome instanceof Later later) {
      return again(row, later.reason(), later.after(), now);
    }
    if (outcome instanceof Unknown unknown) {
      return unknown(row, unknown, now);
    }
    if (outcome instanceof Refused refused) {
      return failed(row, refused.reason(), now);
    }
    if (outcome instanceof TemplateNeeded) {
      return row.template()
          ? failed(row, "WINDOW_CLOSED", now)
          : quiet(
              row,
              Change.from(row, LedgerState.RETRY_AT).template().due(now).reason("WINDOW_CLOSED"));
    }
    AccountStopped stopped = (AccountStopped) outcome;
    return quiet(
        row,
        Change.from(row, LedgerState.RETRY_AT)
            .withoutTry()
            .reason(stopped.reason())
            .due(now.plus(settings.stoppedFor()).plusSeconds((long) (RANDOM.getAsDouble() * 10))));
  }

  private Verdict taken(Row row, Taken taken, Instant now) {
    List<Say> says =
        provider.givesReceipts() ? List.of(Say.SENT) : List.of(Say.SENT, Say.HANDED_OVER);
    Say[] say = says.toArray(Say[]::new);
    Row sent =
        told(row, LedgerState.SENT, now, row.gaveUpAt(), taken.providerId(), row.reason(), says);
    Change change =
        Change.to(LedgerState.SENT, row.id())
            .provider(provider.account())
            .sent(now, taken.providerId())
            .attempt(row.attempt())
            .say(now, say);
    return new Verdict(
        row,
        provider.repeat() == Repeat.MAY_DOUBLE ? change : change.sure(),
        List.of(
            Change.beside(row.id()).providerId(taken.providerId()),
            Change.sentBeside(row.id()).sent(now, null).say(now, say)),
        sent,
        taken.providerId() == null ? null : sent,
        List.of());
  }

  private Verdict again(Row row, String reason, @Nullable Duration wished, Instant now) {
    Optional<Instant> next = next(row, wished, now);
    return next.isPresent()
        ? quiet(row, Change.from(row, LedgerState.RETRY_AT).reason(reason).due(next.get()))
        : failed(row, "GAVE_UP_" + reason, now);
  }

  private Verdict unknown(Row row, Unknown unknown, Instant now) {
    Optional<Instant> next =
        policy.mayRepeat(row.unsure() + 1) ? next(row, null, now) : Optional.empty();
    if (next.isPresent()) {
      if (provider.repeat() != Repeat.MAY_DOUBLE) {
        return quiet(
            row,
            Change.from(row, LedgerState.RETRY_AT)
                .unsure()
                .reason(unknown.reason())
                .due(next.get()));
      }
      if (mustArrive(row.message().purpose())) {
        // a status may still tell; if none does, a second copy is better than none
        return inDoubt(
            row, LedgerState.RETRY_AT, unknown.reason(), now, now.plus(settings.doubt()));
      }
    }
    return maybeSent(row, unknown.reason(), now);
  }

  private Verdict maybeSent(Row row, String reason, Instant now) {
    return inDoubt(row, LedgerState.MAYBE_SENT, reason, now, now.plus(Change.ANNOUNCE));
  }

  /** Nobody knows, and nobody can be asked: the log is told so. */
  private Verdict inDoubt(Row row, LedgerState state, String reason, Instant now, Instant due) {
    return new Verdict(
        row,
        Change.from(row, state).unsure().reason(reason).gaveUp(now).sayBy(due, Say.MAYBE_SENT),
        List.of(),
        told(row, state, null, now, null, reason, List.of(Say.MAYBE_SENT)),
        null,
        List.of());
  }

  /** The provider can not even be asked what became of a try: later, while there is patience. */
  Verdict silent(Row row, Instant now) {
    Optional<Instant> next = next(row, settings.doubt(), now);
    return next.isPresent()
        ? quiet(row, Change.from(row, row.state()).due(next.get()))
        : maybeSent(row, "NO_ANSWER", now);
  }

  private Optional<Instant> next(Row row, @Nullable Duration wished, Instant now) {
    Instant first = row.firstTry() == null ? now : row.firstTry();
    return policy.next(row.attempt(), first, now, wished, RANDOM);
  }

  /** What the citizen or the institution must not miss. */
  private static boolean mustArrive(MessagePurpose purpose) {
    return switch (purpose) {
      case QUESTION, ANSWERED, DECLINED, WORK -> true;
      case RECEIVED, FORWARDED, PLANNED, MISSED -> false;
    };
  }

  Verdict failed(Row row, String reason, Instant now) {
    return new Verdict(
        row,
        Change.from(row, LedgerState.FAILED)
            .provider(provider.account())
            .reason(reason)
            .gaveUp(now)
            .say(now, Say.FAILED),
        List.of(),
        told(row, LedgerState.FAILED, row.sentAt(), now, null, reason, List.of(Say.FAILED)),
        null,
        row.successor(now).stream().toList());
  }

  /** A row that could not be joined with its address and words. */
  Verdict unprepared(Row row, Prepared prepared, Instant now) {
    if (prepared instanceof Prepared.NotYet) {
      return quiet(row, Change.from(row, row.state()).due(waitForPart(row, now)));
    }
    if (prepared instanceof Prepared.NoWay noWay) {
      return failed(row, noWay.reason(), now);
    }
    return quiet(
        row, Change.from(row, LedgerState.SUPPRESSED).reason("PERSON_ERASED").nothingDue());
  }

  /** Parts come within milliseconds; the longer one stays away, the rarer we look. */
  static Instant waitForPart(Row row, Instant now) {
    long age = Math.max(0, Duration.between(row.message().plannedAt(), now).toMillis());
    return now.plusMillis(Math.min(60_000, Math.max(200, age / 4)));
  }

  /**
   * Stopped between taking the row and calling: another may have it by now, if not it goes again.
   */
  static Verdict tooLate(Row row, Instant now) {
    return quiet(
        row, Change.from(row, LedgerState.RETRY_AT).withoutTry().reason("TOO_LATE").due(now));
  }

  private static Verdict quiet(Row row, Change change) {
    return new Verdict(row, change, List.of(), row, null, List.of());
  }

  private Row told(
      Row row,
      LedgerState state,
      @Nullable Instant sentAt,
      @Nullable Instant gaveUpAt,
      @Nullable String providerId,
      @Nullable String reason,
      List<Say> say) {
    return new Row(
        row.message(),
        row.channel(),
        provider.account(),
        state,
        row.attempt(),
        row.due(),
        row.firstTry(),
        sentAt,
        row.deliveredAt(),
        row.readAt(),
        gaveUpAt,
        providerId,
        reason,
        row.template(),
        switch (state) {
          case MAYBE_SENT -> row.unsure() + 1;
          case SENT -> provider.repeat() == Repeat.MAY_DOUBLE ? row.unsure() : 0;
          case PLANNED, SENDING, DELIVERED, READ, RETRY_AT, FAILED, SUPPRESSED -> row.unsure();
        },
        say);
  }
}
