package alo153.routing.decide;

import alo153.events.Alternate;
import alo153.events.BilingualText;
import alo153.events.CategoryCode;
import alo153.events.Owner;
import alo153.events.RequestAssigned.DecidedBy;
import alo153.events.TriageRequested.Queue;
import alo153.events.TriageRequested.Reason;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whose work it is, or why nobody's yet. */
public sealed interface Decision {
  /** The version of the rule set that was asked. */
  String ruleVersion();

  /** What was looked at, from a closed vocabulary. */
  Map<String, String> facts();

  /** In words anyone can read. */
  BilingualText explanation();

  /** Who else might own it, the likeliest first. */
  List<Alternate> alternates();

  /**
   * It has an owner.
   *
   * @param owner whose work it is
   * @param category the topic
   * @param ruleId the rule that says so
   * @param decidedBy what kind of decision
   * @param hop how many owners it had before
   */
  record Assigned(
      Owner owner,
      CategoryCode category,
      String ruleId,
      String ruleVersion,
      DecidedBy decidedBy,
      Map<String, String> facts,
      BilingualText explanation,
      List<Alternate> alternates,
      int hop)
      implements Decision {}

  /**
   * A person decides.
   *
   * @param queue which desk
   * @param reason why no owner was found
   * @param category the topic, as far as it was understood; null when it was not
   * @param hop how many owners it has had
   */
  record Undecided(
      Queue queue,
      Reason reason,
      @Nullable CategoryCode category,
      String ruleVersion,
      Map<String, String> facts,
      BilingualText explanation,
      List<Alternate> alternates,
      int hop)
      implements Decision {}
}
