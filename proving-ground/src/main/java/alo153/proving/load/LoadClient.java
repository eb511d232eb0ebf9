package alo153.proving.load;

import alo153.proving.Run;
import alo153.proving.house.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Adapters and citizens as they should be: each operation goes in under a key of its own, is asked
 * again under the same key until it is answered, and everything is in the ledger.
 */
public final class LoadClient implements AutoCloseable {
  private static final List<String> WORDS =
      List.of(
          "Hendek girişinde yolda çukur var",
          "Serdivan Bağlar Caddesi üzerinde su borusu patladı",
          "Erenler sahil parkında salıncaklar kırık",
          "Arifiye'de parkta saldırgan sokak köpeği var",
          "Adapazarı merkezde otobüs durakta durmadan geçti");

  private final ClientLedger ledger;
  private final Settings settings;
  private final Random random;
  private final Knocks knocks;
  private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(2);
  private final AtomicLong numbers;
  private final AtomicInteger acknowledged = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicInteger unknown = new AtomicInteger();
  private final AtomicInteger open = new AtomicInteger();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final Queue<Reply> unavailable = new ConcurrentLinkedQueue<>();
  private final Queue<Taken> taken = new ConcurrentLinkedQueue<>();
  private volatile boolean stopped;
  private volatile boolean givenUp;

  /**
   * @param name stands in every text, so that a ledger's requests are told from all others
   * @param perSecond operations a second
   * @param seed chooses doors and words
   * @param doors those that are used
   * @param abandoned share of operations, 0 to 1, whose client never asks again after an unknown
   *     outcome
   * @param mostOpen operations that may be under way: with so many asking again, nobody new comes,
   *     and what the house hears stays near {@code perSecond} however long it is away
   */
  public record Settings(
      String name, double perSecond, long seed, Set<Door> doors, double abandoned, int mostOpen) {
    public Settings {
      doors = Set.copyOf(doors);
    }

    /** However many are under way. */
    public Settings(String name, double perSecond, long seed, Set<Door> doors, double abandoned) {
      this(name, perSecond, seed, doors, abandoned, Integer.MAX_VALUE);
    }

    /** All doors; one of twenty clients gives up after an unknown outcome. */
    public static Settings allDoors(String name, double perSecond, long seed) {
      return new Settings(name, perSecond, seed, EnumSet.allOf(Door.class), 0.05);
    }

    /** The same, with a bound on how many are under way. */
    public Settings withMostOpen(int most) {
      return new Settings(name, perSecond, seed, doors, abandoned, most);
    }
  }

  /**
   * An answer that asked to come again, or none.
   *
   * @param door whose it was
   * @param status the HTTP status; 0 when nobody answered
   * @param asked in terms of {@link System#nanoTime()}
   * @param took from asking to the answer
   * @param retryAfter whether it said when to come again
   */
  public record Reply(Door door, int status, long asked, Duration took, boolean retryAfter) {}

  /**
   * An answer that said it was taken.
   *
   * @param door whose it was
   * @param at when it was heard, in terms of {@link System#nanoTime()}
   */
  public record Taken(Door door, long at) {}

  private LoadClient(Run run, ClientLedger ledger, Settings settings) {
    this.ledger = ledger;
    this.settings = settings;
    this.random = new Random(settings.seed());
    this.knocks = new Knocks(run);
    // numbers of other ledgers are others' telephones
    this.numbers = new AtomicLong(Math.floorMod(settings.seed() * 1_000_003L, 90_000_000L));
  }

  /** Starts to knock, until {@link #stop()}. */
  public static LoadClient start(Run run, ClientLedger ledger, Settings settings) {
    var client = new LoadClient(run, ledger, settings);
    long apart = (long) (TimeUnit.SECONDS.toNanos(1) / settings.perSecond());
    client.clock.scheduleAtFixedRate(client::next, 0, apart, TimeUnit.NANOSECONDS);
    return client;
  }

  /** For single operations of a fault of its own: nothing is sent by itself. */
  public static LoadClient idle(Run run, ClientLedger ledger, Settings settings) {
    return new LoadClient(run, ledger, settings);
  }

  private void next() {
    if (!stopped && open.get() < settings.mostOpen()) {
      send(operation());
    }
  }

  /** A new operation, by a door chosen by its weight. */
  private synchronized Operation operation() {
    return operation(door());
  }

  /** A new operation for a door. */
  public synchronized Operation operation(Door door) {
    return operation(door, WORDS.get(random.nextInt(WORDS.size())));
  }

  /**
   * A new operation for a door.
   *
   * @param words what it is about, without an end
   */
  public synchronized Operation operation(Door door, String words) {
    long number = numbers.incrementAndGet();
    String token = settings.name().toLowerCase(Locale.ROOT) + "-" + "%08d".formatted(number);
    String key =
        switch (door) {
          case MAIL -> "<" + token + "@load.example.org>";
          case CIMER -> "26" + "%08d".formatted(number);
          case WHATSAPP -> "wamid." + token.toUpperCase(Locale.ROOT);
          case WEB, MOBILE, PHONE, INBOX, MESSAGE -> token;
        };
    String about = door == Door.MESSAGE ? requests.get(random.nextInt(requests.size())) : null;
    return new Operation(number, door, key, words + ". Kayıt " + token, about);
  }

  private Door door() {
    var doors = new ArrayList<Door>(EnumSet.copyOf(settings.doors()));
    if (requests.isEmpty()) {
      doors.remove(Door.MESSAGE);
    }
    int at = random.nextInt(doors.stream().mapToInt(Door::weight).sum());
    for (Door door : doors) {
      at -= door.weight();
      if (at < 0) {
        return door;
      }
    }
    return doors.get(0);
  }

  /** Sends an operation in, again and again until it is answered. */
  public void send(Operation operation) {
    open.incrementAndGet();
    attempt(operation, random.nextDouble() < settings.abandoned());
  }

  private void attempt(Operation operation, boolean onlyOnce) {
    long[] began = new long[1];
    ledger
        .asked(operation)
        .thenCompose(
            durable -> {
              began[0] = System.nanoTime();
              return knocks.knock(operation);
            })
        .thenCompose(answer -> ledger.told(operation, answer).thenApply(durable -> answer))
        .whenComplete(
            (answer, failure) -> {
              if (failure != null) {
                // the ledger itself failed: the run is worth nothing, and the checker will say so
                open.decrementAndGet();
                return;
              }
              concluded(operation, answer, onlyOnce, System.nanoTime() - began[0]);
            });
  }

  private void concluded(Operation operation, Answer answer, boolean onlyOnce, long nanos) {
    switch (answer.outcome()) {
      case OK -> {
        acknowledged.incrementAndGet();
        taken.add(new Taken(operation.door(), System.nanoTime()));
        open.decrementAndGet();
        if (answer.requestId() != null && operation.door() != Door.MESSAGE) {
          requests.add(answer.requestId());
        }
      }
      case REFUSED -> {
        refused.incrementAndGet();
        open.decrementAndGet();
      }
      case UNKNOWN -> {
        unknown.incrementAndGet();
        unavailable.add(
            new Reply(
                operation.door(),
                answer.status(),
                System.nanoTime() - nanos,
                Duration.ofNanos(nanos),
                answer.retryAfter() != null));
        if (onlyOnce || givenUp) {
          open.decrementAndGet();
          return;
        }
        Duration wait = answer.retryAfter() == null ? Duration.ofSeconds(1) : answer.retryAfter();
        long jitter = java.util.concurrent.ThreadLocalRandom.current().nextLong(500);
        clock.schedule(
            () -> attempt(operation, false), wait.toMillis() + jitter, TimeUnit.MILLISECONDS);
      }
    }
  }

  /** No new operations from now on. */
  public void stop() {
    stopped = true;
  }

  /**
   * Waits until every operation that is asked again has its answer, then gives up on the rest.
   *
   * @return how many are left without
   */
  public int settle(Duration patience) {
    stop();
    Waiting.cameTrue(patience, () -> open.get() == 0);
    givenUp = true;
    int left = open.get();
    Waiting.cameTrue(Duration.ofSeconds(20), () -> open.get() == 0);
    return left;
  }

  /** How many operations were answered with success. */
  public int acknowledged() {
    return acknowledged.get();
  }

  /** How many operations were refused for good. */
  public int refused() {
    return refused.get();
  }

  /** How many answers left the client in doubt. */
  public int unknown() {
    return unknown.get();
  }

  /** How many operations are under way. */
  public int open() {
    return open.get();
  }

  /** Every answer that left a client in doubt, in order. */
  public List<Reply> unavailable() {
    return List.copyOf(unavailable);
  }

  /** Every success, in the order it was heard. */
  public List<Taken> taken() {
    return List.copyOf(taken);
  }

  /** Requests that were acknowledged by name, in order. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  @Override
  public void close() {
    stop();
    givenUp = true;
    clock.shutdownNow();
    knocks.close();
  }
}
