package alo153.city;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Turkish letters for display, and a folded form for search and matching: people write on phones
 * without Turkish letters, so {@code Işık}, {@code ISIK}, {@code IŞIK} and {@code isik} must meet.
 */
public final class TurkishText {
  /** The locale of everything shown. */
  public static final Locale TURKISH = Locale.forLanguageTag("tr-TR");

  private TurkishText() {}

  /**
   * Lower case without marks and dots: {@code I}, {@code ı} and {@code İ} all become {@code i},
   * {@code ş} becomes {@code s}, {@code â} {@code a}; runs of white space become one space, none at
   * the ends. Folding twice changes nothing.
   */
  public static String fold(String text) {
    var folded = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      char usual = c < 128 && c != '`' ? Character.toLowerCase(c) : usualLetter(c);
      if (usual == 0) {
        return foldAnything(text);
      }
      append(folded, usual);
    }
    return withoutLastSpace(folded);
  }

  /** What nearly all texts consist of; 0 for everything else. Capital I and dotless ı meet at i. */
  private static char usualLetter(char c) {
    return switch (c) {
      case 'ç', 'Ç' -> 'c';
      case 'ğ', 'Ğ' -> 'g';
      case 'ı', 'İ', 'î', 'Î' -> 'i';
      case 'ö', 'Ö' -> 'o';
      case 'ş', 'Ş' -> 's';
      case 'ü', 'Ü', 'û', 'Û' -> 'u';
      case 'â', 'Â' -> 'a';
      case '\u00a0' -> ' ';
      case '`', '\u2018', '\u2019' -> '\'';
      case '\u201c', '\u201d' -> '"';
      case '\u2013', '\u2014' -> '-';
      default -> 0;
    };
  }

  /** The same for any script; slower. */
  static String foldAnything(String text) {
    String apart = Normalizer.normalize(text, Normalizer.Form.NFKD).toLowerCase(Locale.ROOT);
    var folded = new StringBuilder(apart.length());
    for (int i = 0; i < apart.length(); i++) {
      char c = apart.charAt(i);
      if (!isMark(c)) {
        append(folded, plain(c));
      }
    }
    return withoutLastSpace(folded);
  }

  private static char plain(char c) {
    return switch (c) {
      case 'ı' -> 'i';
      case '\u2018', '\u2019', '\u02bc', '`', '\u00b4' -> '\'';
      case '\u201c', '\u201d' -> '"';
      case '\u2010', '\u2011', '\u2012', '\u2013', '\u2014' -> '-';
      default -> c;
    };
  }

  private static boolean isMark(char c) {
    int type = Character.getType(c);
    return type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT;
  }

  /** Runs of white space become one space, none at the beginning. */
  private static void append(StringBuilder folded, char c) {
    if (!Character.isWhitespace(c) && !Character.isSpaceChar(c) && !Character.isISOControl(c)) {
      folded.append(c);
    } else if (folded.length() > 0 && folded.charAt(folded.length() - 1) != ' ') {
      folded.append(' ');
    }
  }

  private static String withoutLastSpace(StringBuilder folded) {
    int end = folded.length();
    return end > 0 && folded.charAt(end - 1) == ' '
        ? folded.substring(0, end - 1)
        : folded.toString();
  }

  /**
   * The words of a folded text in their order; whatever is neither letter nor digit separates, so
   * {@code hendek'te} gives {@code hendek} and {@code te}.
   */
  public static List<String> words(String folded) {
    var words = new ArrayList<String>();
    int from = -1;
    for (int i = 0; i <= folded.length(); i++) {
      boolean inside = i < folded.length() && Character.isLetterOrDigit(folded.charAt(i));
      if (inside && from < 0) {
        from = i;
      } else if (!inside && from >= 0) {
        words.add(folded.substring(from, i));
        from = -1;
      }
    }
    return words;
  }

  /** Capitals for display: {@code istanbul} becomes {@code İSTANBUL}. */
  public static String upper(String text) {
    return text.toUpperCase(TURKISH);
  }

  /** Small letters for display: {@code IŞIK} becomes {@code ışık}. */
  public static String lower(String text) {
    return text.toLowerCase(TURKISH);
  }
}
