package alo153.intake.out;

import alo153.events.RequestId;
import alo153.intake.decide.Keyed;
import com.mongodb.ErrorCategory;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoWriteException;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.WriteModel;
import com.mongodb.reactivestreams.client.MongoCollection;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Which request a chat is about: what a person wrote about last, and which message belongs to which
 * request. Keeps keyed hashes for a limited time, never a number, a name or a word; gone with the
 * person.
 */
public final class Threads implements PersonalTrace {
  /** The account of the mails by which institutions get their work. */
  public static final String WORK = "work";

  private static final Duration MESSAGES_KEPT = Duration.ofDays(90);
  private static final Duration CHATS_KEPT = Duration.ofDays(8);

  private final MongoCollection<Document> threads;
  private final Keyed keyed;
  private final Clock clock;

  public Threads(MongoDatabase database, Keyed keyed, Clock clock) {
    this.threads = database.getCollection("threads");
    this.keyed = keyed;
    this.clock = clock;
  }

  /**
   * What a message was taken for.
   *
   * @param requestId the request it is about
   * @param opens whether it made that request; false when it was added to an older one
   */
  public record Belonging(RequestId requestId, boolean opens) {}

  /** For the store: old entries go by themselves, a person's are found by request. */
  public Mono<Void> prepare() {
    return Mono.from(
            threads.createIndex(
                Indexes.ascending("expiresAt"),
                new IndexOptions().expireAfter(0L, TimeUnit.SECONDS)))
        .then(Mono.from(threads.createIndex(Indexes.ascending("requestId"))))
        .then();
  }

  /**
   * Settles once and for all what a message belongs to, so that its next delivery is judged alike.
   *
   * @param found what it seems to belong to now
   * @return what counts: the first that was settled
   */
  public Mono<Belonging> settle(String account, String messageId, Belonging found) {
    var fresh =
        Updates.combine(
            Updates.setOnInsert("requestId", found.requestId().value()),
            Updates.setOnInsert("opens", found.opens()),
            Updates.setOnInsert("expiresAt", after(MESSAGES_KEPT)));
    String id = messageKey(account, messageId);
    return Mono.from(
            threads.findOneAndUpdate(
                Filters.eq("_id", id),
                fresh,
                new FindOneAndUpdateOptions().upsert(true).returnDocument(ReturnDocument.AFTER)))
        .onErrorResume(
            Threads::isDuplicate, e -> Mono.from(threads.find(Filters.eq("_id", id)).first()))
        .map(Threads::belonging);
  }

  /** What a message belongs to; empty when nothing was noted about it. */
  public Mono<Belonging> of(String account, String messageId) {
    return Mono.from(threads.find(Filters.eq("_id", messageKey(account, messageId))).first())
        .filter(it -> it.getDate("expiresAt").toInstant().isAfter(clock.instant()))
        .map(Threads::belonging);
  }

  /** Notes messages we sent, by the provider's ids. */
  public Mono<Void> sent(String account, Map<String, RequestId> byMessage) {
    List<WriteModel<Document>> writes = new ArrayList<>();
    byMessage.forEach(
        (messageId, request) ->
            writes.add(
                new UpdateOneModel<>(
                    Filters.eq("_id", messageKey(account, messageId)),
                    Updates.combine(
                        Updates.setOnInsert("requestId", request.value()),
                        Updates.setOnInsert("opens", false),
                        Updates.setOnInsert("expiresAt", after(MESSAGES_KEPT))),
                    new UpdateOptions().upsert(true))));
    return writeAll(writes);
  }

  /**
   * Notes what a person wrote about last.
   *
   * @param person all the ids the provider knows them by
   */
  public Mono<Void> wrote(
      String account, Collection<String> person, RequestId request, Instant at) {
    List<WriteModel<Document>> writes = new ArrayList<>();
    for (String id : person) {
      String key = personKey(account, id);
      var fields =
          Updates.combine(
              Updates.set("requestId", request.value()),
              Updates.set("at", Date.from(at)),
              Updates.set("expiresAt", after(CHATS_KEPT)));
      // an older message that comes late changes nothing: the upsert then meets the newer entry
      writes.add(
          new UpdateOneModel<>(
              Filters.and(Filters.eq("_id", key), Filters.lte("at", Date.from(at))),
              fields,
              new UpdateOptions().upsert(true)));
    }
    return writeAll(writes);
  }

  /** What a person wrote about between two moments; empty when nothing. */
  public Mono<RequestId> lastOf(
      String account, Collection<String> person, Instant from, Instant to) {
    List<String> keys = person.stream().map(id -> personKey(account, id)).toList();
    return Flux.from(
            threads.find(
                Filters.and(
                    Filters.in("_id", keys),
                    Filters.gte("at", Date.from(from)),
                    Filters.lte("at", Date.from(to)))))
        .sort(java.util.Comparator.comparing((Document it) -> it.getDate("at")).reversed())
        .next()
        .map(it -> new RequestId(it.getString("requestId")));
  }

  /** The same person goes by another id now. */
  public Mono<Void> renamed(String account, String before, String now) {
    return Mono.from(threads.find(Filters.eq("_id", personKey(account, before))).first())
        .flatMap(
            it ->
                wrote(
                    account,
                    List.of(now),
                    new RequestId(it.getString("requestId")),
                    it.getDate("at").toInstant()));
  }

  @Override
  public Mono<Void> forget(RequestId requestId) {
    return Mono.from(threads.deleteMany(Filters.eq("requestId", requestId.value()))).then();
  }

  /** Deletes what is too old, where the store does not do it by itself. */
  public Mono<Long> sweep() {
    return Mono.from(threads.deleteMany(Filters.lt("expiresAt", Date.from(clock.instant()))))
        .map(done -> done.getDeletedCount());
  }

  private Mono<Void> writeAll(List<WriteModel<Document>> writes) {
    if (writes.isEmpty()) {
      return Mono.empty();
    }
    return Mono.from(threads.bulkWrite(writes, new BulkWriteOptions().ordered(false)))
        .then()
        .onErrorResume(Threads::isDuplicate, e -> Mono.empty());
  }

  private static boolean isDuplicate(Throwable e) {
    if (e instanceof MongoWriteException write) {
      return write.getError().getCategory() == ErrorCategory.DUPLICATE_KEY;
    }
    if (e instanceof com.mongodb.MongoBulkWriteException bulk) {
      return bulk.getWriteConcernError() == null
          && bulk.getWriteErrors().stream()
              .allMatch(it -> it.getCategory() == ErrorCategory.DUPLICATE_KEY);
    }
    return e instanceof MongoCommandException command
        && ErrorCategory.fromErrorCode(command.getErrorCode()) == ErrorCategory.DUPLICATE_KEY;
  }

  private static Belonging belonging(Document found) {
    return new Belonging(
        new RequestId(found.getString("requestId")), found.getBoolean("opens", false));
  }

  private Date after(Duration time) {
    return Date.from(clock.instant().plus(time));
  }

  private String messageKey(String account, String messageId) {
    return "m:" + keyed.hash("thread-message", account, messageId);
  }

  private String personKey(String account, String id) {
    return "p:" + keyed.hash("thread-person", account, id);
  }
}
