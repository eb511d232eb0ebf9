package alo153.notification.out;

import alo153.notification.decide.RetryPolicy;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * When a try that failed is repeated.
 *
 * @param base the width of the first wait; each following one is twice as wide
 * @param cap the widest wait
 * @param unsure how many tries of a message may end without an answer
 * @param patience after the first try; then a message is given up
 */
@ConfigurationProperties("alo153.notification.retry")
@Validated
record RetrySettings(
    @DefaultValue("2s") @NotNull Duration base,
    @DefaultValue("15m") @NotNull Duration cap,
    @DefaultValue("8") @Min(1) int unsure,
    @DefaultValue("24h") @NotNull Duration patience) {

  RetryPolicy policy() {
    return new RetryPolicy(base, cap, unsure, patience);
  }
}
