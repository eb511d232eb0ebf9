package alo153.routing.decide;

import alo153.city.Category;
import alo153.city.CityPack;
import alo153.city.RoutingRule;
import alo153.events.CategoryCode;
import alo153.events.DistrictCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A rule set, made ready for asking: the first rule that fits wins. Rules are found by topic and
 * district, so the cost of a decision does not grow with their number.
 */
public final class Rules {
  private static final List<Numbered> NONE = List.of();

  private final String version;
  private final List<RoutingRule> rules;
  private final Lexicon lexicon;
  private final Set<String> vocabulary;
  private final Map<Place, List<Numbered>> byPlace = new HashMap<>();
  private final Map<String, List<Numbered>> byWord = new HashMap<>();
  private final List<Numbered> others = new ArrayList<>();

  private record Numbered(int number, RoutingRule rule) {}

  private record Place(CategoryCode category, String district) {
    static final String ANY = "";
  }

  /**
   * @param city whose topics and words are known
   * @param rules in the order they are asked
   * @param version what names exactly these rules
   */
  public Rules(CityPack city, List<RoutingRule> rules, String version) {
    this.version = version;
    this.rules = List.copyOf(rules);
    var keywords = new HashMap<CategoryCode, List<String>>();
    this.vocabulary = new HashSet<>();
    for (Category category : city.categories()) {
      keywords.put(category.code(), category.keywords());
      vocabulary.addAll(category.keywords());
    }
    var ruleWords = new HashSet<String>();
    for (RoutingRule rule : this.rules) {
      ruleWords.addAll(rule.when().wordsAny());
      ruleWords.addAll(rule.when().wordsNone());
    }
    vocabulary.addAll(ruleWords);
    this.lexicon = new Lexicon(keywords, ruleWords);
    for (int number = 0; number < this.rules.size(); number++) {
      index(new Numbered(number, this.rules.get(number)));
    }
  }

  private void index(Numbered numbered) {
    RoutingRule.Condition when = numbered.rule().when();
    if (!when.categories().isEmpty()) {
      for (CategoryCode category : when.categories()) {
        if (when.districts().isEmpty()) {
          add(byPlace, new Place(category, Place.ANY), numbered);
        }
        for (DistrictCode district : when.districts()) {
          add(byPlace, new Place(category, district.value()), numbered);
        }
      }
    } else if (!when.wordsAny().isEmpty()) {
      when.wordsAny().forEach(word -> add(byWord, word, numbered));
    } else {
      others.add(numbered);
    }
  }

  private static <K> void add(Map<K, List<Numbered>> index, K key, Numbered rule) {
    index.computeIfAbsent(key, any -> new ArrayList<>()).add(rule);
  }

  public String version() {
    return version;
  }

  /** In the order they are asked. */
  public List<RoutingRule> all() {
    return rules;
  }

  /** Every word the facts may hold under these rules. */
  public Set<String> vocabulary() {
    return Set.copyOf(vocabulary);
  }

  Lexicon lexicon() {
    return lexicon;
  }

  /** The first rule that fits. */
  public Optional<RoutingRule> match(Facts facts) {
    Numbered best = null;
    if (facts.category() != null) {
      best = first(byPlace.getOrDefault(new Place(facts.category(), Place.ANY), NONE), facts, best);
      if (facts.district() != null) {
        best =
            first(
                byPlace.getOrDefault(new Place(facts.category(), facts.district().value()), NONE),
                facts,
                best);
      }
    }
    for (String word : facts.words()) {
      best = first(byWord.getOrDefault(word, NONE), facts, best);
    }
    best = first(others, facts, best);
    return Optional.ofNullable(best).map(Numbered::rule);
  }

  private static @org.jspecify.annotations.Nullable Numbered first(
      List<Numbered> candidates, Facts facts, @org.jspecify.annotations.Nullable Numbered best) {
    for (Numbered candidate : candidates) {
      if (best != null && best.number() <= candidate.number()) {
        return best;
      }
      if (fits(candidate.rule().when(), facts)) {
        return candidate;
      }
    }
    return best;
  }

  private static boolean fits(RoutingRule.Condition when, Facts facts) {
    return fits(when.categories(), facts.category())
        && fits(when.districts(), facts.district())
        && fits(when.roadClasses(), facts.roadClass())
        && fits(when.kinds(), facts.kind())
        && fits(when.channels(), facts.channel())
        && (when.outsideCity() == null
            ? !facts.outsideCity()
            : when.outsideCity() == facts.outsideCity())
        && (when.wordsAny().isEmpty() || when.wordsAny().stream().anyMatch(facts.words()::contains))
        && when.wordsNone().stream().noneMatch(facts.words()::contains);
  }

  /** An empty condition asks nothing. */
  private static <T> boolean fits(
      java.util.Collection<T> wanted, @org.jspecify.annotations.Nullable T there) {
    return wanted.isEmpty() || (there != null && wanted.contains(there));
  }
}
