package alo153.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * A department of the municipality or an outside institution, as the city pack names it.
 *
 * @param value lower case, such as {@code yol-bakim} or {@code sedas}; never null
 */
public record OwnerCode(@JsonValue String value) implements Comparable<OwnerCode> {
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public OwnerCode {
    Codes.check("an owner code", value);
  }

  /** Whether a text can be such a code. */
  public static boolean isCode(String text) {
    return Codes.isCode(text);
  }

  @Override
  public int compareTo(OwnerCode other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
