package alo153.tracking.in;

import alo153.events.DeadlineApproaching;
import alo153.events.DeadlineMissed;
import alo153.events.DeadlineSet;
import alo153.events.RequestEvent;
import alo153.events.RequestSubmitted;
import alo153.events.Status;
import alo153.events.StatusChanged;
import alo153.tracking.decide.CaseState;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What operators see of tracking. */
public final class TrackingMeters {
  private final MeterRegistry meters;
  private final Clock clock;
  private final Timer visible;
  private final Timer answered;
  private final Map<Status, AtomicLong> cases = new ConcurrentHashMap<>();

  public TrackingMeters(MeterRegistry meters, Clock clock) {
    this.meters = meters;
    this.clock = clock;
    this.visible =
        Timer.builder("alo153.tracking.visible")
            .description("From acceptance until the citizen can look it up")
            .publishPercentileHistogram()
            .minimumExpectedValue(Duration.ofMillis(1))
            .maximumExpectedValue(Duration.ofMinutes(10))
            .register(meters);
    this.answered =
        Timer.builder("alo153.tracking.answered")
            .description("From acceptance until the answer")
            .publishPercentileHistogram()
            .minimumExpectedValue(Duration.ofMinutes(1))
            .maximumExpectedValue(Duration.ofDays(60))
            .register(meters);
    // there from the start: a counter that begins at 1 has not increased, and nobody is told
    for (String what : List.of("set", "approaching", "missed")) {
      meters.counter("alo153.tracking.deadlines", "what", what);
    }
    for (Status status : Status.values()) {
      cases.put(
          status,
          meters.gauge(
              "alo153.tracking.cases",
              io.micrometer.core.instrument.Tags.of("status", status.name()),
              new AtomicLong()));
    }
  }

  /** An update was applied, noted, held, repeated or refused. */
  void update(String result) {
    meters.counter("alo153.tracking.updates", "result", result).increment();
  }

  /** An event read from the log is now in the store. */
  void stored(RequestEvent event, CaseState state) {
    if (event instanceof RequestSubmitted submitted) {
      visible.record(Duration.between(submitted.at(), clock.instant()));
    } else if (event instanceof DeadlineSet) {
      deadline("set");
    } else if (event instanceof DeadlineApproaching) {
      deadline("approaching");
    } else if (event instanceof DeadlineMissed) {
      deadline("missed");
    } else if (event instanceof StatusChanged changed) {
      Instant received = state.receivedAt();
      if (changed.to() == Status.ANSWERED && received != null) {
        answered.record(Duration.between(received, changed.at()));
      }
    }
  }

  private void deadline(String what) {
    meters.counter("alo153.tracking.deadlines", "what", what).increment();
  }

  /** How many cases stand where. */
  public void counted(Map<String, Long> byStatus) {
    cases.forEach((status, gauge) -> gauge.set(byStatus.getOrDefault(status.name(), 0L)));
  }
}
