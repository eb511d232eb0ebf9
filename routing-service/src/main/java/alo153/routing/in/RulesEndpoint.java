package alo153.routing.in;

import alo153.city.CityPack;
import alo153.city.RoutingRule;
import alo153.events.BilingualText;
import alo153.events.Owner;
import alo153.frame.AccessRules.Role;
import alo153.frame.Caller;
import alo153.frame.FieldProblem;
import alo153.frame.ProblemException;
import alo153.routing.decide.Decision;
import alo153.routing.decide.Simulation;
import alo153.routing.out.ActiveRules;
import alo153.routing.out.MongoDecisions;
import alo153.routing.out.MongoRuleSets;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** The rules: what is in force, what would come of a text, drafts and their trial. */
@RestController
@RequestMapping("/api/routing/v1/rules")
@Tag(name = "rules", description = "The rules that give requests their owners")
class RulesEndpoint {
  private static final int MOST_PAST = 20_000;
  private static final int USUAL_PAST = 5_000;

  private final ActiveRules active;
  private final MongoRuleSets ruleSets;
  private final MongoDecisions decisions;
  private final Questions questions;
  private final DraftReader drafts;
  private final CityPack city;
  private final Clock clock;

  RulesEndpoint(
      ActiveRules active,
      MongoRuleSets ruleSets,
      MongoDecisions decisions,
      Questions questions,
      CityPack city,
      Clock clock) {
    this.active = active;
    this.ruleSets = ruleSets;
    this.decisions = decisions;
    this.questions = questions;
    this.drafts = new DraftReader(city);
    this.city = city;
    this.clock = clock;
  }

  /**
   * The rules in force and how they came to be.
   *
   * @param fromTheCity whether they are the city pack's own
   */
  record InForce(
      String version,
      boolean fromTheCity,
      List<RoutingRule> rules,
      List<MongoRuleSets.Draft> drafts,
      List<MongoRuleSets.Activation> history) {}

  /** What would be decided. Exactly one of {@code owner} and {@code triage} is there. */
  record Preview(
      @Nullable NamedOwner owner,
      @Nullable Triage triage,
      @Nullable String category,
      @Nullable BilingualText categoryName,
      @Nullable String ruleId,
      String ruleVersion,
      Map<String, String> facts,
      BilingualText explanation,
      List<NamedOwner.Suggestion> alternates) {}

  /** Why a person would have to decide. */
  record Triage(String queue, String reason) {}

  /**
   * Rules in the order they are asked.
   *
   * @param rules as the city pack writes them
   * @param note why
   */
  record DraftBody(@Nullable JsonNode rules, @Nullable String note) {}

  /** How many past requests to try; null for the usual number. */
  record SimulationBody(@Nullable Integer limit) {}

  /** Why. */
  record ActivationBody(@Nullable String note) {}

  @GetMapping
  @Operation(summary = "The rules in force, drafts and history")
  Mono<InForce> inForce() {
    return TriageEndpoint.blocking(
        () -> {
          MongoRuleSets.RuleSet now = ruleSets.active();
          return new InForce(
              now.version(),
              now.version().equals(ruleSets.ofTheCity().version()),
              now.rules(),
              ruleSets.drafts(),
              ruleSets.history());
        });
  }

  @PostMapping("/preview")
  @Operation(
      summary = "What would be decided about a text, and why",
      description = "Nothing is stored")
  Mono<Preview> preview(@RequestBody Questions.PreviewBody body) {
    var question = questions.of(body);
    return TriageEndpoint.blocking(() -> preview(active.router().decide(question)));
  }

  @PostMapping("/drafts")
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(
      summary = "Keep a rule set as a draft",
      description = "The same rules are the same draft")
  Mono<MongoRuleSets.Draft> draft(@RequestBody DraftBody body) {
    List<RoutingRule> rules = drafts.read(body.rules());
    return role()
        .flatMap(
            by ->
                TriageEndpoint.blocking(
                    () ->
                        ruleSets.keepDraft(
                            MongoRuleSets.ruleSet(rules), note(body.note()), clock.instant(), by)));
  }

  @PostMapping("/drafts/{id}/simulate")
  @Operation(
      summary = "Try a draft on past requests",
      description = "Who gains, who loses; looks at facts only, stores nothing")
  Mono<Simulation.Outcome> simulate(
      @PathVariable("id") String id, @RequestBody(required = false) @Nullable SimulationBody body) {
    int limit = body == null || body.limit() == null ? USUAL_PAST : body.limit();
    if (limit < 1 || limit > MOST_PAST) {
      throw ProblemException.invalid(
          List.of(
              new FieldProblem(
                  "#/limit",
                  "OUT_OF_RANGE",
                  "1 ile " + MOST_PAST + " arasında olmalı",
                  "Must be between 1 and " + MOST_PAST)));
    }
    return TriageEndpoint.blocking(
        () ->
            Simulation.run(active.router(), active.routerFor(draft(id)), decisions.latest(limit)));
  }

  @PostMapping("/drafts/{id}/activate")
  @Operation(
      summary = "Put a rule set into force",
      description = "Who, when and why is written down")
  Mono<MongoRuleSets.Activation> activate(
      @PathVariable("id") String id, @RequestBody(required = false) @Nullable ActivationBody body) {
    String why = body == null ? null : note(body.note());
    return role()
        .flatMap(
            by ->
                TriageEndpoint.blocking(
                    () -> {
                      var activation = ruleSets.activate(draft(id), clock.instant(), by, why);
                      active.look();
                      return activation;
                    }));
  }

  private MongoRuleSets.RuleSet draft(String id) {
    return ruleSets.find(id).orElseThrow(ProblemException::notFound);
  }

  private Preview preview(Decision decision) {
    Function<Owner, BilingualText> names = owner -> ActiveRules.name(city, owner);
    List<NamedOwner.Suggestion> alternates =
        decision.alternates().stream().map(one -> NamedOwner.Suggestion.of(one, names)).toList();
    if (decision instanceof Decision.Assigned assigned) {
      return new Preview(
          NamedOwner.of(assigned.owner(), names),
          null,
          assigned.category().value(),
          city.category(assigned.category()).map(category -> category.name()).orElse(null),
          assigned.ruleId(),
          assigned.ruleVersion(),
          assigned.facts(),
          assigned.explanation(),
          alternates);
    }
    var undecided = (Decision.Undecided) decision;
    return new Preview(
        null,
        new Triage(undecided.queue().name(), undecided.reason().name()),
        undecided.category() == null ? null : undecided.category().value(),
        undecided.category() == null
            ? null
            : city.category(undecided.category()).map(category -> category.name()).orElse(null),
        null,
        undecided.ruleVersion(),
        undecided.facts(),
        undecided.explanation(),
        alternates);
  }

  private static Mono<String> role() {
    return Caller.current()
        .map(caller -> caller.is(Role.OPERATOR) ? Role.OPERATOR.name() : Role.DESK.name());
  }

  private static @Nullable String note(@Nullable String note) {
    if (note == null || note.isBlank()) {
      return null;
    }
    if (note.length() > 1000) {
      throw ProblemException.invalid(
          List.of(
              new FieldProblem(
                  "#/note",
                  "TOO_LONG",
                  "En çok 1000 karakter olabilir",
                  "At most 1000 characters")));
    }
    return note;
  }
}
