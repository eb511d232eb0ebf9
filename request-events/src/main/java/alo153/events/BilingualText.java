package alo153.events;

/**
 * The same sentence in both languages of the desk.
 *
 * @param tr Turkish
 * @param en English
 */
public record BilingualText(String tr, String en) {
  public String in(Language language) {
    return switch (language) {
      case TR -> tr;
      case EN -> en;
    };
  }
}
