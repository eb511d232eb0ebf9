package alo153.routing.decide;

import alo153.events.BilingualText;
import alo153.events.CategoryCode;
import alo153.events.EventId;
import alo153.events.Owner;
import alo153.events.RequestAssigned;
import alo153.events.RequestAssigned.DecidedBy;
import alo153.events.TriageRequested;
import alo153.events.personal.PersonalKey;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;

/** A person's decision as an event. */
public final class DeskVerdict {
  static final String DESK = "desk";
  private static final String QUESTION = "question";

  private DeskVerdict() {}

  /**
   * @param question what was asked
   * @param decisionId the clerk's own id of the decision
   * @param at when it was first made
   * @param withNote whether a note travels beside it
   */
  public static RequestAssigned assigned(
      TriageRequested question,
      String decisionId,
      Owner owner,
      BilingualText ownerName,
      CategoryCode category,
      BilingualText categoryName,
      Instant at,
      boolean withNote) {
    EventId id = id(question, decisionId);
    var facts = new HashMap<>(question.facts());
    facts.put("category", category.value());
    facts.put("categoryFrom", category.equals(question.category()) ? kept(question) : "DESK");
    facts.put(QUESTION, question.id().value());
    boolean arbiter = question.queue() == TriageRequested.Queue.ARBITER;
    return new RequestAssigned(
        id,
        question.requestId(),
        at,
        owner,
        category,
        DESK,
        question.ruleVersion(),
        DecidedBy.DESK,
        facts,
        new BilingualText(
            (arbiter ? "Hakem kararı" : "Masa kararı")
                + ". Konu: "
                + categoryName.tr()
                + "; sorumlu: "
                + ownerName.tr()
                + ".",
            (arbiter ? "The arbiter's decision" : "The desk's decision")
                + ". Topic: "
                + categoryName.en()
                + "; owner: "
                + ownerName.en()
                + "."),
        question.suggestions().stream().filter(other -> !other.owner().equals(owner)).toList(),
        question.hop(),
        withNote ? List.of(PersonalKey.ownerWords(id)) : List.of());
  }

  /** Whether an assignment is the outcome of the decision with this id. */
  public static boolean isTheSame(RequestAssigned assigned, String decisionId) {
    String question = assigned.facts().get(QUESTION);
    return assigned.decidedBy() == DecidedBy.DESK
        && question != null
        && EventId.derive(RequestAssigned.TYPE, assigned.requestId(), question, decisionId)
            .equals(assigned.id());
  }

  private static EventId id(TriageRequested question, String decisionId) {
    return EventId.derive(
        RequestAssigned.TYPE, question.requestId(), question.id().value(), decisionId);
  }

  private static String kept(TriageRequested question) {
    return question.facts().getOrDefault("categoryFrom", "NONE");
  }
}
