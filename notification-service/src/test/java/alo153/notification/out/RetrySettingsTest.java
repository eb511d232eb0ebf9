package alo153.notification.out;

import static org.assertj.core.api.Assertions.assertThat;

import alo153.notification.decide.RetryPolicy;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class RetrySettingsTest {

  @Test
  void whoSaysNothingHasTheUsualPolicy() {
    assertThat(bound(Map.of())).isEqualTo(RetryPolicy.USUAL);
  }

  @Test
  void eachPartCanBeSaid() {
    assertThat(
            bound(
                Map.of(
                    "alo153.notification.retry.base", "500ms",
                    "alo153.notification.retry.cap", "3s",
                    "alo153.notification.retry.unsure", "4",
                    "alo153.notification.retry.patience", "1h")))
        .isEqualTo(
            new RetryPolicy(Duration.ofMillis(500), Duration.ofSeconds(3), 4, Duration.ofHours(1)));
  }

  private static RetryPolicy bound(Map<String, String> settings) {
    return new Binder(new MapConfigurationPropertySource(settings))
        .bindOrCreate("alo153.notification.retry", RetrySettings.class)
        .policy();
  }
}
