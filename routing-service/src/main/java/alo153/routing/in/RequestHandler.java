package alo153.routing.in;

import alo153.events.CitizenWrote;
import alo153.events.PersonErased;
import alo153.events.RequestAssigned;
import alo153.events.RequestEvent;
import alo153.events.RequestId;
import alo153.events.RequestSubmitted;
import alo153.events.Status;
import alo153.events.StatusChanged;
import alo153.events.TriageRequested;
import alo153.events.personal.CitizenWords;
import alo153.events.personal.PersonalKey;
import alo153.events.work.WorkRecord;
import alo153.routing.RoutingSettings;
import alo153.routing.decide.Feeds;
import alo153.routing.decide.KeptWords;
import alo153.routing.decide.Reactions;
import alo153.routing.decide.RequestState;
import alo153.routing.out.MongoDecisions;
import alo153.routing.out.MongoDecisions.Change;
import alo153.routing.out.MongoDecisions.Stored;
import alo153.routing.out.MongoWords;
import alo153.routing.out.RoutingMeters;
import alo153.routing.out.WordsReading;
import alo153.transport.BatchHandler;
import alo153.transport.Envelopes;
import alo153.transport.EventPublisher;
import alo153.transport.InfrastructureException;
import alo153.transport.LogRecord;
import alo153.transport.Origin;
import alo153.transport.Outgoing;
import alo153.transport.Received;
import alo153.transport.Refused;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the log and gives owners. Per batch: read the states, wait for the words, decide, publish,
 * write. A crash between publishing and writing repeats the decision under the same id; readers
 * drop the second, and so does this one, when its own events come back to it.
 */
public final class RequestHandler implements BatchHandler<LogRecord> {
  private final MongoDecisions decisions;
  private final MongoWords words;
  private final EventPublisher publisher;
  private final Envelopes envelopes;
  private final Supplier<Reactions> reactions;
  private final Gate gate;
  private final RoutingMeters meters;
  private final Clock clock;
  private final RecentEvents ownEvents = new RecentEvents(200_000);
  private final MissingWords missing;

  public RequestHandler(
      MongoDecisions decisions,
      MongoWords words,
      WordsReading reading,
      EventPublisher publisher,
      Envelopes envelopes,
      Supplier<Reactions> reactions,
      Gate gate,
      RoutingSettings settings,
      RoutingMeters meters,
      Clock clock) {
    this.decisions = decisions;
    this.words = words;
    this.publisher = publisher;
    this.envelopes = envelopes;
    this.reactions = reactions;
    this.gate = gate;
    this.meters = meters;
    this.clock = clock;
    this.missing = new MissingWords(reading, settings, clock);
  }

  /** Words that are on their way but not here: the batch comes again. */
  static final class WordsOnTheirWayException extends InfrastructureException {
    private static final long serialVersionUID = 1L;

    WordsOnTheirWayException(int requests) {
      super(requests + " requests wait for their words", null);
    }
  }

  private record Item(RequestEvent event, Received<LogRecord> received) {
    Origin origin() {
      return received.origin();
    }
  }

  /** What becomes of a batch. */
  private static final class Work {
    final Map<RequestId, Stored> before;
    final Map<RequestId, RequestState> after = new LinkedHashMap<>();
    final Map<PersonalKey, KeptWords> words;
    final Set<RequestId> waiting = new HashSet<>();
    final Set<PersonalKey> forgotten = new HashSet<>();
    final List<RequestEvent> events = new ArrayList<>();
    final List<WorkRecord> lines = new ArrayList<>();
    final List<Refused<LogRecord>> refused = new ArrayList<>();
    int refusals;

    Work(Map<RequestId, Stored> before, Map<PersonalKey, KeptWords> words) {
      this.before = before;
      this.words = words;
    }

    @Nullable RequestState state(RequestId id) {
      RequestState changed = after.get(id);
      if (changed != null) {
        return changed;
      }
      Stored stored = before.get(id);
      return stored == null ? null : stored.state();
    }
  }

  @Override
  public List<Refused<LogRecord>> handle(List<Received<LogRecord>> batch) {
    var items = new ArrayList<Item>();
    for (Received<LogRecord> received : batch) {
      if (received.value() instanceof LogRecord.EventRecord record && concernsUs(record.event())) {
        items.add(new Item(record.event(), received));
      }
    }
    if (items.isEmpty()) {
      return List.of();
    }
    var refused = new ArrayList<Refused<LogRecord>>();
    gate.pass(() -> refused.addAll(handleItems(items)));
    return refused;
  }

  private List<Refused<LogRecord>> handleItems(List<Item> items) {
    var ids = new LinkedHashSet<RequestId>();
    items.forEach(item -> ids.add(item.event().requestId()));
    Map<RequestId, Stored> before = decisions.load(ids);
    var work = new Work(before, awaitWords(items, before));
    Reactions now = reactions.get();
    for (Item item : items) {
      if (work.waiting.contains(item.event().requestId())) {
        continue;
      }
      handleOne(item, work, now);
    }
    publish(work);
    write(work);
    meters.decided(work.events);
    meters.refused(work.refusals);
    if (!work.waiting.isEmpty()) {
      throw new WordsOnTheirWayException(work.waiting.size());
    }
    return work.refused;
  }

  private void handleOne(Item item, Work work, Reactions now) {
    RequestEvent event = item.event();
    RequestId id = event.requestId();
    RequestState state = work.state(id);
    if (state == null) {
      if (event instanceof RequestSubmitted submitted) {
        Optional<KeptWords> kept = words(item, wordsPart(submitted), work);
        if (kept.isPresent()) {
          RequestState begun = RequestState.of(submitted);
          work.after.put(id, begun);
          react(begun, event, kept.get().words(), work, now);
        }
      } else if (asksForAnOwner(event)) {
        work.refused.add(
            new Refused<>(item.received(), "UNKNOWN_REQUEST", "no submission before it"));
      }
      return;
    }
    if (state.hasApplied(event.id())) {
      if (state.differsFrom(event) && ownEvents.isEarlierAttempt(event)) {
        adopt(item, state, work);
      }
      return;
    }
    String part = event instanceof CitizenWrote ? wordsPart(event) : wordsPart(state.submitted());
    Optional<KeptWords> kept =
        needsWords(event) ? words(item, part, work) : Optional.of(KeptWords.FORGOTTEN);
    if (kept.isEmpty()) {
      return;
    }
    work.lines.addAll(Feeds.linesFor(state, event, kept.get().words()));
    if (event instanceof PersonErased erased) {
      erased.parts().stream()
          .filter(WordsHandler::isWords)
          .forEach(name -> work.forgotten.add(new PersonalKey(id, name)));
    }
    if (event instanceof StatusChanged changed && changed.to() == Status.REFUSED) {
      work.refusals++;
    }
    RequestState after = state.with(event);
    if (after != state) {
      work.after.put(id, after);
      react(after, event, kept.get().words(), work, now);
    }
  }

  private void react(
      RequestState after,
      RequestEvent event,
      @Nullable CitizenWords words,
      Work work,
      Reactions now) {
    now.to(after, event, words, clock.instant())
        .filter(answer -> !after.hasApplied(answer.id()))
        .ifPresent(
            answer -> {
              // before it is published: an attempt that breaks off is known when it comes back
              ownEvents.add(answer);
              work.events.add(answer);
              work.lines.addAll(Feeds.linesFor(after, answer, words));
              work.after.put(after.requestId(), after.with(answer));
            });
  }

  /** The rules changed between two attempts of one decision: the first in the log counts. */
  private void adopt(Item item, RequestState state, Work work) {
    words(item, wordsPart(state.submitted()), work)
        .ifPresent(
            kept -> {
              RequestState after = state.adopting(item.event());
              if (!after.owner().equals(state.owner())) {
                work.lines.addAll(Feeds.linesFor(state, item.event(), kept.words()));
              }
              work.after.put(state.requestId(), after);
            });
  }

  /** Empty when they may still come; then the whole request waits. */
  private Optional<KeptWords> words(Item item, @Nullable String part, Work work) {
    if (part == null) {
      return Optional.of(KeptWords.FORGOTTEN);
    }
    var key = new PersonalKey(item.event().requestId(), part);
    KeptWords kept = work.words.get(key);
    if (kept != null) {
      missing.found(key);
      return Optional.of(kept);
    }
    if (missing.mayStillCome(key, item.origin().partition())) {
      work.waiting.add(item.event().requestId());
      return Optional.empty();
    }
    meters.withoutWords();
    return Optional.of(KeptWords.FORGOTTEN);
  }

  /** Looks for all words the batch may need, and a little longer for those not there yet. */
  private Map<PersonalKey, KeptWords> awaitWords(List<Item> items, Map<RequestId, Stored> before) {
    var wanted = new LinkedHashSet<PersonalKey>();
    for (Item item : items) {
      RequestEvent event = item.event();
      Stored stored = before.get(event.requestId());
      String part = null;
      if (event instanceof RequestSubmitted || event instanceof CitizenWrote) {
        boolean done = stored != null && stored.state().hasApplied(event.id());
        part = done ? null : wordsPart(event);
      } else if (needsWords(event) && stored != null) {
        part = wordsPart(stored.state().submitted());
      }
      if (part != null) {
        wanted.add(new PersonalKey(event.requestId(), part));
      }
    }
    return missing.await(wanted, words::find);
  }

  private void publish(Work work) {
    var records = new ArrayList<Outgoing>();
    work.events.forEach(event -> records.add(envelopes.event(event)));
    work.lines.forEach(line -> records.add(envelopes.work(line)));
    publisher.publishAndWait(records);
  }

  private void write(Work work) {
    words.forget(work.forgotten);
    var changes = new ArrayList<Change>();
    work.after.forEach((id, state) -> changes.add(new Change(work.before.get(id), state)));
    decisions.save(changes);
  }

  /** What can be passed over without looking into the store. */
  private boolean concernsUs(RequestEvent event) {
    if (event instanceof RequestAssigned || event instanceof TriageRequested) {
      return !ownEvents.contains(event);
    }
    return event instanceof RequestSubmitted
        || event instanceof CitizenWrote
        || event instanceof PersonErased
        || (event instanceof StatusChanged changed && concernsUs(changed.to()));
  }

  private static boolean concernsUs(Status status) {
    return switch (status) {
      case REFUSED, OBJECTED, CLOSED, DECLINED, WITHDRAWN, MERGED -> true;
      case SUBMITTED,
          IN_TRIAGE,
          ASSIGNED,
          ACCEPTED,
          IN_PROGRESS,
          PLANNED,
          WAITING_FOR_CITIZEN,
          FORWARDED,
          ANSWERED ->
          false;
    };
  }

  private static boolean needsWords(RequestEvent event) {
    return event instanceof RequestAssigned
        || event instanceof CitizenWrote
        || asksForAnOwner(event);
  }

  private static boolean asksForAnOwner(RequestEvent event) {
    return event instanceof StatusChanged changed
        && (changed.to() == Status.REFUSED || changed.to() == Status.OBJECTED);
  }

  private static @Nullable String wordsPart(RequestEvent event) {
    return event.parts().stream().filter(WordsHandler::isWords).findFirst().orElse(null);
  }
}
