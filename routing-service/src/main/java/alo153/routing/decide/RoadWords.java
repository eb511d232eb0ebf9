package alo153.routing.decide;

import alo153.city.TurkishText;
import alo153.events.RoadClass;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What kind of road people mean, by the words they use for it. Numbers of roads are the same in all
 * of Turkey: O-4 is a motorway, D-100 a state road, E-5 its old name.
 */
final class RoadWords {
  private static final Pattern MOTORWAY_NUMBER = Pattern.compile("\\bo-?\\d{1,2}\\b");
  private static final Pattern STATE_ROAD_NUMBER =
      Pattern.compile("\\bd[- ]?\\d{3}(?!\\d)|\\be-?5\\b");

  /** "It happened", which only sounds like a square. */
  private static final Pattern HAPPENED = Pattern.compile("\\bmeydana ?g[ei]");

  /** What is of the street, but says nothing of which: a lamp, a dog, sweeping. */
  private static final Pattern OF_THE_STREET =
      Pattern.compile(
          "\\bsokak (?=lamba|kope|kedi|hayvan|temizli|supur|isik|isig|aydinlat|satici|tabela)");

  private static final Stems<RoadClass> STRONG = new Stems<>();
  private static final Stems<RoadClass> WEAK = new Stems<>();

  static {
    List.of("otoyol", "otoban", "tem otoyolu", "tem yolu")
        .forEach(word -> STRONG.add(word, RoadClass.MOTORWAY));
    List.of("devlet yolu", "karayolu", "sehirler arasi yol")
        .forEach(word -> STRONG.add(word, RoadClass.STATE_ROAD));
    List.of("bulvar", "ana yol", "anayol", "ana arter", "ana cadde", "meydan")
        .forEach(word -> STRONG.add(word, RoadClass.MAIN_ROAD));
    List.of("sokak", "ara yol", "cikmaz sokak", "mahalle arasi")
        .forEach(word -> STRONG.add(word, RoadClass.SIDE_STREET));
    List.of("cadde", "cad").forEach(word -> WEAK.add(word, RoadClass.MAIN_ROAD));
    List.of("sk", "sok").forEach(word -> WEAK.add(word, RoadClass.SIDE_STREET));
  }

  private RoadWords() {}

  /**
   * @param roadClass what was meant
   * @param weak the word is used for several kinds of road
   */
  record Found(RoadClass roadClass, boolean weak) {}

  /**
   * @param text the citizen's words and the address, folded
   * @return empty when no road is named, or roads of several kinds are
   */
  static Optional<Found> read(String text) {
    String folded = HAPPENED.matcher(text).replaceAll(" ");
    folded = OF_THE_STREET.matcher(folded).replaceAll(" ");
    List<String> words = TurkishText.words(folded);
    Set<RoadClass> strong = EnumSet.noneOf(RoadClass.class);
    STRONG.find(words).forEach(hit -> strong.add(hit.meaning()));
    if (MOTORWAY_NUMBER.matcher(folded).find()) {
      strong.add(RoadClass.MOTORWAY);
    }
    if (STATE_ROAD_NUMBER.matcher(folded).find()) {
      strong.add(RoadClass.STATE_ROAD);
    }
    if (!strong.isEmpty()) {
      return strong.size() == 1
          ? Optional.of(new Found(strong.iterator().next(), false))
          : Optional.empty();
    }
    Set<RoadClass> weak = EnumSet.noneOf(RoadClass.class);
    WEAK.find(words).forEach(hit -> weak.add(hit.meaning()));
    // "… Caddesi 12. sk": an address goes from the large to the small
    return weak.stream().max(RoadClass::compareTo).map(road -> new Found(road, true));
  }
}
