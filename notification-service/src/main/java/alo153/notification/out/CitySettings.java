package alo153.notification.out;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Which city this is.
 *
 * @param city folder of a city pack; null for Sakarya's
 */
@ConfigurationProperties("alo153.notification")
public record CitySettings(@Nullable Path city) {
  public CitySettings {
    // an empty setting is an empty path
    city = city == null || city.toString().isEmpty() ? null : city;
  }
}
