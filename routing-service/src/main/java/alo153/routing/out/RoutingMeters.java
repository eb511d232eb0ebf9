package alo153.routing.out;

import alo153.events.OwnerKind;
import alo153.events.RequestAssigned;
import alo153.events.RequestEvent;
import alo153.events.TriageRequested;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What can be seen from outside: how requests find their owners, and how many wait for a person.
 */
public final class RoutingMeters {
  private final Map<OwnerKind, Map<RequestAssigned.DecidedBy, Counter>> assigned =
      new EnumMap<>(OwnerKind.class);
  private final Map<TriageRequested.Reason, Counter> triage =
      new EnumMap<>(TriageRequested.Reason.class);
  private final Map<TriageRequested.Queue, AtomicLong> open =
      new EnumMap<>(TriageRequested.Queue.class);
  private final Counter refused;
  private final Counter withoutWords;
  private final DistributionSummary hops;

  public RoutingMeters(MeterRegistry meters) {
    for (OwnerKind kind : OwnerKind.values()) {
      var byDecision =
          new EnumMap<RequestAssigned.DecidedBy, Counter>(RequestAssigned.DecidedBy.class);
      for (RequestAssigned.DecidedBy by : RequestAssigned.DecidedBy.values()) {
        byDecision.put(
            by,
            Counter.builder("alo153.routing.decided")
                .description("Decisions about whose work a request is")
                .tag("result", "ASSIGNED")
                .tag("owner", kind.name())
                .tag("by", by.name())
                .register(meters));
      }
      assigned.put(kind, byDecision);
    }
    for (TriageRequested.Reason reason : TriageRequested.Reason.values()) {
      triage.put(
          reason,
          Counter.builder("alo153.routing.decided")
              .description("Decisions about whose work a request is")
              .tag("result", reason.name())
              .tag("owner", "NONE")
              .tag("by", "RULE")
              .register(meters));
    }
    for (TriageRequested.Queue queue : TriageRequested.Queue.values()) {
      var count = new AtomicLong();
      open.put(queue, count);
      Gauge.builder("alo153.routing.triage.open", count, AtomicLong::doubleValue)
          .description("Requests that wait for a person's decision")
          .tag("queue", queue.name())
          .register(meters);
    }
    refused =
        Counter.builder("alo153.routing.refused")
            .description("Owners who said it is not their work")
            .register(meters);
    withoutWords =
        Counter.builder("alo153.routing.without.words")
            .description("Times words were given up that never came")
            .register(meters);
    hops =
        DistributionSummary.builder("alo153.routing.hops")
            .description("How many owners a request had before this one")
            .register(meters);
  }

  /** Counts our own decisions. */
  public void decided(Collection<RequestEvent> events) {
    for (RequestEvent event : events) {
      if (event instanceof RequestAssigned one) {
        assigned.get(one.owner().kind()).get(one.decidedBy()).increment();
        hops.record(one.hop());
      } else if (event instanceof TriageRequested one) {
        triage.get(one.reason()).increment();
      }
    }
  }

  /** So many owners said no. */
  public void refused(int times) {
    refused.increment(times);
  }

  /** Words were given up that never came. */
  public void withoutWords() {
    withoutWords.increment();
  }

  /** How many questions are open. */
  public void open(TriageRequested.Queue queue, long count) {
    open.get(queue).set(count);
  }
}
