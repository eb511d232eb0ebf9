package alo153.frame;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How a service leaves.
 *
 * @param lull how long it still takes requests after it has said that it is not ready; longer than
 *     a gateway or balancer needs to notice
 */
@ConfigurationProperties("alo153.stop")
@Validated
record StopSettings(@DefaultValue("2s") @NotNull Duration lull) {}
