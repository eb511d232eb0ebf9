package alo153.tracking.decide;

import alo153.events.BilingualText;
import alo153.events.Regime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A clock of a case.
 *
 * @param name {@code accept}, {@code answer} or {@code promise}
 * @param regime the law or promise behind it
 * @param startedAt since when it runs: the submission, or when it was set anew
 * @param due the last moment
 * @param stoppedAt it stands still since then; null while it runs
 * @param basis how it was computed
 * @param warned the warnings given for this due moment
 * @param missed whether the due moment passed unmet
 * @param metAt when there was nothing more to wait for; null before
 */
public record Deadline(
    String name,
    Regime regime,
    Instant startedAt,
    Instant due,
    @Nullable Instant stoppedAt,
    BilingualText basis,
    List<String> warned,
    boolean missed,
    @Nullable Instant metAt) {
  public static final String ACCEPT = "accept";
  public static final String ANSWER = "answer";
  public static final String PROMISE = "promise";

  public Deadline {
    warned = List.copyOf(warned);
  }

  /** Whether time runs against it. */
  public boolean runs() {
    return stoppedAt == null && metAt == null && !missed;
  }

  Deadline met(Instant at) {
    return metAt != null
        ? this
        : new Deadline(name, regime, startedAt, due, stoppedAt, basis, warned, missed, at);
  }

  Deadline withWarning(String warning) {
    if (warned.contains(warning)) {
      return this;
    }
    var more = new ArrayList<>(warned);
    more.add(warning);
    return new Deadline(name, regime, startedAt, due, stoppedAt, basis, more, missed, metAt);
  }

  Deadline passed() {
    return new Deadline(name, regime, startedAt, due, stoppedAt, basis, warned, true, metAt);
  }
}
