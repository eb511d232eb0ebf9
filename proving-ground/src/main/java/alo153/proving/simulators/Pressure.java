package alo153.proving.simulators;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts calls, and sees which break a limit or come before the time they were told to. */
final class Pressure {
  private Limits limits = Limits.NONE;
  private final Map<String, Deque<Instant>> calls = new HashMap<>();
  private final Map<String, Instant> notBefore = new HashMap<>();

  synchronized void limit(Limits now) {
    limits = now;
    calls.clear();
  }

  /** What the call breaks, in words; null when nothing. */
  synchronized @Nullable String see(
      Instant at, String provider, String recipient, String reference) {
    List<String> broken = new ArrayList<>();
    count(at, provider, limits.provider().get(provider), provider, broken);
    count(at, provider + " " + recipient, limits.recipient().get(provider), "a recipient", broken);
    Instant told = notBefore.remove(provider + " " + reference);
    if (told != null && at.isBefore(told)) {
      broken.add("came " + Duration.between(at, told).toMillis() + " ms before its Retry-After");
    }
    return broken.isEmpty() ? null : String.join("; ", broken);
  }

  private void count(
      Instant at, String key, Limits.@Nullable Limit limit, String whose, List<String> broken) {
    if (limit == null) {
      return;
    }
    Deque<Instant> recent = calls.computeIfAbsent(key, any -> new ArrayDeque<>());
    recent.addLast(at);
    while (!recent.getFirst().isAfter(at.minus(limit.within()))) {
      recent.removeFirst();
    }
    if (recent.size() > limit.most()) {
      broken.add(
          recent.size()
              + " calls for "
              + whose
              + " within "
              + limit.within()
              + ", told "
              + limit.most());
    }
  }

  synchronized void askedToWait(String provider, String reference, Instant until) {
    notBefore.put(provider + " " + reference, until);
  }
}
