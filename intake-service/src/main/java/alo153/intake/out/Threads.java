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
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Which request a chat is about: which message belongs to which request, what a person wrote about
 * last, and which of their requests waits for their answer. Keeps keyed hashes for a limited time,
 * never a number, a name or a word; gone with the person.
 *
 * <p>Four kinds of entries, found by id alone: {@code m:} a message, {@code p:} a person's last
 * request, {@code c:} who is behind a request, {@code a:} the request a person was asked about.
 */
public final class Threads implements PersonalTrace {
  /** The account of the mails by which institutions get their work. */
  public static final String WORK = "work";

  private static final Duration MESSAGES_KEPT = Duration.ofDays(90);
  private static final Duration CHATS_KEPT = Duration.ofDays(8);

  /** How long a question to the citizen may be answered without naming it. */
  private static final Duration QUESTIONS_KEPT = Duration.ofDays(30);

  /** What follows an answer so soon is more of it. */
  private static final Duration MORE_OF_IT = Duration.ofMinutes(10);

  /** A provider's clock counts whole seconds. */
  private static final Duration CLOCK_STEP = Duration.ofSeconds(1);

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

  /**
   * What a person wrote about last.
   *
   * @param requestId the request
   * @param at when they wrote
   * @param wordless whether all of it so far is pictures or a place, without a word
   */
  public record Chat(RequestId requestId, Instant at, boolean wordless) {}

  /**
   * What is known before a message is judged.
   *
   * @param belonging what was settled at an earlier delivery of it; null at the first
   * @param asked the request that waits for this person's answer; null when none
   * @param chat what the person wrote about last; null when nothing lately
   */
  public record Known(
      @Nullable Belonging belonging, @Nullable RequestId asked, @Nullable Chat chat) {}

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
            Updates.setOnInsert("settledAt", Date.from(clock.instant())),
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

  /**
   * Settles anew what belongs to a request that never came.
   *
   * @param before only when it was settled before that
   * @return whether it was
   */
  public Mono<Boolean> settleAnew(
      String account, String messageId, Belonging instead, Instant before) {
    return Mono.from(
            threads.updateOne(
                Filters.and(
                    Filters.eq("_id", messageKey(account, messageId)),
                    Filters.lt("settledAt", Date.from(before))),
                Updates.combine(
                    Updates.set("requestId", instead.requestId().value()),
                    Updates.set("opens", instead.opens()),
                    Updates.set("settledAt", Date.from(clock.instant())))))
        .map(done -> done.getMatchedCount() > 0);
  }

  /**
   * All that is known before a message is judged, in one call.
   *
   * @param person all the ids the provider knows them by
   * @param sentAt when they sent the message
   */
  public Mono<Known> known(
      String account, String messageId, Collection<String> person, Instant sentAt) {
    List<String> ids = new ArrayList<>();
    ids.add(messageKey(account, messageId));
    for (String id : person) {
      ids.add(personKey(account, id));
      ids.add(askedKey(personKey(account, id)));
    }
    return Flux.from(threads.find(Filters.in("_id", ids)))
        .filter(this::isKept)
        .collectList()
        .map(found -> known(found, sentAt));
  }

  private static Known known(List<Document> found, Instant sentAt) {
    return new Known(
        ofKind(found, "m:").map(Threads::belonging).findFirst().orElse(null),
        ofKind(found, "a:")
            .filter(
                it ->
                    !it.getDate("at").toInstant().isAfter(sentAt.plus(CLOCK_STEP))
                        && !it.getDate("expiresAt").toInstant().isBefore(sentAt))
            .max(Comparator.comparing(it -> it.getDate("at")))
            .map(it -> new RequestId(it.getString("requestId")))
            .orElse(null),
        ofKind(found, "p:")
            .max(Comparator.comparing(it -> it.getDate("at")))
            .map(Threads::chat)
            .orElse(null));
  }

  private static Stream<Document> ofKind(List<Document> found, String kind) {
    return found.stream().filter(it -> it.getString("_id").startsWith(kind));
  }

  private boolean isKept(Document entry) {
    return entry.getDate("expiresAt").toInstant().isAfter(clock.instant());
  }

  private static Chat chat(Document found) {
    return new Chat(
        new RequestId(found.getString("requestId")),
        found.getDate("at").toInstant(),
        found.getBoolean("wordless", false));
  }

  /** What a message belongs to; empty when nothing was noted about it. */
  public Mono<Belonging> of(String account, String messageId) {
    return Mono.from(threads.find(Filters.eq("_id", messageKey(account, messageId))).first())
        .filter(this::isKept)
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
   * Notes what a person wrote about last, unless something newer is known.
   *
   * @param person all the ids the provider knows them by
   * @param now what they wrote about now
   * @param before what was known before; null when nothing
   */
  public Mono<Void> wrote(
      String account, Collection<String> person, Chat now, @Nullable Chat before) {
    List<String> keys = person.stream().map(id -> personKey(account, id)).toList();
    boolean joins =
        before != null
            && before.wordless()
            && !now.wordless()
            && before.requestId().equals(now.requestId());
    List<WriteModel<Document>> writes = new ArrayList<>();
    if (before == null || joins || !before.at().isAfter(now.at())) {
      Date at = Date.from(joins && before.at().isAfter(now.at()) ? before.at() : now.at());
      for (String key : keys) {
        writes.add(
            upsert(
                key,
                Updates.combine(
                    Updates.set("requestId", now.requestId().value()),
                    Updates.set("at", at),
                    Updates.set("wordless", now.wordless()),
                    Updates.set("expiresAt", after(CHATS_KEPT)))));
      }
    }
    List<Bson> behind = new ArrayList<>();
    behind.add(Updates.setOnInsert("requestId", now.requestId().value()));
    behind.add(Updates.set("expiresAt", after(MESSAGES_KEPT)));
    behind.add(Updates.addEachToSet("persons", keys));
    if (joins) {
      behind.add(Updates.set("joined", true));
    }
    writes.add(upsert(requestKey(now.requestId()), Updates.combine(behind)));
    return writeAll(writes);
  }

  /** By the id alone, so that no store has to look further. */
  private static WriteModel<Document> upsert(String id, Bson fields) {
    return new UpdateOneModel<>(Filters.eq("_id", id), fields, new UpdateOptions().upsert(true));
  }

  /** Whether a request that began without a word got some by later messages. */
  public Mono<Boolean> isJoined(RequestId request) {
    return behind(request).map(it -> it.getBoolean("joined", false)).defaultIfEmpty(false);
  }

  /** A request was not taken after all: nothing may be added to it. */
  public Mono<Void> wroteNothing(String account, Collection<String> person, RequestId request) {
    List<String> keys = person.stream().map(id -> personKey(account, id)).toList();
    return Mono.from(
            threads.deleteMany(
                Filters.and(Filters.in("_id", keys), Filters.eq("requestId", request.value()))))
        .then();
  }

  /** The people behind a request were asked something: their next words are the answer. */
  public Mono<Void> asked(RequestId request, Instant at) {
    return behind(request)
        .flatMap(
            it -> {
              List<String> keys = askedKeys(it);
              return Flux.from(threads.find(Filters.in("_id", keys)))
                  .filter(known -> !known.getDate("at").toInstant().isBefore(at))
                  .map(known -> known.getString("_id"))
                  .collectList()
                  .flatMap(
                      askedLater ->
                          writeAll(
                              keys.stream()
                                  .filter(key -> !askedLater.contains(key))
                                  .map(key -> upsert(key, waiting(request, at)))
                                  .toList()));
            });
  }

  private static Bson waiting(RequestId request, Instant at) {
    return Updates.combine(
        Updates.set("requestId", request.value()),
        Updates.set("at", Date.from(at)),
        Updates.set("expiresAt", Date.from(at.plus(QUESTIONS_KEPT))));
  }

  /** A request waits no longer for its citizen. */
  public Mono<Void> answered(RequestId request, Instant at) {
    Date until = Date.from(at.plus(MORE_OF_IT));
    return behind(request)
        .flatMapMany(it -> threads.find(Filters.in("_id", askedKeys(it))))
        .filter(
            it ->
                it.getString("requestId").equals(request.value())
                    && it.getDate("at").toInstant().isBefore(at)
                    && it.getDate("expiresAt").after(until))
        .map(it -> upsert(it.getString("_id"), Updates.set("expiresAt", until)))
        .collectList()
        .flatMap(this::writeAll);
  }

  private static List<String> askedKeys(Document behind) {
    return behind.getList("persons", String.class).stream().map(Threads::askedKey).toList();
  }

  private Mono<Document> behind(RequestId request) {
    return Mono.from(threads.find(Filters.eq("_id", requestKey(request))).first());
  }

  /** The same person goes by another id now. */
  public Mono<Void> renamed(String account, String before, String now) {
    String old = personKey(account, before);
    Mono<Void> last =
        Mono.from(threads.find(Filters.eq("_id", old)).first())
            .flatMap(it -> wrote(account, List.of(now), chat(it), null));
    Mono<Void> asked =
        Mono.from(threads.find(Filters.eq("_id", askedKey(old))).first())
            .flatMap(
                it ->
                    writeAll(
                        List.of(
                            upsert(
                                askedKey(personKey(account, now)),
                                Updates.combine(
                                    Updates.set("requestId", it.getString("requestId")),
                                    Updates.set("at", it.getDate("at")),
                                    Updates.set("expiresAt", it.getDate("expiresAt")))))));
    return last.then(asked);
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

  private static String askedKey(String person) {
    return "a:" + person.substring(2);
  }

  private static String requestKey(RequestId request) {
    return "c:" + request.value();
  }
}
