package alo153.tracking.out;

import alo153.events.CitizenWrote;
import alo153.events.EventId;
import alo153.events.Owner;
import alo153.events.OwnerKind;
import alo153.events.PersonErased;
import alo153.events.PersonErased.Destruction;
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
import java.util.Optional;
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

  /** Somebody who is accepted again and again meanwhile is forgotten by another erasure. */
  private static final int MOST_ROUNDS = 5;

  private final MongoCases cases;
  private final MongoHeld held;
  private final MongoContacts contacts;
  private final CarriedTopics carried;
  private final EventPublisher publisher;
  private final Envelopes envelopes;
  private final Chores chores;
  private final Erasures erasures;
  private final Clock clock;

  public Eraser(
      MongoCases cases,
      MongoHeld held,
      MongoContacts contacts,
      CarriedTopics carried,
      EventPublisher publisher,
      Envelopes envelopes,
      Chores chores,
      Erasures erasures,
      Clock clock) {
    this.cases = cases;
    this.held = held;
    this.contacts = contacts;
    this.carried = carried;
    this.publisher = publisher;
    this.envelopes = envelopes;
    this.chores = chores;
    this.erasures = erasures;
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
   * @param reason why; null when not said
   * @param dryRun nothing was done
   * @param resumed it goes on where an interrupted one of the same person ended
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
      PersonErased.@Nullable Reason reason,
      boolean dryRun,
      boolean resumed,
      List<TrackingCode> requests,
      int parts,
      int feedRecords,
      int deadLetters,
      int contacts,
      Map<String, Long> trimmed,
      boolean settled) {}

  /**
   * Blocks until all is done. First everybody reads what was accepted so far, so that it is found;
   * what points to the person outside the cases goes before the parts, since it is recognised by
   * them; and which requests they are is written down before the first part goes.
   *
   * @param reason why; null when not said
   */
  public Report erase(
      Person person, PersonErased.@Nullable Reason reason, String erasureId, boolean dryRun) {
    boolean settled = carried.awaitReaders(PATIENCE);
    Optional<Erasures.Begun> begun = erasures.begun(erasureId, person);
    Set<RequestId> ids = new LinkedHashSet<>();
    begun.ifPresent(earlier -> ids.addAll(earlier.requests()));
    find(person).forEach(file -> ids.add(file.requestId()));
    List<CaseFile> files = load(ids);
    Traces traces = new Traces().number(person.phone()).word(person.email());
    recogniseBy(person, files, traces);
    Destruction found =
        begun
            .map(Erasures.Begun::destruction)
            .map(earlier -> atLeast(earlier, look(earlier, person, files, traces)))
            .orElseGet(
                () ->
                    look(new Destruction(erasureId, reason, 0, 0, 0, 0, 0), person, files, traces));
    if (dryRun) {
      return report(found, true, begun.isPresent(), ids, Map.of(), false);
    }
    List<CaseFile> next = files;
    for (int round = 0; round == 0 || !next.isEmpty() && round < MOST_ROUNDS; round++) {
      remember(person, ids, found);
      forgetCarried(person, ids, next, traces);
      for (CaseFile file : next) {
        forget(file, found);
      }
      settled &= settle(ids) & carried.awaitReaders(PATIENCE);
      // somebody may have been accepted meanwhile
      next = find(person).stream().filter(file -> ids.add(file.requestId())).toList();
      recogniseBy(person, next, traces);
      found = plus(found, look(found, person, next, traces));
    }
    settled &= next.isEmpty();
    // a reader that was behind may have written after us; now it knows
    forgetCarried(person, ids, load(ids), traces);
    Map<String, Long> trimmed = carried.trim();
    chores.forgotten(clock.instant());
    remember(person, ids, found);
    if (settled) {
      erasures.finish(found.erasureId(), clock.instant());
    }
    LOG.info("erasure {}: {}", found.erasureId(), found);
    return report(found, false, begun.isPresent(), ids, trimmed, settled);
  }

  private static Report report(
      Destruction found,
      boolean dryRun,
      boolean resumed,
      Set<RequestId> ids,
      Map<String, Long> trimmed,
      boolean settled) {
    return new Report(
        found.erasureId(),
        found.reason(),
        dryRun,
        resumed,
        ids.stream().map(RequestId::trackingCode).toList(),
        found.parts(),
        found.feedRecords(),
        found.deadLetters(),
        found.contacts(),
        trimmed,
        settled);
  }

  private void remember(Person person, Set<RequestId> ids, Destruction found) {
    boolean nothing = ids.isEmpty() && found.deadLetters() == 0 && found.contacts() == 0;
    if (!nothing) {
      erasures.remember(person, ids, found, clock.instant());
    }
  }

  /** What there is to forget of these requests, and of the person outside of them. */
  private Destruction look(
      Destruction erasure, Person person, List<CaseFile> files, Traces traces) {
    List<RequestId> ids = files.stream().map(CaseFile::requestId).toList();
    return new Destruction(
        erasure.erasureId(),
        erasure.reason(),
        files.size(),
        files.stream().mapToInt(file -> partNames(file).size()).sum(),
        feedTombstones(files).size(),
        deadLetters(traces).size(),
        (int) contacts.count(person.phone(), ids));
  }

  private static Destruction atLeast(Destruction one, Destruction other) {
    return new Destruction(
        one.erasureId(),
        one.reason(),
        Math.max(one.requests(), other.requests()),
        Math.max(one.parts(), other.parts()),
        Math.max(one.feedRecords(), other.feedRecords()),
        Math.max(one.deadLetters(), other.deadLetters()),
        Math.max(one.contacts(), other.contacts()));
  }

  private static Destruction plus(Destruction one, Destruction more) {
    return new Destruction(
        one.erasureId(),
        one.reason(),
        one.requests() + more.requests(),
        one.parts() + more.parts(),
        one.feedRecords() + more.feedRecords(),
        one.deadLetters() + more.deadLetters(),
        one.contacts() + more.contacts());
  }

  /** What lies outside the cases. */
  private void forgetCarried(
      Person person, Set<RequestId> ids, List<CaseFile> files, Traces traces) {
    publisher.publishAndWait(feedTombstones(files));
    carried.forgetDeadLetters(deadLetters(traces));
    ids.forEach(held::forget);
    held.forgetIf(traces::in);
    contacts.forget(person.phone(), ids);
  }

  /**
   * A dead letter could not be read, so it is looked through for what the person is known by. Who
   * names one request means that one only, not everything with the same number.
   */
  private static void recogniseBy(Person person, List<CaseFile> files, Traces traces) {
    for (CaseFile file : files) {
      traces.with(file.requestId());
      if (person.code() == null) {
        Stream.of(file.parts(), file.pendingParts())
            .flatMap(parts -> parts.values().stream())
            .filter(CitizenContact.class::isInstance)
            .forEach(contact -> traces.with((CitizenContact) contact));
      }
    }
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

  private List<CaseFile> load(Set<RequestId> ids) {
    return cases.load(ids).values().stream().map(MongoCases.Stored::file).toList();
  }

  private void forget(CaseFile file, Destruction found) {
    RequestId id = file.requestId();
    List<String> names = partNames(file);
    var outgoing = new ArrayList<Outgoing>();
    names.forEach(name -> outgoing.add(envelopes.forgotten(new PersonalKey(id, name))));
    outgoing.add(
        envelopes.event(
            new PersonErased(
                EventId.derive(PersonErased.TYPE, id, found.erasureId()),
                id,
                clock.instant(),
                names,
                found)));
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

  /** Waits until the case documents know it; from then on they hold no part, whenever it comes. */
  private boolean settle(Set<RequestId> ids) {
    Instant end = clock.instant().plus(PATIENCE);
    while (true) {
      boolean clean =
          load(ids).stream()
              .allMatch(
                  file ->
                      file.state().erased()
                          && file.parts().isEmpty()
                          && file.pendingParts().isEmpty());
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
