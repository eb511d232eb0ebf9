package alo153.intake.decide;

import java.util.regex.Pattern;

/** Tells whether words say of themselves that they are an objection. */
public final class Objections {
  private static final int MOST = 300;
  private static final Pattern OBJECTS =
      Pattern.compile(
          "(?iu)\\s*+[iİ]t[iİ]raz"
              + "(?!(?:[ıi]m(?:[ıi]z)?+)?+\\s++(?:yok|bulunm|kalmad"
              + "|etmiyor|etmem(?!\\p{L})|etmeyece|etmedi))");

  private Objections() {}

  /** Only when they begin by saying so, and do not say that there is none. */
  public static boolean beginWith(String words) {
    return OBJECTS.matcher(words.substring(0, Math.min(words.length(), MOST))).lookingAt();
  }
}
