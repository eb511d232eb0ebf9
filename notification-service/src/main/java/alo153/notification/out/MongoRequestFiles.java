package alo153.notification.out;

import alo153.events.RequestId;
import alo153.frame.StoreCalls;
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

/** Request files in the store; the only readable copies of personal parts this service has. */
public final class MongoRequestFiles {
  static final String LIVE = "recipients";

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

  /** Writes what changed, field by field. */
  public void save(Collection<RequestFile> changed) {
    var writes = new ArrayList<WriteModel<Document>>();
    for (RequestFile file : changed) {
      Bson pending = file.pending();
      if (pending != null) {
        writes.add(
            new UpdateOneModel<>(
                Filters.eq("_id", file.requestId().value()),
                pending,
                new UpdateOptions().upsert(true)));
      }
    }
    if (!writes.isEmpty()) {
      StoreCalls.await(files.bulkWrite(writes, new BulkWriteOptions().ordered(false)));
    }
  }
}
