package alo153.events.personal;

import org.jspecify.annotations.Nullable;

/**
 * Where it is, as exactly as it was said.
 *
 * @param lat WGS 84 latitude in degrees; null together with {@code lon}
 * @param lon WGS 84 longitude in degrees
 * @param address street, number or landmark as written; null when not said
 * @param district the district as the citizen wrote it; null when not said
 * @param neighbourhood mahalle as written; null when not said
 */
public record Place(
    @Nullable Double lat,
    @Nullable Double lon,
    @Nullable String address,
    @Nullable String district,
    @Nullable String neighbourhood) {
  public Place {
    if ((lat == null) != (lon == null)) {
      throw new IllegalArgumentException("a point has both a latitude and a longitude");
    }
  }

  public boolean hasPoint() {
    return lat != null;
  }
}
