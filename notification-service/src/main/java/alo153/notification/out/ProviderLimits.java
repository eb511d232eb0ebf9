package alo153.notification.out;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How hard a provider may be pressed.
 *
 * @param concurrency calls under way at once
 * @param perSecond messages in a second; 0 for as many as go
 * @param timeout how long a call may take; then nobody knows what became of it, and the breaker
 *     counts a failure
 */
public record ProviderLimits(
    @DefaultValue("16") @Min(1) int concurrency,
    @DefaultValue("0") @Min(0) int perSecond,
    @DefaultValue("10s") @NotNull Duration timeout) {}
