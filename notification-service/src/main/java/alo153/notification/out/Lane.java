package alo153.notification.out;

import alo153.events.RequestId;
import alo153.notification.decide.LedgerState;
import alo153.notification.out.Provider.Asked;
import alo153.notification.out.SendOutcome.Later;
import alo153.notification.out.SendOutcome.Taken;
import alo153.notification.out.SendOutcome.Unknown;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to one provider account: takes due rows, joins them with address and words, writes
 * SENDING, calls, writes what became of it, tells the log. One breaker and one rate for the whole
 * account.
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
  private final FollowUps followUps;
  private final EarlyReceipts earlyReceipts;
  private final CircuitBreaker breaker;
  private final @Nullable RateLimiter rate;
  private final SenderSettings settings;
  private final MeterRegistry meters;
  private final Clock clock;
  private final DueQueue queue;
  private final int batch;
  private volatile boolean running = true;

  /** Where rows go that were made because a channel could not deliver. */
  interface FollowUps {
    void take(List<Row> rows);
  }

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
      FollowUps followUps,
      EarlyReceipts earlyReceipts,
      CircuitBreaker breaker,
      @Nullable RateLimiter rate,
      SenderSettings settings,
      MeterRegistry meters,
      Clock clock) {
    this.provider = provider;
    this.verdicts = verdicts;
    this.ledger = ledger;
    this.files = files;
    this.composer = composer;
    this.announcer = announcer;
    this.followUps = followUps;
    this.earlyReceipts = earlyReceipts;
    this.breaker = breaker;
    this.rate = rate;
    this.settings = settings;
    this.meters = meters;
    this.clock = clock;
    this.queue = new DueQueue(clock, settings.queue());
    // two workers share a lane, so that one writes while the other calls
    this.batch = Math.max(1, (provider.limits().concurrency() + 1) / 2);
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
    return open() && queue.offer(row, ready);
  }

  /** Whether the breaker lets anything through. */
  boolean open() {
    return breaker.getState() != CircuitBreaker.State.OPEN;
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

  private void handle(List<Row> rows) {
    if (!open()) {
      postpone(rows, settings.breakerOpen());
      return;
    }
    List<Row> sendable = new ArrayList<>(rows.size());
    for (Row row : rows) {
      if (row.state() == LedgerState.SENDING) {
        afterDeadSender(row, sendable);
      } else {
        sendable.add(row);
      }
    }
    if (!sendable.isEmpty()) {
      send(sendable);
    }
  }

  /** Its sender died between writing SENDING and writing what became of it. */
  private void afterDeadSender(Row row, List<Row> sendable) {
    switch (provider.repeat()) {
      case SAME_KEY -> sendable.add(row);
      case MAY_DOUBLE -> settle(List.of(verdicts.of(row, new Unknown("SENDER_DIED"), now())));
      case ASK_FIRST -> {
        Asked asked = provider.ask(row.id()).join();
        switch (asked) {
          case HAS_IT -> settle(List.of(verdicts.of(row, new Taken(null), now())));
          case HAS_IT_NOT -> sendable.add(row);
          case SILENT -> postpone(List.of(row), settings.doubt());
        }
      }
    }
  }

  private void send(List<Row> rows) {
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
    List<Row> admitted = admitted(ready);
    waitForRate(admitted.size());
    List<Row> mine =
        ledger.claim(admitted, provider.account(), now(), now().plus(settings.lease()));
    var calls = new ArrayList<CompletableFuture<Verdict>>(mine.size());
    for (Row row : mine) {
      calls.add(call(row, letters.get(row.id())).thenApply(o -> verdicts.of(row, o, now())));
    }
    for (int i = mine.size(); i < admitted.size(); i++) {
      breaker.releasePermission();
    }
    for (CompletableFuture<Verdict> call : calls) {
      settled.add(call.join());
    }
    settle(settled);
  }

  /** Only as many as the breaker lets through; while it is half open that is a few. */
  private List<Row> admitted(List<Row> ready) {
    var admitted = new ArrayList<Row>(ready.size());
    var back = new ArrayList<Row>();
    for (Row row : ready) {
      if (breaker.tryAcquirePermission()) {
        admitted.add(row);
      } else {
        back.add(row);
      }
    }
    postpone(back, settings.breakerOpen());
    return admitted;
  }

  private void waitForRate(int calls) {
    if (rate == null) {
      return;
    }
    for (int i = 0; i < calls; i++) {
      long nanos = rate.reservePermission();
      if (nanos > 0) {
        LockSupport.parkNanos(nanos);
      }
    }
  }

  private CompletableFuture<SendOutcome> call(Row row, Letter letter) {
    long begun = System.nanoTime();
    CompletableFuture<SendOutcome> sent;
    try {
      sent = provider.send(letter);
    } catch (RuntimeException e) {
      LOG.error("{}: our fault with message {}", provider.account(), row.id(), e);
      sent = CompletableFuture.completedFuture(new SendOutcome.Refused("OUR_FAULT", true));
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
              measure(outcome, System.nanoTime() - begun);
              return outcome;
            })
        .thenCompose(outcome -> sure(row, outcome));
  }

  private void measure(SendOutcome outcome, long nanos) {
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

  /** An open question is asked at once, where the provider can be asked. */
  private CompletableFuture<SendOutcome> sure(Row row, SendOutcome outcome) {
    if (!(outcome instanceof Unknown) || provider.repeat() != Provider.Repeat.ASK_FIRST) {
      return CompletableFuture.completedFuture(outcome);
    }
    return provider
        .ask(row.id())
        .thenApply(asked -> asked == Asked.HAS_IT ? new Taken(null) : outcome);
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
        if (verdict.change() == change && verdict.beside() != null) {
          stubbornly(() -> ledger.apply(List.of(verdict.beside())));
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
    List<Row> more = settled.stream().flatMap(verdict -> verdict.more().stream()).toList();
    if (!more.isEmpty()) {
      followUps.take(more);
    }
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
    return clock.instant();
  }
}
