package alo153.city;

import alo153.events.DistrictCode;
import org.locationtech.jts.geom.Geometry;

/**
 * A district (ilçe).
 *
 * @param code its code
 * @param name as people write it
 * @param outline a valid polygon or several, WGS 84, x = longitude; treat as read-only
 * @param centre one of the districts that make up the town itself
 * @param alsoAWord its name means something else too, as Hendek, a ditch: in running text it counts
 *     only where the form tells
 */
public record District(
    DistrictCode code, String name, Geometry outline, boolean centre, boolean alsoAWord) {
  @Override
  public String toString() {
    return code.value();
  }
}
