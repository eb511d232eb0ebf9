package alo153.tracking.out;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Filters.or;
import static com.mongodb.client.model.Projections.include;

import alo153.events.OwnerCode;
import alo153.events.RequestId;
import alo153.events.TrackingCode;
import alo153.frame.MongoStandstill.Rebuilding;
import alo153.frame.StoreCalls;
import alo153.frame.StoreUnavailableException;
import alo153.tracking.decide.CaseFile;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.client.model.Accumulators;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.DeleteOneModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.WriteModel;
import com.mongodb.reactivestreams.client.MongoCollection;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The case documents. Writing is guarded by a revision: whoever comes with an older one has lost
 * and reads again.
 */
public final class MongoCases {
  /** The collection in use. */
  public static final String LIVE = "cases";

  private static final int DUPLICATE = 11000;

  private static final Logger LOG = LoggerFactory.getLogger(MongoCases.class);

  /** How long somebody may wait for an answer; then the store is away. */
  private static final Duration PATIENCE = Duration.ofSeconds(6);

  private final MongoCollection<Document> cases;
  private final long firstRevision;
  private volatile boolean indexed;

  public MongoCases(MongoDatabase store) {
    this(store, LIVE, 1);
  }

  /** An empty collection beside the live one. */
  static MongoCases shadow(MongoDatabase store, Rebuilding rebuilding) {
    var shadow = new MongoCases(store, LIVE + rebuilding.suffix(), rebuilding.revision());
    shadow.ensureIndexes();
    return shadow;
  }

  /**
   * @param firstRevision of what {@link #put} writes: who read a case before it was rebuilt and
   *     writes after must not meet the revision they know
   */
  private MongoCases(MongoDatabase store, String name, long firstRevision) {
    this.firstRevision = firstRevision;
    this.cases = store.getCollection(name);
  }

  /**
   * A case and the revision it was read at.
   *
   * @param revision 0 when it is not in the store yet
   */
  public record Stored(CaseFile file, long revision) {}

  /** Makes the indexes that are missing, before the first use: the store may come after us. */
  private void ensureIndexes() {
    if (indexed) {
      return;
    }
    // unique, so that the stand-in uses it too; a collision is dealt with when writing
    StoreCalls.await(
        cases.createIndex(Indexes.ascending(CaseDocument.CODE), new IndexOptions().unique(true)));
    for (Bson keys :
        List.of(
            Indexes.compoundIndex(
                Indexes.ascending(CaseDocument.OWNER, CaseDocument.OPEN),
                Indexes.descending(CaseDocument.RECEIVED_AT)),
            Indexes.compoundIndex(
                Indexes.ascending(CaseDocument.STATUS),
                Indexes.descending(CaseDocument.RECEIVED_AT)),
            Indexes.compoundIndex(
                Indexes.ascending(CaseDocument.DISTRICT),
                Indexes.descending(CaseDocument.RECEIVED_AT)),
            Indexes.compoundIndex(
                Indexes.ascending(CaseDocument.CATEGORY),
                Indexes.descending(CaseDocument.RECEIVED_AT)),
            Indexes.descending(CaseDocument.RECEIVED_AT, CaseDocument.ID),
            Indexes.ascending(CaseDocument.PHONE),
            Indexes.ascending(CaseDocument.EMAIL),
            Indexes.ascending(CaseDocument.WORDS),
            Indexes.ascending(CaseDocument.NEXT))) {
      StoreCalls.await(cases.createIndex(keys));
    }
    indexed = true;
  }

  /** The cases of these requests; a new empty one where there is none. Blocks. */
  public Map<RequestId, Stored> load(Collection<RequestId> ids) {
    ensureIndexes();
    var found = new HashMap<RequestId, Stored>();
    List<String> values = ids.stream().map(RequestId::value).toList();
    for (Document document : StoreCalls.awaitAll(cases.find(in(CaseDocument.ID, values)))) {
      Stored stored = stored(document);
      found.put(stored.file().requestId(), stored);
    }
    for (RequestId id : ids) {
      found.computeIfAbsent(id, any -> new Stored(CaseFile.empty(any), 0));
    }
    return found;
  }

  private static Stored stored(Document document) {
    return new Stored(
        CaseDocument.read(document), document.get(CaseDocument.REVISION, Number.class).longValue());
  }

  /**
   * Writes changed cases in one go and waits. A case with nothing left to keep is removed.
   *
   * @param changed with the revision each was read at
   * @return the requests somebody else wrote in between: read them again
   */
  public Set<RequestId> write(Collection<Stored> changed) {
    String writer = UUID.randomUUID().toString();
    var models = new ArrayList<WriteModel<Document>>();
    long replaced = 0;
    long deleted = 0;
    for (Stored one : changed) {
      if (one.file().isEmpty()) {
        if (one.revision() > 0) {
          models.add(new DeleteOneModel<>(guard(one)));
          deleted++;
        }
        continue;
      }
      Document document = CaseDocument.write(one.file(), one.revision() + 1, writer);
      if (one.revision() == 0) {
        models.add(new InsertOneModel<>(document));
      } else {
        models.add(new ReplaceOneModel<>(guard(one), document));
        replaced++;
      }
    }
    if (models.isEmpty()) {
      return Set.of();
    }
    try {
      BulkWriteResult result =
          StoreCalls.await(cases.bulkWrite(models, new BulkWriteOptions().ordered(false)))
              .orElseThrow();
      return result.getMatchedCount() == replaced && result.getDeletedCount() == deleted
          ? Set.of()
          : lost(changed, writer);
    } catch (MongoBulkWriteException e) {
      if (e.getWriteErrors().stream().anyMatch(error -> error.getCode() != DUPLICATE)) {
        throw new StoreUnavailableException("the store refused a write", e);
      }
      return lost(changed, writer);
    }
  }

  private Set<RequestId> lost(Collection<Stored> changed, String writer) {
    var written = new HashMap<String, String>();
    var twins = new HashSet<String>();
    List<String> ids = changed.stream().map(one -> one.file().requestId().value()).toList();
    for (Document document :
        StoreCalls.awaitAll(
            cases
                .find(in(CaseDocument.ID, ids))
                .projection(include(CaseDocument.WRITER, CaseDocument.CODE)))) {
      String id = document.getString(CaseDocument.ID);
      written.put(id, document.getString(CaseDocument.WRITER));
      if (id.equals(document.getString(CaseDocument.CODE))) {
        twins.add(id);
      }
    }
    var lost = new HashSet<RequestId>();
    for (Stored one : changed) {
      String id = one.file().requestId().value();
      String by = written.get(id);
      if (one.file().isEmpty()) {
        if (by != null) {
          lost.add(one.file().requestId());
        }
      } else if (by == null && one.revision() == 0) {
        LOG.error("request {} has the tracking code of an older one", one.file().requestId());
        StoreCalls.await(cases.insertOne(besideItsTwin(one, writer)));
      } else if (!writer.equals(by)
          && !(twins.contains(id)
              && StoreCalls.await(cases.replaceOne(guard(one), besideItsTwin(one, writer)))
                  .filter(result -> result.getMatchedCount() == 1)
                  .isPresent())) {
        lost.add(one.file().requestId());
      }
    }
    return lost;
  }

  private static Bson guard(Stored one) {
    return and(
        eq(CaseDocument.ID, one.file().requestId().value()),
        eq(CaseDocument.REVISION, one.revision()));
  }

  /**
   * Two requests with the same leading 60 bits: the second can be found by its full id only. One
   * pair is to be expected in some hundred million requests.
   */
  private static Document besideItsTwin(Stored one, String writer) {
    Document document = CaseDocument.write(one.file(), one.revision() + 1, writer);
    document.put(CaseDocument.CODE, one.file().requestId().value());
    return document;
  }

  /** The case a citizen asks for; empty when there is none. */
  public Mono<CaseFile> byCode(TrackingCode code) {
    return Mono.from(cases.find(eq(CaseDocument.CODE, code.value())).first())
        .timeout(PATIENCE)
        .map(CaseDocument::read)
        .filter(file -> file.now().isKnown());
  }

  public Mono<CaseFile> byId(RequestId id) {
    return Mono.from(cases.find(eq(CaseDocument.ID, id.value())).first())
        .timeout(PATIENCE)
        .map(CaseDocument::read)
        .filter(file -> file.now().isKnown());
  }

  /** Cases by a filter, newest first. */
  public Flux<CaseFile> search(Search search, int limit) {
    return Flux.from(
            cases
                .find(search.filter())
                .sort(Sorts.descending(CaseDocument.RECEIVED_AT, CaseDocument.ID))
                .limit(limit))
        .timeout(PATIENCE)
        .map(CaseDocument::read);
  }

  /** A department's open work, the most urgent first. */
  public Flux<CaseFile> queue(OwnerCode department, int skip, int limit) {
    return Flux.from(
            cases
                .find(
                    and(
                        eq(CaseDocument.OWNER, "DEPARTMENT:" + department),
                        eq(CaseDocument.OPEN, true),
                        in(
                            CaseDocument.STATUS,
                            List.of(
                                "ASSIGNED",
                                "ACCEPTED",
                                "IN_PROGRESS",
                                "PLANNED",
                                "WAITING_FOR_CITIZEN"))))
                .sort(Sorts.ascending(CaseDocument.ANSWER_DUE, CaseDocument.ID))
                .skip(skip)
                .limit(limit))
        .timeout(PATIENCE)
        .map(CaseDocument::read);
  }

  /**
   * The cases whose clocks have something to say, by when. Blocks.
   *
   * @param after the last one seen; null at the beginning
   */
  public List<Due> due(Instant now, @Nullable Due after, int limit) {
    Bson ripe = lte(CaseDocument.NEXT, Date.from(now));
    Bson filter =
        after == null
            ? ripe
            : and(
                ripe,
                or(
                    com.mongodb.client.model.Filters.gt(CaseDocument.NEXT, Date.from(after.next())),
                    and(
                        eq(CaseDocument.NEXT, Date.from(after.next())),
                        com.mongodb.client.model.Filters.gt(
                            CaseDocument.ID, after.file().requestId().value()))));
    return StoreCalls.awaitAll(
            cases
                .find(filter)
                .sort(Sorts.ascending(CaseDocument.NEXT, CaseDocument.ID))
                .limit(limit))
        .stream()
        .map(
            document ->
                new Due(
                    CaseDocument.read(document), document.getDate(CaseDocument.NEXT).toInstant()))
        .toList();
  }

  /**
   * A case whose clock speaks.
   *
   * @param next when
   */
  public record Due(CaseFile file, Instant next) {}

  /** All cases of one person. */
  public Flux<CaseFile> of(@Nullable String phone, @Nullable String email) {
    var any = new ArrayList<Bson>();
    if (phone != null) {
      any.add(eq(CaseDocument.PHONE, phone));
    }
    if (email != null) {
      any.add(eq(CaseDocument.EMAIL, email));
    }
    return any.isEmpty() ? Flux.empty() : Flux.from(cases.find(or(any))).map(CaseDocument::read);
  }

  /** How many cases stand at each status. Blocks. */
  public Map<String, Long> countByStatus() {
    var counts = new HashMap<String, Long>();
    for (Document group :
        StoreCalls.awaitAll(
            cases.aggregate(
                List.of(
                    Aggregates.match(exists(CaseDocument.STATUS)),
                    Aggregates.group("$" + CaseDocument.STATUS, Accumulators.sum("n", 1)))))) {
      counts.put(group.getString(CaseDocument.ID), group.get("n", Number.class).longValue());
    }
    return counts;
  }

  /** Cases with something of our own that was not read back from the log yet. Blocks. */
  List<CaseFile> unread() {
    var unread = new ArrayList<CaseFile>();
    for (Document document :
        Flux.from(cases.find(or(exists(CaseDocument.PENDING), exists(CaseDocument.PENDING_PARTS))))
            .toIterable(1000)) {
      unread.add(CaseDocument.read(document));
    }
    return unread;
  }

  /** Puts cases there without looking at revisions: nobody else writes while rebuilding. */
  void put(Collection<CaseFile> files) {
    ensureIndexes();
    var models = new ArrayList<WriteModel<Document>>();
    for (CaseFile file : files) {
      Bson id = eq(CaseDocument.ID, file.requestId().value());
      models.add(
          file.isEmpty()
              ? new DeleteOneModel<>(id)
              : new ReplaceOneModel<>(
                  id,
                  CaseDocument.write(file, firstRevision, "rebuild"),
                  new ReplaceOptions().upsert(true)));
    }
    if (models.isEmpty()) {
      return;
    }
    try {
      StoreCalls.await(cases.bulkWrite(models, new BulkWriteOptions().ordered(false)));
    } catch (MongoBulkWriteException e) {
      putBesideTheirTwins(List.copyOf(files), e);
    }
  }

  private void putBesideTheirTwins(List<CaseFile> files, MongoBulkWriteException failure) {
    if (failure.getWriteErrors().isEmpty()
        || failure.getWriteErrors().stream().anyMatch(error -> error.getCode() != DUPLICATE)) {
      throw new StoreUnavailableException("the store refused a write", failure);
    }
    for (BulkWriteError error : failure.getWriteErrors()) {
      CaseFile file = files.get(error.getIndex());
      StoreCalls.await(
          cases.replaceOne(
              eq(CaseDocument.ID, file.requestId().value()),
              besideItsTwin(new Stored(file, firstRevision - 1), "rebuild"),
              new ReplaceOptions().upsert(true)));
    }
  }

  /**
   * Parts without an event: whoever wrote them has failed in between and never said yes. Marks
   * those seen for the first time; touching a case takes the mark away. Blocks.
   *
   * @return those that have been so since before a moment
   */
  public List<CaseFile> orphans(Instant now, Instant before) {
    Bson unknown = exists(CaseDocument.STATUS, false);
    StoreCalls.await(
        cases.updateMany(
            and(unknown, exists(CaseDocument.ORPHANED_AT, false)),
            Updates.set(CaseDocument.ORPHANED_AT, Date.from(now))));
    return StoreCalls.awaitAll(
            cases.find(and(unknown, lt(CaseDocument.ORPHANED_AT, Date.from(before)))))
        .stream()
        .map(CaseDocument::read)
        .toList();
  }

  /**
   * What staff look for; null means any.
   *
   * @param words folded words, each the beginning of a word
   * @param before the cursor: received before this, or then and with a smaller id
   */
  public record Search(
      @Nullable String channel,
      @Nullable String status,
      @Nullable String department,
      @Nullable String category,
      @Nullable String district,
      List<String> words,
      @Nullable Instant from,
      @Nullable Instant to,
      @Nullable String phone,
      @Nullable String email,
      @Nullable Before before) {

    /**
     * Where the last page ended.
     *
     * @param receivedAt of its last case
     * @param id of its last case
     */
    public record Before(Instant receivedAt, String id) {}

    Bson filter() {
      var all = new ArrayList<Bson>();
      add(all, CaseDocument.CHANNEL, channel);
      add(all, CaseDocument.STATUS, status);
      add(all, CaseDocument.CATEGORY, category);
      add(all, CaseDocument.DISTRICT, district);
      add(all, CaseDocument.PHONE, phone);
      add(all, CaseDocument.EMAIL, email);
      if (department != null) {
        all.add(
            in(
                CaseDocument.OWNER,
                List.of("DEPARTMENT:" + department, "INSTITUTION:" + department)));
      }
      for (String word : words) {
        all.add(
            com.mongodb.client.model.Filters.regex(
                CaseDocument.WORDS, "^" + java.util.regex.Pattern.quote(word)));
      }
      if (from != null) {
        all.add(gte(CaseDocument.RECEIVED_AT, Date.from(from)));
      }
      if (to != null) {
        all.add(lt(CaseDocument.RECEIVED_AT, Date.from(to)));
      }
      if (before != null) {
        Date at = Date.from(before.receivedAt());
        all.add(
            or(
                lt(CaseDocument.RECEIVED_AT, at),
                and(eq(CaseDocument.RECEIVED_AT, at), lt(CaseDocument.ID, before.id()))));
      }
      all.add(exists(CaseDocument.STATUS));
      return and(all);
    }

    private static void add(List<Bson> all, String field, @Nullable String value) {
      if (value != null) {
        all.add(eq(field, value));
      }
    }
  }
}
