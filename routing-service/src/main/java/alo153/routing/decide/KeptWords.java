package alo153.routing.decide;

import alo153.events.personal.CitizenWords;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a personal part by now.
 *
 * @param words the words; null when they are gone for ever
 */
public record KeptWords(@Nullable CitizenWords words) {
  public static final KeptWords FORGOTTEN = new KeptWords(null);
}
