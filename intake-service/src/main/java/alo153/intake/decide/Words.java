package alo153.intake.decide;

import java.text.Normalizer;

/** What we do to a citizen's words: make them safe to store, and nothing else. */
public final class Words {
  private Words() {}

  /**
   * The same words in Unicode's composed form, with plain line ends and without what no reader can
   * see or store: control characters, NUL and halves of surrogate pairs.
   */
  public static String clean(String written) {
    String text = Normalizer.normalize(written, Normalizer.Form.NFC);
    var clean = new StringBuilder(text.length());
    text.codePoints().forEach(c -> append(clean, c));
    return clean.toString();
  }

  /** Cleaned, on one line, without space around it: for names, subjects and addresses. */
  public static String line(String written) {
    return clean(written).replaceAll("[\\s\u00a0]+", " ").strip();
  }

  /** Whether anybody could read something in it. */
  public static boolean isEmpty(String text) {
    return text.codePoints().noneMatch(Words::isVisible);
  }

  /** Length as people count: one emoji is one. */
  public static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  private static void append(StringBuilder clean, int c) {
    if (c == '\r') {
      return;
    }
    if (c == '\u2028' || c == '\u2029' || c == '\u0085') {
      clean.append('\n');
    } else if (c == '\n' || c == '\t' || !isUnreadable(c)) {
      clean.appendCodePoint(c);
    }
  }

  /** A character of a younger Unicode than ours is kept: it may be an emoji we do not know yet. */
  private static boolean isUnreadable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL, Character.SURROGATE -> true;
      default -> c == 0xfeff || (c & 0xfffe) == 0xfffe || c >= 0xfdd0 && c <= 0xfdef;
    };
  }

  private static boolean isVisible(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.SPACE_SEPARATOR,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
