package alo153.intake.out;

import alo153.events.EventId;
import alo153.events.RequestId;
import alo153.events.TrackingCode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What this instance accepted lately, in memory and bounded. Only a convenience: a repeated
 * delivery is answered without writing again, a key used again for something else is noticed early,
 * and a code works before the index has it. Whatever is missed here, the readers of the log settle.
 */
public final class RecentlyAccepted {
  private final Map<EventId, Entry> byEvent;
  private final Map<String, RequestId> byCode;

  private record Entry(String contentHash, boolean acknowledged) {}

  /** What is known about a key. */
  public enum Seen {
    NEW,
    SAME,
    SAME_AND_ACKNOWLEDGED,
    OTHER_CONTENT
  }

  /**
   * @param capacity how many to remember
   */
  public RecentlyAccepted(int capacity) {
    byEvent = bounded(capacity);
    byCode = bounded(capacity);
  }

  /**
   * Notes that this content is about to be written as that event. Only what was acknowledged counts
   * against other content: of the rest nobody knows whether it is on the log, and a sender who
   * never heard "taken" may send something better.
   */
  synchronized Seen begin(EventId event, String contentHash) {
    Entry before = byEvent.get(event);
    boolean same = before != null && before.contentHash().equals(contentHash);
    if (before != null && before.acknowledged()) {
      return same ? Seen.SAME_AND_ACKNOWLEDGED : Seen.OTHER_CONTENT;
    }
    byEvent.put(event, new Entry(contentHash, false));
    return same ? Seen.SAME : Seen.NEW;
  }

  synchronized void acknowledged(EventId event, RequestId request, String contentHash) {
    byEvent.put(event, new Entry(contentHash, true));
    byCode.put(request.trackingCode().requestIdPrefix(), request);
  }

  synchronized Optional<RequestId> find(TrackingCode code) {
    return Optional.ofNullable(byCode.get(code.requestIdPrefix()));
  }

  private static <K, V> Map<K, V> bounded(int capacity) {
    return new LinkedHashMap<>(16, 0.75f) {
      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > capacity;
      }
    };
  }
}
