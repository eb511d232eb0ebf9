package alo153.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Names one citizen request for ever: 128 bits as 26 symbols of Crockford's base 32. Key of every
 * record in the log.
 *
 * @param value 26 capitals and digits; never null
 */
public record RequestId(@JsonValue String value) implements Comparable<RequestId> {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int LENGTH = 26;

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public RequestId {
    if (!CrockfordBase32.isCanonical(value, LENGTH)) {
      throw new IllegalArgumentException("a request id is 26 symbols of Crockford's base 32");
    }
  }

  /** For a submission that carries no key of its own: every call is a new request. */
  public static RequestId random() {
    byte[] bytes = new byte[16];
    RANDOM.nextBytes(bytes);
    return new RequestId(CrockfordBase32.encode(bytes));
  }

  /**
   * The same submission gives the same id on any instance, so a repeated delivery collapses (keyed,
   * so that nobody can compute an id from a known message id).
   *
   * @param secret the deployment's id key, at least 16 bytes
   * @param channel the door
   * @param account the mailbox, business number, adapter or API key the message came in by
   * @param messageKey the client's Idempotency-Key or the provider's own message id
   */
  public static RequestId derive(
      byte[] secret, Channel channel, String account, String messageKey) {
    if (secret.length < 16) {
      throw new IllegalArgumentException("the id key must have at least 16 bytes");
    }
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      for (String part : new String[] {channel.name(), account, messageKey}) {
        byte[] bytes = part.getBytes(UTF_8);
        mac.update((bytes.length + ":").getBytes(UTF_8));
        mac.update(bytes);
      }
      return new RequestId(CrockfordBase32.encode(Arrays.copyOf(mac.doFinal(), 16)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  /** What the citizen reads out to ask for this request. */
  public TrackingCode trackingCode() {
    return TrackingCode.of(this);
  }

  @Override
  public int compareTo(RequestId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
