package alo153.frame;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.ne;

import alo153.events.wire.Topics;
import alo153.transport.CarriedTopics;
import alo153.transport.InfrastructureException;
import alo153.transport.Origin;
import alo153.transport.Standstill;
import com.mongodb.ErrorCategory;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoNamespace;
import com.mongodb.MongoWriteException;
import com.mongodb.client.model.RenameCollectionOptions;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.reactivestreams.client.MongoCollection;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One rebuild at a time over all instances of a service, and the moment in which none of them
 * writes. All of it stands in one document of the service's store:
 *
 * <ol>
 *   <li>{@code BUILDING}: somebody makes collections beside the live ones; nobody is held up.
 *   <li>{@code STILL}: nobody handles records beyond the positions that stand in the document. They
 *       are read after it was announced, and every instance looks before every batch, so whatever
 *       was under way lies before them.
 *   <li>{@code SWITCHING}: the new collections take the names of the live ones. From here it only
 *       goes forward.
 *   <li>{@code DONE}.
 * </ol>
 *
 * <p>Whoever rebuilds gives a sign of life. Those held up who miss it do not trust clocks but watch
 * the sign: they give up what was still, or complete what was being switched. A rebuild that comes
 * back to life after that finds that it is not its turn any more.
 */
public final class MongoStandstill implements Standstill {
  private static final Logger LOG = LoggerFactory.getLogger(MongoStandstill.class);

  static final String COLLECTION = "rebuilds";

  /** What an instance may be held up by; other topics change nothing that is rebuilt. */
  private static final Set<String> PROJECTED =
      Set.of(Topics.REQUESTS, Topics.PERSONAL, Topics.UPDATES);

  private static final String ID = "rebuild";
  private static final String BY = "by";
  private static final String PHASE = "phase";
  private static final String SIGN = "sign";
  private static final String ENDS = "ends";
  private static final String SUFFIX = "suffix";
  private static final String NAMES = "names";
  private static final String PARTITION = "partition";
  private static final String AT = "at";

  private static final Duration BETWEEN_SIGNS = Duration.ofSeconds(1);

  /** Without a sign for so long, whoever rebuilds is dead. */
  private static final Duration DEAD = Duration.ofSeconds(10);

  /** After this somebody who is alive but stuck gives no sign any more. */
  private static final Duration LONGEST_STILL = Duration.ofMinutes(2);

  /** How long those held up wait for one of them that does not come to the position. */
  private static final Duration SOON = Duration.ofSeconds(45);

  /** A consumer has to poll again after five minutes. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  private static final Duration LOOK = Duration.ofMillis(25);

  /** Many wait, and the store has enough to do meanwhile. */
  private static final Duration HELD_LOOK = Duration.ofMillis(100);

  private static final Duration WORDS_ON_THEIR_WAY = Duration.ofSeconds(5);

  private final MongoDatabase store;
  private final MongoCollection<Document> state;
  private final CarriedTopics brokers;
  private final Clock clock;

  MongoStandstill(MongoDatabase store, CarriedTopics brokers, Clock clock) {
    this.store = store;
    this.state = store.getCollection(COLLECTION);
    this.brokers = brokers;
    this.clock = clock;
  }

  private enum Phase {
    BUILDING,
    STILL,
    SWITCHING,
    DONE
  }

  /** Another rebuild of this service is under way, in this instance or another. */
  public static final class UnderWayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnderWayException() {
      super("another rebuild is under way");
    }
  }

  private record Seen(
      String by,
      Phase phase,
      long sign,
      Map<String, Long> ends,
      boolean bounded,
      String suffix,
      List<String> names) {
    private static Seen of(Document document) {
      var ends = new HashMap<String, Long>();
      List<Document> written = document.getList(ENDS, Document.class);
      if (written != null) {
        written.forEach(
            end -> ends.put(end.getString(PARTITION), end.get(AT, Number.class).longValue()));
      }
      return new Seen(
          document.getString(BY),
          Phase.valueOf(document.getString(PHASE)),
          document.get(SIGN, Number.class).longValue(),
          ends,
          written != null,
          document.getString(SUFFIX),
          document.getList(NAMES, String.class, List.of()));
    }

    private boolean holds() {
      return phase == Phase.STILL || phase == Phase.SWITCHING;
    }

    /** The same as long as no moment of standing still lies in between. */
    private String era() {
      return by + (phase == Phase.DONE ? " done" : holds() ? " still" : "");
    }
  }

  private Optional<Seen> look() {
    return StoreCalls.await(state.find(eq("_id", ID)).first()).map(Seen::of);
  }

  private Bson turnOf(String by, Phase phase) {
    return and(eq("_id", ID), eq(BY, by), eq(PHASE, phase.name()));
  }

  private boolean move(Seen seen, Phase to) {
    return StoreCalls.await(
            state.updateOne(
                and(turnOf(seen.by(), seen.phase()), eq(SIGN, seen.sign())),
                Updates.set(PHASE, to.name())))
        .filter(result -> result.getMatchedCount() == 1)
        .isPresent();
  }

  @Override
  public Optional<Bound> bound(Collection<String> topics) {
    if (topics.stream().noneMatch(PROJECTED::contains)) {
      return Optional.empty();
    }
    return look().filter(Seen::holds).map(HeldBack::new);
  }

  private final class HeldBack implements Bound {
    private final Seen seen;

    private HeldBack(Seen seen) {
      this.seen = seen;
    }

    @Override
    public boolean allows(Origin record) {
      return seen.bounded()
          && record.offset()
              < seen.ends().getOrDefault(record.topic() + "/" + record.partition(), 0L);
    }

    @Override
    public void reached(Map<String, Long> next) {
      next.forEach(
          (partition, offset) ->
              StoreCalls.await(
                  state.updateOne(
                      eq("_id", seen.by() + " " + partition),
                      Updates.combine(
                          Updates.set(BY, seen.by()),
                          Updates.set(PARTITION, partition),
                          Updates.max(AT, offset)),
                      new UpdateOptions().upsert(true))));
    }

    @Override
    public void awaitChange() {
      long begun = System.nanoTime();
      long signSeen = begun;
      Seen last = seen;
      while (true) {
        LockSupport.parkNanos(HELD_LOOK.toNanos());
        Optional<Seen> now = look();
        if (now.isEmpty()
            || !now.get().holds()
            || !now.get().by().equals(seen.by())
            || !now.get().ends().equals(seen.ends())) {
          return;
        }
        long time = System.nanoTime();
        if (now.get().sign() != last.sign()) {
          signSeen = time;
          last = now.get();
        } else if (time - signSeen > DEAD.toNanos()) {
          release(last);
          return;
        }
        if (time - begun > LONGEST_WAIT.toNanos() || Thread.currentThread().isInterrupted()) {
          throw new InfrastructureException("a rebuild holds the log still", null);
        }
      }
    }
  }

  /** Whoever held us up is dead: what was being switched is completed, else the live ones stay. */
  private void release(Seen dead) {
    if (dead.phase() == Phase.SWITCHING) {
      replace(dead.suffix(), dead.names());
      if (move(dead, Phase.DONE)) {
        LOG.warn("a rebuild died while its collections took their places; completed");
      }
    } else if (move(dead, Phase.DONE)) {
      LOG.warn("a rebuild died while the log was held still; what is live stays");
    }
  }

  /**
   * Runs a write that no batch makes, again if a rebuild held the log still meanwhile: what it
   * wrote may have gone into a collection that is no more.
   *
   * @param work harmless to repeat
   * @throws InfrastructureException when that takes long
   */
  public <R> R write(Supplier<R> work) {
    while (true) {
      Optional<Seen> before = look();
      if (before.filter(Seen::holds).isPresent()) {
        new HeldBack(before.get()).awaitChange();
        continue;
      }
      R result = work.get();
      if (look().map(Seen::era).equals(before.map(Seen::era))) {
        return result;
      }
    }
  }

  /**
   * Begins a rebuild. What an earlier one left behind is dropped.
   *
   * @throws UnderWayException when one is under way
   */
  public Rebuilding begin() {
    Optional<Seen> before = look();
    if (before.isPresent() && before.get().phase() != Phase.DONE) {
      awaitDeath(before.get());
      before = look();
    }
    if (before.isPresent() && before.get().phase() != Phase.DONE) {
      if (before.get().holds()) {
        release(before.get());
        before = look();
      }
    }
    Instant began = clock.instant();
    var rebuilding = new Rebuilding(UUID.randomUUID().toString(), Shadows.suffix(began), began);
    Document begun =
        new Document(BY, rebuilding.by)
            .append(PHASE, Phase.BUILDING.name())
            .append(SIGN, 1L)
            .append(SUFFIX, rebuilding.suffix);
    if (!takeTurn(before, begun)) {
      rebuilding.signs.shutdownNow();
      throw new UnderWayException();
    }
    rebuilding.giveSigns();
    StoreCalls.await(state.deleteMany(ne("_id", ID)));
    Shadows.drop(store, began);
    return rebuilding;
  }

  private boolean takeTurn(Optional<Seen> before, Document begun) {
    if (before.isPresent()) {
      Seen seen = before.get();
      return StoreCalls.await(
              state.replaceOne(
                  and(turnOf(seen.by(), seen.phase()), eq(SIGN, seen.sign())),
                  new Document(begun).append("_id", ID)))
          .filter(result -> result.getMatchedCount() == 1)
          .isPresent();
    }
    try {
      StoreCalls.await(state.insertOne(new Document(begun).append("_id", ID)));
      return true;
    } catch (MongoWriteException e) {
      if (e.getError().getCategory() == ErrorCategory.DUPLICATE_KEY) {
        return false;
      }
      throw e;
    }
  }

  private void awaitDeath(Seen other) {
    long begun = System.nanoTime();
    while (System.nanoTime() - begun < DEAD.toNanos()) {
      LockSupport.parkNanos(BETWEEN_SIGNS.toNanos() / 4);
      Optional<Seen> now = look();
      if (now.isEmpty() || now.get().phase() == Phase.DONE) {
        return;
      }
      if (now.get().sign() != other.sign() || !now.get().by().equals(other.by())) {
        throw new UnderWayException();
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new InfrastructureException("interrupted while waiting for a rebuild", null);
      }
    }
  }

  /** Gives each new collection the name of the live one; those that have it already are left. */
  private void replace(String suffix, List<String> names) {
    for (String name : names) {
      String rebuilt = name + suffix;
      if (isThere(rebuilt)) {
        try {
          StoreCalls.await(
              store
                  .getCollection(rebuilt)
                  .renameCollection(
                      new MongoNamespace(store.getName(), name),
                      new RenameCollectionOptions().dropTarget(true)));
        } catch (MongoCommandException e) {
          if (isThere(rebuilt)) {
            throw e;
          }
          LOG.debug("{} has just taken its place", name);
        }
      }
    }
  }

  private boolean isThere(String collection) {
    return StoreCalls.awaitAll(store.listCollectionNames()).contains(collection);
  }

  /** A rebuild whose turn it is, until it is closed. */
  public final class Rebuilding implements AutoCloseable {
    private final String by;
    private final String suffix;
    private final Instant began;
    private final long begun = System.nanoTime();
    private final ScheduledExecutorService signs =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              var thread = new Thread(work, "rebuild-signs");
              thread.setDaemon(true);
              return thread;
            });
    private volatile long stillSince;

    private Rebuilding(String by, String suffix, Instant began) {
      this.by = by;
      this.suffix = suffix;
      this.began = began;
    }

    /** What the name of a live collection gets behind it. */
    public String suffix() {
      return suffix;
    }

    /** Greater than the revision of any document written before. */
    public long revision() {
      return began.toEpochMilli();
    }

    /** How long it has been going on. */
    public Duration age() {
      return Duration.ofNanos(System.nanoTime() - begun);
    }

    private void giveSigns() {
      signs.scheduleWithFixedDelay(
          this::giveSign,
          BETWEEN_SIGNS.toMillis(),
          BETWEEN_SIGNS.toMillis(),
          TimeUnit.MILLISECONDS);
    }

    private void giveSign() {
      long since = stillSince;
      if (since != 0 && System.nanoTime() - since > LONGEST_STILL.toNanos()) {
        return;
      }
      try {
        StoreCalls.await(state.updateOne(and(eq("_id", ID), eq(BY, by)), Updates.inc(SIGN, 1L)));
      } catch (RuntimeException e) {
        LOG.debug("a sign of life did not arrive; the next may", e);
      }
    }

    /**
     * Waits until the service has handled what the log holds now; nobody is held up.
     *
     * @param groups which consumer group of the service reads which topic
     * @throws InfrastructureException when that takes longer than the patience
     */
    public void awaitCaughtUp(Map<String, String> groups, Duration patience) {
      Map<String, Long> ends = brokers.ends(groups.keySet());
      long begun = System.nanoTime();
      while (!isTaken(ends, groups)) {
        checkPatience(begun, patience);
        LockSupport.parkNanos(4 * LOOK.toNanos());
      }
    }

    private boolean isTaken(Map<String, Long> ends, Map<String, String> groups) {
      Map<String, Long> taken = taken(groups);
      return ends.entrySet().stream()
          .allMatch(end -> end.getValue() <= taken.getOrDefault(end.getKey(), 0L));
    }

    private static void checkPatience(long begun, Duration patience) {
      if (Thread.currentThread().isInterrupted()
          || System.nanoTime() - begun > patience.toNanos()) {
        throw new InfrastructureException(
            "the service did not catch up with the log within "
                + patience.toSeconds()
                + " s; nothing was changed",
            null);
      }
    }

    /**
     * Holds the log still in all instances, as soon as each has handled what lies before the
     * positions, and runs work meanwhile. What the work wrote beside the live collections takes
     * their place with {@link #replaceLive}.
     *
     * @param groups which consumer group of the service reads which topic
     * @param work told the positions by {@code topic/partition}
     * @throws InfrastructureException when the service does not come to the positions, or when
     *     others took this rebuild for dead
     */
    public <R> R holdStill(Map<String, String> groups, Function<Map<String, Long>, R> work) {
      stillSince = Math.max(1, System.nanoTime());
      advance(Phase.BUILDING, Updates.set(PHASE, Phase.STILL.name()));
      return work.apply(awaitPositions(groups));
    }

    /** How long the log has been still; zero before. */
    public Duration still() {
      return stillSince == 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - stillSince);
    }

    private void advance(Phase from, Bson update) {
      if (StoreCalls.await(state.updateOne(turnOf(by, from), update))
          .filter(result -> result.getMatchedCount() == 1)
          .isEmpty()) {
        throw new InfrastructureException("the rebuild was taken for dead", null);
      }
    }

    /**
     * An event may wait for its words, which were published in the same moment and may lie just
     * beyond the position. So if the positions are not reached, those of the personal parts move
     * on.
     */
    private Map<String, Long> awaitPositions(Map<String, String> groups) {
      long begun = System.nanoTime();
      Map<String, Long> ends = brokers.ends(groups.keySet());
      while (true) {
        List<Document> written =
            ends.entrySet().stream()
                .map(end -> new Document(PARTITION, end.getKey()).append(AT, end.getValue()))
                .toList();
        advance(Phase.STILL, Updates.set(ENDS, written));
        long round = System.nanoTime();
        do {
          if (isTaken(ends, groups)) {
            return ends;
          }
          checkPatience(begun, SOON);
          LockSupport.parkNanos(LOOK.toNanos());
        } while (System.nanoTime() - round < WORDS_ON_THEIR_WAY.toNanos());
        if (groups.containsKey(Topics.PERSONAL)) {
          ends.putAll(brokers.ends(List.of(Topics.PERSONAL)));
        }
      }
    }

    private Map<String, Long> taken(Map<String, String> groups) {
      var taken = new HashMap<String, Long>();
      for (Map.Entry<String, String> group : groups.entrySet()) {
        brokers
            .taken(group.getValue())
            .forEach(
                (partition, offset) -> {
                  if (partition.startsWith(group.getKey() + "/")) {
                    taken.merge(partition, offset, Math::max);
                  }
                });
      }
      for (Document reached : StoreCalls.awaitAll(state.find(and(eq(BY, by), ne("_id", ID))))) {
        taken.merge(
            reached.getString(PARTITION), reached.get(AT, Number.class).longValue(), Math::max);
      }
      return taken;
    }

    /**
     * Gives the new collections the names of the live ones; only while the log is held still. Those
     * that died in between are completed by whoever finds it.
     *
     * @param names of the live collections; there must be a new one of each
     */
    public void replaceLive(List<String> names) {
      advance(
          Phase.STILL,
          Updates.combine(Updates.set(PHASE, Phase.SWITCHING.name()), Updates.set(NAMES, names)));
      replace(suffix, names);
    }

    /** Lets everybody go on. What was not put in place is dropped. */
    @Override
    public void close() {
      signs.shutdownNow();
      Optional<Seen> now = look().filter(seen -> seen.by().equals(by));
      if (now.isPresent() && now.get().phase() == Phase.SWITCHING) {
        replace(suffix, now.get().names());
      }
      StoreCalls.await(
          state.updateOne(and(eq("_id", ID), eq(BY, by)), Updates.set(PHASE, Phase.DONE.name())));
      for (String name : StoreCalls.awaitAll(store.listCollectionNames())) {
        if (name.endsWith(suffix)) {
          StoreCalls.await(store.getCollection(name).drop());
        }
      }
    }
  }
}
