package alo153.proving.chaos;

import alo153.proving.house.Plan;
import java.util.Optional;

/** Something that goes wrong on purpose, and the bar the house is held to meanwhile. */
public interface Fault {
  /** As the table names it, such as {@code F1}. */
  String id();

  /** What goes wrong, in a few words. */
  String title();

  /** What has to hold, in a few words; the figures are those of the long profile. */
  String bar();

  /** The house it needs. Faults with equal plans may have the same house, one after the other. */
  default Plan plan(Profile profile) {
    return Plan.doubled();
  }

  /**
   * Why it cannot be made to go wrong on this machine, in a few words, such as a tool that is not
   * installed; empty when it can. It is then left out: neither held nor broken, and said so.
   */
  default Optional<String> impossible() {
    return Optional.empty();
  }

  /** Whether a run that names no faults does without it, because another one shows the same. */
  default boolean isSpared(Profile profile) {
    return false;
  }

  /**
   * Makes it go wrong, sets it right again, and measures.
   *
   * @throws Exception when something happened that is no measurement; the fault then counts as not
   *     held, and its house is not used again
   */
  Measured run(Trial trial) throws Exception;
}
