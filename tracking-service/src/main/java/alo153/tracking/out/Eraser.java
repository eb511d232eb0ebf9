package alo153.tracking.out;

import alo153.events.CitizenWrote;
import alo153.events.EventId;
import alo153.events.Owner;
import alo153.events.OwnerKind;
import alo153.events.PersonErased;
import alo153.events.RequestAssigned;
import alo153.events.RequestEvent;
import alo153.events.RequestId;
import alo153.events.StatusChanged;
import alo153.events.TrackingCode;
import alo153.events.personal.CitizenContact;
import alo153.events.personal.PersonalKey;
import alo153.events.wire.Topics;
import alo153.frame.StoreCalls;
import alo153.tracking.decide.CaseFile;
import alo153.tracking.decide.Entry;
import alo153.tracking.decide.Traces;
import alo153.transport.CarriedTopics;
import alo153.transport.Envelopes;
import alo153.transport.EventPublisher;
import alo153.transport.InfrastructureException;
import alo153.transport.Outgoing;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets a person: what points to the person is tombstoned wherever it lies, and the log says that
 * it was forgotten. What was understood of the request stays. Doing it again is harmless.
 */
public final class Eraser {
  private static final Logger LOG = LoggerFactory.getLogger(Eraser.class);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final MongoCases cases;
  private final MongoHeld held;
  private final MongoContacts contacts;
  private final CarriedTopics carried;
  private final EventPublisher publisher;
  private final Envelopes envelopes;
  private final Chores chores;
  private final Clock clock;

  public Eraser(
      MongoCases cases,
      MongoHeld held,
      MongoContacts contacts,
      CarriedTopics carried,
      EventPublisher publisher,
      Envelopes envelopes,
      Chores chores,
      Clock clock) {
    this.cases = cases;
    this.held = held;
    this.contacts = contacts;
    this.carried = carried;
    this.publisher = publisher;
    this.envelopes = envelopes;
    this.chores = chores;
    this.clock = clock;
  }

  /**
   * Who is to be forgotten; one of the three.
   *
   * @param phone in E.164
   * @param email normalised
   * @param code of one request
   */
  public record Person(
      @Nullable String phone, @Nullable String email, @Nullable TrackingCode code) {}

  /**
   * What was done, or would be.
   *
   * @param erasureId names the erasure in the log
   * @param dryRun nothing was done
   * @param requests the codes of the person's requests
   * @param parts how many personal parts were forgotten
   * @param feedRecords how many lines of department feeds
   * @param deadLetters how many dead letters
   * @param contacts how many calls and conversations
   * @param trimmed up to where carried topics were cut off, by {@code topic/partition}
   * @param settled whether the case documents were seen without any part afterwards, and every
   *     service has read so far
   */
  public record Report(
      String erasureId,
      boolean dryRun,
      List<TrackingCode> requests,
      int parts,
      int feedRecords,
      int deadLetters,
      long contacts,
      Map<String, Long> trimmed,
      boolean settled) {}

  /** Blocks until all is done. */
  public Report erase(Person person, String erasureId, boolean dryRun) {
    List<CaseFile> files = find(person);
    Set<RequestId> ids = new LinkedHashSet<>();
    files.forEach(file -> ids.add(file.requestId()));
    List<TrackingCode> codes = files.stream().map(file -> file.requestId().trackingCode()).toList();
    int parts = files.stream().mapToInt(file -> partNames(file).size()).sum();
    List<Outgoing> feeds = feedTombstones(files);
    Traces traces = traces(person, files);
    Set<String> dead = deadLetters(traces);
    if (dryRun) {
      return new Report(
          erasureId,
          true,
          codes,
          parts,
          feeds.size(),
          dead.size(),
          contacts.count(person.phone(), ids),
          Map.of(),
          false);
    }
    files.forEach(file -> forget(file, erasureId));
    publisher.publishAndWait(feeds);
    carried.forgetDeadLetters(dead);
    ids.forEach(held::forget);
    held.forgetIf(traces::in);
    long calls = contacts.forget(person.phone(), ids);
    boolean settled = settle(ids) & carried.awaitReaders(PATIENCE);
    // a reader that was behind may have written after us; now it knows
    publisher.publishAndWait(
        feedTombstones(cases.load(ids).values().stream().map(MongoCases.Stored::file).toList()));
    Set<String> late = deadLetters(traces);
    carried.forgetDeadLetters(late);
    dead.addAll(late);
    ids.forEach(held::forget);
    held.forgetIf(traces::in);
    calls += contacts.forget(person.phone(), ids);
    Map<String, Long> trimmed = carried.trim();
    chores.forgotten(clock.instant());
    LOG.info(
        "erasure {}: {} requests, {} parts, {} feed records, {} dead letters, {} contacts",
        erasureId,
        codes.size(),
        parts,
        feeds.size(),
        dead.size(),
        calls);
    return new Report(
        erasureId, false, codes, parts, feeds.size(), dead.size(), calls, trimmed, settled);
  }

  /**
   * A dead letter could not be read, so it is looked through for what the person is known by. Who
   * names one request means that one only, not everything with the same number.
   */
  private static Traces traces(Person person, List<CaseFile> files) {
    Traces traces = new Traces().number(person.phone()).word(person.email());
    for (CaseFile file : files) {
      traces.with(file.requestId());
      if (person.code() == null) {
        Stream.of(file.parts(), file.pendingParts())
            .flatMap(parts -> parts.values().stream())
            .filter(CitizenContact.class::isInstance)
            .forEach(contact -> traces.with((CitizenContact) contact));
      }
    }
    return traces;
  }

  private Set<String> deadLetters(Traces traces) {
    return new LinkedHashSet<>(
        carried.deadLetters((key, value) -> traces.in(key) || traces.in(value)));
  }

  private List<CaseFile> find(Person person) {
    return person.code() != null
        ? StoreCalls.await(cases.byCode(person.code())).stream().toList()
        : StoreCalls.awaitAll(cases.of(person.phone(), person.email()));
  }

  private void forget(CaseFile file, String erasureId) {
    RequestId id = file.requestId();
    List<String> names = partNames(file);
    var outgoing = new ArrayList<Outgoing>();
    names.forEach(name -> outgoing.add(envelopes.forgotten(new PersonalKey(id, name))));
    outgoing.add(
        envelopes.event(
            new PersonErased(
                EventId.derive(PersonErased.TYPE, id, erasureId), id, clock.instant(), names)));
    publisher.publishAndWait(outgoing);
  }

  /** All parts an event names or the store holds. */
  private static List<String> partNames(CaseFile file) {
    var names = new TreeSet<String>(file.parts().keySet());
    names.addAll(file.pendingParts().keySet());
    for (Entry entry : file.state().timeline()) {
      if (entry.parts() != null) {
        names.addAll(entry.parts());
      }
    }
    for (RequestEvent event : file.pending()) {
      names.addAll(event.parts());
    }
    return List.copyOf(names);
  }

  /**
   * A line of a feed lies under request and event; which events were told is known from the case.
   */
  private List<Outgoing> feedTombstones(Collection<CaseFile> files) {
    Set<String> feeds = carried.departmentFeeds();
    var outgoing = new ArrayList<Outgoing>();
    for (CaseFile file : files) {
      var had = new HashSet<Owner>();
      for (Entry entry : file.state().timeline()) {
        if (entry.owner() != null && entry.type().equals(RequestAssigned.TYPE)) {
          had.add(entry.owner());
        }
      }
      for (Entry entry : file.state().timeline()) {
        if (!Set.of(RequestAssigned.TYPE, CitizenWrote.TYPE, StatusChanged.TYPE)
            .contains(entry.type())) {
          continue;
        }
        for (Owner owner : had) {
          String topic = Topics.department(owner.code());
          if (owner.kind() == OwnerKind.DEPARTMENT && feeds.contains(topic)) {
            outgoing.add(
                envelopes.tombstone(
                    topic,
                    Envelopes.workKey(file.requestId(), entry.id()),
                    file.requestId().value()));
          }
        }
      }
    }
    return outgoing;
  }

  /**
   * Waits until the case documents hold nothing any more. A part that was on its way while we
   * looked is forgotten after all.
   */
  private boolean settle(Set<RequestId> ids) {
    Instant end = clock.instant().plus(PATIENCE);
    while (true) {
      boolean clean = true;
      for (MongoCases.Stored stored : cases.load(ids).values()) {
        CaseFile file = stored.file();
        Set<String> left = new LinkedHashSet<>(file.parts().keySet());
        left.addAll(file.pendingParts().keySet());
        clean &= left.isEmpty() && file.state().erased();
        if (!left.isEmpty() && file.state().erased()) {
          publisher.publishAndWait(
              left.stream()
                  .map(name -> envelopes.forgotten(new PersonalKey(file.requestId(), name)))
                  .toList());
        }
      }
      if (clean || clock.instant().isAfter(end)) {
        return clean;
      }
      pause();
    }
  }

  private static void pause() {
    LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    if (Thread.currentThread().isInterrupted()) {
      throw new InfrastructureException("interrupted while forgetting", null);
    }
  }
}
