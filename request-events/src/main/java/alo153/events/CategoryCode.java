package alo153.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * A topic of requests, as the city pack names it.
 *
 * @param value lower case, such as {@code road.pothole}; never null
 */
public record CategoryCode(@JsonValue String value) implements Comparable<CategoryCode> {
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public CategoryCode {
    Codes.check("a category code", value);
  }

  @Override
  public int compareTo(CategoryCode other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
