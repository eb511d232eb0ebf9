package alo153.tracking.in;

import alo153.events.Owner;
import alo153.events.PersonErased;
import alo153.events.RequestEvent;
import alo153.events.RequestId;
import alo153.events.Status;
import alo153.events.personal.OwnerWords;
import alo153.events.personal.PersonalKey;
import alo153.events.work.DepartmentUpdate;
import alo153.tracking.decide.CaseFile;
import alo153.tracking.decide.CaseState;
import alo153.tracking.decide.Reactions;
import alo153.tracking.decide.UpdateJudge;
import alo153.tracking.decide.Verdict;
import alo153.tracking.out.MongoCases;
import alo153.tracking.out.MongoCases.Stored;
import alo153.tracking.out.MongoHeld;
import alo153.tracking.out.MongoHeld.Held;
import alo153.transport.BatchHandler;
import alo153.transport.Envelopes;
import alo153.transport.EventPublisher;
import alo153.transport.InfrastructureException;
import alo153.transport.LogRecord;
import alo153.transport.Outgoing;
import alo153.transport.Received;
import alo153.transport.Refused;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Folds the log into cases, judges updates, and says what follows: read all cases of a batch at
 * once, decide case by case in the order of the log, publish and wait, write all cases at once.
 */
public final class TrackRequests implements BatchHandler<LogRecord> {
  private static final int TRIES = 5;

  private final MongoCases cases;
  private final MongoHeld held;
  private final Reactions reactions;
  private final UpdateJudge judge;
  private final EventPublisher publisher;
  private final Envelopes envelopes;
  private final StreamHub stream;
  private final TrackingMeters meters;
  private final Clock clock;
  private final Duration holdUpdates;

  public TrackRequests(
      MongoCases cases,
      MongoHeld held,
      Reactions reactions,
      UpdateJudge judge,
      EventPublisher publisher,
      Envelopes envelopes,
      StreamHub stream,
      TrackingMeters meters,
      Clock clock,
      TrackingSettings settings) {
    this.cases = cases;
    this.held = held;
    this.reactions = reactions;
    this.judge = judge;
    this.publisher = publisher;
    this.envelopes = envelopes;
    this.stream = stream;
    this.meters = meters;
    this.clock = clock;
    this.holdUpdates = settings.holdUpdates();
  }

  @Override
  public List<Refused<LogRecord>> handle(List<Received<LogRecord>> batch) {
    Map<RequestId, Work> works = sort(batch);
    Set<RequestId> open = new LinkedHashSet<>(works.keySet());
    for (int attempt = 0; !open.isEmpty(); attempt++) {
      if (attempt == TRIES) {
        throw new InfrastructureException(
            "the same cases are written elsewhere all the time", null);
      }
      Map<RequestId, Stored> files = cases.load(open);
      Map<RequestId, List<Held>> waiting = held.load(open);
      for (RequestId id : open) {
        works.get(id).decide(files.get(id), waiting.getOrDefault(id, List.of()));
      }
      open = write(open.stream().map(works::get).toList());
    }
    tell(works.values());
    return works.values().stream().flatMap(work -> work.refused.stream()).toList();
  }

  private Map<RequestId, Work> sort(List<Received<LogRecord>> batch) {
    var works = new LinkedHashMap<RequestId, Work>();
    for (Received<LogRecord> record : batch) {
      LogRecord value = record.value();
      if (value instanceof LogRecord.PartRecord part) {
        work(works, part.key().requestId()).parts.add(part);
      } else if (value instanceof LogRecord.EventRecord event) {
        work(works, event.event().requestId()).events.add(event.event());
      } else if (value instanceof LogRecord.UpdateRecord update) {
        work(works, update.update().requestId()).updates.add(record);
      } else {
        throw new IllegalStateException("tracking does not read " + record.origin().topic());
      }
    }
    return works;
  }

  private Work work(Map<RequestId, Work> works, RequestId id) {
    return works.computeIfAbsent(id, any -> new Work());
  }

  /** Publishes, then keeps; what others wrote in between is returned. */
  private Set<RequestId> write(List<Work> works) {
    var outgoing = new ArrayList<Outgoing>();
    var changed = new ArrayList<Stored>();
    var toHold = new ArrayList<Held>();
    var toRelease = new ArrayList<String>();
    for (Work work : works) {
      outgoing.addAll(work.outgoing);
      if (!work.file.equals(work.before)) {
        changed.add(new Stored(work.file, work.revision));
      }
      toHold.addAll(work.toHold);
      toRelease.addAll(work.toRelease);
    }
    publisher.publishAndWait(outgoing);
    Set<RequestId> lost = cases.write(changed);
    held.keep(toHold);
    held.release(toRelease);
    return lost;
  }

  private void tell(Collection<Work> works) {
    var changed = new ArrayList<StreamHub.Stored>();
    for (Work work : works) {
      CaseState now = work.file.now();
      for (RequestEvent event : work.applied) {
        meters.stored(event, now);
      }
      work.results.forEach(meters::update);
      Status status = now.status();
      if (status != null && !work.file.equals(work.before)) {
        changed.add(
            new StreamHub.Stored(
                work.file.requestId(),
                status,
                now.owner(),
                lost(work.before.now().owner(), now.owner()),
                Versions.of(work.file)));
      }
    }
    if (!changed.isEmpty()) {
      stream.tell(changed);
    }
  }

  private static @Nullable Owner lost(@Nullable Owner before, @Nullable Owner now) {
    return before == null || before.equals(now) ? null : before;
  }

  /** What a batch holds of one request, and what becomes of it. */
  private final class Work {
    private final List<LogRecord.PartRecord> parts = new ArrayList<>();
    private final List<RequestEvent> events = new ArrayList<>();
    private final List<Received<LogRecord>> updates = new ArrayList<>();

    private final List<RequestEvent> said = new ArrayList<>();
    private final Map<String, OwnerWords> wordsSaid = new LinkedHashMap<>();
    private List<Outgoing> outgoing = List.of();
    private List<RequestEvent> applied = List.of();
    private List<String> results = List.of();
    private List<Refused<LogRecord>> refused = List.of();
    private List<Held> toHold = List.of();
    private List<String> toRelease = List.of();
    private CaseFile before = CaseFile.empty(RequestId.random());
    private CaseFile file = before;
    private long revision;

    private void decide(Stored stored, List<Held> waiting) {
      outgoing = new ArrayList<>();
      applied = new ArrayList<>();
      results = new ArrayList<>();
      refused = new ArrayList<>();
      toHold = new ArrayList<>();
      toRelease = new ArrayList<>();
      before = stored.file();
      revision = stored.revision();
      file = before;
      // on a second try: what was published on the first one is in the log
      said.forEach(event -> file = file.wrote(event));
      wordsSaid.forEach((name, words) -> file = file.wrotePart(name, words));

      Instant now = clock.instant();
      for (LogRecord.PartRecord part : parts) {
        file = file.readPart(part.key().part(), part.part());
      }
      events.forEach(event -> fold(event, now));
      forgetLateParts();
      if (!events.isEmpty()) {
        waiting.forEach(one -> judgeAgain(one, now));
      }
      Set<String> known = new HashSet<>();
      waiting.forEach(one -> known.add(one.key()));
      for (Received<LogRecord> record : updates) {
        judge(record, known, now);
      }
    }

    /** What reached us of a forgotten person and the erasure did not know. */
    private void forgetLateParts() {
      if (!file.state().erased()) {
        return;
      }
      Set<String> late = new TreeSet<>(before.parts().keySet());
      late.addAll(before.pendingParts().keySet());
      for (LogRecord.PartRecord part : parts) {
        if (part.part() == null) {
          late.remove(part.key().part());
        } else {
          late.add(part.key().part());
        }
      }
      late.addAll(wordsSaid.keySet());
      for (RequestEvent event : applied) {
        if (event instanceof PersonErased erased) {
          late.removeAll(erased.parts());
        }
      }
      RequestId id = file.requestId();
      late.forEach(name -> outgoing.add(envelopes.forgotten(new PersonalKey(id, name))));
    }

    private void fold(RequestEvent event, Instant now) {
      if (file.state().knows(event.id())) {
        reactions.toKeyUsedAgain(file, event, now).ifPresent(own -> say(own, null));
        return;
      }
      CaseFile earlier = file;
      file = file.read(event);
      applied.add(event);
      for (RequestEvent own : reactions.to(earlier, file, event, now)) {
        say(own, null);
      }
    }

    private void say(RequestEvent own, @Nullable OwnerWords words) {
      if (file.knows(own.id())) {
        return;
      }
      if (words != null) {
        String name = own.parts().get(0);
        outgoing.add(envelopes.part(own.requestId(), name, words));
        file = file.wrotePart(name, words);
        wordsSaid.put(name, words);
      }
      outgoing.add(envelopes.event(own));
      file = file.wrote(own);
      said.add(own);
    }

    private void judgeAgain(Held one, Instant now) {
      Verdict verdict = judge.judge(file, one.update(), now);
      if (verdict instanceof Verdict.Hold || verdict instanceof Verdict.Unknown) {
        return;
      }
      accept(verdict);
      toRelease.add(one.key());
    }

    private void judge(Received<LogRecord> record, Set<String> known, Instant now) {
      DepartmentUpdate update = ((LogRecord.UpdateRecord) record.value()).update();
      Verdict verdict = judge.judge(file, update, now);
      if (verdict instanceof Verdict.Unusable unusable) {
        refused.add(new Refused<>(record, unusable.reason(), unusable.detail()));
        results.add("unusable");
      } else if (verdict instanceof Verdict.Hold || verdict instanceof Verdict.Unknown) {
        var one =
            new Held(
                update,
                record.origin(),
                Objects.requireNonNull(record.bytes(), "an update has bytes"),
                record.headers(),
                now.plus(holdUpdates));
        if (known.add(one.key())) {
          toHold.add(one);
          results.add("held");
        }
      } else {
        accept(verdict);
      }
    }

    private void accept(Verdict verdict) {
      if (verdict instanceof Verdict.Apply apply) {
        say(apply.event(), apply.words());
        results.add("applied");
      } else if (verdict instanceof Verdict.Note note) {
        say(note.event(), note.words());
        results.add("noted");
      } else {
        results.add("repeated");
      }
    }
  }
}
