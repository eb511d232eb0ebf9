package alo153.frame;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The service's own database.
 *
 * @param uri of the MongoDB server or cluster; options in it win
 * @param database its name
 * @param selectionTimeout how long a call waits for a server; then the store is unavailable
 */
@ConfigurationProperties("alo153.store")
@Validated
record StoreSettings(
    @DefaultValue("mongodb://127.0.0.1:8160") @NotBlank String uri,
    @NotBlank String database,
    @DefaultValue("2s") @NotNull Duration selectionTimeout) {}
