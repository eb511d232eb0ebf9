package alo153.intake.in;

import alo153.frame.ProblemException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * The header {@code Idempotency-Key}: a structured string ({@code "…"}) as the draft says, or bare
 * as most clients send it; both are the same key.
 */
public final class IdempotencyKey {
  private static final int MAX = 255;
  private static final Pattern BARE =
      Pattern.compile("[\\x21-\\x7E](?:[\\x20-\\x7E]*[\\x21-\\x7E])?");
  private static final Pattern QUOTED =
      Pattern.compile("\"((?:[\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]|\\\\[\"\\\\])*)\"");

  private IdempotencyKey() {}

  /**
   * The key; empty when the header is not there.
   *
   * @throws ProblemException 400 when it is there and no such key
   */
  public static Optional<String> read(@Nullable String header) {
    if (header == null) {
      return Optional.empty();
    }
    String text = header.strip();
    var quoted = QUOTED.matcher(text);
    String key = quoted.matches() ? quoted.group(1).replaceAll("\\\\([\"\\\\])", "$1") : text;
    if (key.length() > MAX || !BARE.matcher(key).matches()) {
      throw ProblemException.of(
              HttpStatus.BAD_REQUEST,
              "idempotency-key-malformed",
              "Idempotency-Key geçersiz",
              "Not a valid Idempotency-Key")
          .withDetail("1 to " + MAX + " printable ASCII characters, quoted or not");
    }
    return Optional.of(key);
  }
}
