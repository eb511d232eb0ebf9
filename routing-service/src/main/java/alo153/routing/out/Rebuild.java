package alo153.routing.out;

import static alo153.frame.StoreCalls.await;
import static com.mongodb.client.model.Filters.eq;

import alo153.events.PersonErased;
import alo153.events.RequestAssigned;
import alo153.events.RequestEvent;
import alo153.events.RequestId;
import alo153.events.RequestSubmitted;
import alo153.events.TriageRequested;
import alo153.events.personal.CitizenWords;
import alo153.events.personal.PersonalKey;
import alo153.events.wire.Codec;
import alo153.events.wire.Topics;
import alo153.frame.ComparedCollection;
import alo153.frame.MongoStandstill;
import alo153.frame.MongoStandstill.Rebuilding;
import alo153.frame.RebuildReport;
import alo153.routing.decide.DecisionOffsets;
import alo153.routing.decide.KeptWords;
import alo153.routing.decide.RequestState;
import alo153.routing.decide.Said;
import alo153.routing.out.MongoDecisions.Change;
import alo153.routing.out.MongoDecisions.Stored;
import alo153.transport.LogRecord;
import alo153.transport.LogReplay;
import alo153.transport.Received;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bson.Document;
import reactor.core.publisher.Flux;

/**
 * Makes routing's state anew from the log beside the live one, compares the two at one position of
 * the log, and puts the new one in its place while all instances are held still there. Nothing is
 * decided anew: what was decided stands in the log.
 */
public final class Rebuild {
  private static final int AT_ONCE = 500;

  /** In the order they are replaced: a question without its request is passed over. */
  private static final List<String> COLLECTIONS =
      List.of(MongoWords.WORDS, MongoDecisions.DECISIONS, MongoDecisions.TRIAGE);

  private static final Duration CATCHING_UP = Duration.ofMinutes(2);

  private final MongoDatabase store;
  private final LogReplay log;
  private final MongoStandstill standstill;
  private final Map<String, String> groups;

  /**
   * @param groups which consumer group of the service reads which topic
   */
  public Rebuild(
      MongoDatabase store, LogReplay log, MongoStandstill standstill, Map<String, String> groups) {
    this.store = store;
    this.log = log;
    this.standstill = standstill;
    this.groups = Map.copyOf(groups);
  }

  /** What was touched since it was compared. */
  private static final class Touched {
    private final Set<String> requests = new HashSet<>();
    private final Set<String> words = new HashSet<>();

    private void clear() {
      requests.clear();
      words.clear();
    }
  }

  /**
   * Blocking, for as long as the log is.
   *
   * @throws MongoStandstill.UnderWayException when another rebuild is under way
   */
  public RebuildReport run() {
    try (Rebuilding rebuilding = standstill.begin()) {
      return run(rebuilding);
    }
  }

  private RebuildReport run(Rebuilding rebuilding) {
    COLLECTIONS.forEach(name -> await(store.createCollection(name + rebuilding.suffix())));
    var shadow = new MongoDecisions(store, rebuilding);
    var shadowWords = new MongoWords(store, rebuilding.suffix());
    shadow.prepare();
    var touched = new Touched();
    List<String> topics = List.of(Topics.REQUESTS, Topics.PERSONAL);
    LogReplay.Report first =
        log.replay(topics, batch -> apply(batch, shadow, shadowWords, touched));
    // all that takes long, while the handlers go on
    dropEndedWords(shadow, shadowWords);
    var decisions =
        new ComparedCollection(
            store,
            MongoDecisions.DECISIONS,
            rebuilding,
            document -> Codec.json().writeValueAsString(MongoDecisions.stored(document).state()));
    var questions =
        new ComparedCollection(store, MongoDecisions.TRIAGE, rebuilding, MongoDecisions::asked);
    var words = new ComparedCollection(store, MongoWords.WORDS, rebuilding, Document::toJson);
    List<ComparedCollection> all = List.of(decisions, questions, words);
    all.forEach(ComparedCollection::compareAll);
    touched.clear();
    rebuilding.awaitCaughtUp(groups, CATCHING_UP);
    LogReplay.Report second =
        log.replay(topics, first.ends(), batch -> apply(batch, shadow, shadowWords, touched));
    return rebuilding.holdStill(
        groups,
        positions -> {
          LogReplay.Report rest =
              log.replay(
                  topics,
                  second.ends(),
                  positions,
                  batch -> apply(batch, shadow, shadowWords, touched));
          // what our handlers decided lies beyond the positions, and is in their state already
          log.replay(
              List.of(Topics.REQUESTS),
              positions,
              batch -> apply(ownDecisions(batch), shadow, shadowWords, touched));
          decisions.compareAgain(touched.requests);
          questions.compareAgain(touched.requests);
          words.compareAgain(touched.words);
          live().copyClaims(shadow);
          rebuilding.replaceLive(COLLECTIONS);
          return RebuildReport.of(
              rebuilding,
              first.records() + second.records() + rest.records(),
              first.unreadable() + second.unreadable() + rest.unreadable(),
              all.stream().map(ComparedCollection::comparison).toList(),
              true,
              0);
        });
  }

  /**
   * Whoever reads the log again passes over what it decided itself. A clerk's decision and all else
   * is to be handled yet: a state that had it would keep the handlers from doing so.
   */
  private static List<Received<LogRecord>> ownDecisions(List<Received<LogRecord>> batch) {
    return batch.stream()
        .filter(
            received ->
                received.value() instanceof LogRecord.EventRecord record
                    && (record.event() instanceof TriageRequested
                        || (record.event() instanceof RequestAssigned assigned
                            && assigned.decidedBy() != RequestAssigned.DecidedBy.DESK)))
        .toList();
  }

  private MongoDecisions live() {
    return new MongoDecisions(store);
  }

  private static void apply(
      List<Received<LogRecord>> batch,
      MongoDecisions decisions,
      MongoWords words,
      Touched touched) {
    var ids = new LinkedHashSet<RequestId>();
    var parts = new LinkedHashMap<PersonalKey, KeptWords>();
    for (Received<LogRecord> received : batch) {
      if (received.value() instanceof LogRecord.EventRecord record) {
        ids.add(record.event().requestId());
      } else if (received.value() instanceof LogRecord.PartRecord record) {
        keep(record, parts);
      }
    }
    Map<RequestId, Stored> before = decisions.load(ids);
    var after = new LinkedHashMap<RequestId, Change>();
    var erased = new LinkedHashSet<PersonalKey>();
    for (Received<LogRecord> received : batch) {
      if (received.value() instanceof LogRecord.EventRecord record) {
        fold(record.event(), received.origin().offset(), before, after);
        if (record.event() instanceof PersonErased gone) {
          gone.parts().stream()
              .filter(Said::isWords)
              .forEach(part -> erased.add(new PersonalKey(gone.requestId(), part)));
        }
      }
    }
    ids.forEach(id -> touched.requests.add(id.value()));
    parts.keySet().forEach(key -> touched.words.add(key.toString()));
    erased.forEach(key -> touched.words.add(key.toString()));
    words.keep(parts);
    words.forget(erased);
    decisions.save(after.values());
  }

  private static void fold(
      RequestEvent event,
      long offset,
      Map<RequestId, Stored> before,
      Map<RequestId, Change> after) {
    RequestId id = event.requestId();
    Stored stored = before.get(id);
    Change last =
        Optional.ofNullable(after.get(id))
            .or(() -> Optional.ofNullable(stored).map(Rebuild::unchanged))
            .orElse(null);
    if (last == null) {
      if (event instanceof RequestSubmitted submitted) {
        after.put(id, new Change(null, RequestState.of(submitted), DecisionOffsets.NONE));
      }
      return;
    }
    RequestState next = last.after().with(event);
    if (next != last.after()) {
      after.put(id, new Change(stored, next, last.offsets().with(event, offset)));
    }
  }

  private static Change unchanged(Stored stored) {
    return new Change(stored, stored.state(), stored.offsets());
  }

  private static void keep(LogRecord.PartRecord record, Map<PersonalKey, KeptWords> parts) {
    if (record.part() instanceof CitizenWords words) {
      parts.put(record.key(), KeptWords.of(words));
    } else if (record.part() == null && Said.isWords(record.key().part())) {
      parts.put(record.key(), KeptWords.FORGOTTEN);
    }
  }

  /** Words that were deleted after a request's end do not come back by a rebuild. */
  private void dropEndedWords(MongoDecisions shadow, MongoWords shadowWords) {
    Flux.from(
            live()
                .collection()
                .find(Filters.and(eq("wordsKept", false), Filters.exists("closedAt")))
                .projection(Projections.include("_id")))
        .map(document -> new RequestId(document.getString("_id")))
        .buffer(AT_ONCE)
        .toStream()
        .forEach(
            ended -> {
              shadowWords.dropAllOf(ended);
              shadow.wordsGone(ended);
            });
  }
}
