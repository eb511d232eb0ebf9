package alo153.routing.in;

import alo153.city.CityPack;
import alo153.city.Complete;
import alo153.city.RoutingRule;
import alo153.events.wire.Codec;
import alo153.frame.FieldProblem;
import alo153.frame.ProblemException;
import alo153.routing.decide.RuleCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the rules somebody drafted, and strictly: a misspelt condition must not be read as "asks
 * nothing", and a rule without its explanation would stop every request it fits.
 */
final class DraftReader {
  private static final JsonMapper STRICT =
      Codec.json()
          .rebuild()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  private final CityPack city;

  DraftReader(CityPack city) {
    this.city = city;
  }

  /**
   * @param given the list as it was sent; null when there was none
   * @throws ProblemException 422, with what is wrong per field
   */
  List<RoutingRule> read(@Nullable JsonNode given) {
    if (given == null || !given.isArray() || given.isEmpty()) {
      throw ProblemException.invalid(
          List.of(
              new FieldProblem(
                  "#/rules",
                  "REQUIRED",
                  "En az bir kural gerekli",
                  "At least one rule is needed")));
    }
    var problems = new ArrayList<FieldProblem>();
    var rules = new ArrayList<RoutingRule>();
    for (int i = 0; i < given.size(); i++) {
      readOne("#/rules/" + i, given.get(i), problems).ifPresent(rules::add);
    }
    if (problems.isEmpty()) {
      for (RuleCheck.Flaw flaw : RuleCheck.check(city, rules)) {
        problems.add(
            new FieldProblem(
                "#/rules/" + flaw.rule() + flaw.field(),
                flaw.code(),
                flaw.text().tr(),
                flaw.text().en()));
      }
    }
    if (!problems.isEmpty()) {
      throw ProblemException.invalid(problems);
    }
    return rules;
  }

  /** Empty when it can not be read, or half of it is missing. */
  private static Optional<RoutingRule> readOne(
      String pointer, JsonNode given, List<FieldProblem> problems) {
    if (!given.isObject()) {
      problems.add(unreadable(pointer));
      return Optional.empty();
    }
    RoutingRule rule;
    try {
      rule = STRICT.treeToValue(given, RoutingRule.class);
    } catch (UnrecognizedPropertyException e) {
      problems.add(
          new FieldProblem(
              pointer + path(e), "UNKNOWN_FIELD", "Böyle bir alan yok", "There is no such field"));
      return Optional.empty();
    } catch (JacksonException e) {
      problems.add(unreadable(pointer + path(e)));
      return Optional.empty();
    }
    List<String> missing = Complete.missing(rule);
    for (String field : missing) {
      problems.add(
          new FieldProblem(pointer + field, "REQUIRED", "Bu alan gerekli", "This field is needed"));
    }
    return missing.isEmpty() ? Optional.of(rule) : Optional.empty();
  }

  private static FieldProblem unreadable(String pointer) {
    return new FieldProblem(pointer, "UNREADABLE", "Kural okunamadı", "The rule could not be read");
  }

  private static String path(JacksonException e) {
    return e.getPath().stream()
        .map(
            step ->
                "/" + (step.getPropertyName() == null ? step.getIndex() : step.getPropertyName()))
        .collect(Collectors.joining());
  }
}
