package alo153.intake.decide;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Keyed hash of what was written, so that equal content is noticed and nobody can guess it back.
 */
final class ContentHash {
  private static final int BYTES = 16;

  private final Mac mac;

  ContentHash(byte[] key, String purpose) {
    try {
      mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
    add(purpose);
  }

  /** Adds one field; a missing one is not the same as an empty one. */
  ContentHash add(@Nullable Object field) {
    if (field == null) {
      mac.update((byte) '-');
    } else {
      byte[] bytes = field.toString().getBytes(UTF_8);
      mac.update((bytes.length + ":").getBytes(UTF_8));
      mac.update(bytes);
    }
    return this;
  }

  /** 32 hexadecimal digits; to be called once. */
  String end() {
    return HexFormat.of().formatHex(Arrays.copyOf(mac.doFinal(), BYTES));
  }
}
