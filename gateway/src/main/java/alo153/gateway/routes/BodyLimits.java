package alo153.gateway.routes;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much one request may carry; the services have narrower limits of their own.
 *
 * @param document a JSON or form body; a provider's webhook may bundle up to 3 MB
 * @param upload anything else: photos, and the files staff import
 */
@ConfigurationProperties("gateway.limits")
public record BodyLimits(
    @DefaultValue("4MB") DataSize document, @DefaultValue("12MB") DataSize upload) {}
