package alo153.routing.decide;

import alo153.city.CityPack;
import alo153.city.RoutingRule;
import alo153.city.RoutingRule.Condition;
import alo153.events.BilingualText;
import alo153.events.CategoryCode;
import alo153.events.DistrictCode;
import alo153.events.OwnerCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is wrong with a rule set, before anybody is sent anywhere by it. */
public final class RuleCheck {
  private final CityPack city;
  private final List<RoutingRule> rules;
  private final List<Flaw> flaws = new ArrayList<>();

  private RuleCheck(CityPack city, List<RoutingRule> rules) {
    this.city = city;
    this.rules = rules;
  }

  /**
   * One thing wrong with one rule.
   *
   * @param rule its place in the set, from 0
   * @param field JSON pointer within the rule; empty when the rule as a whole is meant
   * @param code in capitals
   * @param text for who wrote the rule
   */
  public record Flaw(int rule, String field, String code, BilingualText text) {}

  /**
   * @param rules complete: nothing that must be said is left out
   * @return empty when the set may be put into force
   */
  public static List<Flaw> check(CityPack city, List<RoutingRule> rules) {
    var check = new RuleCheck(city, rules);
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < rules.size(); i++) {
      check.checkRule(i, ids);
    }
    return List.copyOf(check.flaws);
  }

  private void checkRule(int number, Set<String> ids) {
    RoutingRule rule = rules.get(number);
    if (!ids.add(rule.id())) {
      flaw(
          number,
          "/id",
          "DUPLICATE_ID",
          "Bu kural adı iki kez var",
          "Two rules have this id",
          rule.id());
    }
    checkSaid(number, "/id", rule.id());
    checkSaid(number, "/explanation/tr", rule.explanation().tr());
    checkSaid(number, "/explanation/en", rule.explanation().en());
    for (CategoryCode category : rule.when().categories()) {
      checkCategory(number, "/when/categories", category);
    }
    if (rule.category() != null) {
      checkCategory(number, "/category", rule.category());
    }
    if (rule.leavesTheTopicOpen()) {
      flaws.add(
          new Flaw(
              number,
              "/category",
              "REQUIRED",
              new BilingualText(
                  "Konu koşulu olmayan bir kural birim belirleyecekse konuyu da belirlemeli",
                  "A rule that names an owner without asking for a topic must set one")));
    }
    for (DistrictCode district : rule.when().districts()) {
      if (city.district(district).isEmpty()) {
        flaw(
            number,
            "/when/districts",
            "UNKNOWN_DISTRICT",
            "Böyle bir ilçe yok",
            "There is no such district",
            district.value());
      }
    }
    checkOwner(number, "/owner", rule.owner());
    for (int i = 0; i < rule.alternates().size(); i++) {
      RoutingRule.Alternate other = rule.alternates().get(i);
      checkOwner(number, "/alternates/" + i + "/owner", other.owner());
      checkSaid(number, "/alternates/" + i + "/why/tr", other.why().tr());
      checkSaid(number, "/alternates/" + i + "/why/en", other.why().en());
    }
    shadow(number)
        .ifPresent(
            earlier ->
                flaw(
                    number,
                    "",
                    "UNREACHABLE",
                    "Önceki bir kural buna hiç sıra bırakmıyor",
                    "An earlier rule leaves nothing for this one",
                    earlier.id()));
  }

  private void checkCategory(int number, String field, CategoryCode category) {
    if (city.category(category).isEmpty()) {
      flaw(
          number,
          field,
          "UNKNOWN_CATEGORY",
          "Böyle bir konu yok",
          "There is no such topic",
          category.value());
    }
  }

  private void checkSaid(int number, String field, String text) {
    if (text.isBlank()) {
      flaws.add(
          new Flaw(number, field, "REQUIRED", new BilingualText("Boş olamaz", "Can not be empty")));
    }
  }

  private void checkOwner(int number, String field, @Nullable String template) {
    if (template == null) {
      return;
    }
    List<String> codes =
        template.contains(RoutingRule.DISTRICT)
            ? city.districts().stream()
                .map(district -> template.replace(RoutingRule.DISTRICT, district.code().value()))
                .toList()
            : List.of(template);
    for (String code : codes) {
      if (!isOwner(code)) {
        flaw(
            number,
            field,
            "UNKNOWN_OWNER",
            "Böyle bir birim ya da kurum kayıtlı değil",
            "No such department or institution is on record",
            code);
      }
    }
  }

  private boolean isOwner(String code) {
    try {
      return city.owner(new OwnerCode(code)).isPresent();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** An earlier rule that fits whenever this one does. */
  private Optional<RoutingRule> shadow(int number) {
    Condition later = rules.get(number).when();
    return rules.subList(0, number).stream()
        .filter(earlier -> coversAll(earlier.when(), later))
        .findFirst();
  }

  private static boolean coversAll(Condition earlier, Condition later) {
    return covers(earlier.categories(), later.categories())
        && covers(earlier.wordsAny(), later.wordsAny())
        && later.wordsNone().containsAll(earlier.wordsNone())
        && covers(earlier.districts(), later.districts())
        && covers(earlier.roadClasses(), later.roadClasses())
        && covers(earlier.kinds(), later.kinds())
        && covers(earlier.channels(), later.channels())
        && Objects.equals(asks(earlier), asks(later));
  }

  private static boolean asks(Condition when) {
    return when.outsideCity() != null && when.outsideCity();
  }

  private static <T> boolean covers(Collection<T> earlier, Collection<T> later) {
    return earlier.isEmpty() || (!later.isEmpty() && earlier.containsAll(later));
  }

  private void flaw(int rule, String field, String code, String tr, String en, String what) {
    flaws.add(new Flaw(rule, field, code, new BilingualText(tr + ": " + what, en + ": " + what)));
  }
}
