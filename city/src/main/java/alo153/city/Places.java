package alo153.city;

import alo153.events.DistrictCode;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.Point;
import org.locationtech.jts.geom.prep.PreparedGeometry;
import org.locationtech.jts.geom.prep.PreparedGeometryFactory;

/** Where things lie: by point, by outline, by name. Safe for many threads. */
public final class Places {
  /** Case endings of place names, folded, and "of the district". */
  private static final Pattern ENDING =
      Pattern.compile("(?:[dt][ae]n?(?:ki)?|[yns]?[iu]n?|[yn]?[ae]|n[dt][ae]n?|l[iu])");

  /** After a name these tell that a road or a quarter is meant, not the district. */
  private static final Set<String> NAMED_AFTER =
      Set.of(
          "mah",
          "mahalle",
          "mahallesi",
          "mh",
          "cad",
          "cadde",
          "caddesi",
          "cd",
          "sok",
          "sk",
          "sokak",
          "sokagi",
          "bulvar",
          "bulvari",
          "blv",
          "yolu",
          "koprusu",
          "kavsagi",
          "sitesi",
          "apartmani",
          "apt",
          "parki",
          "meydani",
          "deresi");

  private static final Set<String> QUARTER = Set.of("mah", "mahalle", "mh", "mahallesi");

  private static final int LONGEST_NAME = 5;

  private final GeometryFactory geometries = new GeometryFactory();
  private final Map<DistrictCode, Outline> outlines = new LinkedHashMap<>();
  private final Map<String, District> districtsByName = new HashMap<>();
  private final Map<String, List<Neighbourhood>> neighbourhoodsByName = new HashMap<>();
  private final Envelope bounds = new Envelope();

  private record Outline(District district, Envelope bounds, PreparedGeometry prepared) {}

  Places(List<District> districts, List<Neighbourhood> neighbourhoods) {
    for (District district : districts) {
      Envelope envelope = district.outline().getEnvelopeInternal();
      bounds.expandToInclude(envelope);
      outlines.put(
          district.code(),
          new Outline(district, envelope, PreparedGeometryFactory.prepare(district.outline())));
      districtsByName.put(TurkishText.fold(district.name()), district);
      districtsByName.put(district.code().value(), district);
    }
    for (Neighbourhood neighbourhood : neighbourhoods) {
      neighbourhoodsByName.merge(
          key(TurkishText.words(TurkishText.fold(neighbourhood.name()))),
          List.of(neighbourhood),
          (some, more) ->
              java.util.stream.Stream.concat(some.stream(), more.stream()).distinct().toList());
    }
  }

  /** The district whose outline holds the point (WGS 84, degrees). */
  public Optional<District> at(double lat, double lon) {
    if (!bounds.covers(lon, lat)) {
      return Optional.empty();
    }
    Point point = point(lat, lon);
    for (Outline outline : outlines.values()) {
      if (outline.bounds().covers(lon, lat) && outline.prepared().covers(point)) {
        return Optional.of(outline.district());
      }
    }
    return Optional.empty();
  }

  /** Whether the point lies in any district. */
  public boolean inCity(double lat, double lon) {
    return at(lat, lon).isPresent();
  }

  /** The district nearest to a point that may lie outside; empty only in a city without any. */
  public Optional<District> nearest(double lat, double lon) {
    Point point = point(lat, lon);
    return outlines.values().stream()
        .map(Outline::district)
        .min(Comparator.comparingDouble(district -> district.outline().distance(point)));
  }

  /** West, south, east and north of all outlines, in degrees. */
  public double[] bounds() {
    return new double[] {bounds.getMinX(), bounds.getMinY(), bounds.getMaxX(), bounds.getMaxY()};
  }

  /**
   * The one district a text names: a name or code alone, or with an ending, or inside an address.
   * Empty when none is named, or several are. A street or a neighbourhood that bears a district's
   * name does not name the district.
   */
  public Optional<District> named(String text) {
    List<String> words = TurkishText.words(TurkishText.fold(text));
    var found = new LinkedHashSet<District>();
    for (int at = 0; at < words.size(); at++) {
      District district = byWord(words.get(at));
      if (district != null && !isNamedAfter(words, at)) {
        found.add(district);
      }
    }
    return found.size() == 1 ? Optional.of(found.iterator().next()) : Optional.empty();
  }

  private @Nullable District byWord(String word) {
    District exact = districtsByName.get(word);
    if (exact != null) {
      return exact;
    }
    for (int length = word.length() - 1; length >= 4; length--) {
      District district = districtsByName.get(word.substring(0, length));
      if (district != null && ENDING.matcher(word.substring(length)).matches()) {
        return district;
      }
    }
    return null;
  }

  private static boolean isNamedAfter(List<String> words, int at) {
    return at + 1 < words.size() && NAMED_AFTER.contains(words.get(at + 1));
  }

  /**
   * Every neighbourhood of the name a text gives, alone ({@code Cumhuriyet Mah.}) or inside an
   * address, where only a name followed by "mahallesi" counts. More than one means that the name
   * does not tell the district; a district named beside it does.
   */
  public List<Neighbourhood> neighbourhoods(String text) {
    List<String> words = TurkishText.words(TurkishText.fold(text));
    List<String> alone = words;
    while (!alone.isEmpty() && isQuarter(alone.get(alone.size() - 1))) {
      alone = alone.subList(0, alone.size() - 1);
    }
    List<Neighbourhood> found = neighbourhoodsByName.getOrDefault(key(alone), List.of());
    if (found.isEmpty()) {
      found = insideAddress(words);
    }
    if (found.size() > 1) {
      Optional<District> district = named(text);
      List<Neighbourhood> there =
          found.stream()
              .filter(
                  one -> district.filter(named -> named.code().equals(one.district())).isPresent())
              .toList();
      return there.isEmpty() ? found : there;
    }
    return found;
  }

  private List<Neighbourhood> insideAddress(List<String> words) {
    for (int end = 1; end < words.size(); end++) {
      if (isQuarter(words.get(end))) {
        for (int begin = Math.max(0, end - LONGEST_NAME); begin < end; begin++) {
          List<Neighbourhood> found = neighbourhoodsByName.get(key(words.subList(begin, end)));
          if (found != null) {
            return found;
          }
        }
      }
    }
    return List.of();
  }

  private static boolean isQuarter(String word) {
    return QUARTER.contains(word) || word.startsWith("mahallesi");
  }

  private static String key(List<String> words) {
    return String.join(" ", words);
  }

  private Point point(double lat, double lon) {
    return geometries.createPoint(new Coordinate(lon, lat));
  }
}
