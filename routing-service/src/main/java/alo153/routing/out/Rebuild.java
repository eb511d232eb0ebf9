package alo153.routing.out;

import static alo153.frame.StoreCalls.await;
import static alo153.frame.StoreCalls.awaitAll;
import static com.mongodb.client.model.Filters.eq;

import alo153.events.PersonErased;
import alo153.events.RequestEvent;
import alo153.events.RequestId;
import alo153.events.RequestSubmitted;
import alo153.events.personal.CitizenWords;
import alo153.events.personal.PersonalKey;
import alo153.events.wire.Codec;
import alo153.events.wire.Topics;
import alo153.frame.Shadows;
import alo153.routing.decide.KeptWords;
import alo153.routing.decide.RequestState;
import alo153.routing.decide.Said;
import alo153.routing.out.MongoDecisions.Change;
import alo153.routing.out.MongoDecisions.Stored;
import alo153.transport.LogRecord;
import alo153.transport.LogReplay;
import alo153.transport.Received;
import com.mongodb.MongoNamespace;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.RenameCollectionOptions;
import com.mongodb.reactivestreams.client.MongoCollection;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.bson.Document;
import reactor.core.publisher.Flux;

/**
 * Makes routing's state anew from the log beside the live one, compares the two, and puts the new
 * one in its place. Nothing is decided anew: what was decided stands in the log.
 */
public final class Rebuild {
  private static final int AT_ONCE = 500;

  /** In the order they are replaced: a question without its request is passed over. */
  private static final List<String> COLLECTIONS =
      List.of(MongoWords.WORDS, MongoDecisions.DECISIONS, MongoDecisions.TRIAGE);

  private final MongoDatabase store;
  private final LogReplay log;
  private final Consumer<Runnable> closedGate;

  /**
   * @param closedGate runs something while no handler of this process writes
   */
  public Rebuild(MongoDatabase store, LogReplay log, Consumer<Runnable> closedGate) {
    this.store = store;
    this.log = log;
    this.closedGate = closedGate;
  }

  /**
   * What came of it.
   *
   * @param records how many records of the log were read
   * @param requests how many requests there are
   * @param liveHash hash of the state that was live
   * @param rebuiltHash hash of the state made from the log
   * @param equal whether both are the same
   * @param differing requests that differ, a few of them; those on their way through the service at
   *     that moment are among them
   */
  public record Report(
      long records,
      long requests,
      String liveHash,
      String rebuiltHash,
      boolean equal,
      List<String> differing,
      Duration took) {}

  /** Blocking, for as long as the log is. One at a time. */
  public synchronized Report run() {
    Instant began = Instant.now();
    Shadows.drop(store, began);
    String suffix = Shadows.suffix(began);
    var shadow = new MongoDecisions(store, suffix);
    var shadowWords = new MongoWords(store, suffix);
    shadow.prepare();
    var touched = new LinkedHashSet<RequestId>();
    Consumer<List<Received<LogRecord>>> rebuilding =
        batch -> {
          apply(batch, shadow, shadowWords);
          batch.forEach(received -> requestIn(received).ifPresent(touched::add));
        };
    List<String> topics = List.of(Topics.REQUESTS, Topics.PERSONAL);
    LogReplay.Report first = log.replay(topics, batch -> apply(batch, shadow, shadowWords));
    // all that takes long, while the handlers go on
    Map<String, String> rebuilt = hashes(shadow.collection());
    Map<String, String> live = hashes(live().collection());
    dropEndedWords(shadow, shadowWords);
    LogReplay.Report second = log.replay(topics, first.ends(), rebuilding);
    var report = new ArrayList<Report>();
    closedGate.accept(
        () -> {
          LogReplay.Report rest = log.replay(topics, second.ends(), rebuilding);
          // and those that were on their way through the service when they were hashed
          differing(rebuilt, live).forEach(id -> touched.add(new RequestId(id)));
          hashAgain(touched, shadow, rebuilt);
          hashAgain(touched, live(), live);
          report.add(
              compare(rebuilt, live, first.records() + second.records() + rest.records(), began));
          live().copyClaims(shadow);
          replaceLive(suffix);
          // what another instance wrote into the old collections in this moment is in the log
          log.replay(topics, rest.ends(), batch -> apply(batch, live(), new MongoWords(store)));
        });
    return report.get(0);
  }

  private static Optional<RequestId> requestIn(Received<LogRecord> received) {
    return received.value() instanceof LogRecord.EventRecord record
        ? Optional.of(record.event().requestId())
        : Optional.empty();
  }

  private MongoDecisions live() {
    return new MongoDecisions(store);
  }

  private static void apply(
      List<Received<LogRecord>> batch, MongoDecisions decisions, MongoWords words) {
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
    var after = new LinkedHashMap<RequestId, RequestState>();
    var erased = new LinkedHashSet<PersonalKey>();
    for (Received<LogRecord> received : batch) {
      if (received.value() instanceof LogRecord.EventRecord record) {
        fold(record.event(), before, after);
        if (record.event() instanceof PersonErased gone) {
          gone.parts().stream()
              .filter(Said::isWords)
              .forEach(part -> erased.add(new PersonalKey(gone.requestId(), part)));
        }
      }
    }
    words.keep(parts);
    words.forget(erased);
    var changes = new ArrayList<Change>();
    after.forEach((id, state) -> changes.add(new Change(before.get(id), state)));
    decisions.save(changes);
  }

  private static void fold(
      RequestEvent event, Map<RequestId, Stored> before, Map<RequestId, RequestState> after) {
    RequestId id = event.requestId();
    RequestState state =
        Optional.ofNullable(after.get(id))
            .or(() -> Optional.ofNullable(before.get(id)).map(Stored::state))
            .orElse(null);
    if (state == null) {
      if (event instanceof RequestSubmitted submitted) {
        after.put(id, RequestState.of(submitted));
      }
      return;
    }
    RequestState next = state.with(event);
    if (next != state) {
      after.put(id, next);
    }
  }

  private static void keep(LogRecord.PartRecord record, Map<PersonalKey, KeptWords> parts) {
    if (record.part() instanceof CitizenWords words) {
      parts.put(record.key(), KeptWords.of(words));
    } else if (record.part() == null && Said.isWords(record.key().part())) {
      parts.put(record.key(), KeptWords.FORGOTTEN);
    }
  }

  private static Report compare(
      Map<String, String> rebuilt, Map<String, String> live, long records, Instant began) {
    List<String> differing = differing(rebuilt, live);
    return new Report(
        records,
        rebuilt.size(),
        together(live),
        together(rebuilt),
        differing.isEmpty(),
        differing.stream().limit(20).toList(),
        Duration.between(began, Instant.now()));
  }

  private static List<String> differing(Map<String, String> rebuilt, Map<String, String> live) {
    var all = new TreeSet<>(rebuilt.keySet());
    all.addAll(live.keySet());
    return all.stream()
        .filter(id -> !String.valueOf(rebuilt.get(id)).equals(live.get(id)))
        .toList();
  }

  /** One hash per request, in the order of ids. */
  private static Map<String, String> hashes(MongoCollection<Document> collection) {
    var hashes = new TreeMap<String, String>();
    Flux.from(collection.find().batchSize(2000))
        .doOnNext(
            document ->
                hashes.put(
                    document.getString("_id"), hash(MongoDecisions.stored(document).state())))
        .blockLast();
    return hashes;
  }

  /** Of the requests something happened to since. */
  private static void hashAgain(
      Collection<RequestId> ids, MongoDecisions decisions, Map<String, String> hashes) {
    Flux.fromIterable(ids)
        .buffer(AT_ONCE)
        .toStream()
        .forEach(
            some ->
                decisions
                    .load(some)
                    .forEach((id, stored) -> hashes.put(id.value(), hash(stored.state()))));
  }

  private static String hash(RequestState state) {
    return sha(Codec.json().writeValueAsBytes(state));
  }

  private static String together(Map<String, String> hashes) {
    return sha(
        String.join("\n", hashes.values()).getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private static String sha(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
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

  private void replaceLive(String suffix) {
    Set<String> there = collections();
    for (String name : COLLECTIONS) {
      if (there.contains(name + suffix)) {
        await(
            store
                .getCollection(name + suffix)
                .renameCollection(
                    new MongoNamespace(store.getName(), name),
                    new RenameCollectionOptions().dropTarget(true)));
      } else if (there.contains(name)) {
        await(store.getCollection(name).drop());
      }
    }
  }

  private Set<String> collections() {
    return Set.copyOf(awaitAll(store.listCollectionNames()));
  }
}
