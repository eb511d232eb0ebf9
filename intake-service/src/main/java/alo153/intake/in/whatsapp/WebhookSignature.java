package alo153.intake.in.whatsapp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Whether Meta sent these bytes: {@code X-Hub-Signature-256} is an HMAC over the body exactly as it
 * came. A JSON that is read and printed again no longer fits as soon as it holds a Turkish letter.
 */
final class WebhookSignature {
  static final String HEADER = "X-Hub-Signature-256";
  private static final String PREFIX = "sha256=";

  private final List<byte[]> secrets;

  /** Two secrets are valid while one replaces the other; without any nothing is valid. */
  WebhookSignature(String secret, String previous) {
    this.secrets =
        Stream.of(secret, previous)
            .map(String::strip)
            .filter(it -> !it.isEmpty())
            .map(it -> it.getBytes(UTF_8))
            .toList();
  }

  boolean isValid(byte[] body, @Nullable String header) {
    if (header == null || !header.startsWith(PREFIX)) {
      return false;
    }
    byte[] shown;
    try {
      shown = HexFormat.of().parseHex(header.substring(PREFIX.length()).strip());
    } catch (IllegalArgumentException e) {
      return false;
    }
    boolean valid = false;
    for (byte[] secret : secrets) {
      valid |= MessageDigest.isEqual(sign(secret, body), shown);
    }
    return valid;
  }

  static byte[] sign(byte[] secret, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return mac.doFinal(body);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
