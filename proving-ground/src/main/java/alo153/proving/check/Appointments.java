package alo153.proving.check;

import alo153.events.DeadlineApproaching;
import alo153.events.DeadlineMissed;
import alo153.events.DeadlineSet;
import alo153.events.MessagePurpose;
import alo153.events.MessageSent;
import alo153.events.RequestEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Holds what clocks of requests said against what they had to say: each once, not before its
 * moment, and soon after it.
 */
public final class Appointments {

  /**
   * What a clock has to say.
   *
   * @param request whose
   * @param deadline the clock's name
   * @param warning which warning it is; empty when the clock has run out
   * @param moment when
   */
  public record Appointment(String request, String deadline, String warning, Instant moment) {
    @Override
    public String toString() {
      return "%s %s%s of %s"
          .formatted(deadline, warning, warning.isEmpty() ? "missed" : "", request);
    }
  }

  /**
   * What was found.
   *
   * @param kept how many were kept
   * @param latest how long after its moment the last one spoke, of those that were awaited
   * @param overtaken warnings that were due when their request came in, and whose clock had run out
   *     before anybody looked at it: nobody is warned of what is over
   * @param repeated records on the log that say once more what was said
   * @param broken what was not as it should be
   */
  public record Found(
      int kept, Duration latest, int overtaken, int repeated, List<String> broken) {}

  private final Map<String, List<Instant>> spoken = new HashMap<>();
  private final Map<String, Set<String>> set = new TreeMap<>();
  private final Map<String, Set<String>> messages = new HashMap<>();
  private int repeated;

  private Appointments(Collection<RequestEvent> log) {
    var seen = new HashSet<String>();
    for (RequestEvent event : log) {
      boolean again = !seen.add(event.id().value());
      if (event instanceof DeadlineMissed missed) {
        speaks(missed, missed.deadline(), "", again);
      } else if (event instanceof DeadlineApproaching near) {
        speaks(near, near.deadline(), near.warning(), again);
      } else if (event instanceof DeadlineSet one) {
        set.computeIfAbsent(one.requestId() + " " + one.deadline(), any -> new HashSet<>())
            .add(one.due().toString());
      } else if (event instanceof MessageSent sent && sent.purpose() == MessagePurpose.MISSED) {
        messages
            .computeIfAbsent(sent.requestId().value(), any -> new HashSet<>())
            .add(sent.messageId());
      }
    }
  }

  private void speaks(RequestEvent event, String deadline, String warning, boolean again) {
    if (again) {
      repeated++;
    } else {
      spoken
          .computeIfAbsent(
              name(event.requestId().value(), deadline, warning), any -> new ArrayList<>())
          .add(event.at());
    }
  }

  private static String name(String request, String deadline, String warning) {
    return request + " " + deadline + " " + warning;
  }

  /**
   * Compares.
   *
   * @param log what happened, in order
   * @param entries how often each thing stands in the desk's timeline of each request, by {@link
   *     #entry}
   * @param expected what had to be said until {@code now}, and all that must not be said yet
   * @param began a moment before it was not awaited: its clock speaks when the request comes in
   * @param now the true time until which things must have been said
   * @param read the true time at which the log was read: nothing can have been said later
   */
  public static Found check(
      Collection<RequestEvent> log,
      Map<String, Integer> entries,
      List<Appointment> expected,
      Instant began,
      Instant now,
      Instant read) {
    var found = new Appointments(log);
    var broken = new ArrayList<String>();
    int kept = 0;
    int overtaken = 0;
    Duration latest = Duration.ZERO;
    for (Appointment one : expected) {
      String name = name(one.request(), one.deadline(), one.warning());
      List<Instant> times = found.spoken.getOrDefault(name, List.of());
      int lines = entries.getOrDefault(name, 0);
      boolean due = !one.moment().isAfter(now);
      if (times.size() > 1 || lines > 1) {
        broken.add(one + " was said at " + times + ", the timeline has it " + lines + " times");
      } else if (times.isEmpty() && lines == 0 && found.isOvertaken(one, began)) {
        overtaken++;
      } else if (due && (times.isEmpty() || lines == 0)) {
        broken.add(one + " was due at " + one.moment() + " and was not said");
      } else if (!times.isEmpty()
          && (times.get(0).isBefore(one.moment()) || one.moment().isAfter(read))) {
        broken.add(one + " was due at " + one.moment() + " and was said at " + times.get(0));
      } else if (!times.isEmpty()) {
        kept++;
        Duration late = Duration.between(one.moment(), times.get(0));
        if (one.moment().isAfter(began) && late.compareTo(latest) > 0) {
          latest = late;
        }
      }
      Set<String> dues = found.set.getOrDefault(one.request() + " " + one.deadline(), Set.of());
      if (dues.size() != 1) {
        broken.add(one.deadline() + " of " + one.request() + " was set to " + dues);
      }
      boolean told = one.deadline().equals("answer") && one.warning().isEmpty() && due;
      int sent = found.messages.getOrDefault(one.request(), Set.of()).size();
      if (told && sent != 1) {
        broken.add("the citizen was told " + sent + " times that " + one);
      }
    }
    return new Found(kept, latest, overtaken, found.repeated, List.copyOf(broken));
  }

  private boolean isOvertaken(Appointment one, Instant began) {
    return !one.warning().isEmpty()
        && !one.moment().isAfter(began)
        && spoken.containsKey(name(one.request(), one.deadline(), ""));
  }

  /** How a line of a timeline is named in what {@link #check} is given. */
  public static String entry(String request, String deadline, String warning) {
    return name(request, deadline, warning);
  }
}
