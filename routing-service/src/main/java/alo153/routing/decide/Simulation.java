package alo153.routing.decide;

import alo153.events.Owner;
import alo153.events.RequestAssigned;
import alo153.events.RequestId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Tries a rule set on past requests before it goes live: who gains, who loses, and to whom it would
 * send what they have refused before. Looks at the facts in the log only, so it can judge requests
 * whose words are long gone; words only the tried rules know were not looked for then.
 */
public final class Simulation {
  private static final int EXAMPLES = 20;
  private static final String TRIAGE = "TRIAGE";

  private Simulation() {}

  /**
   * What would be.
   *
   * @param requests how many past requests were tried
   * @param unchanged how many would go where they went by rule
   * @param changed how many would not
   * @param refusedBefore how many of the changed would go to somebody who refused that very request
   * @param owners gains and losses, the largest first
   * @param examples a few of the changed
   * @param newWords words the tried rules ask for that the past was not searched for
   */
  public record Outcome(
      int requests,
      int unchanged,
      int changed,
      int refusedBefore,
      List<Shift> owners,
      List<Example> examples,
      List<String> newWords) {}

  /**
   * What it means for one owner.
   *
   * @param owner {@code KIND:code}, or {@code TRIAGE} for the desk
   * @param before requests now
   * @param after requests then
   * @param gained requests it would get from others
   * @param lost requests it would lose to others
   */
  public record Shift(String owner, int before, int after, int gained, int lost) {}

  /** One request that would go elsewhere. */
  public record Example(
      RequestId requestId, String from, String to, @Nullable String ruleBefore, String ruleAfter) {}

  private static final class Count {
    int before;
    int after;
    int gained;
    int lost;
  }

  /**
   * @param current the rules in force
   * @param tried the rules to try
   * @param past requests with the facts of their first decision
   */
  public static Outcome run(Router current, Router tried, Collection<RequestState> past) {
    var counts = new HashMap<String, Count>();
    var examples = new ArrayList<Example>();
    int requests = 0;
    int changed = 0;
    int refusedBefore = 0;
    for (RequestState state : past) {
      Map<String, String> known = factsOf(state);
      if (known == null) {
        continue;
      }
      requests++;
      Facts facts = Facts.of(known);
      Decision before = current.decide(facts);
      Decision after = tried.decide(facts);
      String from = where(before);
      String to = where(after);
      count(counts, from).before++;
      count(counts, to).after++;
      if (!from.equals(to)) {
        changed++;
        count(counts, from).lost++;
        count(counts, to).gained++;
        if (after instanceof Decision.Assigned one && state.refusedBy().contains(one.owner())) {
          refusedBefore++;
        }
        if (examples.size() < EXAMPLES) {
          examples.add(new Example(state.requestId(), from, to, rule(before), ruleOrTriage(after)));
        }
      }
    }
    var newWords = new TreeSet<>(tried.rules().vocabulary());
    newWords.removeAll(current.rules().vocabulary());
    return new Outcome(
        requests,
        requests - changed,
        changed,
        refusedBefore,
        shifts(counts),
        List.copyOf(examples),
        List.copyOf(newWords));
  }

  private static List<Shift> shifts(Map<String, Count> counts) {
    return counts.entrySet().stream()
        .map(
            one ->
                new Shift(
                    one.getKey(),
                    one.getValue().before,
                    one.getValue().after,
                    one.getValue().gained,
                    one.getValue().lost))
        .sorted(
            Comparator.comparingInt((Shift shift) -> shift.gained() + shift.lost())
                .reversed()
                .thenComparing(Shift::owner))
        .toList();
  }

  private static Count count(Map<String, Count> counts, String owner) {
    return counts.computeIfAbsent(owner, any -> new Count());
  }

  private static @Nullable Map<String, String> factsOf(RequestState state) {
    RequestAssigned assigned = state.assigned();
    if (assigned != null) {
      return assigned.facts();
    }
    return state.triage() == null ? null : state.triage().facts();
  }

  private static String where(Decision decision) {
    return decision instanceof Decision.Assigned assigned ? name(assigned.owner()) : TRIAGE;
  }

  private static String name(Owner owner) {
    return owner.toString();
  }

  private static @Nullable String rule(Decision decision) {
    return decision instanceof Decision.Assigned assigned ? assigned.ruleId() : null;
  }

  private static String ruleOrTriage(Decision decision) {
    String rule = rule(decision);
    return rule == null ? TRIAGE : rule;
  }
}
