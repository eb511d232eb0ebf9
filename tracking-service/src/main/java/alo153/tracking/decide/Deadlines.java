package alo153.tracking.decide;

import alo153.events.BilingualText;
import alo153.events.DeadlineApproaching;
import alo153.events.DeadlineMissed;
import alo153.events.DeadlineSet;
import alo153.events.EventId;
import alo153.events.Kind;
import alo153.events.Regime;
import alo153.events.RequestEvent;
import alo153.events.RequestSubmitted;
import alo153.events.Status;
import alo153.events.StatusChanged;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sets the clocks of a case, stops and continues them, and says when they speak. */
public final class Deadlines {
  private static final Duration A_DAY = Duration.ofDays(1);

  private static final BilingualText STOPPED =
      new BilingualText(
          "Süre, siz yanıtlayana dek durdu", "The clock stands still until the citizen answers");

  private static final BilingualText PROMISED =
      new BilingualText("Söz verilen günün sonu", "The end of the promised day");

  private final Clocks clocks;

  public Deadlines(Clocks clocks) {
    this.clocks = clocks;
  }

  /** The clocks a submission starts. */
  List<RequestEvent> started(RequestSubmitted event, Instant now) {
    return clocks
        .promises(event.regime(), event.kind(), event.category(), event.submittedAt())
        .stream()
        .<RequestEvent>map(promise -> set(event, promise, event.regime(), null, now))
        .toList();
  }

  /** The topic was understood otherwise, so the service levels are others. */
  List<RequestEvent> understoodAnew(
      CaseState before, CaseState after, RequestEvent event, Instant now) {
    if (Objects.equals(before.category(), after.category())
        || after.regime() == null
        || after.kind() == null
        || after.submittedAt() == null) {
      return List.of();
    }
    return clocks
        .promises(after.regime(), after.kind(), after.category(), after.submittedAt())
        .stream()
        .filter(
            promise ->
                after
                    .deadline(promise.name())
                    .filter(old -> old.metAt() != null || old.due().equals(promise.due()))
                    .isEmpty())
        .<RequestEvent>map(promise -> set(event, promise, after.regime(), null, now))
        .toList();
  }

  /** An objection, or work taken up again, has to be answered as the request itself. */
  List<RequestEvent> reopened(CaseState after, StatusChanged event, Instant now) {
    if (after.regime() == null || after.kind() == null) {
      return List.of();
    }
    return clocks.promises(after.regime(), after.kind(), after.category(), event.at()).stream()
        .filter(promise -> promise.name().equals(Deadline.ANSWER))
        .<RequestEvent>map(promise -> set(event, promise, after.regime(), null, now))
        .toList();
  }

  /**
   * The citizen was asked: what the city promised stands still. The clocks of the laws run on,
   * since none of them knows a question that stops it.
   */
  List<RequestEvent> stopped(CaseState after, StatusChanged event, Instant now) {
    return after.deadlines().values().stream()
        .filter(deadline -> deadline.runs() && isThePromiseOfTheCity(deadline))
        .<RequestEvent>map(
            deadline ->
                set(
                    event,
                    new Clocks.Promise(deadline.name(), deadline.due(), STOPPED),
                    deadline.regime(),
                    event.at(),
                    now))
        .toList();
  }

  private static boolean isThePromiseOfTheCity(Deadline deadline) {
    return deadline.name().equals(Deadline.ACCEPT)
        || switch (deadline.regime()) {
          case SERVICE -> true;
          case PETITION_3071, INFORMATION_4982, CIMER, KVKK_6698 -> false;
        };
  }

  /** The citizen answered, or nobody waits for it any more: what stood still runs on. */
  List<RequestEvent> continued(CaseState after, RequestEvent event, Instant now) {
    var events = new ArrayList<RequestEvent>();
    for (Deadline deadline : after.deadlines().values()) {
      if (deadline.stoppedAt() != null && deadline.metAt() == null) {
        events.add(
            set(
                event,
                clocks.continued(
                    deadline.regime(),
                    after.kind() == null ? Kind.REQUEST : after.kind(),
                    after.category(),
                    deadline,
                    deadline.stoppedAt(),
                    event.at()),
                deadline.regime(),
                null,
                now));
      }
    }
    return events;
  }

  /** A day was promised. */
  Optional<RequestEvent> promised(CaseState after, StatusChanged event, Instant now) {
    return event.plannedFor() == null
        ? Optional.empty()
        : Optional.of(
            set(
                event,
                new Clocks.Promise(Deadline.PROMISE, clocks.endOf(event.plannedFor()), PROMISED),
                after.regime() == null ? Regime.SERVICE : after.regime(),
                null,
                now));
  }

  private DeadlineSet set(
      RequestEvent cause,
      Clocks.Promise promise,
      Regime regime,
      @Nullable Instant stoppedAt,
      Instant now) {
    return new DeadlineSet(
        EventId.derive(DeadlineSet.TYPE, cause.requestId(), cause.id().value(), promise.name()),
        cause.requestId(),
        now,
        promise.name(),
        regime,
        promise.due(),
        stoppedAt,
        clocks.calendarVersion(),
        promise.basis());
  }

  /** A moment at which a clock speaks. */
  private record Warning(String name, Instant at) {}

  /**
   * Silence counts as refusal after the 30 days of the laws (İYUK art. 10), so there the department
   * hears of it on days 20, 25 and 28.
   */
  private static boolean climbsTheLadder(CaseState state, Deadline deadline) {
    return deadline.name().equals(Deadline.ANSWER)
        && switch (deadline.regime()) {
          case PETITION_3071, KVKK_6698 -> true;
          case CIMER -> state.kind() != Kind.INFORMATION;
          case SERVICE, INFORMATION_4982 -> false;
        };
  }

  /** When a clock speaks before it is due, in order. */
  private static List<Warning> warnings(CaseState state, Deadline deadline) {
    var warnings = new ArrayList<Warning>();
    if (climbsTheLadder(state, deadline)) {
      for (int day : new int[] {20, 25, 28}) {
        warnings.add(
            new Warning("day-" + day, deadline.due().minus(A_DAY.multipliedBy(30L - day))));
      }
      return warnings;
    }
    Duration length = Duration.between(deadline.startedAt(), deadline.due());
    if (!deadline.name().equals(Deadline.PROMISE)) {
      warnings.add(new Warning("half", deadline.startedAt().plus(length.dividedBy(2))));
    }
    if (length.compareTo(A_DAY.multipliedBy(2)) > 0) {
      warnings.add(new Warning("last-day", deadline.due().minus(A_DAY)));
    }
    return warnings;
  }

  /** Those still to come: what was given ends the ones before it, too. */
  private static List<Warning> open(CaseState state, Deadline deadline) {
    List<Warning> all = warnings(state, deadline);
    int next = 0;
    for (int i = 0; i < all.size(); i++) {
      if (deadline.warned().contains(all.get(i).name())) {
        next = i + 1;
      }
    }
    return all.subList(next, all.size());
  }

  /** When a case's clocks speak next; empty when none runs. */
  public static Optional<Instant> next(CaseState state) {
    return state.deadlines().values().stream()
        .filter(Deadline::runs)
        .map(
            deadline -> {
              List<Warning> open = open(state, deadline);
              return open.isEmpty() || open.get(0).at().isAfter(deadline.due())
                  ? deadline.due()
                  : open.get(0).at();
            })
        .min(Instant::compareTo);
  }

  /** What the clocks of a case say at a moment: of several warnings only the latest. */
  public static List<RequestEvent> speak(CaseState state, Instant now) {
    var events = new ArrayList<RequestEvent>();
    for (Deadline deadline : state.deadlines().values()) {
      if (!deadline.runs()) {
        continue;
      }
      if (!now.isBefore(deadline.due())) {
        events.add(missed(state, deadline, now));
        continue;
      }
      List<Warning> past =
          open(state, deadline).stream().filter(warning -> !warning.at().isAfter(now)).toList();
      if (!past.isEmpty()) {
        events.add(approaching(state, deadline, past.get(past.size() - 1).name(), now));
      }
    }
    return events;
  }

  private static DeadlineMissed missed(CaseState state, Deadline deadline, Instant now) {
    return new DeadlineMissed(
        EventId.derive(
            DeadlineMissed.TYPE, state.requestId(), deadline.name(), deadline.due().toString()),
        state.requestId(),
        now,
        deadline.name(),
        deadline.regime(),
        deadline.due(),
        state.status() == Status.IN_TRIAGE || state.status() == Status.SUBMITTED
            ? null
            : state.owner());
  }

  private static DeadlineApproaching approaching(
      CaseState state, Deadline deadline, String warning, Instant now) {
    return new DeadlineApproaching(
        EventId.derive(
            DeadlineApproaching.TYPE,
            state.requestId(),
            deadline.name(),
            deadline.due().toString(),
            warning),
        state.requestId(),
        now,
        deadline.name(),
        deadline.due(),
        warning);
  }
}
