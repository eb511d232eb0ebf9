package alo153.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * A district (ilçe) of the city, as the city pack names it.
 *
 * @param value lower case, such as {@code adapazari}; never null
 */
public record DistrictCode(@JsonValue String value) implements Comparable<DistrictCode> {
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public DistrictCode {
    Codes.check("a district code", value);
  }

  @Override
  public int compareTo(DistrictCode other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
