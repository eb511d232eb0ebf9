package alo153.tracking.decide;

import alo153.events.Actor;
import alo153.events.Status;
import java.util.Set;

/**
 * One line of the transition table.
 *
 * @param from the status left
 * @param to the status reached
 * @param who may do it
 */
public record Move(Status from, Status to, Set<Who> who) {

  /** In which capacity somebody may move a request. */
  public enum Who {
    CITIZEN,
    /** Whoever has the work: a department or an institution. */
    OWNER,
    DESK,
    /** Routing's assignments, a delivered answer, a forgotten person. */
    SYSTEM;

    /** The capacity an actor of the log acts in. */
    public static Who of(Actor.Role role) {
      return switch (role) {
        case CITIZEN -> CITIZEN;
        case DEPARTMENT, INSTITUTION -> OWNER;
        case DESK -> DESK;
        case SYSTEM -> SYSTEM;
      };
    }
  }

  /** What an update has to bring along. */
  public enum Need {
    OUTCOME,
    ANSWER,
    REASON,
    DATE,
    QUESTION
  }

  public Move {
    who = Set.copyOf(who);
  }
}
