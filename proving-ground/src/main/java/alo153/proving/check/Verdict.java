package alo153.proving.check;

import alo153.events.RequestEvent;
import alo153.events.wire.Codec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the checker found.
 *
 * @param totals what was looked at, by name
 * @param violations how often each promise was broken; empty when all were kept
 * @param firsts the first example of each broken promise
 */
public record Verdict(
    Map<String, Long> totals,
    Map<Promise, Integer> violations,
    Map<Promise, CounterExample> firsts) {

  /** What is promised, one by one. */
  public enum Promise {
    NOTHING_LOST("an acknowledged operation is on the log"),
    NOTHING_DOUBLED("an operation is on the log once"),
    NO_PHANTOM("nothing is on the log that nobody asked for"),
    REFUSED_IS_ABSENT("what was refused is nowhere"),
    SAME_CONTENT("what is kept is what was sent"),
    ONE_ASSIGNMENT("one assignment is in force, and its owner was told"),
    EACH_MESSAGE_ONCE("each due message reached its recipient, and once"),
    LIMITS_KEPT("no provider was pressed harder than it allows"),
    ONLY_LEGAL_STEPS("statuses move along the transition table only"),
    ORDER_KEPT("what happened to a request stands in its order"),
    UPDATES_COUNTED_ONCE("each update of a department had one effect, or one note"),
    PROJECTION_IS_THE_LOG("the desk sees what the log says"),
    DEAD_LETTERS_ARE_INJECTED("nothing good lies in the dead letters, and nothing bad is missing"),
    LAG_IS_ZERO("everything was read");

    private final String words;

    Promise(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  /**
   * One broken promise, with all that happened to the request.
   *
   * @param what in words
   * @param history every event of the request on the log, in order; empty when it has none
   */
  public record CounterExample(String what, List<RequestEvent> history) {
    @Override
    public String toString() {
      var text = new StringBuilder(what);
      for (RequestEvent event : history) {
        text.append("\n      ").append(Codec.json().writeValueAsString(event));
      }
      return text.toString();
    }
  }

  /** Whether every promise was kept. */
  public boolean clean() {
    return violations.isEmpty();
  }

  /** The broken promises in one line; "clean" when there are none. */
  public String summary() {
    if (clean()) {
      return "clean";
    }
    var parts = new ArrayList<String>();
    violations.forEach((promise, count) -> parts.add(promise.name() + " ×" + count));
    return String.join(", ", parts);
  }

  /** Gathers while the checker looks. */
  static final class Notes {
    private final Map<String, Long> totals = new java.util.LinkedHashMap<>();
    private final Map<Promise, Integer> violations = new EnumMap<>(Promise.class);
    private final Map<Promise, CounterExample> firsts = new EnumMap<>(Promise.class);

    void total(String name, long count) {
      totals.put(name, count);
    }

    void add(String name, long more) {
      totals.merge(name, more, Long::sum);
    }

    void broken(Promise promise, String what, @Nullable List<RequestEvent> history) {
      violations.merge(promise, 1, Integer::sum);
      firsts.putIfAbsent(
          promise, new CounterExample(what, history == null ? List.of() : List.copyOf(history)));
    }

    Verdict verdict() {
      return new Verdict(
          Collections.unmodifiableMap(totals),
          Collections.unmodifiableMap(violations),
          Collections.unmodifiableMap(firsts));
    }
  }
}
