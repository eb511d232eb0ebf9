package alo153.frame;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The keys callers show in {@code X-Api-Key}; each may be a comma-separated pair while one replaces
 * the other.
 *
 * @param adapter of channel adapters; null lets none in
 * @param desk of desk staff
 * @param operator of operators
 * @param department of departments, by code
 */
@ConfigurationProperties("alo153.key")
record KeySettings(
    @Nullable String adapter,
    @Nullable String desk,
    @Nullable String operator,
    @DefaultValue Map<String, String> department) {}
