package alo153.proving.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something a client wants done once, however often it has to ask.
 *
 * @param number unique in its ledger
 * @param door how it goes in
 * @param key what makes a repetition the same: Idempotency-Key, the provider's message id, a
 *     Message-ID, CİMER's number
 * @param text the citizen's words, with something in it that no other operation has
 * @param about the request a {@link Door#MESSAGE} is about; null for all others
 * @param more what a submission says beside its words and its sender, as the API names it; the
 *     ledger does not keep it
 */
public record Operation(
    long number,
    Door door,
    String key,
    String text,
    @Nullable String about,
    Map<String, Object> more) {

  public Operation {
    more = Map.copyOf(more);
  }

  /** With nothing said beside. */
  public Operation(long number, Door door, String key, String text, @Nullable String about) {
    this(number, door, key, text, about, Map.of());
  }

  /** The same, with more said; heard at the doors {@link Door#WEB} and {@link Door#MOBILE}. */
  public Operation with(Map<String, Object> fields) {
    return new Operation(number, door, key, text, about, fields);
  }

  /** SHA-256 of the words, hexadecimal: what arrives must be this. */
  public String contentHash() {
    return contentHash(text);
  }

  /** A mobile number of nobody else in this ledger. */
  public String phone() {
    return "+9053%08d".formatted(number % 100_000_000L);
  }

  static String contentHash(String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
