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
import alo153.events.personal.PersonalKey;
import alo153.events.work.WorkRecord;
import alo153.routing.RoutingSettings;
import alo153.routing.decide.DecisionOffsets;
import alo153.routing.decide.DeskVerdict;
import alo153.routing.decide.Feeds;
import alo153.routing.decide.KeptWords;
import alo153.routing.decide.Reactions;
import alo153.routing.decide.RequestState;
import alo153.routing.decide.Said;
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
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
      RoutingSettings settings,
      RoutingMeters meters,
      Clock clock) {
    this.decisions = decisions;
    this.words = words;
    this.publisher = publisher;
    this.envelopes = envelopes;
    this.reactions = reactions;
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
    final Map<RequestId, DecisionOffsets> offsets = new HashMap<>();
    final Map<PersonalKey, KeptWords> words;
    final Map<RequestId, String> notes;
    final Set<RequestId> waiting = new HashSet<>();
    final Set<RequestId> repeated = new HashSet<>();
    final Set<PersonalKey> forgotten = new HashSet<>();
    final List<RequestEvent> events = new ArrayList<>();
    final List<WorkRecord> lines = new ArrayList<>();
    final List<Refused<LogRecord>> refused = new ArrayList<>();
    int refusals;

    Work(
        Map<RequestId, Stored> before,
        Map<PersonalKey, KeptWords> words,
        Map<RequestId, String> notes) {
      this.before = before;
      this.words = words;
      this.notes = notes;
    }

    @Nullable RequestState state(RequestId id) {
      RequestState changed = after.get(id);
      if (changed != null) {
        return changed;
      }
      Stored stored = before.get(id);
      return stored == null ? null : stored.state();
    }

    DecisionOffsets offsets(RequestId id) {
      DecisionOffsets changed = offsets.get(id);
      if (changed != null) {
        return changed;
      }
      Stored stored = before.get(id);
      return stored == null ? DecisionOffsets.NONE : stored.offsets();
    }

    void placed(RequestEvent event, long offset) {
      offsets.put(event.requestId(), offsets(event.requestId()).with(event, offset));
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
    return handleItems(items);
  }

  private List<Refused<LogRecord>> handleItems(List<Item> items) {
    var ids = new LinkedHashSet<RequestId>();
    items.forEach(item -> ids.add(item.event().requestId()));
    Map<RequestId, Stored> before = decisions.load(ids);
    var work = new Work(before, awaitWords(items, before), notes(items));
    Reactions now = reactions.get();
    for (Item item : items) {
      if (work.waiting.contains(item.event().requestId())) {
        continue;
      }
      handleOne(item, work, now);
    }
    publish(work);
    write(work);
    // not before: of an attempt that broke off, what it published may have to be read
    work.events.forEach(ownEvents::add);
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
        RequestState begun = RequestState.of(submitted);
        Optional<Said> said = said(item, begun, work);
        if (said.isPresent()) {
          work.after.put(id, begun);
          react(begun, event, said.get(), work, now);
        }
      } else if (asksForAnOwner(event)) {
        work.refused.add(
            new Refused<>(item.received(), "UNKNOWN_REQUEST", "no submission before it"));
      }
      return;
    }
    if (state.hasApplied(event.id())) {
      if (state.differsFrom(event) && work.offsets(id).isAfter(event, item.origin().offset())) {
        adopt(item, state, work);
      }
      work.repeated.add(id);
      return;
    }
    Optional<Said> said = said(item, state, work);
    if (said.isEmpty()) {
      return;
    }
    work.lines.addAll(Feeds.linesFor(state, event, said.get()));
    if (event instanceof PersonErased erased) {
      erased.parts().stream()
          .filter(Said::isWords)
          .forEach(name -> work.forgotten.add(new PersonalKey(id, name)));
    }
    if (event instanceof StatusChanged changed && changed.to() == Status.REFUSED) {
      work.refusals++;
    }
    RequestState after = state.with(event);
    if (after != state) {
      work.after.put(id, after);
      work.placed(event, item.origin().offset());
      react(after, event, said.get(), work, now);
    }
  }

  private void react(RequestState after, RequestEvent event, Said said, Work work, Reactions now) {
    now.to(after, event, said, clock.instant())
        .filter(answer -> !after.hasApplied(answer.id()))
        .ifPresent(
            answer -> {
              work.events.add(answer);
              work.lines.addAll(Feeds.linesFor(after, answer, said));
              work.after.put(after.requestId(), after.with(answer));
              work.placed(answer, DecisionOffsets.UNKNOWN);
            });
  }

  /** Another process decided the same before us, in other words: the first in the log counts. */
  private void adopt(Item item, RequestState state, Work work) {
    said(item, state, work)
        .ifPresent(
            said -> {
              RequestState after = state.adopting(item.event());
              if (!after.owner().equals(state.owner())) {
                work.lines.addAll(Feeds.linesFor(state, item.event(), said));
              }
              work.after.put(state.requestId(), after);
              work.placed(item.event(), item.origin().offset());
            });
  }

  /** Empty when some of it may still come; then the whole request waits. */
  private Optional<Said> said(Item item, RequestState state, Work work) {
    RequestId id = state.requestId();
    var byPart = new HashMap<String, KeptWords>();
    for (RequestEvent written : neededFor(item.event(), state)) {
      String part = Said.part(written);
      if (part == null) {
        continue;
      }
      var key = new PersonalKey(id, part);
      KeptWords kept = work.words.get(key);
      if (kept != null) {
        missing.found(key);
        byPart.put(part, kept);
      } else if (missing.mayStillCome(key, item.origin().partition())) {
        work.waiting.add(id);
        return Optional.empty();
      } else {
        meters.withoutWords();
      }
    }
    return Optional.of(new Said(byPart, work.notes.get(id)));
  }

  /** Whose words are needed to handle an event. */
  private static List<RequestEvent> neededFor(RequestEvent event, @Nullable RequestState state) {
    if (event instanceof RequestSubmitted || event instanceof CitizenWrote) {
      return List.of(event);
    }
    if (state == null || !(event instanceof RequestAssigned || asksForAnOwner(event))) {
      return List.of();
    }
    var needed = new ArrayList<RequestEvent>();
    needed.add(state.submitted());
    needed.addAll(state.wrote());
    return needed;
  }

  /** Looks for all words the batch may need, and a little longer for those not there yet. */
  private Map<PersonalKey, KeptWords> awaitWords(List<Item> items, Map<RequestId, Stored> before) {
    var wanted = new LinkedHashSet<PersonalKey>();
    for (Item item : items) {
      RequestEvent event = item.event();
      Stored stored = before.get(event.requestId());
      RequestState state = stored == null ? null : stored.state();
      boolean done =
          state != null && state.hasApplied(event.id()) && !(event instanceof RequestAssigned);
      if (!done) {
        for (RequestEvent written : neededFor(event, state)) {
          String part = Said.part(written);
          if (part != null) {
            wanted.add(new PersonalKey(event.requestId(), part));
          }
        }
      }
    }
    return missing.await(wanted, words::find);
  }

  /** What clerks wrote for the departments beside the decisions in the batch. */
  private Map<RequestId, String> notes(List<Item> items) {
    var noted = new HashMap<RequestId, RequestAssigned>();
    for (Item item : items) {
      if (item.event() instanceof RequestAssigned assigned && !assigned.parts().isEmpty()) {
        noted.put(assigned.requestId(), assigned);
      }
    }
    var notes = new HashMap<RequestId, String>();
    decisions
        .claims(noted.keySet())
        .forEach(
            (id, claim) -> {
              if (claim.note() != null
                  && DeskVerdict.isTheSame(noted.get(id), claim.decisionId())) {
                notes.put(id, claim.note());
              }
            });
    return notes;
  }

  private void publish(Work work) {
    var records = new ArrayList<Outgoing>();
    work.events.forEach(event -> records.add(envelopes.event(event)));
    work.lines.forEach(line -> records.add(envelopes.work(line)));
    List<Long> offsets = publisher.publishAndWait(records);
    for (int i = 0; i < work.events.size(); i++) {
      RequestEvent event = work.events.get(i);
      // unless an earlier attempt in the same batch took its place
      if (work.state(event.requestId()).restsOn(event)) {
        work.placed(event, offsets.get(i));
      }
    }
  }

  private void write(Work work) {
    words.forget(work.forgotten);
    var changes = new ArrayList<Change>();
    work.after.forEach(
        (id, state) -> changes.add(new Change(work.before.get(id), state, work.offsets(id))));
    decisions.save(changes);
    // whoever took them first may have died before it asked the desk
    work.repeated.removeAll(work.after.keySet());
    decisions.keepQuestions(
        work.repeated.stream().map(work.before::get).filter(Objects::nonNull).toList());
  }

  /** What can be passed over without looking into the store. */
  private boolean concernsUs(RequestEvent event) {
    if (event instanceof RequestAssigned || event instanceof TriageRequested) {
      return !ownEvents.contains(event);
    }
    return event instanceof RequestSubmitted
        || event instanceof CitizenWrote
        || event instanceof PersonErased
        || (event instanceof StatusChanged changed && RequestState.matters(changed));
  }

  private static boolean asksForAnOwner(RequestEvent event) {
    return event instanceof StatusChanged changed
        && (changed.to() == Status.REFUSED || changed.to() == Status.OBJECTED);
  }
}
