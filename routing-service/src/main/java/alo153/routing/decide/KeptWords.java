package alo153.routing.decide;

import alo153.events.personal.CitizenWords;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a personal part by now.
 *
 * @param words the words; null when they are not here and will not come
 * @param gone why they are not here; null when they are
 */
public record KeptWords(@Nullable CitizenWords words, @Nullable Gone gone) {
  public static final KeptWords FORGOTTEN = new KeptWords(null, Gone.FORGOTTEN);
  public static final KeptWords NO_LONGER_KEPT = new KeptWords(null, Gone.NO_LONGER_KEPT);
  public static final KeptWords NEVER_CAME = new KeptWords(null, Gone.NEVER_CAME);

  /** Why words are not here. */
  public enum Gone {
    /** The person behind them wanted to be forgotten. */
    FORGOTTEN,
    /** The request ended long ago; the case still has them. */
    NO_LONGER_KEPT,
    /** Their writer broke off half-way. */
    NEVER_CAME
  }

  public static KeptWords of(CitizenWords words) {
    return new KeptWords(words, null);
  }
}
