package alo153.routing.decide;

import static org.assertj.core.api.Assertions.assertThat;

import alo153.city.CityPack;
import alo153.city.RoutingRule;
import alo153.events.BilingualText;
import alo153.events.CategoryCode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RuleCheckTest {
  private static final CityPack CITY = CityPack.load(null);
  private static final BilingualText BECAUSE = new BilingualText("Çünkü", "Because");

  private static RoutingRule rule(
      List<String> categories,
      @Nullable String category,
      @Nullable String owner,
      BilingualText explanation) {
    return new RoutingRule(
        "one",
        new RoutingRule.Condition(
            categories.stream().map(CategoryCode::new).toList(),
            List.of("düğün"),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            null),
        category == null ? null : new CategoryCode(category),
        owner,
        explanation,
        List.of());
  }

  private static List<String> flaws(RoutingRule rule) {
    return RuleCheck.check(CITY, List.of(rule)).stream()
        .map(flaw -> flaw.field() + " " + flaw.code())
        .toList();
  }

  @Test
  void aRuleByWordsAloneMustSetTheTopicToNameAnOwner() {
    assertThat(flaws(rule(List.of(), null, "saski", BECAUSE)))
        .containsExactly("/category REQUIRED");
    assertThat(flaws(rule(List.of(), "water.burst", "saski", BECAUSE))).isEmpty();
    assertThat(flaws(rule(List.of("water.burst"), null, "saski", BECAUSE))).isEmpty();
    assertThat(flaws(rule(List.of(), null, null, BECAUSE))).isEmpty();
  }

  @Test
  void theTopicItSetsMustBeKnown() {
    assertThat(flaws(rule(List.of(), "no.such", "saski", BECAUSE)))
        .containsExactly("/category UNKNOWN_CATEGORY");
  }

  @Test
  void anExplanationSaysSomethingInBothLanguages() {
    assertThat(flaws(rule(List.of("water.burst"), null, "saski", new BilingualText(" ", ""))))
        .containsExactly("/explanation/tr REQUIRED", "/explanation/en REQUIRED");
  }
}
