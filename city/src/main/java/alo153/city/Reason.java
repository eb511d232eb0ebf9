package alo153.city;

import alo153.events.BilingualText;
import org.jspecify.annotations.Nullable;

/**
 * Why somebody says no.
 *
 * @param code travels in events
 * @param use who may give it
 * @param text in words
 * @param ground the law behind it; null when none
 */
public record Reason(String code, Use use, BilingualText text, @Nullable BilingualText ground) {
  /** Two ways to say no. */
  public enum Use {
    /** A department says it is somebody else's. */
    REFUSE,
    /** The desk will not process it (CİMER regulation, art. 5(2)). */
    DECLINE
  }
}
