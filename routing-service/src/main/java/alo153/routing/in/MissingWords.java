package alo153.routing.in;

import alo153.events.personal.PersonalKey;
import alo153.routing.RoutingSettings;
import alo153.routing.decide.KeptWords;
import alo153.routing.out.WordsReading;
import alo153.transport.InfrastructureException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Waits for words that are written beside an event but read by another thread, maybe of another
 * instance. They are given up only when the cap is reached and all that lay in their partition then
 * has been read: then the writer broke off half-way and nobody was told that the request was
 * accepted.
 */
final class MissingWords {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

  private final WordsReading reading;
  private final RoutingSettings settings;
  private final Clock clock;
  private final Map<PersonalKey, Instant> missedSince = new ConcurrentHashMap<>();
  private final Map<PersonalKey, Long> endAtTheCap = new ConcurrentHashMap<>();

  MissingWords(WordsReading reading, RoutingSettings settings, Clock clock) {
    this.reading = reading;
    this.settings = settings;
    this.clock = clock;
  }

  /** Looks until all are there or the patience ends. */
  Map<PersonalKey, KeptWords> await(
      Set<PersonalKey> wanted,
      Function<Collection<PersonalKey>, Map<PersonalKey, KeptWords>> find) {
    Instant end = clock.instant().plus(settings.wordsPatience());
    var found = new HashMap<>(find.apply(wanted));
    var open = new LinkedHashSet<>(wanted);
    open.removeAll(found.keySet());
    while (!open.isEmpty()
        && clock.instant().isBefore(end)
        && !open.stream().allMatch(this::isOld)) {
      pause();
      found.putAll(find.apply(open));
      open.removeAll(found.keySet());
    }
    return found;
  }

  /** Was missed in an earlier attempt already: the back-off between attempts is wait enough. */
  private boolean isOld(PersonalKey key) {
    return missedSince.containsKey(key);
  }

  void found(PersonalKey key) {
    if (!missedSince.isEmpty()) {
      missedSince.remove(key);
      endAtTheCap.remove(key);
    }
  }

  boolean mayStillCome(PersonalKey key, int partition) {
    Instant now = clock.instant();
    Instant since = missedSince.computeIfAbsent(key, any -> now);
    if (!since.plus(settings.wordsCap()).isBefore(now)) {
      return true;
    }
    long end = endAtTheCap.computeIfAbsent(key, any -> reading.end(partition));
    return reading.taken(partition) < end;
  }

  private static void pause() {
    try {
      Thread.sleep(LOOK_AGAIN.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InfrastructureException("interrupted while waiting for words", e);
    }
  }
}
