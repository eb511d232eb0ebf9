package alo153.routing.out;

import static alo153.frame.StoreCalls.await;
import static alo153.frame.StoreCalls.awaitAll;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;

import alo153.events.CategoryCode;
import alo153.events.Owner;
import alo153.events.OwnerCode;
import alo153.events.OwnerKind;
import alo153.events.RequestId;
import alo153.events.TriageRequested;
import alo153.events.wire.Codec;
import alo153.frame.MongoStandstill.Rebuilding;
import alo153.routing.decide.DecisionOffsets;
import alo153.routing.decide.RequestState;
import alo153.transport.InfrastructureException;
import com.mongodb.client.model.DeleteOneModel;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/**
 * The requests as routing knows them, one document each, and beside them a small collection of the
 * questions open to the desk. Blocking; not for Netty threads.
 */
public final class MongoDecisions {
  static final String DECISIONS = "decisions";
  static final String TRIAGE = "triage";

  private static final String CLAIM = "claim";
  private static final String NOTE = "note";
  private static final String ASSIGNED_OFFSET = "assignedOffset";
  private static final String TRIAGE_OFFSET = "triageOffset";
  private static final Duration CLAIM_HOLDS = Duration.ofMinutes(1);
  private static final int TRIES = 5;
  private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

  private final MongoCollection<Document> decisions;
  private final MongoCollection<Document> triage;
  private final int firstRevision;

  public MongoDecisions(MongoDatabase store) {
    this(store, "", 1);
  }

  /** Those a rebuild makes beside the live ones. */
  MongoDecisions(MongoDatabase store, Rebuilding rebuilding) {
    // seconds, since a revision is an int
    this(store, rebuilding.suffix(), (int) (rebuilding.revision() / 1000));
  }

  /**
   * @param suffix of the collections' names; empty for the live ones
   * @param firstRevision of a new state: who read one before a rebuild and writes after must not
   *     meet the revision they know
   */
  private MongoDecisions(MongoDatabase store, String suffix, int firstRevision) {
    this.firstRevision = firstRevision;
    this.decisions = store.getCollection(DECISIONS + suffix);
    this.triage = store.getCollection(TRIAGE + suffix);
  }

  /**
   * A state as it lies in the store.
   *
   * @param state the state
   * @param offsets where its decisions stand in the log
   * @param revision how often it was written; 0 means never
   */
  public record Stored(RequestState state, DecisionOffsets offsets, int revision) {}

  /**
   * A state to be written.
   *
   * @param before as it was read; null when it was not there
   * @param after as it is to be
   * @param offsets where its decisions stand in the log
   */
  public record Change(@Nullable Stored before, RequestState after, DecisionOffsets offsets) {}

  /**
   * An open question to the desk.
   *
   * @param since when it was asked
   */
  public record Open(RequestId requestId, TriageRequested.Queue queue, Instant since) {}

  /**
   * A clerk's hold on a question.
   *
   * @param decisionId the clerk's own id of the decision
   * @param at when it was first made
   * @param owner who gets the request
   * @param category the topic
   * @param note for the department; null when none
   */
  public record Claim(
      String decisionId, Instant at, Owner owner, CategoryCode category, @Nullable String note) {
    private static Claim of(Document claim) {
      return new Claim(
          claim.getString("decisionId"),
          claim.getDate("at").toInstant(),
          new Owner(
              OwnerKind.valueOf(claim.getString("ownerKind")),
              new OwnerCode(claim.getString("owner"))),
          new CategoryCode(claim.getString("category")),
          claim.getString(NOTE));
    }

    private Document on(TriageRequested question) {
      return new Document("question", question.id().value())
          .append("decisionId", decisionId)
          .append("at", Date.from(at))
          .append("ownerKind", owner.kind().name())
          .append("owner", owner.code().value())
          .append("category", category.value())
          .append(NOTE, note);
    }
  }

  /** Somebody else wrote the same request meanwhile; the batch is read and decided again. */
  static final class ChangedMeanwhileException extends InfrastructureException {
    private static final long serialVersionUID = 1L;

    ChangedMeanwhileException(@Nullable Throwable cause) {
      super("another instance wrote the same requests", cause);
    }
  }

  /** Makes the indexes; harmless when they are there. */
  public void prepare() {
    await(decisions.createIndex(Indexes.descending("at")));
    await(decisions.createIndex(Indexes.ascending("closedAt")));
    await(triage.createIndex(Indexes.ascending("queue", "since", "_id")));
  }

  public Map<RequestId, Stored> load(Collection<RequestId> ids) {
    var found = new HashMap<RequestId, Stored>();
    if (ids.isEmpty()) {
      return found;
    }
    List<String> keys = ids.stream().map(RequestId::value).toList();
    for (Document document : awaitAll(decisions.find(in("_id", keys)).batchSize(1000))) {
      Stored stored = stored(document);
      found.put(stored.state().requestId(), stored);
    }
    return found;
  }

  public Optional<Stored> load(RequestId id) {
    return Optional.ofNullable(load(List.of(id)).get(id));
  }

  /**
   * Returns when all is durable. The questions are written last: whoever comes too late with a
   * state must not touch them. Should we fail in between, the records come again, are found to be
   * applied, and {@link #keepQuestions} makes it good.
   *
   * @throws InfrastructureException when another instance was faster
   */
  public void save(Collection<Change> changes) {
    if (changes.isEmpty()) {
      return;
    }
    var states = new ArrayList<WriteModel<Document>>();
    var asking = new ArrayList<Stored>();
    int replaced = 0;
    for (Change change : changes) {
      Stored before = change.before();
      int revision = before == null ? firstRevision : before.revision() + 1;
      Document document = document(change, revision);
      if (before == null) {
        states.add(new InsertOneModel<>(document));
      } else {
        replaced++;
        states.add(
            new ReplaceOneModel<>(
                Filters.and(
                    eq("_id", change.after().requestId().value()), eq("rev", before.revision())),
                document));
      }
      if (change.after().triage() != null || before != null && before.state().triage() != null) {
        asking.add(new Stored(change.after(), change.offsets(), revision));
      }
    }
    try {
      int matched = await(decisions.bulkWrite(states)).orElseThrow().getMatchedCount();
      if (matched != replaced) {
        throw new ChangedMeanwhileException(null);
      }
    } catch (com.mongodb.MongoBulkWriteException e) {
      throw new ChangedMeanwhileException(e);
    }
    keepQuestions(asking);
  }

  /**
   * Asks the desk what these requests ask it, and takes back what they ask no more. Whoever stood
   * still meanwhile may know less than what was decided since, so the states are read once more.
   *
   * @param known the states as they were last seen or written
   * @throws InfrastructureException when others write the same requests all the time
   */
  public void keepQuestions(Collection<Stored> known) {
    Collection<Stored> open = known;
    for (int tried = 0; !open.isEmpty(); tried++) {
      if (tried == TRIES) {
        throw new ChangedMeanwhileException(null);
      }
      var questions = new ArrayList<WriteModel<Document>>();
      var seen = new HashMap<RequestId, Integer>();
      for (Stored one : open) {
        seen.put(one.state().requestId(), one.revision());
        questions.addAll(question(one.state()));
      }
      await(triage.bulkWrite(questions));
      open =
          load(seen.keySet()).values().stream()
              .filter(now -> now.revision() != seen.get(now.state().requestId()))
              .toList();
    }
  }

  /**
   * Takes a question for one decision, so that of two clerks one is told. A claim whose decision
   * was not heard of again may be taken over after a minute.
   *
   * @return the claim as it was first made; empty when the question is somebody else's
   */
  public Optional<Claim> claim(TriageRequested question, Claim wanted) {
    String id = question.requestId().value();
    String asked = question.id().value();
    Bson free =
        Filters.or(
            Filters.exists("claim", false),
            Filters.ne("claim.question", asked),
            Filters.lt("claim.at", Date.from(wanted.at().minus(CLAIM_HOLDS))));
    Bson mine = Filters.and(eq("_id", id), eq("question", asked), eq("claim.question", asked));
    // a repetition is the first attempt again, so that it says the same
    Optional<Document> held =
        await(triage.find(Filters.and(mine, eq("claim.decisionId", wanted.decisionId()))));
    if (held.isPresent()) {
      return held.map(found -> Claim.of(found.get(CLAIM, Document.class)));
    }
    return await(
            triage.updateOne(
                Filters.and(eq("_id", id), eq("question", asked), free),
                Updates.set(CLAIM, wanted.on(question))))
        .filter(result -> result.getMatchedCount() == 1)
        .map(result -> wanted);
  }

  /** Claims whose decision has not been folded yet. */
  public Map<RequestId, Claim> claims(Collection<RequestId> ids) {
    var claims = new HashMap<RequestId, Claim>();
    if (ids.isEmpty()) {
      return claims;
    }
    List<String> keys = ids.stream().map(RequestId::value).toList();
    for (Document document : awaitAll(triage.find(in("_id", keys)))) {
      Document claim = document.get(CLAIM, Document.class);
      if (claim != null) {
        claims.put(new RequestId(document.getString("_id")), Claim.of(claim));
      }
    }
    return claims;
  }

  /** Hands over what is on its way from clerks; the log does not hold it. */
  void copyClaims(MongoDecisions other) {
    for (Document document : awaitAll(triage.find(Filters.exists(CLAIM)))) {
      await(
          other.triage.updateOne(
              Filters.and(
                  eq("_id", document.getString("_id")),
                  eq("question", document.getString("question"))),
              Updates.combine(
                  Updates.set(CLAIM, document.get(CLAIM)),
                  Updates.set("answered", document.getBoolean("answered", false)))));
    }
  }

  /** Whether another decision has claimed the question, rather than that it is being closed. */
  public boolean isClaimedByAnother(TriageRequested question, String decisionId) {
    return await(
            triage.find(
                Filters.and(
                    eq("_id", question.requestId().value()),
                    eq("question", question.id().value()),
                    eq("claim.question", question.id().value()),
                    Filters.ne("claim.decisionId", decisionId))))
        .isPresent();
  }

  /** The decision is in the log: the question is no longer shown. */
  public void answered(TriageRequested question) {
    await(
        triage.updateOne(
            Filters.and(
                eq("_id", question.requestId().value()), eq("question", question.id().value())),
            Updates.set("answered", true)));
  }

  /** Open questions, the oldest first. */
  public List<Open> open(TriageRequested.@Nullable Queue queue, @Nullable Open after, int limit) {
    var filters = new ArrayList<Bson>();
    filters.add(Filters.ne("answered", true));
    if (queue != null) {
      filters.add(eq("queue", queue.name()));
    }
    if (after != null) {
      Date since = Date.from(after.since());
      filters.add(
          Filters.or(
              Filters.gt("since", since),
              Filters.and(eq("since", since), Filters.gt("_id", after.requestId().value()))));
    }
    return awaitAll(
            triage.find(Filters.and(filters)).sort(Sorts.ascending("since", "_id")).limit(limit))
        .stream()
        .map(
            document ->
                new Open(
                    new RequestId(document.getString("_id")),
                    TriageRequested.Queue.valueOf(document.getString("queue")),
                    document.getDate("since").toInstant()))
        .toList();
  }

  public long countOpen(TriageRequested.Queue queue) {
    return await(
            triage.countDocuments(
                Filters.and(eq("queue", queue.name()), Filters.ne("answered", true))))
        .orElse(0L);
  }

  /** The latest requests, for trying a rule set on them. */
  public List<RequestState> latest(int limit) {
    return awaitAll(decisions.find().sort(Sorts.descending("at")).limit(limit)).stream()
        .map(document -> stored(document).state())
        .toList();
  }

  /** Requests that ended before a moment and whose words may still be kept. */
  public List<RequestState> endedBefore(Instant moment, int limit) {
    return awaitAll(
            decisions
                .find(Filters.and(Filters.lt("closedAt", Date.from(moment)), eq("wordsKept", true)))
                .limit(limit))
        .stream()
        .map(document -> stored(document).state())
        .toList();
  }

  /** Remembers that the words of these requests are gone. Does not count as another state. */
  public void wordsGone(Collection<RequestId> ids) {
    await(
        decisions.updateMany(
            in("_id", ids.stream().map(RequestId::value).toList()),
            new Document("$set", new Document("wordsKept", false))));
  }

  MongoCollection<Document> collection() {
    return decisions;
  }

  /** What the log says of a question; who is about to answer it stands nowhere else. */
  static String asked(Document question) {
    return question.getString("queue")
        + " "
        + question.getString("question")
        + " "
        + question.getDate("since").getTime();
  }

  /** The same question asked once more keeps what clerks did with it. */
  private static List<WriteModel<Document>> question(RequestState state) {
    String id = state.requestId().value();
    TriageRequested open = state.triage();
    if (open == null) {
      return List.of(new DeleteOneModel<>(eq("_id", id)));
    }
    Document fields =
        new Document("queue", open.queue().name())
            .append("since", Date.from(open.at()))
            .append("question", open.id().value())
            .append("answered", false);
    var writes = new ArrayList<WriteModel<Document>>();
    writes.add(
        new UpdateOneModel<>(
            Filters.and(eq("_id", id), Filters.ne("question", open.id().value())),
            new Document("$set", fields)));
    writes.add(
        new UpdateOneModel<>(
            eq("_id", id), new Document("$setOnInsert", fields), new UpdateOptions().upsert(true)));
    if (state.erased()) {
      writes.add(
          new UpdateOneModel<>(
              eq("_id", id), new Document("$unset", new Document(CLAIM + "." + NOTE, ""))));
    }
    return writes;
  }

  private static Document document(Change change, int revision) {
    RequestState state = change.after();
    var document =
        new Document("_id", state.requestId().value())
            .append("rev", revision)
            .append("at", Date.from(state.submitted().at()));
    if (state.closedAt() != null) {
      document.append("closedAt", Date.from(state.closedAt()));
    }
    document.append("wordsKept", true);
    document.append(ASSIGNED_OFFSET, change.offsets().assigned());
    document.append(TRIAGE_OFFSET, change.offsets().triage());
    document.append("state", new Document(Codec.json().convertValue(state, MAP)));
    return document;
  }

  static Stored stored(Document document) {
    return new Stored(
        Codec.json().convertValue(document.get("state", Document.class), RequestState.class),
        new DecisionOffsets(
            document.get(ASSIGNED_OFFSET, DecisionOffsets.UNKNOWN),
            document.get(TRIAGE_OFFSET, DecisionOffsets.UNKNOWN)),
        document.getInteger("rev"));
  }
}
