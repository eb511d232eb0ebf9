package alo153.routing.decide;

import alo153.events.RequestAssigned;
import alo153.events.RequestEvent;
import alo153.events.TriageRequested;

/**
 * Where in the log the decisions of a state stand. Two processes may decide the same, each in its
 * own words, when one stood still or died after it had published: what stands first in the log
 * counts, and every reader has to see the same first. All of one request lies in one partition.
 *
 * @param assigned offset of {@link RequestState#assigned}; {@link #UNKNOWN} when nothing is known
 * @param triage offset of {@link RequestState#triage}; {@link #UNKNOWN} when nothing is known
 */
public record DecisionOffsets(long assigned, long triage) {
  /** Behind every record of the log. */
  public static final long UNKNOWN = Long.MAX_VALUE;

  public static final DecisionOffsets NONE = new DecisionOffsets(UNKNOWN, UNKNOWN);

  /**
   * With a decision's offset; the same for all other events.
   *
   * @param offset where it stands; negative when the brokers did not say
   */
  public DecisionOffsets with(RequestEvent event, long offset) {
    long place = offset < 0 ? UNKNOWN : offset;
    if (event instanceof RequestAssigned) {
      return new DecisionOffsets(place, triage);
    }
    return event instanceof TriageRequested ? new DecisionOffsets(assigned, place) : this;
  }

  /** Whether a decision stands before the one of its kind that is known. */
  public boolean isAfter(RequestEvent event, long offset) {
    return (event instanceof RequestAssigned && offset < assigned)
        || (event instanceof TriageRequested && offset < triage);
  }
}
