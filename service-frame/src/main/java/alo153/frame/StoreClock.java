package alo153.frame;

import com.mongodb.MongoException;
import com.mongodb.reactivestreams.client.MongoDatabase;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import reactor.core.publisher.Mono;

/**
 * The store's time: the one clock all instances have in common. Leases, due times and terms are
 * written by one instance and compared by another; by the clocks of their machines a term could be
 * over before it began, and a lease taken tomorrow would keep everybody else away until then.
 *
 * <p>Between two questions to the store time goes on by the processor's counter, which nobody sets.
 * So a machine whose clock jumps is not led astray. While the store is away the time is the one it
 * told last; before it told any, that of the machine.
 */
final class StoreClock extends Clock {
  private static final Logger LOG = LoggerFactory.getLogger(StoreClock.class);

  /** An answer that took longer says too little about when it was given. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** The store tells whole milliseconds. */
  private static final Duration GRAIN = Duration.ofMillis(1);

  private static final Duration WORTH_A_WARNING = Duration.ofSeconds(10);

  private final Supplier<Instant> store;
  private final Clock machine;
  private final LongSupplier counter;
  private volatile Reading reading;
  private volatile Duration machineAhead = Duration.ZERO;

  private record Reading(Instant at, long count, boolean ofTheStore) {}

  /**
   * @param store asks it for the time; throws when it does not answer
   * @param machine the time until the store has told it for the first time
   * @param counter nanoseconds, as {@link System#nanoTime()}
   */
  StoreClock(Supplier<Instant> store, Clock machine, LongSupplier counter) {
    this.store = store;
    this.machine = machine;
    this.counter = counter;
    this.reading = new Reading(machine.instant(), counter.getAsLong(), false);
  }

  /** Asks the store at once; starts on the machine's time when it is away. */
  static StoreClock of(MongoDatabase store, MeterRegistry meters) {
    var clock = new StoreClock(() -> ask(store), Clock.systemUTC(), System::nanoTime);
    TimeGauge.builder(
            "alo153.clock.ahead", clock, TimeUnit.MILLISECONDS, any -> any.machineAhead.toMillis())
        .description("How far this machine's clock is ahead of the store's")
        .register(meters);
    clock.compare();
    return clock;
  }

  private static Instant ask(MongoDatabase store) {
    // by its old name, since every store knows that
    Document hello = Mono.from(store.runCommand(new Document("isMaster", 1))).block(PATIENCE);
    if (hello == null) {
      throw new StoreUnavailableException("the store says nothing", null);
    }
    return hello.getDate("localTime").toInstant();
  }

  @Scheduled(fixedDelayString = "5s", initialDelayString = "5s")
  void compare() {
    long asked = counter.getAsLong();
    Instant told;
    try {
      told = store.get();
    } catch (MongoException | StoreUnavailableException | IllegalStateException e) {
      LOG.debug("the store does not tell the time; it is asked again", e);
      return;
    }
    long answered = counter.getAsLong();
    Duration doubt = Duration.ofNanos((answered - asked) / 2);
    if (doubt.multipliedBy(2).compareTo(PATIENCE) > 0) {
      return;
    }
    Instant now = told.plus(doubt);
    noteTheMachine(now);
    Reading before = reading;
    Duration off = Duration.between(at(before, answered), now).abs();
    // a difference within the doubt would only make the time tremble
    if (!before.ofTheStore() || off.compareTo(doubt.plus(GRAIN)) > 0) {
      reading = new Reading(now, answered, true);
      if (before.ofTheStore() && off.compareTo(WORTH_A_WARNING) > 0) {
        LOG.warn("the store's clock was set, by {}; everybody follows", off);
      }
    }
  }

  private void noteTheMachine(Instant now) {
    Duration ahead = Duration.between(now, machine.instant());
    boolean was = machineAhead.abs().compareTo(WORTH_A_WARNING) > 0;
    boolean is = ahead.abs().compareTo(WORTH_A_WARNING) > 0;
    machineAhead = ahead;
    if (is && !was) {
      LOG.warn("this machine's clock is {} ahead of the store's; the store's time counts", ahead);
    }
  }

  @Override
  public Instant instant() {
    Reading last = reading;
    return at(last, counter.getAsLong());
  }

  private static Instant at(Reading reading, long count) {
    return reading.at().plusNanos(count - reading.count());
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("this clock tells moments; the city has the zone");
  }
}
