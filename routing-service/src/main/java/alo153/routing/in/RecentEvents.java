package alo153.routing.in;

import alo153.events.EventId;
import alo153.events.RequestEvent;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The events this process published lately, so that it need not look them up when they come back.
 */
final class RecentEvents {
  private final Map<EventId, Published> published;

  private record Published(int hash, boolean replaced) {}

  RecentEvents(int most) {
    this.published =
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<EventId, Published> eldest) {
            return size() > most;
          }
        };
  }

  synchronized void add(RequestEvent event) {
    published.put(event.id(), new Published(event.hashCode(), false));
  }

  /** Whether exactly this was published; the same id with another content was not. */
  synchronized boolean contains(RequestEvent event) {
    Published ours = published.get(event.id());
    return ours != null && ours.hash() == event.hashCode();
  }

  /**
   * Whether this is an earlier attempt of something this process published again with another
   * content. True once per id: what stands first in the log counts.
   */
  synchronized boolean isEarlierAttempt(RequestEvent event) {
    Published ours = published.get(event.id());
    if (ours == null || ours.replaced() || ours.hash() == event.hashCode()) {
      return false;
    }
    published.put(event.id(), new Published(ours.hash(), true));
    return true;
  }
}
