package alo153.intake.decide;

import alo153.events.DistrictCode;
import alo153.events.DistrictSource;
import alo153.events.RoadClass;
import alo153.events.personal.Place;
import alo153.events.work.Submission;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where it is, checked; and which district that means. */
final class PlaceReader {
  private static final int MAX_ADDRESS = 1000;
  private static final int MAX_NAME = 200;

  /** Nobody lives within a hundred metres of 0,0; broken receivers do. */
  private static final double NOWHERE = 0.001;

  /**
   * So far a neighbour's pothole may lie, or a receiver be wrong; further away is no work of ours.
   */
  private static final double FAR_KILOMETRES = 30;

  private final CityFacts city;
  private final Flaws flaws;
  private final boolean correctable;

  PlaceReader(CityFacts city, Flaws flaws, boolean correctable) {
    this.city = city;
    this.flaws = flaws;
    this.correctable = correctable;
  }

  /**
   * What a location turned out to be.
   *
   * @param place what to keep of it; null when nothing was said
   * @param district null when the place does not tell
   * @param source what the district was taken from
   * @param roadClass null when nobody said so
   */
  record Found(
      @Nullable Place place,
      @Nullable DistrictCode district,
      DistrictSource source,
      @Nullable RoadClass roadClass) {}

  Found read(Submission.@Nullable Location given) {
    if (given == null) {
      return new Found(null, null, DistrictSource.UNKNOWN, null);
    }
    boolean pointUsable = isUsable(given.lat(), given.lon());
    Double lat = pointUsable ? given.lat() : null;
    Double lon = pointUsable ? given.lon() : null;
    String address = line("#/location/address", given.address(), MAX_ADDRESS);
    String districtAsGiven = line("#/location/district", given.district(), MAX_NAME);
    String neighbourhood = line("#/location/neighbourhood", given.neighbourhood(), MAX_NAME);
    RoadClass roadClass = roadClass(given.roadClass());
    var place =
        lat == null && address == null && districtAsGiven == null && neighbourhood == null
            ? null
            : new Place(lat, lon, address, districtAsGiven, neighbourhood);
    if (lat != null && lon != null) {
      Optional<DistrictCode> there = city.districtAt(lat, lon);
      Optional<DistrictCode> chosen =
          named(districtAsGiven).filter(district -> city.mayLieIn(district, lat, lon));
      if (chosen.isPresent() && !chosen.equals(there)) {
        return new Found(place, chosen.get(), DistrictSource.STATED, roadClass);
      }
      return new Found(
          place,
          there.orElse(null),
          there.isPresent() ? DistrictSource.POINT : DistrictSource.OUTSIDE_CITY,
          roadClass);
    }
    Optional<DistrictCode> stated = named(districtAsGiven);
    if (stated.isPresent()) {
      return new Found(place, stated.get(), DistrictSource.STATED, roadClass);
    }
    Optional<DistrictCode> written =
        named(address)
            .or(
                () ->
                    neighbourhood == null
                        ? Optional.empty()
                        : city.districtOfNeighbourhood(neighbourhood));
    return new Found(
        place,
        written.orElse(null),
        written.isPresent() ? DistrictSource.ADDRESS : DistrictSource.UNKNOWN,
        roadClass);
  }

  private Optional<DistrictCode> named(@Nullable String text) {
    return text == null ? Optional.empty() : city.districtNamed(text);
  }

  private @Nullable RoadClass roadClass(@Nullable String given) {
    // any constant will do as the fallback of a flaw: the submission is refused then
    return given == null || given.isBlank()
        ? null
        : Names.read(RoadClass.class, given, RoadClass.SIDE_STREET, "#/location/roadClass", flaws);
  }

  private boolean isUsable(@Nullable Double lat, @Nullable Double lon) {
    if (lat == null && lon == null) {
      return false;
    }
    if (lat == null || lon == null) {
      flaw(
          lat == null ? "#/location/lat" : "#/location/lon",
          "POINT_INCOMPLETE",
          "Enlem ve boylam birlikte verilmeli.",
          "Latitude and longitude come together.");
      return false;
    }
    if (!(Math.abs(lat) <= 90 && Math.abs(lon) <= 180)) {
      flaw(
          "#/location",
          "POINT_NOT_ON_EARTH",
          "Enlem -90 ile 90, boylam -180 ile 180 arasında olmalı.",
          "Latitude is between -90 and 90, longitude between -180 and 180.");
      return false;
    }
    if (Math.abs(lat) < NOWHERE && Math.abs(lon) < NOWHERE) {
      flaw(
          "#/location",
          "POINT_ZERO",
          "Konum 0,0 geldi; cihaz konumu bulamamış olabilir. Konumu yeniden seçin.",
          "The point is 0,0: the device probably found no position. Choose the place again.");
      return false;
    }
    if (city.districtAt(lat, lon).isEmpty() && city.districtAt(lon, lat).isPresent()) {
      flaw(
          "#/location",
          "POINT_SWAPPED",
          "Enlem ile boylam yer değiştirmiş görünüyor.",
          "Latitude and longitude seem to be swapped.");
      return false;
    }
    if (correctable && city.kilometresFromCity(lat, lon) > FAR_KILOMETRES) {
      flaw(
          "#/location",
          "OUTSIDE_CITY",
          "Konum şehrin çok dışında. Konumu yeniden seçin ya da konumsuz gönderin.",
          "The point lies far outside the city. Choose the place again, or send none.");
      return false;
    }
    return true;
  }

  private @Nullable String line(String pointer, @Nullable String given, int max) {
    if (given == null) {
      return null;
    }
    String line = Words.line(given);
    if (line.isEmpty()) {
      return null;
    }
    if (Words.length(line) <= max) {
      return line;
    }
    flaw(pointer, "TOO_LONG", "En fazla " + max + " karakter.", "At most " + max + " characters.");
    return line.substring(0, line.offsetByCodePoints(0, max));
  }

  private void flaw(String pointer, String code, String tr, String en) {
    if (correctable) {
      flaws.add(pointer, code, tr, en);
    }
  }
}
