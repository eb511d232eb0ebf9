package alo153.routing.decide;

import alo153.city.TurkishText;
import alo153.events.CategoryCode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The words of the city pack and its rules, and which topics they speak for. */
final class Lexicon {
  /** One phrase tells more than several single words. */
  private static final int WORD = 1;

  private static final int EACH_FURTHER_WORD_OF_A_PHRASE = 3;

  private final Stems<Entry> stems = new Stems<>();

  private record Entry(String phrase, @Nullable CategoryCode category) {}

  /**
   * What a text says.
   *
   * @param category the topic with the most evidence; null when none has any, or several the same
   * @param rivals all topics with that much evidence, when there are several; sorted
   * @param words the known words in the text; sorted
   */
  record Reading(@Nullable CategoryCode category, List<CategoryCode> rivals, List<String> words) {}

  /**
   * @param keywords folded words and phrases by topic
   * @param ruleWords folded words the rules ask for, which speak for no topic
   */
  Lexicon(Map<CategoryCode, List<String>> keywords, Set<String> ruleWords) {
    keywords.forEach(
        (category, phrases) ->
            new HashSet<>(phrases)
                .forEach(phrase -> stems.add(phrase, new Entry(phrase, category))));
    ruleWords.forEach(phrase -> stems.add(phrase, new Entry(phrase, null)));
  }

  Reading read(String folded) {
    List<Stems.Hit<Entry>> hits = stems.find(TurkishText.words(folded));
    var words = new TreeSet<String>();
    var evidence = new HashMap<CategoryCode, Set<String>>();
    for (Stems.Hit<Entry> hit : hits) {
      Entry entry = hit.meaning();
      words.add(entry.phrase());
      if (entry.category() != null && !coveredByALongerOne(hit, hits)) {
        evidence.computeIfAbsent(entry.category(), any -> new HashSet<>()).add(entry.phrase());
      }
    }
    var best = new ArrayList<CategoryCode>();
    int most = 0;
    for (Map.Entry<CategoryCode, Set<String>> one : evidence.entrySet()) {
      int weight = one.getValue().stream().mapToInt(Lexicon::weight).sum();
      if (weight > most) {
        best.clear();
        most = weight;
      }
      if (weight == most) {
        best.add(one.getKey());
      }
    }
    best.sort(Comparator.naturalOrder());
    return best.size() == 1
        ? new Reading(best.get(0), List.of(), List.copyOf(words))
        : new Reading(null, List.copyOf(best), List.copyOf(words));
  }

  /**
   * "su saati" speaks of a meter; the "su" in it is no further evidence for an outage. Of two that
   * begin alike, such as "su bas" and "su basinci", the one that knows more of the text counts.
   */
  private static boolean coveredByALongerOne(Stems.Hit<Entry> hit, List<Stems.Hit<Entry>> hits) {
    for (Stems.Hit<Entry> other : hits) {
      boolean longer =
          other.length() > hit.length()
              || (other.length() == hit.length() && other.letters() > hit.letters());
      if (longer
          && other.meaning().category() != null
          && other.at() <= hit.at()
          && hit.at() + hit.length() <= other.at() + other.length()) {
        return true;
      }
    }
    return false;
  }

  private static int weight(String phrase) {
    int words = TurkishText.words(phrase).size();
    return WORD + (words - 1) * EACH_FURTHER_WORD_OF_A_PHRASE;
  }
}
