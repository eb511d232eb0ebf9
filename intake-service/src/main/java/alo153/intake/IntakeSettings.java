package alo153.intake;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What all doors share.
 *
 * @param idKey base 64 of at least 16 bytes, the same on every instance: request ids are derived
 *     with it, so it must never change
 * @param city folder of a city pack; null (or empty) is Sakarya's
 * @param patience how long a sender waits for the brokers' acknowledgement; then 503
 * @param remembered how many accepted deliveries this instance keeps in mind to answer repetitions
 */
@ConfigurationProperties("alo153.intake")
@Validated
public record IntakeSettings(
    @NotBlank(message = "is missing: set ALO153_ID_KEY to base 64 of 32 random bytes") String idKey,
    @Nullable Path city,
    @DefaultValue("2s") @NotNull Duration patience,
    @DefaultValue("50000") @Min(1) int remembered) {

  private static final int LEAST_KEY_BYTES = 16;

  public IntakeSettings {
    city = city == null || city.toString().isEmpty() ? null : city;
    if (!idKey.isBlank() && decoded(idKey).length < LEAST_KEY_BYTES) {
      throw new IllegalArgumentException(
          "ALO153_ID_KEY is too short: at least " + LEAST_KEY_BYTES + " bytes in base 64");
    }
  }

  /** The id key as bytes. */
  public byte[] idKeyBytes() {
    return decoded(idKey);
  }

  private static byte[] decoded(String text) {
    try {
      return Base64.getDecoder().decode(text.strip());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("ALO153_ID_KEY is not base 64", e);
    }
  }
}
