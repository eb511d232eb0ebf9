package alo153.tracking.out;

import alo153.events.RequestEvent;
import alo153.events.RequestId;
import alo153.events.wire.Topics;
import alo153.frame.Shadows;
import alo153.tracking.decide.CaseFile;
import alo153.transport.CarriedTopics;
import alo153.transport.InfrastructureException;
import alo153.transport.LogRecord;
import alo153.transport.LogReplay;
import alo153.transport.Received;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The case documents anew from the log, compared with the live ones, and put in their place at one
 * stroke.
 *
 * <p>First the log is replayed beside the running service. Then the service has to catch up with
 * where that replay ended; from there its batches are held still, the rest up to exactly where the
 * service stands is replayed, both are compared case by case, and the new collection takes the
 * other's name. What the service wrote itself and has not read back yet is taken over, since it
 * lies beyond that point of the log. Held updates are no part of it: they follow from nothing in
 * the log.
 *
 * <p>Batches are held still in this instance only, so no other instance may run meanwhile; that is
 * checked.
 */
public final class Rebuild {
  private static final Logger LOG = LoggerFactory.getLogger(Rebuild.class);
  private static final List<String> TOPICS = List.of(Topics.REQUESTS, Topics.PERSONAL);
  private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(256);

  private final com.mongodb.reactivestreams.client.MongoDatabase store;
  private final LogReplay replay;
  private final CarriedTopics brokers;
  private final Clock clock;
  private final String group;
  private final int ownConsumers;
  private final Duration patience;

  /**
   * @param group the consumer group of the live service
   * @param ownConsumers how many consumers of it this instance runs
   * @param patience how long the service may take to catch up
   */
  public Rebuild(
      com.mongodb.reactivestreams.client.MongoDatabase store,
      LogReplay replay,
      CarriedTopics brokers,
      Clock clock,
      String group,
      int ownConsumers,
      Duration patience) {
    this.store = store;
    this.replay = replay;
    this.brokers = brokers;
    this.clock = clock;
    this.group = group;
    this.ownConsumers = ownConsumers;
    this.patience = patience;
  }

  /** The live service, as far as a rebuild has to know it. */
  public interface Live {
    /** The next offset to be taken, by {@code topic/partition}. */
    Map<String, Long> taken();

    /** Runs work while no batch is under way. */
    <R> R heldStill(Supplier<R> work);
  }

  /**
   * What came of it.
   *
   * @param records how many were replayed
   * @param unreadable how many of them could not be read; they lie in the dead letters
   * @param cases how many there are
   * @param liveHash over all live cases, whatever their order
   * @param rebuiltHash over all rebuilt ones
   * @param equal whether both are the same
   * @param differing some of the requests that differ
   * @param switched whether the rebuilt cases are the live ones now
   * @param seconds how long it took
   * @param heldStillSeconds how long the service stood still
   */
  public record Report(
      long records,
      long unreadable,
      long cases,
      String liveHash,
      String rebuiltHash,
      boolean equal,
      List<String> differing,
      boolean switched,
      double seconds,
      double heldStillSeconds) {}

  /** Another instance is running, so the log can not be held still. */
  public static final class OtherInstancesException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OtherInstancesException(String message) {
      super(message);
    }
  }

  /**
   * Blocks until it is done.
   *
   * @param doSwitch whether the rebuilt cases shall become the live ones
   */
  public Report run(Live live, boolean doSwitch) {
    int members = brokers.members(group);
    if (members > ownConsumers) {
      throw new OtherInstancesException(
          members
              + " consumers read the log, "
              + ownConsumers
              + " are ours: stop the others first");
    }
    Instant start = clock.instant();
    Shadows.drop(store, start);
    var shadow = MongoCases.shadow(store, start);
    var folding = new Folding(shadow);
    LogReplay.Report first = replay.replay(TOPICS, folding::take);
    awaitCaughtUp(live, first.ends());
    return live.heldStill(() -> finish(live, shadow, folding, first, doSwitch, start));
  }

  private Report finish(
      Live live,
      MongoCases shadow,
      Folding folding,
      LogReplay.Report first,
      boolean doSwitch,
      Instant start) {
    Instant still = clock.instant();
    Map<String, Long> taken = taken(live);
    LogReplay.Report rest =
        replay.replay(
            TOPICS,
            first.ends(),
            batch ->
                folding.take(
                    batch.stream()
                        .filter(
                            record ->
                                record.origin().offset()
                                    < taken.getOrDefault(
                                        record.origin().topic() + "/" + record.origin().partition(),
                                        0L))
                        .toList()));
    folding.flushAll();
    Comparison comparison = compare(shadow, doSwitch);
    if (doSwitch) {
      shadow.becomeLive();
    } else {
      shadow.drop();
    }
    Instant end = clock.instant();
    var report =
        new Report(
            first.records() + rest.records(),
            first.unreadable() + rest.unreadable(),
            comparison.cases,
            hex(comparison.live),
            hex(comparison.rebuilt),
            comparison.live.equals(comparison.rebuilt),
            comparison.differing,
            doSwitch,
            seconds(start, end),
            seconds(still, end));
    LOG.info(
        "rebuilt {} cases from {} records in {} s, {} to the live ones{}",
        report.cases(),
        report.records(),
        report.seconds(),
        report.equal() ? "equal" : "NOT equal",
        doSwitch ? "; switched" : "");
    return report;
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toMillis() / 1000.0;
  }

  private Map<String, Long> taken(Live live) {
    var taken = new HashMap<>(brokers.taken(group));
    live.taken().forEach((partition, offset) -> taken.merge(partition, offset, Math::max));
    return taken;
  }

  private void awaitCaughtUp(Live live, Map<String, Long> ends) {
    Instant end = clock.instant().plus(patience);
    while (true) {
      Map<String, Long> taken = taken(live);
      boolean caughtUp =
          ends.entrySet().stream()
              .allMatch(
                  one ->
                      one.getValue() == 0
                          || taken.getOrDefault(one.getKey(), 0L) >= one.getValue());
      if (caughtUp) {
        return;
      }
      if (clock.instant().isAfter(end)) {
        throw new InfrastructureException(
            "the service did not catch up with the log within " + patience.toSeconds() + " s",
            null);
      }
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InfrastructureException("interrupted while rebuilding", e);
      }
    }
  }

  private static final class Comparison {
    private BigInteger live = BigInteger.ZERO;
    private BigInteger rebuilt = BigInteger.ZERO;
    private long cases;
    private final List<String> differing = new ArrayList<>();
  }

  private Comparison compare(MongoCases shadow, boolean takeOver) {
    var comparison = new Comparison();
    var hashes = new HashMap<String, BigInteger>();
    shadow.each(
        file -> {
          BigInteger hash = hash(file);
          hashes.put(file.requestId().value(), hash);
          comparison.rebuilt = comparison.rebuilt.add(hash).mod(MODULUS);
          comparison.cases++;
        });
    var unread = new ArrayList<CaseFile>();
    new MongoCases(store)
        .each(
            file -> {
              boolean onlyOurs = file.state().timeline().isEmpty() && file.parts().isEmpty();
              if (!onlyOurs) {
                BigInteger hash = hash(file);
                comparison.live = comparison.live.add(hash).mod(MODULUS);
                if (!hash.equals(hashes.remove(file.requestId().value()))) {
                  differs(comparison, file.requestId().value());
                }
              }
              if (!file.pending().isEmpty() || !file.pendingParts().isEmpty()) {
                unread.add(file);
              }
            });
    hashes.keySet().forEach(id -> differs(comparison, id));
    if (takeOver) {
      Map<RequestId, MongoCases.Stored> anew =
          unread.isEmpty()
              ? Map.of()
              : shadow.load(unread.stream().map(CaseFile::requestId).toList());
      shadow.put(
          unread.stream()
              .map(
                  old -> {
                    CaseFile file = anew.get(old.requestId()).file();
                    return new CaseFile(
                        file.state(), old.pending(), file.parts(), old.pendingParts());
                  })
              .toList());
    }
    return comparison;
  }

  private static void differs(Comparison comparison, String id) {
    if (comparison.differing.size() < 20) {
      comparison.differing.add(id);
    }
  }

  /** Added up, so that no order matters. */
  private static BigInteger hash(CaseFile file) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(
                  (file.requestId() + CaseDocument.hash(file)).getBytes(StandardCharsets.UTF_8));
      return new BigInteger(1, digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static String hex(BigInteger number) {
    return String.format("%064x", number);
  }

  /** Folds a replay, keeping the cases touched last in memory. */
  private static final class Folding {
    private static final int IN_MEMORY = 20_000;

    private final MongoCases shadow;
    private final LinkedHashMap<RequestId, CaseFile> open = new LinkedHashMap<>(16, 0.75f, true);
    private final Set<RequestId> written = new HashSet<>();

    private Folding(MongoCases shadow) {
      this.shadow = shadow;
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
      if (open.size() > IN_MEMORY) {
        flush(open.size() - IN_MEMORY / 2);
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
