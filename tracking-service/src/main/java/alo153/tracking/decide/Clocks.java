package alo153.tracking.decide;

import alo153.events.BilingualText;
import alo153.events.CategoryCode;
import alo153.events.Kind;
import alo153.events.Regime;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the law and the city promise; the city pack in service, a plain table in tests. */
public interface Clocks {

  /**
   * A clock to set.
   *
   * @param name {@link Deadline#ACCEPT} or {@link Deadline#ANSWER}
   * @param due the last moment
   * @param basis how it was computed
   */
  record Promise(String name, Instant due, BilingualText basis) {}

  /**
   * The clocks of a request.
   *
   * @param category null when the topic was not understood
   */
  List<Promise> promises(Regime regime, Kind kind, @Nullable CategoryCode category, Instant from);

  /** The due moment of a clock that stood still for a while. */
  Promise continued(
      Regime regime,
      Kind kind,
      @Nullable CategoryCode category,
      Deadline stopped,
      Instant stoppedAt,
      Instant resumedAt);

  /** The end of a promised day. */
  Instant endOf(LocalDate day);

  /** Which working calendar counts. */
  String calendarVersion();
}
