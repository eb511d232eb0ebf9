package alo153.intake.out;

import alo153.events.RequestSubmitted;
import alo153.events.wire.Topics;
import alo153.frame.ComparedCollection;
import alo153.frame.MongoStandstill;
import alo153.frame.MongoStandstill.Rebuilding;
import alo153.frame.RebuildReport;
import alo153.frame.StoreCalls;
import alo153.transport.LogRecord;
import alo153.transport.LogReplay;
import alo153.transport.Received;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.Document;
import reactor.core.publisher.Mono;

/**
 * Makes the index of codes anew from the log, beside the one in use, compares both at one position
 * of the log, and puts the new one in the other's place while all instances are held still there.
 */
public final class CodeRebuild {
  private static final List<String> TOPICS = List.of(Topics.REQUESTS);

  private final MongoDatabase database;
  private final LogReplay replay;
  private final MongoStandstill standstill;
  private final Map<String, String> groups;
  private final Duration patience;

  /**
   * @param group the consumer group that follows the log
   * @param patience how long it may take to catch up with the log
   */
  public CodeRebuild(
      MongoDatabase database,
      LogReplay replay,
      MongoStandstill standstill,
      String group,
      Duration patience) {
    this.database = database;
    this.replay = replay;
    this.standstill = standstill;
    this.groups = Map.of(Topics.REQUESTS, group);
    this.patience = patience;
  }

  /**
   * Blocks until the new index is in use.
   *
   * @throws MongoStandstill.UnderWayException when another rebuild is under way
   */
  public RebuildReport run() {
    try (Rebuilding rebuilding = standstill.begin()) {
      String shadow = CodeIndex.COLLECTION + rebuilding.suffix();
      StoreCalls.await(database.createCollection(shadow));
      var touched = new LinkedHashSet<String>();
      var codes =
          new ComparedCollection(database, CodeIndex.COLLECTION, rebuilding, CodeRebuild::content);
      LogReplay.Report first = read(Map.of(), Map.of(), shadow, new LinkedHashSet<>());
      codes.compareAll();
      rebuilding.awaitCaughtUp(groups, patience);
      LogReplay.Report second = read(first.ends(), Map.of(), shadow, touched);
      return rebuilding.holdStill(
          groups,
          positions -> {
            LogReplay.Report rest = read(second.ends(), positions, shadow, touched);
            codes.compareAgain(touched);
            rebuilding.replaceLive(List.of(CodeIndex.COLLECTION));
            return RebuildReport.of(
                rebuilding,
                first.records() + second.records() + rest.records(),
                first.unreadable() + second.unreadable() + rest.unreadable(),
                List.of(codes.comparison()),
                true,
                0);
          });
    }
  }

  private LogReplay.Report read(
      Map<String, Long> from, Map<String, Long> to, String collection, Set<String> touched) {
    var index = new CodeIndex(database, new RecentlyAccepted(1), Mono::empty, collection);
    return replay.replay(
        TOPICS,
        from,
        to,
        batch -> {
          var submitted = new ArrayList<RequestSubmitted>();
          for (Received<LogRecord> received : batch) {
            if (received.value() instanceof LogRecord.EventRecord record
                && record.event() instanceof RequestSubmitted request) {
              submitted.add(request);
              touched.add(request.requestId().trackingCode().requestIdPrefix());
            }
          }
          StoreCalls.await(index.add(submitted));
        });
  }

  private static String content(Document row) {
    return row.getString("requestId") + " " + row.getString("contentHash");
  }
}
