package alo153.routing.in;

import alo153.events.EventId;
import alo153.events.RequestEvent;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The events this process published lately and wrote down, so that it need not look them up when
 * they come back.
 */
final class RecentEvents {
  private final Map<EventId, Integer> hashes;

  RecentEvents(int most) {
    this.hashes =
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<EventId, Integer> eldest) {
            return size() > most;
          }
        };
  }

  synchronized void add(RequestEvent event) {
    hashes.put(event.id(), event.hashCode());
  }

  /** Whether exactly this was published; the same id with another content was not. */
  synchronized boolean contains(RequestEvent event) {
    Integer hash = hashes.get(event.id());
    return hash != null && hash == event.hashCode();
  }
}
