package alo153.events;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * No rule found an owner; a person decides.
 *
 * @param id derived from its cause
 * @param requestId the request
 * @param at when it happened
 * @param queue who decides
 * @param reason why no owner was found
 * @param category the topic, as far as it was understood; null when it was not
 * @param ruleVersion the version of the rule set
 * @param facts what the decision looked at, from a closed vocabulary; sorted by name
 * @param explanation in words anyone can read; no personal data
 * @param suggestions who might own it
 * @param hop how many owners it has had
 */
@JsonTypeName(TriageRequested.TYPE)
public record TriageRequested(
    EventId id,
    RequestId requestId,
    Instant at,
    Queue queue,
    Reason reason,
    @Nullable CategoryCode category,
    String ruleVersion,
    Map<String, String> facts,
    BilingualText explanation,
    List<Alternate> suggestions,
    int hop)
    implements RequestEvent {
  public static final String TYPE = "triage.requested.v1";

  /** The desk that decides. */
  public enum Queue {
    TRIAGE,
    /** Settles who owns what several departments refused. */
    ARBITER
  }

  /** Why no owner was found. */
  public enum Reason {
    NO_OWNER,
    OUTSIDE_CITY,
    REFUSED_BY_ALL,
    TOO_MANY_HOPS,
    OWNER_UNKNOWN
  }

  public TriageRequested {
    facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
    suggestions = List.copyOf(suggestions);
  }

  @Override
  public <R> R fold(EventCases<R> cases) {
    return cases.triageRequested(this);
  }
}
