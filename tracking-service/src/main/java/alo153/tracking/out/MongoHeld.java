package alo153.tracking.out;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lte;

import alo153.events.RequestId;
import alo153.events.wire.Codec;
import alo153.events.work.DepartmentUpdate;
import alo153.frame.StoreCalls;
import alo153.tracking.decide.UpdateJudge;
import alo153.transport.Origin;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.WriteModel;
import com.mongodb.reactivestreams.client.MongoCollection;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.bson.Document;
import org.bson.types.Binary;

/** Updates that are ahead of what tracking has read, for a while. */
public final class MongoHeld {
  private final MongoCollection<Document> held;

  public MongoHeld(MongoDatabase store) {
    this.held = store.getCollection("held");
  }

  /**
   * An update that waits.
   *
   * @param update what the owner said
   * @param origin where it lies
   * @param bytes as it came: with what a newer writer says beside
   * @param headers its own headers
   * @param until how long it is held
   */
  public record Held(
      DepartmentUpdate update,
      Origin origin,
      byte[] bytes,
      Map<String, String> headers,
      Instant until) {
    /** One per request, owner, update id and content. */
    public String key() {
      return update.requestId() + "/" + UpdateJudge.notedId(update);
    }
  }

  /** What waits for these requests, each in the order of its arrival. Blocks. */
  public Map<RequestId, List<Held>> load(Collection<RequestId> ids) {
    var found = new HashMap<RequestId, List<Held>>();
    List<String> values = ids.stream().map(RequestId::value).toList();
    for (Document document :
        StoreCalls.awaitAll(held.find(in("requestId", values)).sort(Sorts.ascending("offset")))) {
      Held one = read(document);
      found.computeIfAbsent(one.update().requestId(), any -> new ArrayList<>()).add(one);
    }
    return found;
  }

  /** Waits until these are kept. One that is kept already keeps its time. */
  public void keep(Collection<Held> some) {
    var models = new ArrayList<WriteModel<Document>>();
    for (Held one : some) {
      models.add(
          new UpdateOneModel<>(
              eq("_id", one.key()),
              Updates.combine(
                  Updates.setOnInsert("requestId", one.update().requestId().value()),
                  Updates.setOnInsert("bytes", new Binary(one.bytes())),
                  Updates.setOnInsert("headers", new Document(Map.copyOf(one.headers()))),
                  Updates.setOnInsert("topic", one.origin().topic()),
                  Updates.setOnInsert("partition", one.origin().partition()),
                  Updates.setOnInsert("offset", one.origin().offset()),
                  Updates.setOnInsert("key", one.origin().keyText()),
                  Updates.setOnInsert("writtenAt", Date.from(one.origin().timestamp())),
                  Updates.setOnInsert("until", Date.from(one.until()))),
              new UpdateOptions().upsert(true)));
    }
    if (!models.isEmpty()) {
      StoreCalls.await(held.bulkWrite(models, new BulkWriteOptions().ordered(false)));
    }
  }

  /** Forgets what was taken. */
  public void release(Collection<String> keys) {
    if (!keys.isEmpty()) {
      StoreCalls.await(held.deleteMany(in("_id", keys)));
    }
  }

  /** Forgets everything that waits for a request. */
  public long forget(RequestId request) {
    return StoreCalls.await(held.deleteMany(eq("requestId", request.value())))
        .map(com.mongodb.client.result.DeleteResult::getDeletedCount)
        .orElse(0L);
  }

  /** Forgets what somebody recognises by its words, whatever request it says it is for. */
  void forgetIf(Predicate<byte[]> belongs) {
    release(
        StoreCalls.awaitAll(held.find()).stream()
            .filter(document -> belongs.test(bytes(document)))
            .map(document -> document.getString("_id"))
            .toList());
  }

  /** What waited long enough. */
  public List<Held> overdue(Instant now, int limit) {
    return StoreCalls.awaitAll(
            held.find(lte("until", Date.from(now))).sort(Sorts.ascending("until")).limit(limit))
        .stream()
        .map(MongoHeld::read)
        .toList();
  }

  private static byte[] bytes(Document document) {
    return document.get("bytes", Binary.class).getData();
  }

  private static Held read(Document document) {
    var headers = new HashMap<String, String>();
    document
        .get("headers", Document.class)
        .forEach((name, value) -> headers.put(name, String.valueOf(value)));
    return new Held(
        Codec.readUpdate(bytes(document)),
        new Origin(
            document.getString("topic"),
            document.getInteger("partition"),
            document.get("offset", Number.class).longValue(),
            document.getString("key").getBytes(StandardCharsets.UTF_8),
            document.getDate("writtenAt").toInstant()),
        bytes(document),
        headers,
        document.getDate("until").toInstant());
  }
}
