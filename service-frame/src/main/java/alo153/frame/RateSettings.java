package alo153.frame;

import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How often the public may call.
 *
 * @param perMinute calls per minute and address on limited paths
 * @param burst calls at once
 * @param trustForwardedFor whether {@code X-Forwarded-For} names the caller: only behind our own
 *     gateway
 */
@ConfigurationProperties("alo153.rate")
@Validated
record RateSettings(
    @DefaultValue("60") @Min(1) int perMinute,
    @DefaultValue("30") @Min(1) int burst,
    @DefaultValue("true") boolean trustForwardedFor) {}
