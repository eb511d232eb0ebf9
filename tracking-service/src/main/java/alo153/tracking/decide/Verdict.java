package alo153.tracking.decide;

import alo153.events.StatusChanged;
import alo153.events.UpdateNoted;
import alo153.events.personal.OwnerWords;
import org.jspecify.annotations.Nullable;

/** What becomes of an owner's update. */
public sealed interface Verdict {

  /**
   * It moves the request.
   *
   * @param words what goes to the citizen or the desk; null when nothing was written
   */
  record Apply(StatusChanged event, @Nullable OwnerWords words) implements Verdict {}

  /**
   * It moves nothing and is kept as a note.
   *
   * @param words what was written; null when nothing was, or when it may not be kept
   */
  record Note(UpdateNoted event, @Nullable OwnerWords words) implements Verdict {}

  /** It is ahead of what we have read; judged again when the case changes. */
  record Hold() implements Verdict {}

  /** No such request was read so far; judged again when it is. */
  record Unknown() implements Verdict {}

  /** The same update was taken before. */
  record Repeat() implements Verdict {}

  /**
   * It can not be kept at all.
   *
   * @param reason a code
   * @param detail for the operator
   */
  record Unusable(String reason, String detail) implements Verdict {}
}
