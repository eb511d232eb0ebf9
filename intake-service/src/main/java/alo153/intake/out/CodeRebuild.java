package alo153.intake.out;

import static java.nio.charset.StandardCharsets.UTF_8;

import alo153.events.RequestSubmitted;
import alo153.events.wire.Topics;
import alo153.frame.StoreCalls;
import alo153.transport.LogRecord;
import alo153.transport.LogReplay;
import alo153.transport.Received;
import com.mongodb.MongoNamespace;
import com.mongodb.client.model.RenameCollectionOptions;
import com.mongodb.client.model.Sorts;
import com.mongodb.reactivestreams.client.MongoCollection;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.bson.Document;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Makes the index of codes anew from the log, beside the one in use, and puts it in its place. What
 * the log gains meanwhile is read after the switch once more, so nothing has to stop: adding a
 * request twice is harmless.
 */
public final class CodeRebuild {
  private static final String SHADOW = "codes_rebuilt";

  private final MongoDatabase database;
  private final LogReplay replay;

  public CodeRebuild(MongoDatabase database, LogReplay replay) {
    this.database = database;
    this.replay = replay;
  }

  /**
   * What came of it.
   *
   * @param records how many the log had
   * @param requests how many requests the new index has
   * @param hashBefore of the index that was in use
   * @param hashAfter of the new one
   * @param equal whether both are the same; on a log that grows meanwhile they may differ
   */
  public record Report(
      long records, long requests, String hashBefore, String hashAfter, boolean equal) {}

  private record Content(long rows, String hash) {}

  /** Blocks until the new index is in use. */
  public synchronized Report run() {
    MongoCollection<Document> shadow = database.getCollection(SHADOW);
    // not dropped: the store stand-in complains about what is not there
    StoreCalls.await(shadow.deleteMany(new Document()));
    LogReplay.Report first = read(Map.of(), SHADOW);
    LogReplay.Report second = read(first.ends(), SHADOW);
    Content after = content(SHADOW);
    Content before = content(CodeIndex.COLLECTION);
    if (after.rows() > 0) {
      StoreCalls.await(
          shadow.renameCollection(
              new MongoNamespace(database.getName(), CodeIndex.COLLECTION),
              new RenameCollectionOptions().dropTarget(true)));
    }
    LogReplay.Report rest = read(second.ends(), CodeIndex.COLLECTION);
    return new Report(
        first.records() + second.records() + rest.records(),
        after.rows(),
        before.hash(),
        after.hash(),
        before.hash().equals(after.hash()));
  }

  private LogReplay.Report read(Map<String, Long> from, String collection) {
    var index = new CodeIndex(database, new RecentlyAccepted(1), Mono::empty, collection);
    Consumer<List<Received<LogRecord>>> add =
        batch ->
            StoreCalls.await(
                index.add(
                    batch.stream()
                        .map(Received::value)
                        .filter(LogRecord.EventRecord.class::isInstance)
                        .map(record -> ((LogRecord.EventRecord) record).event())
                        .filter(RequestSubmitted.class::isInstance)
                        .map(RequestSubmitted.class::cast)
                        .toList()));
    return replay.replay(List.of(Topics.REQUESTS), from, add);
  }

  private Content content(String collection) {
    MessageDigest digest = sha256();
    long rows =
        Flux.from(database.getCollection(collection).find().sort(Sorts.ascending("_id")))
            .doOnNext(
                row ->
                    digest.update(
                        (row.getString("_id")
                                + " "
                                + row.getString("requestId")
                                + " "
                                + row.getString("contentHash")
                                + "\n")
                            .getBytes(UTF_8)))
            .count()
            .blockOptional()
            .orElse(0L);
    return new Content(rows, HexFormat.of().formatHex(digest.digest()));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
