package alo153.notification.out;

import alo153.events.MessageChannel;
import alo153.events.RequestId;
import alo153.events.personal.CitizenContact;
import alo153.notification.decide.ChannelChoice;
import alo153.notification.decide.LedgerState;
import alo153.notification.decide.QuietHours;
import alo153.notification.decide.Recipient;
import alo153.notification.decide.RequestFacts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings every due row to the lane of its provider: freshly planned ones directly, all others by
 * looking into the ledger again and again.
 */
public final class Dispatcher {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
  private static final int PAGE = 1000;

  /** A look into the ledger may take this share of the time. */
  private static final int IDLE_SHARE = 20;

  private static final Duration RAREST = Duration.ofSeconds(5);
  private static final Duration FORGETTING = Duration.ofHours(1);

  private final Map<MessageChannel, Lane> lanes;
  private final MongoLedger ledger;
  private final MongoRequestFiles files;
  private final Institutions institutions;
  private final Announcer announcer;
  private final QuietHours quietHours;
  private final SenderSettings settings;
  private final Clock clock;
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean running;

  Dispatcher(
      Map<MessageChannel, Lane> lanes,
      MongoLedger ledger,
      MongoRequestFiles files,
      Institutions institutions,
      Announcer announcer,
      QuietHours quietHours,
      SenderSettings settings,
      Clock clock) {
    this.lanes = lanes;
    this.ledger = ledger;
    this.files = files;
    this.institutions = institutions;
    this.announcer = announcer;
    this.quietHours = quietHours;
    this.settings = settings;
    this.clock = clock;
  }

  /** Until when a row planned now is left to this instance. */
  public Instant reservedUntil() {
    return clock.instant().plus(settings.reserve()).truncatedTo(ChronoUnit.MILLIS);
  }

  /** The moment, as the senders see it. */
  Instant now() {
    return clock.instant();
  }

  /** The channel of a message; null when the contact has not arrived or there is none further. */
  public @Nullable MessageChannel channel(
      alo153.notification.decide.PlannedMessage message, RequestFile file) {
    if (message.recipient() instanceof Recipient.Institution institution) {
      Institutions.Way way = institutions.way(institution.code(), message.step());
      return way == null ? null : way.channel();
    }
    RequestFacts facts = file.facts();
    if (facts == null) {
      return null;
    }
    return contactKnown(file, facts)
        ? ChannelChoice.atStep(facts.channel(), contact(file, facts), message.step())
        : null;
  }

  private static boolean contactKnown(RequestFile file, RequestFacts facts) {
    return facts.contactPart() == null
        || file.isGone(facts.contactPart())
        || file.part(facts.contactPart()) != null;
  }

  private static @Nullable CitizenContact contact(RequestFile file, RequestFacts facts) {
    return file.part(facts.contactPart()) instanceof CitizenContact contact ? contact : null;
  }

  /** Rows just written: those are ours until their reservation ends. */
  public void planned(Collection<Row> rows) {
    for (Row row : rows) {
      if (row.channel() != null && row.due() != null) {
        offer(row);
      }
    }
  }

  private boolean offer(Row row) {
    Lane lane = lanes.get(row.channel());
    if (lane == null) {
      return false;
    }
    Instant ready =
        quietHours.allowed(
            Objects.requireNonNull(row.channel()), row.message().purpose(), clock.instant());
    return lane.offer(row, ready);
  }

  /** Starts two workers for each lane, and the look into the ledger. */
  public synchronized void start() {
    if (running) {
      return;
    }
    running = true;
    for (Lane lane : lanes.values()) {
      for (int worker = 1; worker <= 2; worker++) {
        begin("notification-" + lane.provider().account() + "-" + worker, lane::work);
      }
    }
    begin("notification-sweep", this::sweepForEver);
  }

  private void begin(String name, Runnable life) {
    var thread = new Thread(life, name);
    thread.setDaemon(true);
    thread.start();
    threads.add(thread);
  }

  /** Lets calls under way end; what remains is in the ledger. */
  public synchronized void stop(Duration patience) {
    running = false;
    lanes.values().forEach(Lane::stop);
    long until = System.nanoTime() + patience.toNanos();
    for (Thread thread : threads) {
      try {
        thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime())));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      thread.interrupt();
    }
    threads.clear();
  }

  private void sweepForEver() {
    Instant nextForgetting = clock.instant().plus(FORGETTING);
    while (running) {
      long begun = System.nanoTime();
      boolean more = false;
      try {
        more = sweep();
        if (clock.instant().isAfter(nextForgetting)) {
          files.forgetClosedBefore(clock.instant().minus(settings.retention()));
          nextForgetting = clock.instant().plus(FORGETTING);
        }
      } catch (RuntimeException e) {
        LOG.warn("the look into the ledger waits: {}", e.toString());
        LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
      }
      if (!more) {
        long took = System.nanoTime() - begun;
        LockSupport.parkNanos(
            Math.min(RAREST.toNanos(), Math.max(settings.sweep().toNanos(), took * IDLE_SHARE)));
      }
    }
  }

  /** One look; true when there may be more to see at once. */
  boolean sweep() {
    List<Row> due = ledger.due(clock.instant(), PAGE);
    if (due.isEmpty()) {
      return false;
    }
    var toTell = new ArrayList<Row>();
    var undecided = new ArrayList<Row>();
    var changes = new ArrayList<Change>();
    var reserved = new ArrayList<Reserved>();
    for (Row row : due) {
      if (!row.say().isEmpty()) {
        toTell.add(row);
      } else if (row.channel() == null) {
        undecided.add(row);
      } else {
        bring(row, changes, reserved);
      }
    }
    decide(undecided, changes, toTell);
    ledger.applyUnchecked(changes);
    reserved.forEach(one -> one.lane().offer(one.row(), clock.instant()));
    ledger.insert(
        toTell.stream()
            .filter(row -> row.say().contains(Row.Say.FAILED))
            .flatMap(row -> row.successor(clock.instant()).stream())
            .toList());
    announcer.announce(toTell);
    return due.size() == PAGE;
  }

  private record Reserved(Row row, Lane lane) {}

  private void bring(Row row, List<Change> changes, List<Reserved> reserved) {
    Instant now = clock.instant();
    Lane lane = lanes.get(row.channel());
    Instant allowed =
        quietHours.allowed(Objects.requireNonNull(row.channel()), row.message().purpose(), now);
    if (allowed.isAfter(now)) {
      changes.add(Change.from(row, row.state()).due(allowed));
    } else if (lane == null || !lane.open(row)) {
      changes.add(Change.from(row, row.state()).due(later(now, settings.breakerOpen())));
    } else {
      // whoever waits its turn in memory must not crowd the next look
      Instant until = later(now, settings.reserve());
      changes.add(Change.from(row, row.state()).due(until));
      reserved.add(new Reserved(row.due(until), lane));
    }
  }

  private static Instant later(Instant now, Duration wait) {
    return now.plus(wait)
        .plusMillis(ThreadLocalRandom.current().nextLong(wait.toMillis() + 1))
        // the store knows milliseconds
        .truncatedTo(ChronoUnit.MILLIS);
  }

  private void decide(List<Row> undecided, List<Change> changes, List<Row> toTell) {
    if (undecided.isEmpty()) {
      return;
    }
    List<RequestId> ids =
        undecided.stream().map(row -> row.message().requestId()).distinct().toList();
    Map<RequestId, RequestFile> known = files.load(ids);
    for (Row row : undecided) {
      RequestFile file = known.get(row.message().requestId());
      decide(row, file, changes, toTell);
    }
  }

  private void decide(Row row, RequestFile file, List<Change> changes, List<Row> toTell) {
    Instant now = clock.instant();
    MessageChannel channel = channel(row.message(), file);
    if (channel == MessageChannel.CIMER_EXPORT) {
      changes.add(Change.from(row, row.state()).channel(channel).nothingDue());
    } else if (channel != null) {
      ledger
          .applyOne(
              Change.from(row, row.state()).channel(channel).due(now.plus(settings.reserve())))
          .ifPresent(this::offer);
    } else if (row.message().step() > 0 && stepsAreKnown(row, file)) {
      // no further channel: what failed stays failed, and was told
      changes.add(
          Change.to(LedgerState.SUPPRESSED, row.id()).reason("NO_OTHER_CHANNEL").nothingDue());
    } else if (row.message().recipient() instanceof Recipient.Institution) {
      ledger
          .applyOne(
              Change.to(LedgerState.FAILED, row.id())
                  .channel(MessageChannel.NONE)
                  .reason("NO_RECIPIENT")
                  .gaveUp(now)
                  .say(now, Row.Say.FAILED))
          .ifPresent(toTell::add);
    } else {
      changes.add(Change.from(row, row.state()).due(Verdicts.waitForPart(row, now)));
    }
  }

  private static boolean stepsAreKnown(Row row, RequestFile file) {
    RequestFacts facts = file.facts();
    return row.message().recipient() instanceof Recipient.Institution
        || facts != null && contactKnown(file, facts);
  }
}
