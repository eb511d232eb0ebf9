package alo153.intake.out;

import alo153.events.RequestId;
import alo153.events.RequestSubmitted;
import alo153.events.TrackingCode;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.reactivestreams.client.MongoCollection;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.bson.Document;
import reactor.core.publisher.Mono;

/**
 * Which request a tracking code stands for; folded from the log and rebuildable from it at any
 * time. Holds no personal data.
 */
public final class CodeIndex {
  static final String COLLECTION = "codes";
  private static final int DUPLICATE_KEY = 11000;

  /** Twice this and the wait for the log are still less than the gateway waits for us. */
  private static final Duration PATIENCE = Duration.ofMillis(2_500);

  private final MongoCollection<Document> codes;
  private final RecentlyAccepted recent;
  private final Supplier<Mono<Void>> caughtUp;

  /**
   * @param recent what this instance accepted lately
   * @param log asked before a code is called unknown: another instance may have accepted it just
   *     now
   */
  public CodeIndex(MongoDatabase database, RecentlyAccepted recent, FollowedLog log) {
    this(database, recent, log::caughtUp, COLLECTION);
  }

  CodeIndex(
      MongoDatabase database,
      RecentlyAccepted recent,
      Supplier<Mono<Void>> caughtUp,
      String collection) {
    this.codes = database.getCollection(collection);
    this.recent = recent;
    this.caughtUp = caughtUp;
  }

  /**
   * Empty when there is no such request. Fails when nobody can know at the moment: the store is
   * away, or the log is ahead of the index.
   */
  public Mono<RequestId> find(TrackingCode code) {
    return Mono.justOrEmpty(recent.find(code))
        .switchIfEmpty(Mono.defer(() -> stored(code)))
        .switchIfEmpty(Mono.defer(() -> caughtUp.get().then(stored(code))));
  }

  private Mono<RequestId> stored(TrackingCode code) {
    return Mono.from(codes.find(new Document("_id", code.requestIdPrefix())).first())
        .timeout(PATIENCE)
        .map(found -> new RequestId(found.getString("requestId")));
  }

  /** The hash of the content a request was accepted with; empty when it is not there yet. */
  public Mono<String> contentHash(RequestId request) {
    return Mono.from(
            codes
                .find(
                    new Document("_id", request.trackingCode().requestIdPrefix())
                        .append("requestId", request.value()))
                .first())
        .mapNotNull(found -> found.getString("contentHash"));
  }

  /** Notes requests seen on the log; the first content counts, again is harmless. */
  public Mono<Void> add(Collection<RequestSubmitted> requests) {
    List<Document> rows =
        requests.stream()
            .map(
                it ->
                    new Document("_id", it.requestId().trackingCode().requestIdPrefix())
                        .append("requestId", it.requestId().value())
                        .append("contentHash", it.contentHash()))
            .toList();
    if (rows.isEmpty()) {
      return Mono.empty();
    }
    return Mono.from(codes.insertMany(rows, new InsertManyOptions().ordered(false)))
        .then()
        .onErrorResume(MongoBulkWriteException.class, CodeIndex::unlessOnlyKnown);
  }

  private static Mono<Void> unlessOnlyKnown(MongoBulkWriteException e) {
    boolean onlyKnown =
        e.getWriteConcernError() == null
            && e.getWriteErrors().stream().allMatch(error -> error.getCode() == DUPLICATE_KEY);
    return onlyKnown ? Mono.empty() : Mono.error(e);
  }
}
