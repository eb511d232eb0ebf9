package alo153.notification.decide;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;

/**
 * A text as it goes out by SMS, and how many parts it costs (3GPP TS 23.038 and 23.040). Letters
 * that would force the dear 70-character alphabet although nobody misses them (curly quotes,
 * circumflexes, dashes) are written plainly first; Turkish letters stay.
 *
 * @param text what is sent
 * @param alphabet the cheapest one that can write it
 * @param singleShift septets when each Turkish letter costs two; UTF-16 units in {@code UNICODE}
 * @param locking septets when the whole part uses the Turkish table; UTF-16 units in {@code
 *     UNICODE}
 */
public record SmsText(String text, Alphabet alphabet, int singleShift, int locking) {
  /** The three ways to write. */
  public enum Alphabet {
    /** GSM 7 bit, 160 in one part. */
    GSM(160, 153),
    /** GSM 7 bit with a Turkish table, 155 in one part. */
    TURKISH(155, 149),
    /** UCS-2, 70 in one part. */
    UNICODE(70, 67);

    private final int one;
    private final int each;

    Alphabet(int one, int each) {
      this.one = one;
      this.each = each;
    }

    int parts(int units) {
      return units <= one ? 1 : (units + each - 1) / each;
    }
  }

  private static final String GSM_DEFAULT =
      "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
          + "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

  /** Cost two septets in every GSM alphabet. */
  private static final String EXTENSION = "^{}\\[]~|€\f";

  /** Not in the default alphabet; in both Turkish tables. */
  private static final String TURKISH = "çğĞıİşŞ";

  /** What the Turkish locking table gave up. */
  private static final String LOST = "èìØøÆæ¡¿";

  private static final Map<Character, String> PLAIN =
      Map.ofEntries(
          Map.entry('â', "a"),
          Map.entry('Â', "A"),
          Map.entry('î', "i"),
          Map.entry('Î', "İ"),
          Map.entry('û', "u"),
          Map.entry('Û', "U"),
          Map.entry('\u201c', "\""),
          Map.entry('\u201d', "\""),
          Map.entry('\u201e', "\""),
          Map.entry('«', "\""),
          Map.entry('»', "\""),
          Map.entry('\u2018', "'"),
          Map.entry('\u2019', "'"),
          Map.entry('\u2013', "-"),
          Map.entry('\u2014', "-"),
          Map.entry('\u2022', "-"),
          Map.entry('\u2026', "..."),
          Map.entry('\u00a0', " "),
          Map.entry('\u202f', " "),
          Map.entry('\u200b', ""),
          Map.entry('\ufeff', ""),
          Map.entry('\t', " "));

  /** Writes the text plainly and counts it. */
  public static SmsText of(String text) {
    return count(plain(text));
  }

  /** Counts a text as it is. */
  static SmsText count(String text) {
    int single = 0;
    int locking = 0;
    boolean turkish = false;
    boolean lost = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (EXTENSION.indexOf(c) >= 0) {
        single += 2;
        locking += 2;
      } else if (TURKISH.indexOf(c) >= 0) {
        turkish = true;
        single += 2;
        locking += 1;
      } else if (GSM_DEFAULT.indexOf(c) >= 0) {
        lost |= LOST.indexOf(c) >= 0;
        single += 1;
        locking += 1;
      } else {
        return new SmsText(text, Alphabet.UNICODE, text.length(), text.length());
      }
    }
    // a letter the Turkish table gave up must be shifted: then both accounts are the same
    return new SmsText(
        text,
        turkish ? Alphabet.TURKISH : Alphabet.GSM,
        single,
        turkish && lost ? single : locking);
  }

  /** Parts in the dearer of the two ways providers count: the bill is never a surprise. */
  public int parts() {
    return alphabet.parts(Math.max(singleShift, locking));
  }

  /** Parts when the provider counts a Turkish letter as one. */
  public int partsLocking() {
    return alphabet.parts(locking);
  }

  /** Cuts the text at a word so that it costs at most so many parts, and shows that it was cut. */
  public SmsText within(int parts) {
    if (parts() <= parts) {
      return this;
    }
    int low = 0;
    int high = text.length();
    while (low < high) {
      int middle = (low + high + 1) / 2;
      if (count(cutAt(middle)).parts() <= parts) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return count(cutAt(low));
  }

  private String cutAt(int length) {
    if (length >= text.length()) {
      return text;
    }
    int end = Math.max(0, length);
    if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    int space = text.lastIndexOf(' ', end);
    String head = space > end / 2 ? text.substring(0, space) : text.substring(0, end);
    return head.stripTrailing() + "...";
  }

  static String plain(String text) {
    var plain = new StringBuilder(text.length());
    String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
    for (int i = 0; i < composed.length(); i++) {
      char c = composed.charAt(i);
      String written = PLAIN.get(c);
      if (written != null) {
        plain.append(written);
      } else {
        plain.append(c);
      }
    }
    return plain.toString();
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "SmsText[%s, %d part(s)]", alphabet, parts());
  }
}
