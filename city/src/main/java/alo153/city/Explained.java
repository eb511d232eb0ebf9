package alo153.city;

import alo153.events.BilingualText;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * A moment, and how it was counted.
 *
 * @param due the moment
 * @param skipped the days that were not counted, or not in full, in their order
 */
public record Explained(Instant due, List<Skipped> skipped) {
  public Explained {
    skipped = List.copyOf(skipped);
  }

  /**
   * A day that was not counted, or not in full.
   *
   * @param day the day
   * @param reason why
   * @param half only its afternoon
   * @param weekend an ordinary weekend day
   */
  public record Skipped(LocalDate day, BilingualText reason, boolean half, boolean weekend) {}

  /** The skipped days that are worth a word: no ordinary weekends. */
  public List<Skipped> holidays() {
    return skipped.stream().filter(day -> !day.weekend()).toList();
  }
}
