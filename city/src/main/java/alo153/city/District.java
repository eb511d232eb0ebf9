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
 */
public record District(DistrictCode code, String name, Geometry outline, boolean centre) {
  @Override
  public String toString() {
    return code.value();
  }
}
