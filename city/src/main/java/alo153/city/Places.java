package alo153.city;

import alo153.events.DistrictCode;
import alo153.events.DistrictSource;
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
import org.locationtech.jts.operation.distance.DistanceOp;

/** Where things lie: by point, by outline, by name. Safe for many threads. */
public final class Places {
  /** Case endings of place names, folded, and "of the district". */
  private static final Pattern ENDING =
      Pattern.compile("(?:[dt][ae]n?(?:ki)?|[yns]?[iu]n?|[yn]?[ae]|n[dt][ae]n?|l[iu])");

  /**
   * After a name these tell that a road or a quarter is meant, not the district: {@code caddesi},
   * {@code caddesinde}, {@code sokagindaki}. The plural does not: "Hendek sokakları" are the
   * streets of Hendek.
   */
  private static final Pattern NAMED_AFTER =
      Pattern.compile(
          "mah|mh|cad|cd|sok|sk|blv|apt"
              + "|(?:(?:mahalle|cadde)(?:si)?|sokak|sokagi|bulvari?"
              + "|yolu|koprusu|kavsagi|sitesi|apartmani|parki|meydani|deresi)"
              + "(?:n?[dt][ae](?:n|ki)?|n[iu]n|n[iuae]|y[iuae]|n)?");

  /** After a name that is a word too, these tell that the place is meant. */
  private static final Pattern PLACE = Pattern.compile("(?:ilce|belediye|merkez|kaymakam|osb).*");

  /** So does "in" or "from" on the name itself. */
  private static final Pattern THERE = Pattern.compile("[dt][ae]n?(?:ki)?");

  private static final Set<String> QUARTER = Set.of("mah", "mahalle", "mh", "mahallesi");

  private static final int LONGEST_NAME = 5;
  private static final double EARTH_KILOMETRES = 6371;

  /** About 200 m to the north, 150 m to the east: no outline is drawn finer. */
  private static final double EDGE_DEGREES = 0.0018;

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

  /**
   * Whether the point lies in the district, or beside it and so near its edge that the outline does
   * not tell for certain.
   */
  public boolean inOrAtEdge(DistrictCode district, double lat, double lon) {
    Outline outline = outlines.get(district);
    return outline != null
        && outline.district().outline().isWithinDistance(point(lat, lon), EDGE_DEGREES);
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

  /**
   * How far a point lies from the city, in kilometres; 0 inside, and in a city without districts.
   */
  public double kilometresFrom(double lat, double lon) {
    Point point = point(lat, lon);
    return nearest(lat, lon)
        .map(District::outline)
        .map(outline -> DistanceOp.nearestPoints(outline, point))
        .map(ends -> kilometres(ends[0], ends[1]))
        .orElse(0.0);
  }

  /** Along the great circle. */
  private static double kilometres(Coordinate a, Coordinate b) {
    double lat = Math.sin(Math.toRadians(b.y - a.y) / 2);
    double lon = Math.sin(Math.toRadians(b.x - a.x) / 2);
    double h =
        lat * lat + Math.cos(Math.toRadians(a.y)) * Math.cos(Math.toRadians(b.y)) * lon * lon;
    return 2 * EARTH_KILOMETRES * Math.asin(Math.min(1, Math.sqrt(h)));
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
    return named(TurkishText.fold(text), false);
  }

  /**
   * The same in running text, where a name that is a word too counts only in a form that tells:
   * {@code Hendek'te}, {@code hendekte}, {@code Hendek ilçesi}, not {@code hendek açıldı}.
   */
  public Optional<District> mentioned(String text) {
    return named(TurkishText.fold(text), true);
  }

  private Optional<District> named(String folded, boolean runningText) {
    List<String> words = TurkishText.words(folded);
    var found = new LinkedHashSet<District>();
    for (int at = 0; at < words.size(); at++) {
      District district = byWord(words.get(at));
      if (district != null
          && !isNamedAfter(words, at)
          && !(runningText && district.alsoAWord() && isTheWord(district, words, at, folded))) {
        found.add(district);
      }
    }
    return found.size() == 1 ? Optional.of(found.iterator().next()) : Optional.empty();
  }

  /** Whether the word is meant, rather than the district of that name. */
  private static boolean isTheWord(District district, List<String> words, int at, String folded) {
    String name = TurkishText.fold(district.name());
    String word = words.get(at);
    boolean there = word.startsWith(name) && THERE.matcher(word.substring(name.length())).matches();
    boolean place = at + 1 < words.size() && PLACE.matcher(words.get(at + 1)).matches();
    return !there && !place && !folded.contains(name + "'");
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
    return at + 1 < words.size() && NAMED_AFTER.matcher(words.get(at + 1)).matches();
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

  /**
   * Where something is.
   *
   * @param district null when it is unknown or outside
   * @param source what tells
   */
  public record Located(@Nullable DistrictCode district, DistrictSource source) {}

  /**
   * The district of what somebody said about a place: a point alone tells, then the district as it
   * was named, then the address, then the neighbourhood.
   *
   * @param lat latitude of a point on earth; null together with {@code lon}
   * @param lon longitude
   */
  public Located locate(
      @Nullable Double lat,
      @Nullable Double lon,
      @Nullable String district,
      @Nullable String address,
      @Nullable String neighbourhood) {
    if (lat != null && lon != null) {
      return at(lat, lon)
          .map(there -> new Located(there.code(), DistrictSource.POINT))
          .orElse(new Located(null, DistrictSource.OUTSIDE_CITY));
    }
    return Optional.ofNullable(district)
        .flatMap(this::named)
        .map(there -> new Located(there.code(), DistrictSource.STATED))
        .or(
            () ->
                Optional.ofNullable(address)
                    .flatMap(this::named)
                    .map(District::code)
                    .or(() -> Optional.ofNullable(neighbourhood).flatMap(this::districtOf))
                    .map(there -> new Located(there, DistrictSource.ADDRESS)))
        .orElse(new Located(null, DistrictSource.UNKNOWN));
  }

  /** Of a neighbourhood whose name occurs in one district only. */
  private Optional<DistrictCode> districtOf(String neighbourhood) {
    List<DistrictCode> there =
        neighbourhoods(neighbourhood).stream().map(Neighbourhood::district).distinct().toList();
    return there.size() == 1 ? Optional.of(there.get(0)) : Optional.empty();
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
