package alo153.proving.simulators;

import alo153.events.EventId;
import alo153.events.OwnerCode;
import alo153.events.RequestId;
import alo153.events.Status;
import alo153.events.wire.Codec;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the departments were given and what they said, in order; also a file of one JSON document a
 * line. Work is on the disk before its offset is committed, an update before it is sent.
 */
public final class DepartmentLedger implements AutoCloseable {
  private final SyncedLines file;
  private final List<Entry> entries = new ArrayList<>();
  private final Set<EventId> taken = new HashSet<>();

  /** A line. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "what")
  public sealed interface Entry {
    Instant at();

    RequestId requestId();
  }

  /**
   * A department took work from its feed. A second record with the same id is the same work and is
   * not written again.
   *
   * @param id the assigning event
   */
  @JsonTypeName("taken")
  public record Taken(
      Instant at, EventId id, RequestId requestId, OwnerCode department, int hop, boolean objection)
      implements Entry {}

  /** Work went to somebody else before the department was done. */
  @JsonTypeName("lost")
  public record Lost(Instant at, EventId id, RequestId requestId, OwnerCode department)
      implements Entry {}

  /** An update was handed to the producer; without an {@link Acknowledged} it may have arrived. */
  @JsonTypeName("sent")
  public record Sent(
      Instant at,
      String updateId,
      EventId assignmentId,
      RequestId requestId,
      OwnerCode department,
      Status status)
      implements Entry {}

  /** The log has an update. */
  @JsonTypeName("acknowledged")
  public record Acknowledged(Instant at, String updateId, RequestId requestId, long offset)
      implements Entry {}

  /**
   * All about one update.
   *
   * @param sent how often it was handed to a producer
   * @param acknowledged how often the log has it, as far as we were told
   */
  public record Update(
      String updateId,
      EventId assignmentId,
      RequestId requestId,
      OwnerCode department,
      Status status,
      int sent,
      int acknowledged) {
    private Update with(int moreSent, int moreAcknowledged) {
      return new Update(
          updateId,
          assignmentId,
          requestId,
          department,
          status,
          sent + moreSent,
          acknowledged + moreAcknowledged);
    }
  }

  /** Goes on with a ledger an earlier run left. */
  DepartmentLedger(Path path) {
    file = new SyncedLines(path);
    read(path).forEach(this::remember);
  }

  /**
   * What a ledger's file says; empty when there is none.
   *
   * @throws tools.jackson.core.JacksonException when a complete line is no entry
   */
  public static List<Entry> read(Path path) {
    return SyncedLines.read(path).stream()
        .map(line -> Codec.json().readValue(line, Entry.class))
        .toList();
  }

  /** The updates the entries tell of, in the order they were first sent. */
  public static Collection<Update> updates(List<Entry> entries) {
    Map<String, Update> updates = new LinkedHashMap<>();
    for (Entry entry : entries) {
      if (entry instanceof Sent sent) {
        updates.merge(
            sent.updateId(),
            new Update(
                sent.updateId(),
                sent.assignmentId(),
                sent.requestId(),
                sent.department(),
                sent.status(),
                1,
                0),
            (known, more) -> known.with(1, 0));
      } else if (entry instanceof Acknowledged acknowledged) {
        updates.computeIfPresent(acknowledged.updateId(), (id, known) -> known.with(0, 1));
      }
    }
    return updates.values();
  }

  static String json(List<Entry> entries) {
    return Codec.json().writerFor(Entry[].class).writeValueAsString(entries.toArray(Entry[]::new));
  }

  /** Writes entries down; on the disk when it returns. */
  void add(List<? extends Entry> more) {
    long line = 0;
    synchronized (this) {
      for (Entry entry : more) {
        remember(entry);
        line = file.append(Codec.json().writerFor(Entry.class).writeValueAsBytes(entry));
      }
    }
    file.await(line);
  }

  private void remember(Entry entry) {
    entries.add(entry);
    if (entry instanceof Taken work) {
      taken.add(work.id());
    }
  }

  synchronized boolean has(EventId work) {
    return taken.contains(work);
  }

  /** All so far. */
  public List<Entry> all() {
    return from(0);
  }

  /** All after the first so many. */
  public synchronized List<Entry> from(int index) {
    return index >= entries.size()
        ? List.of()
        : List.copyOf(entries.subList(Math.max(0, index), entries.size()));
  }

  @Override
  public void close() {
    file.close();
  }
}
