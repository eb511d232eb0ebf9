package alo153.tracking.out;

import alo153.events.RequestEvent;
import alo153.events.RequestId;
import alo153.events.wire.Topics;
import alo153.frame.ComparedCollection;
import alo153.frame.MongoStandstill;
import alo153.frame.MongoStandstill.Rebuilding;
import alo153.frame.RebuildReport;
import alo153.tracking.decide.CaseFile;
import alo153.transport.LogRecord;
import alo153.transport.LogReplay;
import alo153.transport.Received;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The case documents anew from the log, compared with the live ones, and put in their place at one
 * stroke.
 *
 * <p>First the log is replayed and compared beside the running service. Then all instances are held
 * still at one position; the rest up to exactly there is replayed, whatever was touched or differed
 * is compared again, and the new collection takes the other's name. What the service wrote itself
 * and has not read back yet is taken over, since it lies beyond that position. Held updates are no
 * part of it: they follow from nothing in the log.
 */
public final class Rebuild {
  private static final Logger LOG = LoggerFactory.getLogger(Rebuild.class);
  private static final List<String> TOPICS = List.of(Topics.REQUESTS, Topics.PERSONAL);
  private static final int AT_ONCE = 500;

  /** What a case with its timeline and words takes, about, in bytes. */
  private static final long CASE = 10_240;

  private final MongoDatabase store;
  private final LogReplay replay;
  private final MongoStandstill standstill;
  private final String group;
  private final Duration patience;
  private final int inMemory;

  /**
   * @param group the consumer group of the live service
   * @param patience how long the service may take to catch up
   * @param inMemory how many cases are kept at hand while they are folded
   */
  public Rebuild(
      MongoDatabase store,
      LogReplay replay,
      MongoStandstill standstill,
      String group,
      Duration patience,
      int inMemory) {
    this.store = store;
    this.replay = replay;
    this.standstill = standstill;
    this.group = group;
    this.patience = patience;
    this.inMemory = inMemory;
  }

  /** As many cases as an eighth of the memory holds: the service goes on beside a rebuild. */
  public static int casesThatFit() {
    return (int) Math.max(500, Math.min(20_000, Runtime.getRuntime().maxMemory() / 8 / CASE));
  }

  /**
   * Blocks until it is done.
   *
   * @param doSwitch whether the rebuilt cases shall become the live ones
   * @throws MongoStandstill.UnderWayException when another one is under way
   */
  public RebuildReport run(boolean doSwitch) {
    // updates change cases, too, before the log says so
    Map<String, String> groups =
        Map.of(Topics.REQUESTS, group, Topics.PERSONAL, group, Topics.UPDATES, group);
    try (Rebuilding rebuilding = standstill.begin()) {
      MongoCases shadow = MongoCases.shadow(store, rebuilding);
      var live = new MongoCases(store);
      var folding = new Folding(shadow, inMemory);
      LogReplay.Report first = replay.replay(TOPICS, folding::take);
      folding.flushAll();
      var cases =
          new ComparedCollection(
              store, MongoCases.LIVE, rebuilding, document -> content(CaseDocument.read(document)));
      cases.compareAll();
      folding.touched.clear();
      rebuilding.awaitCaughtUp(groups, patience);
      LogReplay.Report second = replay.replay(TOPICS, first.ends(), folding::take);
      return rebuilding.holdStill(
          groups,
          positions -> {
            LogReplay.Report rest = replay.replay(TOPICS, second.ends(), positions, folding::take);
            folding.flushAll();
            cases.compareAgain(folding.touched.stream().map(RequestId::value).toList());
            if (doSwitch) {
              takeOver(live, shadow);
              rebuilding.replaceLive(List.of(MongoCases.LIVE));
            }
            RebuildReport report =
                RebuildReport.of(
                    rebuilding,
                    first.records() + second.records() + rest.records(),
                    first.unreadable() + second.unreadable() + rest.unreadable(),
                    List.of(cases.comparison()),
                    doSwitch,
                    0);
            LOG.info(
                "rebuilt the cases from {} records in {} s, {} to the live ones{}",
                report.records(),
                report.seconds(),
                report.equal() ? "equal" : "NOT equal",
                doSwitch ? "; switched" : "");
            return report;
          });
    }
  }

  /** Null for a case of which nothing was read from the log. */
  private static @Nullable String content(CaseFile file) {
    boolean nothingRead = file.state().timeline().isEmpty() && file.parts().isEmpty();
    return nothingRead ? null : CaseDocument.hash(file);
  }

  private static void takeOver(MongoCases live, MongoCases shadow) {
    List<CaseFile> unread = live.unread();
    for (int from = 0; from < unread.size(); from += AT_ONCE) {
      List<CaseFile> some = unread.subList(from, Math.min(from + AT_ONCE, unread.size()));
      Map<RequestId, MongoCases.Stored> anew =
          shadow.load(some.stream().map(CaseFile::requestId).toList());
      shadow.put(
          some.stream()
              .map(
                  old -> {
                    CaseFile file = anew.get(old.requestId()).file();
                    return new CaseFile(
                        file.state(), old.pending(), file.parts(), old.pendingParts());
                  })
              .toList());
    }
  }

  /** Folds a replay, keeping the cases touched last in memory. */
  private static final class Folding {
    private final MongoCases shadow;
    private final int inMemory;
    private final LinkedHashMap<RequestId, CaseFile> open = new LinkedHashMap<>(16, 0.75f, true);
    private final Set<RequestId> written = new HashSet<>();
    private final Set<RequestId> touched = new HashSet<>();

    private Folding(MongoCases shadow, int inMemory) {
      this.shadow = shadow;
      this.inMemory = inMemory;
    }

    private void take(List<Received<LogRecord>> batch) {
      fetch(batch);
      for (Received<LogRecord> record : batch) {
        LogRecord value = record.value();
        if (value instanceof LogRecord.EventRecord read) {
          RequestEvent event = read.event();
          change(event.requestId(), file -> file.read(event));
        } else if (value instanceof LogRecord.PartRecord part) {
          change(part.key().requestId(), file -> file.readPart(part.key().part(), part.part()));
        }
      }
      if (open.size() > inMemory) {
        flush(open.size() - inMemory / 2);
      }
    }

    /** Cases that were put away and are needed again. */
    private void fetch(List<Received<LogRecord>> batch) {
      var missing = new HashSet<RequestId>();
      for (Received<LogRecord> record : batch) {
        RequestId id = requestOf(record.value());
        if (id != null && written.contains(id) && !open.containsKey(id)) {
          missing.add(id);
        }
      }
      if (!missing.isEmpty()) {
        shadow.load(missing).forEach((id, stored) -> open.put(id, stored.file()));
      }
    }

    private static @Nullable RequestId requestOf(LogRecord value) {
      if (value instanceof LogRecord.EventRecord read) {
        return read.event().requestId();
      }
      return value instanceof LogRecord.PartRecord part ? part.key().requestId() : null;
    }

    private void change(RequestId id, Function<CaseFile, CaseFile> how) {
      touched.add(id);
      open.put(id, how.apply(open.getOrDefault(id, CaseFile.empty(id))));
    }

    private void flushAll() {
      flush(open.size());
    }

    private void flush(int some) {
      var oldest = open.entrySet().iterator();
      var chunk = new ArrayList<CaseFile>();
      for (int i = 0; i < some; i++) {
        CaseFile file = oldest.next().getValue();
        oldest.remove();
        if (!file.isEmpty() || written.contains(file.requestId())) {
          chunk.add(file);
        }
        if (chunk.size() == 1000 || i == some - 1) {
          shadow.put(chunk);
          chunk.forEach(one -> written.add(one.requestId()));
          chunk.clear();
        }
      }
    }
  }
}
