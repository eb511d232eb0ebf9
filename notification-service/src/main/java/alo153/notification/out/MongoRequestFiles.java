package alo153.notification.out;

import alo153.events.RequestId;
import alo153.frame.StoreCalls;
import alo153.transport.InfrastructureException;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.WriteModel;
import com.mongodb.reactivestreams.client.MongoCollection;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** Request files in the store; the only readable copies of personal parts this service has. */
public final class MongoRequestFiles {
  static final String LIVE = "recipients";

  private static final int DUPLICATE_KEY = 11000;

  private final MongoDatabase store;
  private final MongoCollection<Document> files;

  public MongoRequestFiles(MongoDatabase store) {
    this(store, LIVE);
  }

  private MongoRequestFiles(MongoDatabase store, String name) {
    this.store = store;
    this.files = store.getCollection(name);
  }

  /** An empty place beside this one, to make the files anew. */
  MongoRequestFiles anew(String suffix) {
    var anew = new MongoRequestFiles(store, LIVE + suffix);
    anew.prepare();
    return anew;
  }

  /** The files of these requests; an empty one where nothing is known yet. */
  public Map<RequestId, RequestFile> load(Collection<RequestId> ids) {
    var found = new HashMap<RequestId, RequestFile>();
    if (!ids.isEmpty()) {
      for (Document document :
          StoreCalls.awaitAll(
              files.find(Filters.in("_id", ids.stream().map(RequestId::value).toList())))) {
        RequestFile file = RequestFile.of(document);
        found.put(file.requestId(), file);
      }
    }
    for (RequestId id : ids) {
      found.computeIfAbsent(id, RequestFile::new);
    }
    return found;
  }

  /** Requests long closed keep no address and no words here. */
  void forgetClosedBefore(Instant limit) {
    StoreCalls.await(
        files.updateMany(
            Filters.lt(RequestFile.CLOSED, Date.from(limit)),
            Updates.combine(
                Updates.unset(RequestFile.PARTS),
                Updates.unset(RequestFile.CLOSED),
                Updates.set(RequestFile.ERASED, true))));
  }

  /** Makes the index; harmless when it is there. */
  void prepare() {
    StoreCalls.await(
        files.createIndex(Indexes.ascending(RequestFile.CLOSED), new IndexOptions().sparse(true)));
  }

  /** Somebody else wrote the same files meanwhile; the batch is read again on top of that. */
  static final class ChangedMeanwhileException extends InfrastructureException {
    private static final long serialVersionUID = 1L;

    ChangedMeanwhileException(@Nullable Throwable cause) {
      super("another instance wrote the same files", cause);
    }
  }

  /**
   * Writes what changed, field by field, onto the files as they were loaded.
   *
   * @throws InfrastructureException when another instance changed one of them since; those it did
   *     not change are written
   */
  public void save(Collection<RequestFile> changed) {
    var writes = new ArrayList<WriteModel<Document>>();
    for (RequestFile file : changed) {
      Bson pending = file.pending();
      if (pending != null) {
        writes.add(
            new UpdateOneModel<>(
                file.unchanged(), pending, new UpdateOptions().upsert(!file.isStored())));
      }
    }
    if (writes.isEmpty()) {
      return;
    }
    try {
      BulkWriteResult result =
          StoreCalls.await(files.bulkWrite(writes, new BulkWriteOptions().ordered(false)))
              .orElseThrow();
      if (result.getMatchedCount() + result.getUpserts().size() != writes.size()) {
        throw new ChangedMeanwhileException(null);
      }
    } catch (MongoBulkWriteException e) {
      if (e.getWriteErrors().stream().anyMatch(error -> error.getCode() != DUPLICATE_KEY)) {
        throw e;
      }
      throw new ChangedMeanwhileException(e);
    }
  }
}
