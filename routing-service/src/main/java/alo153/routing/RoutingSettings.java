package alo153.routing;

import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How routing works.
 *
 * @param city folder of a city pack; null or empty for Sakarya's
 * @param wordsPatience how long a batch waits for words that are on their way before it is put back
 * @param wordsCap after which time without any sign of them a request is routed without its words
 * @param wordsKeptAfterEnd how long words stay after a request has ended
 * @param rulesRefresh how soon another instance's activation of a rule set is seen
 */
@ConfigurationProperties("alo153.routing")
@Validated
public record RoutingSettings(
    @Nullable Path city,
    @DefaultValue("2s") @NotNull Duration wordsPatience,
    @DefaultValue("60s") @NotNull Duration wordsCap,
    @DefaultValue("30d") @NotNull Duration wordsKeptAfterEnd,
    @DefaultValue("5s") @NotNull Duration rulesRefresh) {}
