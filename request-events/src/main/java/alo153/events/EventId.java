package alo153.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Names one event. Derived from its cause, so doing a thing twice gives the same event and readers
 * can drop the second.
 *
 * @param value 26 capitals and digits; never null
 */
public record EventId(@JsonValue String value) {
  private static final int LENGTH = 26;

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public EventId {
    if (!CrockfordBase32.isCanonical(value, LENGTH)) {
      throw new IllegalArgumentException("an event id is 26 symbols of Crockford's base 32");
    }
  }

  /**
   * @param type the event's type name, such as {@link RequestAssigned#TYPE}
   * @param requestId the request it happened to
   * @param cause what made it happen: the id of the causing event, an update's id, a deadline's
   *     name …; the same cause always in the same order
   */
  public static EventId derive(String type, RequestId requestId, String... cause) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      add(digest, type);
      add(digest, requestId.value());
      for (String part : cause) {
        add(digest, part);
      }
      return new EventId(CrockfordBase32.encode(Arrays.copyOf(digest.digest(), 16)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static void add(MessageDigest digest, String part) {
    byte[] bytes = part.getBytes(UTF_8);
    digest.update((bytes.length + ":").getBytes(UTF_8));
    digest.update(bytes);
  }

  @Override
  public String toString() {
    return value;
  }
}
