package alo153.tracking.in;

import alo153.events.EventId;
import alo153.events.RequestEvent;
import alo153.events.RequestId;
import alo153.events.personal.PersonalKey;
import alo153.events.work.DepartmentUpdate;
import alo153.tracking.decide.CaseFile;
import alo153.tracking.decide.Deadlines;
import alo153.tracking.decide.UpdateJudge;
import alo153.tracking.decide.Verdict;
import alo153.tracking.out.Chores;
import alo153.tracking.out.Leases;
import alo153.tracking.out.MongoCases;
import alo153.tracking.out.MongoContacts;
import alo153.tracking.out.MongoHeld;
import alo153.transport.CarriedTopics;
import alo153.transport.DeadLetters;
import alo153.transport.Envelopes;
import alo153.transport.EventPublisher;
import alo153.transport.InfrastructureException;
import alo153.transport.Outgoing;
import com.mongodb.MongoException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Looks at what is due, a page at a time until nothing is left. It only publishes: cases change
 * when the events are read back. Events are named by what they say, so two instances that both look
 * say the same thing once.
 */
@Component
final class Sweeper {
  private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);

  /** Whoever has it may die with it: so long nothing is said. */
  private static final Duration SWEEPERS_LEASE = Duration.ofSeconds(10);

  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final Duration MOST_WAIT = Duration.ofSeconds(30);
  private static final Duration ORPHANS_KEPT = Duration.ofDays(1);
  private static final int REMEMBERED = 20_000;

  private final MongoCases cases;
  private final MongoHeld held;
  private final MongoContacts contacts;
  private final Leases leases;
  private final Chores chores;
  private final CarriedTopics carried;
  private final UpdateJudge judge;
  private final EventPublisher publisher;
  private final Envelopes envelopes;
  private final DeadLetters deadLetters;
  private final TrackingMeters meters;
  private final TrackingSettings settings;
  private final Clock clock;

  /** Asking the store may cost no more than one part in so many of the time. */
  private static final int SHARE = 20;

  private long nextLook = System.nanoTime();

  /** How long the store was asked in this look, in nanoseconds. */
  private long asked;

  /** Said a moment ago and perhaps not read back yet. */
  private final Set<EventId> said =
      Collections.newSetFromMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<EventId, Boolean> eldest) {
              return size() > REMEMBERED;
            }
          });

  Sweeper(
      MongoCases cases,
      MongoHeld held,
      MongoContacts contacts,
      Leases leases,
      Chores chores,
      CarriedTopics carried,
      UpdateJudge judge,
      EventPublisher publisher,
      Envelopes envelopes,
      DeadLetters deadLetters,
      TrackingMeters meters,
      TrackingSettings settings,
      Clock clock) {
    this.cases = cases;
    this.held = held;
    this.contacts = contacts;
    this.leases = leases;
    this.chores = chores;
    this.carried = carried;
    this.judge = judge;
    this.publisher = publisher;
    this.envelopes = envelopes;
    this.deadLetters = deadLetters;
    this.meters = meters;
    this.settings = settings;
    this.clock = clock;
  }

  @Scheduled(fixedDelayString = "${alo153.tracking.sweep:1s}")
  void sweep() {
    if (System.nanoTime() - nextLook < 0) {
      return;
    }
    asked = 0;
    guarded(
        "what is due",
        () -> {
          if (leases.hold("sweeper", SWEEPERS_LEASE)) {
            speak();
            endHolding(clock.instant());
          }
        });
    // a store without an index for it scans; then it is asked less often. What was found and said
    // does not count: where much is due, more will be
    nextLook = System.nanoTime() + Math.min(asked * SHARE, MOST_WAIT.toNanos());
  }

  /** An answer of the store to what is due, and what it cost. */
  private <T> T ask(Supplier<T> question) {
    long start = System.nanoTime();
    T answer = question.get();
    asked += System.nanoTime() - start;
    return answer;
  }

  @Scheduled(fixedDelayString = "${alo153.tracking.count:5m}")
  void count() {
    guarded("how many there are", () -> meters.counted(cases.countByStatus()));
  }

  @Scheduled(initialDelayString = "1m", fixedDelayString = "1h")
  void forgetContacts() {
    guarded(
        "old contacts",
        () -> {
          long gone = contacts.forgetBefore(clock.instant().minus(settings.keepContacts()));
          if (gone > 0) {
            LOG.info("{} contacts were old enough to be forgotten", gone);
          }
        });
  }

  /** Only once all of the log was read can a part be known to belong to nothing. */
  @Scheduled(initialDelayString = "1m", fixedDelayString = "1h")
  void forgetOrphans() {
    guarded("parts without a request", () -> forgetOrphans(clock.instant()));
  }

  void forgetOrphans(Instant now) {
    if (!leases.hold("orphans", LEASE) || !carried.awaitReaders(Duration.ZERO)) {
      return;
    }
    for (CaseFile file : cases.orphans(now, now.minus(ORPHANS_KEPT))) {
      RequestId id = file.requestId();
      var names = new TreeSet<>(file.parts().keySet());
      names.addAll(file.pendingParts().keySet());
      publisher.publishAndWait(
          names.stream().map(name -> envelopes.forgotten(new PersonalKey(id, name))).toList());
      LOG.info("{} parts of {} were forgotten: no request came", names.size(), id);
    }
  }

  /** Forgotten bytes leave the disk when something is written behind them. */
  @Scheduled(initialDelayString = "1m", fixedDelayString = "20m")
  void letTheBrokersClean() {
    guarded(
        "the markers after an erasure",
        () -> {
          Instant now = clock.instant();
          if (leases.hold("markers", LEASE) && chores.markersDue(now)) {
            int marked = carried.mark();
            chores.marked(now);
            LOG.info("{} partitions marked, so that what was forgotten is cleaned up", marked);
          }
        });
  }

  /** What fails now is due the next time, too. */
  private static void guarded(String what, Runnable work) {
    try {
      work.run();
    } catch (InfrastructureException | MongoException e) {
      LOG.warn("looking at {} waits: {}", what, e.toString());
    }
  }

  private void speak() {
    Instant now = clock.instant();
    MongoCases.Due last = null;
    List<MongoCases.Due> page;
    do {
      MongoCases.Due after = last;
      page = ask(() -> cases.due(now, after, settings.sweepPage()));
      var events = new ArrayList<RequestEvent>();
      for (MongoCases.Due due : page) {
        for (RequestEvent event : Deadlines.speak(due.file().now(), now)) {
          if (!said.contains(event.id())) {
            events.add(event);
          }
        }
        last = due;
      }
      publisher.publishAndWait(events.stream().map(envelopes::event).toList());
      events.forEach(event -> said.add(event.id()));
    } while (page.size() == settings.sweepPage());
  }

  void endHolding(Instant now) {
    List<MongoHeld.Held> page;
    do {
      page = ask(() -> held.overdue(now, settings.sweepPage()));
      Map<RequestId, MongoCases.Stored> files =
          page.isEmpty()
              ? Map.of()
              : cases.load(page.stream().map(one -> one.update().requestId()).distinct().toList());
      for (MongoHeld.Held one : page) {
        end(one, Objects.requireNonNull(files.get(one.update().requestId())).file());
      }
    } while (page.size() == settings.sweepPage());
  }

  private void end(MongoHeld.Held one, CaseFile file) {
    DepartmentUpdate update = one.update();
    Verdict verdict = judge.judge(file, update, clock.instant());
    if (verdict instanceof Verdict.Unknown) {
      deadLetters.write(
          List.of(
              new DeadLetters.Letter(
                  one.origin(),
                  one.bytes(),
                  one.headers(),
                  "UNKNOWN_REQUEST",
                  "no such request was submitted within " + settings.holdUpdates())));
      meters.update("unknown");
    } else if (verdict instanceof Verdict.Hold) {
      // the assignment it speaks of never came
      publish(UpdateJudge.neverAssigned(file, update, clock.instant()));
      meters.update("noted");
    } else if (!(verdict instanceof Verdict.Repeat)) {
      // it fits by now: the handler that owns the request judges it
      publisher.publishAndWait(
          List.of(
              new Outgoing(
                  one.origin().topic(),
                  one.origin().keyText(),
                  update.requestId().value(),
                  one.bytes(),
                  one.headers())));
    }
    held.release(List.of(one.key()));
  }

  private void publish(Verdict.Note note) {
    var outgoing = new ArrayList<Outgoing>();
    if (note.words() != null) {
      outgoing.add(
          envelopes.part(note.event().requestId(), note.event().parts().get(0), note.words()));
    }
    outgoing.add(envelopes.event(note.event()));
    publisher.publishAndWait(outgoing);
  }
}
