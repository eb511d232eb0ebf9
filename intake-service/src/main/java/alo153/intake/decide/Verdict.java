package alo153.intake.decide;

import alo153.events.RequestEvent;
import alo153.events.personal.PersonalPart;
import java.util.List;
import java.util.Map;

/**
 * What the intake thinks of something that came in.
 *
 * @param <E> the event it becomes when all is well
 */
public sealed interface Verdict<E extends RequestEvent> {

  /**
   * It may go on the log.
   *
   * @param event what happened
   * @param parts the personal parts the event names, by name
   * @param contentHash keyed hash of the content, to notice a key used again for something else
   */
  record Accepted<E extends RequestEvent>(
      E event, Map<String, PersonalPart> parts, String contentHash) implements Verdict<E> {
    public Accepted {
      parts = Map.copyOf(parts);
    }
  }

  /** It may not; at least one reason. */
  record Rejected<E extends RequestEvent>(List<Flaw> flaws) implements Verdict<E> {
    public Rejected {
      flaws = List.copyOf(flaws);
    }
  }
}
