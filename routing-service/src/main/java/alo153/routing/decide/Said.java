package alo153.routing.decide;

import alo153.events.RequestEvent;
import alo153.events.personal.CitizenWords;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was written about a request, as far as an event needs it.
 *
 * @param byPart the citizen's words, by the name of the part they lie in
 * @param note the clerk's, for the department; null when there is none
 */
public record Said(Map<String, KeptWords> byPart, @Nullable String note) {
  public static final Said NOTHING = new Said(Map.of(), null);

  public Said {
    byPart = Map.copyOf(byPart);
  }

  /** Which part of an event holds the citizen's words; null when none does. */
  public static @Nullable String part(RequestEvent event) {
    return event.parts().stream().filter(Said::isWords).findFirst().orElse(null);
  }

  public static boolean isWords(String part) {
    return part.startsWith("words-");
  }

  /** Null when the event has none. */
  @Nullable KeptWords of(RequestEvent event) {
    String part = part(event);
    return part == null ? null : byPart.getOrDefault(part, KeptWords.NEVER_CAME);
  }

  /** Null when there are none, or none any more. */
  @Nullable CitizenWords wordsOf(RequestEvent event) {
    KeptWords kept = of(event);
    return kept == null ? null : kept.words();
  }
}
