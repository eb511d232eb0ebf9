package alo153.routing.decide;

import alo153.events.Alternate;
import alo153.events.BilingualText;
import alo153.events.CategoryCode;
import alo153.events.Owner;
import alo153.events.OwnerCode;
import alo153.events.RequestAssigned;
import alo153.events.RequestAssigned.DecidedBy;
import alo153.events.StatusChanged;
import alo153.events.TriageRequested.Queue;
import alo153.events.TriageRequested.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who is asked after somebody said "not our job", and who after a citizen said "not done": never
 * the same refuser twice, never more than {@value #MOST_HOPS} hops, and then the arbiter.
 */
public final class NextOwner {
  /** After that many refusals a person settles it. */
  public static final int MOST_HOPS = 3;

  static final String SUGGESTED_BY_REFUSER = "suggested-by-refuser";
  static final String SAME_TEAM = "same-team";

  private final Function<OwnerCode, Optional<Owner>> owners;
  private final Function<Owner, BilingualText> names;

  /**
   * @param owners what the city pack knows under a code
   * @param names what people call an owner
   */
  public NextOwner(
      Function<OwnerCode, Optional<Owner>> owners, Function<Owner, BilingualText> names) {
    this.owners = owners;
    this.names = names;
  }

  /**
   * @param state with the refusal applied
   * @param refusal why and, maybe, who instead
   */
  public Decision afterRefusal(RequestState state, StatusChanged refusal) {
    RequestAssigned last = state.assigned();
    int hop = state.nextHop();
    List<Alternate> open = stillOpen(state);
    var facts = new HashMap<String, String>();
    if (last != null) {
      facts.putAll(last.facts());
      facts.put("refusedBy", last.owner().toString());
    }
    if (refusal.reason() != null) {
      facts.put("refusalReason", refusal.reason());
    }
    if (last == null) {
      return undecided(Queue.TRIAGE, Reason.NO_OWNER, null, "", facts, NOBODY_HAD_IT, open, hop);
    }
    Optional<Owner> suggested = Optional.ofNullable(refusal.suggestedOwner()).flatMap(owners);
    suggested.ifPresent(owner -> facts.put("suggestedOwner", owner.toString()));
    if (hop > MOST_HOPS) {
      return undecided(
          Queue.ARBITER,
          Reason.TOO_MANY_HOPS,
          last.category(),
          last.ruleVersion(),
          facts,
          tooManyHops(last.owner(), hop),
          open,
          hop);
    }
    Optional<Owner> next =
        suggested
            .filter(owner -> !state.refusedBy().contains(owner))
            .filter(owner -> !owner.equals(last.owner()));
    if (next.isPresent()) {
      return assigned(
          last,
          next.get(),
          SUGGESTED_BY_REFUSER,
          facts,
          open,
          hop,
          suggestedInstead(last, next.get()));
    }
    if (!open.isEmpty()) {
      Alternate alternate = open.get(0);
      return assigned(
          last,
          alternate.owner(),
          alternate.ruleId(),
          facts,
          open,
          hop,
          nextInLine(last, alternate));
    }
    boolean unknown = refusal.suggestedOwner() != null && suggested.isEmpty();
    return undecided(
        Queue.ARBITER,
        unknown ? Reason.OWNER_UNKNOWN : Reason.REFUSED_BY_ALL,
        last.category(),
        last.ruleVersion(),
        facts,
        unknown ? suggestedUnknown(last.owner()) : refusedByAll(state),
        open,
        hop);
  }

  /** An objection goes back to the team that answered, with the whole history. */
  public Decision afterObjection(RequestState state) {
    RequestAssigned last = state.assigned();
    if (last == null) {
      return undecided(
          Queue.TRIAGE, Reason.NO_OWNER, null, "", Map.of(), NOBODY_HAD_IT, List.of(), 0);
    }
    if (state.holder().isEmpty()) {
      return undecided(
          Queue.TRIAGE,
          Reason.NO_OWNER,
          last.category(),
          last.ruleVersion(),
          last.facts(),
          THE_DESK_ANSWERED,
          stillOpen(state),
          state.nextHop());
    }
    String name = names.apply(last.owner()).tr();
    return new Decision.Assigned(
        last.owner(),
        last.category(),
        SAME_TEAM,
        last.ruleVersion(),
        DecidedBy.AFTER_OBJECTION,
        last.facts(),
        new BilingualText(
            "Başvuru sahibi yanıta itiraz etti; itirazı yanıtı veren birim inceler: " + name + ".",
            "The citizen objected to the answer; the objection goes to those who gave it: "
                + names.apply(last.owner()).en()
                + "."),
        last.alternates(),
        last.hop());
  }

  /** Alternates of the last decision that have not refused. */
  private static List<Alternate> stillOpen(RequestState state) {
    var open = new ArrayList<Alternate>();
    List<Alternate> named = state.assigned() == null ? List.of() : state.assigned().alternates();
    for (Alternate alternate : named) {
      if (!state.refusedBy().contains(alternate.owner())
          && state.owner().filter(alternate.owner()::equals).isEmpty()) {
        open.add(alternate);
      }
    }
    return open;
  }

  private static Decision assigned(
      RequestAssigned last,
      Owner owner,
      String ruleId,
      Map<String, String> facts,
      List<Alternate> open,
      int hop,
      BilingualText explanation) {
    return new Decision.Assigned(
        owner,
        last.category(),
        ruleId,
        last.ruleVersion(),
        DecidedBy.AFTER_REFUSAL,
        facts,
        explanation,
        open.stream().filter(alternate -> !alternate.owner().equals(owner)).toList(),
        hop);
  }

  private static Decision undecided(
      Queue queue,
      Reason reason,
      @Nullable CategoryCode category,
      String ruleVersion,
      Map<String, String> facts,
      BilingualText explanation,
      List<Alternate> open,
      int hop) {
    return new Decision.Undecided(
        queue, reason, category, ruleVersion, facts, explanation, open, hop);
  }

  private static final BilingualText NOBODY_HAD_IT =
      new BilingualText(
          "Başvuru daha önce bir birime ya da kuruma verilmemiş; masa karar verecek.",
          "The request never had an owner; the desk decides.");

  private static final BilingualText THE_DESK_ANSWERED =
      new BilingualText(
          "Yanıtı masa vermişti; itiraza da masa karar verecek.",
          "The desk itself had answered, so the desk decides about the objection.");

  private BilingualText suggestedInstead(RequestAssigned last, Owner next) {
    return new BilingualText(
        "Önceki sorumlu kendi işi olmadığını bildirdi ("
            + names.apply(last.owner()).tr()
            + ") ve yerine şunu önerdi: "
            + names.apply(next).tr()
            + ".",
        "The former owner says it is not theirs ("
            + names.apply(last.owner()).en()
            + ") and names the next: "
            + names.apply(next).en()
            + ".");
  }

  private BilingualText nextInLine(RequestAssigned last, Alternate next) {
    return new BilingualText(
        "Önceki sorumlu kendi işi olmadığını bildirdi ("
            + names.apply(last.owner()).tr()
            + "); sıradaki olası sorumlu: "
            + names.apply(next.owner()).tr()
            + ". "
            + next.why().tr(),
        "The former owner says it is not theirs ("
            + names.apply(last.owner()).en()
            + "); the next who might own it: "
            + names.apply(next.owner()).en()
            + ". "
            + next.why().en());
  }

  private BilingualText tooManyHops(Owner last, int hop) {
    return new BilingualText(
        "Başvuru "
            + hop
            + " kez geri çevrildi (son: "
            + names.apply(last).tr()
            + "); hakem karar verecek.",
        "The request was refused "
            + hop
            + " times (last: "
            + names.apply(last).en()
            + "); the arbiter decides.");
  }

  private BilingualText refusedByAll(RequestState state) {
    return new BilingualText(
        "Sorumlu olabileceklerin hepsi kendi işi olmadığını bildirdi: "
            + String.join(", ", state.refusedBy().stream().map(o -> names.apply(o).tr()).toList())
            + ". Hakem karar verecek.",
        "All who might own it say it is not theirs: "
            + String.join(", ", state.refusedBy().stream().map(o -> names.apply(o).en()).toList())
            + ". The arbiter decides.");
  }

  private BilingualText suggestedUnknown(Owner last) {
    return new BilingualText(
        "Önerilen birim ya da kurum kayıtlı değil (öneren: "
            + names.apply(last).tr()
            + "); hakem karar verecek.",
        "The suggested owner is not on record (suggested by: "
            + names.apply(last).en()
            + "); the arbiter decides.");
  }
}
