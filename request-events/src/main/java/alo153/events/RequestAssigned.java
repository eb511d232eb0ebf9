package alo153.events;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A request has an owner, and this is why.
 *
 * @param id derived from its cause
 * @param requestId the request
 * @param at when it happened
 * @param owner who has it now
 * @param category the topic the decision was made on
 * @param ruleId the rule that decided, or {@code desk} for a person's decision
 * @param ruleVersion the version of the rule set
 * @param decidedBy rule, desk, or next owner after a refusal
 * @param facts what the decision looked at, from a closed vocabulary; sorted by name
 * @param explanation in words anyone can read; no personal data
 * @param alternates who else might own it; the first is asked next
 * @param hop 0 for the first owner, one more after each refusal
 * @param parts personal parts, such as a clerk's note; empty for most
 */
@JsonTypeName(RequestAssigned.TYPE)
public record RequestAssigned(
    EventId id,
    RequestId requestId,
    Instant at,
    Owner owner,
    CategoryCode category,
    String ruleId,
    String ruleVersion,
    DecidedBy decidedBy,
    Map<String, String> facts,
    BilingualText explanation,
    List<Alternate> alternates,
    int hop,
    List<String> parts)
    implements RequestEvent {
  public static final String TYPE = "request.assigned.v1";

  /** What kind of decision gave the request its owner. */
  public enum DecidedBy {
    RULE,
    DESK,
    AFTER_REFUSAL,
    /** An objection goes back to the team that answered. */
    AFTER_OBJECTION
  }

  public RequestAssigned {
    facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
    alternates = List.copyOf(alternates);
    parts = List.copyOf(parts);
  }

  @Override
  public <R> R fold(EventCases<R> cases) {
    return cases.requestAssigned(this);
  }
}
