package alo153.notification.out;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Standard Webhooks 1.0.0: HMAC-SHA-256 over {@code id.timestamp.body}. */
public final class WebhookSignature {
  private static final String PREFIX = "whsec_";

  private final List<byte[]> keys;

  /**
   * @param secrets one or more, separated by spaces; each signs, so that keys can be exchanged
   * @throws IllegalArgumentException when one is not {@code whsec_} and 24 to 64 bytes in base 64
   */
  public WebhookSignature(String secrets) {
    this.keys = Arrays.stream(secrets.split(" ")).map(WebhookSignature::key).toList();
  }

  private static byte[] key(String secret) {
    if (!secret.startsWith(PREFIX)) {
      throw new IllegalArgumentException("a webhook secret begins with whsec_");
    }
    byte[] key = Base64.getDecoder().decode(secret.substring(PREFIX.length()));
    if (key.length < 24 || key.length > 64) {
      throw new IllegalArgumentException("a webhook secret has 24 to 64 bytes");
    }
    return key;
  }

  /** The value of {@code webhook-signature}. */
  public String sign(String id, long timestamp, byte[] body) {
    var content = new ByteArrayOutputStream(body.length + 64);
    content.writeBytes((id + "." + timestamp + ".").getBytes(UTF_8));
    content.writeBytes(body);
    byte[] signed = content.toByteArray();
    return keys.stream()
        .map(key -> "v1," + Base64.getEncoder().encodeToString(mac(key, signed)))
        .collect(Collectors.joining(" "));
  }

  private static byte[] mac(byte[] key, byte[] content) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(content);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
