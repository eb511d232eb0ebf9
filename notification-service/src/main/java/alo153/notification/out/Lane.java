package alo153.notification.out;

import alo153.events.RequestId;
import alo153.notification.decide.LedgerState;
import alo153.notification.decide.Recipient;
import alo153.notification.out.AccountRate.Turns;
import alo153.notification.out.Provider.Asked;
import alo153.notification.out.Provider.Repeat;
import alo153.notification.out.SendOutcome.Later;
import alo153.notification.out.SendOutcome.Taken;
import alo153.notification.out.SendOutcome.Unknown;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to one provider account: takes due rows, joins them with address and words, writes
 * SENDING, calls, writes what became of it, tells the log. One rate for the whole account, and one
 * breaker, unless each receiver has a door of its own.
 */
final class Lane {
  private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
  private static final Duration IDLE = Duration.ofSeconds(1);

  private final Provider provider;
  private final Verdicts verdicts;
  private final MongoLedger ledger;
  private final MongoRequestFiles files;
  private final Composer composer;
  private final Announcer announcer;
  private final EarlyReceipts earlyReceipts;
  private final Function<Recipient, CircuitBreaker> breakers;
  private final @Nullable AccountRate rate;
  private final SenderSettings settings;
  private final MeterRegistry meters;
  private final Clock clock;
  private final DueQueue queue;
  private final int batch;
  private volatile boolean running = true;

  /** Receipts that came before the provider's answer. */
  interface EarlyReceipts {
    List<Row> reconcile(String account, List<String> providerIds);
  }

  Lane(
      Provider provider,
      Verdicts verdicts,
      MongoLedger ledger,
      MongoRequestFiles files,
      Composer composer,
      Announcer announcer,
      EarlyReceipts earlyReceipts,
      Function<Recipient, CircuitBreaker> breakers,
      @Nullable AccountRate rate,
      SenderSettings settings,
      MeterRegistry meters,
      Clock clock) {
    this.provider = provider;
    this.verdicts = verdicts;
    this.ledger = ledger;
    this.files = files;
    this.composer = composer;
    this.announcer = announcer;
    this.earlyReceipts = earlyReceipts;
    this.breakers = breakers;
    this.rate = rate;
    this.settings = settings;
    this.meters = meters;
    this.clock = clock;
    this.queue = new DueQueue(clock, settings.queue());
    // two workers share a lane, so that one writes while the other calls
    int half = (provider.limits().concurrency() + 1) / 2;
    // waiting for the rate, rows must not outstay their reservation
    this.batch = Math.max(1, rate == null ? half : Math.min(half, provider.limits().perSecond()));
    meters.gauge(
        "alo153.messages.waiting",
        List.of(io.micrometer.core.instrument.Tag.of("account", provider.account())),
        queue,
        DueQueue::size);
  }

  Provider provider() {
    return provider;
  }

  /**
   * @return false when the row can not be taken now: the breaker is open or the queue is full
   */
  boolean offer(Row row, Instant ready) {
    return open(row) && queue.offer(row, ready);
  }

  /** Whether the breaker lets anything through. */
  boolean open(Row row) {
    return breaker(row).getState() != CircuitBreaker.State.OPEN;
  }

  private CircuitBreaker breaker(Row row) {
    return breakers.apply(row.message().recipient());
  }

  void stop() {
    running = false;
  }

  /** A worker's life. */
  void work() {
    while (running) {
      try {
        List<Row> rows = queue.take(batch, IDLE);
        if (!rows.isEmpty()) {
          handle(rows);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException e) {
        // the ledger still has the rows; they come again when their time is over
        LOG.warn("{}: a batch waits: {}", provider.account(), e.toString());
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
      }
    }
  }

  private void handle(List<Row> rows) throws InterruptedException {
    var sendable = new ArrayList<Row>(rows.size());
    var doubtful = new ArrayList<Row>();
    var spared = new ArrayList<Row>();
    for (Row row : rows) {
      if (!open(row)) {
        spared.add(row);
      } else if (row.state() == LedgerState.SENDING
          || row.maybe() && provider.repeat() == Repeat.ASK_FIRST) {
        doubtful.add(row);
      } else {
        sendable.add(row);
      }
    }
    postpone(spared, settings.breakerOpen());
    sendable.addAll(notTaken(doubtful));
    if (!sendable.isEmpty()) {
      send(sendable);
    }
  }

  /**
   * Of rows whose last try may have arrived: its sender died between writing SENDING and writing
   * what became of it, or nobody answered.
   */
  private List<Row> notTaken(List<Row> doubtful) throws InterruptedException {
    return switch (provider.repeat()) {
      case SAME_KEY -> doubtful;
      case MAY_DOUBLE -> {
        settle(
            doubtful.stream()
                .map(row -> verdicts.of(row, new Unknown("SENDER_DIED"), now()))
                .toList());
        yield List.of();
      }
      case ASK_FIRST -> askedFor(doubtful);
    };
  }

  private List<Row> askedFor(List<Row> doubtful) throws InterruptedException {
    List<Asked> answers = ask(doubtful);
    var notTaken = new ArrayList<Row>();
    var settled = new ArrayList<Verdict>();
    for (int i = 0; i < doubtful.size(); i++) {
      Row row = doubtful.get(i);
      switch (answers.get(i)) {
        case HAS_IT -> settled.add(verdicts.of(row, new Taken(null), now()));
        case HAS_IT_NOT -> notTaken.add(row);
        case SILENT -> settled.add(verdicts.silent(row, now()));
      }
    }
    settle(settled);
    return notTaken;
  }

  /** Questions count as messages do, where the account is limited. */
  private List<Asked> ask(List<Row> rows) throws InterruptedException {
    var questions = new ArrayList<CompletableFuture<Asked>>(rows.size());
    Turns turns = turns(rows.size());
    for (Row row : rows) {
      if (turns != null) {
        turns.next();
      }
      questions.add(provider.ask(row.id()));
    }
    return questions.stream().map(CompletableFuture::join).toList();
  }

  private void send(List<Row> rows) throws InterruptedException {
    List<RequestId> ids = rows.stream().map(row -> row.message().requestId()).distinct().toList();
    Map<RequestId, RequestFile> known = files.load(ids);
    var letters = new java.util.HashMap<String, Letter>();
    var ready = new ArrayList<Row>(rows.size());
    var settled = new ArrayList<Verdict>();
    for (Row row : rows) {
      Prepared prepared = composer.prepare(row, known.get(row.message().requestId()));
      if (prepared instanceof Prepared.Ready there) {
        letters.put(row.id(), there.letter());
        ready.add(row);
      } else {
        settled.add(verdicts.unprepared(row, prepared, now()));
      }
    }
    var calls = new LinkedHashMap<Row, CompletableFuture<SendOutcome>>();
    var permitted = new LinkedHashMap<String, Row>();
    admitted(ready).forEach(row -> permitted.put(row.id(), row));
    try {
      Turns turns = turns(permitted.size());
      List<Row> admitted = List.copyOf(permitted.values());
      long begun = System.nanoTime();
      for (Row row :
          ledger.claim(admitted, provider.account(), now(), now().plus(settings.lease()))) {
        if (itsTurn(turns, begun)) {
          permitted.remove(row.id());
          calls.put(row, call(row, letters.get(row.id())));
        } else {
          settled.add(Verdicts.tooLate(row, now()));
        }
      }
    } finally {
      // a permission nobody gives back would keep a half open breaker from ever closing
      permitted.values().forEach(row -> breaker(row).releasePermission());
    }
    var unknown = new LinkedHashMap<Row, SendOutcome>();
    calls.forEach(
        (row, call) -> {
          SendOutcome outcome = call.join();
          if (outcome instanceof Unknown && provider.repeat() == Repeat.ASK_FIRST) {
            unknown.put(row, outcome);
          } else {
            settled.add(verdicts.of(row, outcome, now()));
          }
        });
    settle(settled);
    settleByAsking(unknown);
  }

  /** An open question is asked at once, where the provider can be asked. */
  private void settleByAsking(Map<Row, SendOutcome> unknown) throws InterruptedException {
    if (unknown.isEmpty()) {
      return;
    }
    List<Asked> answers = ask(List.copyOf(unknown.keySet()));
    var settled = new ArrayList<Verdict>(unknown.size());
    unknown.forEach(
        (row, outcome) -> {
          Asked answer = answers.get(settled.size());
          settled.add(verdicts.of(row, answer == Asked.HAS_IT ? new Taken(null) : outcome, now()));
        });
    settle(settled);
  }

  /** Only as many as the breaker lets through; while it is half open that is a few. */
  private List<Row> admitted(List<Row> ready) {
    var admitted = new ArrayList<Row>(ready.size());
    var back = new ArrayList<Row>();
    for (Row row : ready) {
      if (breaker(row).tryAcquirePermission()) {
        admitted.add(row);
      } else {
        back.add(row);
      }
    }
    postpone(back, settings.breakerOpen());
    return admitted;
  }

  /**
   * Whether a row that was taken may be sent now. Whoever was stopped in between must not call:
   * another may have the row by now, and its call is the second.
   */
  private boolean itsTurn(@Nullable Turns turns, long taken) throws InterruptedException {
    try {
      if (turns != null) {
        turns.next();
      }
    } catch (RuntimeException e) {
      // the calls before this one must still be written down
      LOG.warn("{}: a message waits: {}", provider.account(), e.toString());
      return false;
    }
    return System.nanoTime() - taken <= settings.lease().dividedBy(2).toNanos();
  }

  private @Nullable Turns turns(int calls) throws InterruptedException {
    return rate == null || calls == 0 ? null : rate.take(calls);
  }

  private CompletableFuture<SendOutcome> call(Row row, Letter letter) {
    long begun = System.nanoTime();
    CompletableFuture<SendOutcome> sent;
    try {
      sent = provider.send(letter);
    } catch (RuntimeException e) {
      LOG.error("{}: our fault with message {}", provider.account(), row.id(), e);
      sent = CompletableFuture.completedFuture(new SendOutcome.Refused("OUR_FAULT"));
    }
    return sent.completeOnTimeout(
            new Unknown("NO_ANSWER"),
            provider.limits().timeout().plusSeconds(5).toMillis(),
            TimeUnit.MILLISECONDS)
        .exceptionally(
            e -> {
              LOG.error("{}: our fault with message {}", provider.account(), row.id(), e);
              return new Unknown("OUR_FAULT");
            })
        .thenApply(
            outcome -> {
              measure(row, outcome, System.nanoTime() - begun);
              return outcome;
            });
  }

  private void measure(Row row, SendOutcome outcome, long nanos) {
    CircuitBreaker breaker = breaker(row);
    boolean fault =
        outcome instanceof Unknown
            || outcome instanceof Later later && later.providerFault()
            || outcome instanceof SendOutcome.AccountStopped;
    if (fault) {
      breaker.onError(nanos, TimeUnit.NANOSECONDS, new ProviderFault(outcome.toString()));
    } else {
      breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
    }
    if (outcome instanceof SendOutcome.AccountStopped stopped) {
      LOG.error(
          "{}: the account takes nothing ({}); a person has to repair it, the messages wait",
          provider.account(),
          stopped.reason());
      breaker.transitionToOpenStateFor(settings.stoppedFor());
    }
    meters
        .timer(
            "alo153.provider.calls",
            "account",
            provider.account(),
            "outcome",
            outcome.getClass().getSimpleName())
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  /** What the breaker is told; says which outcome it was and nothing of the message. */
  private static final class ProviderFault extends Exception {
    private static final long serialVersionUID = 1L;

    ProviderFault(String outcome) {
      super(outcome, null, false, false);
    }
  }

  private void postpone(List<Row> rows, Duration wait) {
    if (rows.isEmpty()) {
      return;
    }
    Instant due =
        now().plus(wait).plusMillis(ThreadLocalRandom.current().nextLong(wait.toMillis() + 1));
    stubbornly(
        () ->
            ledger.apply(
                rows.stream().map(row -> Change.from(row, row.state()).due(due)).toList()));
  }

  /** Writes, remembers, tells the log, and hands over what follows. */
  private void settle(List<Verdict> settled) {
    if (settled.isEmpty()) {
      return;
    }
    List<Change> refused =
        stubbornly(() -> ledger.apply(settled.stream().map(Verdict::change).toList()));
    for (Change change : refused) {
      // a receipt was faster than the answer: what it proved stays, what we know is added
      for (Verdict verdict : settled) {
        if (verdict.change() == change) {
          stubbornly(() -> ledger.apply(verdict.beside()));
        }
      }
    }
    List<Row> taken =
        settled.stream()
            .filter(verdict -> verdict.remember() != null)
            .map(verdict -> Objects.requireNonNull(verdict.remember()))
            .toList();
    List<Row> proved = List.of();
    if (provider.givesReceipts() && !taken.isEmpty()) {
      proved =
          stubbornly(
              () -> {
                ledger.remember(provider.account(), taken);
                return earlyReceipts.reconcile(
                    provider.account(),
                    taken.stream().map(Row::providerId).filter(Objects::nonNull).toList());
              });
    }
    var refusedIds = refused.stream().map(Change::id).collect(Collectors.toSet());
    List<Row> toTell =
        settled.stream()
            .filter(verdict -> !refusedIds.contains(verdict.row().id()))
            .map(Verdict::tells)
            .filter(row -> !row.say().isEmpty())
            .toList();
    List<Row> more =
        settled.stream()
            .filter(verdict -> !refusedIds.contains(verdict.row().id()))
            .flatMap(verdict -> verdict.more().stream())
            .toList();
    // a crash before this is made good when the log is told of the failure
    stubbornly(() -> ledger.insert(more));
    announcer.announce(toTell);
    announcer.announce(proved);
  }

  /** What is known must not be lost because the store is away for a while. */
  private <T> T stubbornly(Supplier<T> write) {
    while (true) {
      try {
        return write.get();
      } catch (RuntimeException e) {
        if (!running || Thread.currentThread().isInterrupted()) {
          throw e;
        }
        LOG.warn("{}: the ledger waits for the store: {}", provider.account(), e.toString());
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
      }
    }
  }

  private Instant now() {
    // what the store gives back is told again after a crash, and must be the same
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
