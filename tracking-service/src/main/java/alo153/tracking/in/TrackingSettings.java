package alo153.tracking.in;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How tracking behaves.
 *
 * @param holdUpdates how long an update that is ahead of the log waits for it
 * @param sweep how often the clocks and the held updates are looked at
 * @param sweepPage how many cases are looked at together
 * @param count how often the cases are counted for the meters
 * @param keepContacts how long calls and conversations are kept; never longer than their topic
 * @param rebuildPatience how long a rebuild waits for the service to catch up with the log
 * @param rebuildCases how many cases a rebuild keeps in memory; 0 for what an eighth of it holds
 */
@ConfigurationProperties("alo153.tracking")
@Validated
public record TrackingSettings(
    @DefaultValue("10m") @NotNull Duration holdUpdates,
    @DefaultValue("1s") @NotNull Duration sweep,
    @DefaultValue("200") @Min(1) @Max(5000) int sweepPage,
    @DefaultValue("5m") @NotNull Duration count,
    @DefaultValue("90d") @NotNull Duration keepContacts,
    @DefaultValue("2m") @NotNull Duration rebuildPatience,
    @DefaultValue("0") @Min(0) int rebuildCases) {}
