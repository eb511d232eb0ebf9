package alo153.intake.in.cimer;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * What an import may be.
 *
 * @param maxSize of the file
 * @param maxRows in it
 */
@ConfigurationProperties("alo153.intake.cimer")
@Validated
public record CimerSettings(
    @DefaultValue("10MB") @NotNull DataSize maxSize,
    @DefaultValue("5000") @Min(1) @Max(100_000) int maxRows) {}
