package alo153.tracking.out;

import alo153.city.CityPack;
import alo153.city.DueDate;
import alo153.events.CategoryCode;
import alo153.events.Kind;
import alo153.events.Regime;
import alo153.tracking.decide.Clocks;
import alo153.tracking.decide.Deadline;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The clocks of the city pack. */
public final class CityClocks implements Clocks {
  private final CityPack city;

  public CityClocks(CityPack city) {
    this.city = city;
  }

  @Override
  public List<Promise> promises(
      Regime regime, Kind kind, @Nullable CategoryCode category, Instant from) {
    return city.deadlines().of(regime, kind, category, from).stream()
        .map(CityClocks::promise)
        .toList();
  }

  @Override
  public Promise continued(
      Regime regime,
      Kind kind,
      @Nullable CategoryCode category,
      Deadline stopped,
      Instant stoppedAt,
      Instant resumedAt) {
    return promise(
        city.deadlines()
            .continued(
                stopped.name(), regime, kind, category, stopped.due(), stoppedAt, resumedAt));
  }

  @Override
  public Instant endOf(LocalDate day) {
    return city.calendar().endOf(day);
  }

  @Override
  public String calendarVersion() {
    return city.calendar().version();
  }

  private static Promise promise(DueDate due) {
    return new Promise(due.name(), due.due(), due.explanation());
  }
}
