package alo153.tracking.in;

import alo153.events.Owner;
import alo153.events.RequestId;
import alo153.events.Status;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;

/**
 * Tells open pages which cases changed: ids and versions only, the pages fetch what they show.
 * Keeps the last changes for pages that come back. Each instance tells what it stored itself.
 */
public final class StreamHub {
  private static final int KEPT = 5000;
  private static final int PAGE_MAY_LAG = 1000;

  private final String run = UUID.randomUUID().toString().substring(0, 8);
  private final Deque<Change> last = new ArrayDeque<>();
  private final List<Consumer<Change>> listeners = new CopyOnWriteArrayList<>();
  private long sequence;

  /**
   * A case changed.
   *
   * @param id names the change; a page that comes back says the last one it saw
   * @param requestId which case
   * @param status where it stands
   * @param owner who has it; null when nobody
   * @param formerOwner who lost it by this change; null when nobody did
   * @param version of the case, as in its ETag
   */
  public record Change(
      String id,
      RequestId requestId,
      Status status,
      @Nullable Owner owner,
      @Nullable Owner formerOwner,
      long version) {}

  /** What the hub is told. */
  record Stored(
      RequestId requestId,
      Status status,
      @Nullable Owner owner,
      @Nullable Owner formerOwner,
      long version) {}

  synchronized void tell(Collection<Stored> changed) {
    for (Stored one : changed) {
      sequence++;
      var change =
          new Change(
              run + "-" + sequence,
              one.requestId(),
              one.status(),
              one.owner(),
              one.formerOwner(),
              one.version());
      last.addLast(change);
      if (last.size() > KEPT) {
        last.removeFirst();
      }
      listeners.forEach(listener -> listener.accept(change));
    }
  }

  /**
   * All changes from now on.
   *
   * @param lastSeen what the page saw last; null for a new page
   * @return empty when the hub no longer knows what came after that: the page has to fetch all anew
   */
  synchronized Optional<Flux<Change>> changes(@Nullable String lastSeen) {
    if (lastSeen != null && last.stream().noneMatch(change -> change.id().equals(lastSeen))) {
      return Optional.empty();
    }
    return Optional.of(
        Flux.<Change>create(sink -> attach(sink, lastSeen), FluxSink.OverflowStrategy.IGNORE)
            .onBackpressureBuffer(PAGE_MAY_LAG));
  }

  private synchronized void attach(FluxSink<Change> sink, @Nullable String lastSeen) {
    boolean found = false;
    for (Change change : last) {
      if (found) {
        sink.next(change);
      }
      found = found || change.id().equals(lastSeen);
    }
    Consumer<Change> listener = sink::next;
    listeners.add(listener);
    sink.onDispose(() -> listeners.remove(listener));
  }
}
