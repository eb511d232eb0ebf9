package alo153.routing.decide;

import alo153.city.TurkishText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds known words in folded Turkish text although Turkish hangs its endings on the word: {@code
 * cukur} is found in {@code cukuru} and {@code cukurlardan}, {@code kopek} in {@code kopegi}. The
 * cost depends on the text alone, not on how many words are known.
 *
 * @param <T> what a known word stands for
 */
final class Stems<T> {
  /** From this length on a word is known by its beginning; a shorter one needs a real ending. */
  private static final int TELLING_LENGTH = 5;

  private static final int TELLING_LENGTH_IN_A_PHRASE = 3;

  /** Loan words that take front endings after an a. */
  private static final Set<String> FRONT_ENDINGS = Set.of("saat", "harf", "kalp", "hal");

  /** Beginnings of words that only look like a known one with an ending: burs, konser, defin. */
  private static final List<String> OTHER_WORDS = List.of("bursa", "konserv", "define");

  private static final int LONGEST_ENDING = 12;

  /** Plural, possessive and case endings of nouns, and the commonest of verbs, folded. */
  private static final Pattern ENDING =
      Pattern.compile(
          "(?:l[ae]r)?(?:y?[iu]?m[iu]z|[iu]?n[iu]z|[iu]m|[iu]n|s?[iu])?"
              + "(?:n?[dt][ae]n?(?:ki)?|[yn]?[iu]n|[yn]?[iu]|[yn]?[ae]|y?l[ae]|n?c[ae]|[dt][iu]r)?"
              + "(?:m[ae]z|m[iu]yor|[iu]yor|[dt][iu])?(?:l[ae]r)?");

  private final Map<String, List<Known<T>>> byFirst = new LinkedHashMap<>();

  /** A phrase: per place the forms a word may begin with. */
  private record Known<T>(List<Set<String>> words, int letters, T meaning) {}

  /**
   * A known word or phrase that stands in the text.
   *
   * @param at index of its first word
   * @param length number of words
   * @param letters how much of the text is known by it
   * @param meaning what it stands for
   */
  record Hit<T>(int at, int length, int letters, T meaning) {}

  /**
   * @param phrase one or more folded words
   */
  void add(String phrase, T meaning) {
    List<String> words = TurkishText.words(phrase);
    if (words.isEmpty()) {
      return;
    }
    var forms = new ArrayList<Set<String>>();
    for (int i = 0; i < words.size(); i++) {
      boolean endOfCompound = words.size() > 1 && i == words.size() - 1;
      forms.add(forms(words.get(i), endOfCompound));
    }
    var known = new Known<>(List.copyOf(forms), phrase.length(), meaning);
    for (String first : forms.get(0)) {
      byFirst.computeIfAbsent(first, any -> new ArrayList<>()).add(known);
    }
  }

  /**
   * @param endOfCompound the last word of a compound carries its mark ({@code sokak lambasi}) and
   *     loses it before another ending ({@code sokak lambalari})
   */
  private static Set<String> forms(String word, boolean endOfCompound) {
    var forms = new LinkedHashSet<String>();
    forms.add(word);
    forms.add(softened(word));
    int length = word.length();
    if (endOfCompound && length > 3 && "iu".indexOf(word.charAt(length - 1)) >= 0) {
      char before = word.charAt(length - 2);
      if (!isVowel(before)) {
        forms.add(hardened(word.substring(0, length - 1)));
        forms.add(word.substring(0, length - 1));
      }
      // the s of "lambasi" belongs to the ending, that of "tasi" to the word: both are tried
      if (before == 's' && isVowel(word.charAt(length - 3)) && length > 4) {
        forms.add(word.substring(0, length - 2));
      }
    }
    return forms;
  }

  /** Every occurrence, in the text's order. */
  List<Hit<T>> find(List<String> text) {
    var hits = new ArrayList<Hit<T>>();
    for (int at = 0; at < text.size(); at++) {
      String word = text.get(at);
      Known<T> last = null;
      for (int length = Math.max(1, word.length() - LONGEST_ENDING);
          length <= word.length();
          length++) {
        List<Known<T>> candidates = byFirst.get(word.substring(0, length));
        if (candidates != null) {
          for (Known<T> known : candidates) {
            if (known != last && matches(known.words(), text, at)) {
              last = known;
              hits.add(new Hit<>(at, known.words().size(), known.letters(), known.meaning()));
            }
          }
        }
      }
    }
    return hits;
  }

  private static boolean matches(List<Set<String>> words, List<String> text, int at) {
    if (at + words.size() > text.size()) {
      return false;
    }
    for (int i = 0; i < words.size(); i++) {
      String written = text.get(at + i);
      boolean endOfPhrase = words.size() > 1 && i == words.size() - 1;
      if (words.get(i).stream().noneMatch(form -> isFormOf(written, form, endOfPhrase))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether a written word is the known form, alone or with endings.
   *
   * @param endOfPhrase mostly a verb with any of its many endings: the words before it tell enough
   */
  private static boolean isFormOf(String written, String known, boolean endOfPhrase) {
    if (written.equals(known)) {
      return true;
    }
    if (!written.startsWith(known) || known.chars().anyMatch(Character::isDigit)) {
      return false;
    }
    if (isAnotherWord(written, known)) {
      return false;
    }
    String rest = written.substring(known.length());
    if (rest.length() > LONGEST_ENDING) {
      return false;
    }
    return known.length() >= (endOfPhrase ? TELLING_LENGTH_IN_A_PHRASE : TELLING_LENGTH)
        || (ENDING.matcher(rest).matches() && isInHarmony(known, rest));
  }

  private static boolean isAnotherWord(String written, String known) {
    for (String other : OTHER_WORDS) {
      if (other.length() > known.length() && other.startsWith(known) && written.startsWith(other)) {
        return true;
      }
    }
    return false;
  }

  /** An ending's a or e follows the word's: {@code park} has {@code parka}, never {@code parke}. */
  private static boolean isInHarmony(String known, String ending) {
    if (FRONT_ENDINGS.contains(known)) {
      return true;
    }
    char vowel = 0;
    for (int i = 0; i < known.length(); i++) {
      vowel = isVowel(known.charAt(i)) ? known.charAt(i) : vowel;
    }
    return switch (vowel) {
      case 'a' -> ending.indexOf('e') < 0;
      case 'e' -> ending.indexOf('a') < 0;
      // i, o and u lost their dots by folding
      default -> true;
    };
  }

  private static boolean isVowel(char c) {
    return "aeiou".indexOf(c) >= 0;
  }

  private static String hardened(String word) {
    return word.endsWith("g") ? word.substring(0, word.length() - 1) + "k" : word;
  }

  /** A hard consonant at the end softens before a vowel: {@code kopek}, {@code kopegi}. */
  private static String softened(String word) {
    if (word.length() < 3) {
      return word;
    }
    String stem = word.substring(0, word.length() - 1);
    return switch (word.charAt(word.length() - 1)) {
      case 'k' -> stem + "g";
      case 'p' -> stem + "b";
      case 't' -> stem + "d";
      default -> word;
    };
  }
}
