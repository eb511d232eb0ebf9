package alo153.gateway.routes;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long we wait for a service before the caller is told to come back, and for callers at the
 * end.
 *
 * @param connect until the connection stands
 * @param response from the first byte passed on until the answer begins
 * @param upload the same for files: it includes the time a weak phone signal needs for the photo
 * @param retryAfter when callers may try again: {@code Retry-After} says between half of it and
 *     half as much again
 * @param lull how long a gateway that is stopping still takes requests, after it has said that it
 *     is not ready
 */
@ConfigurationProperties("gateway.timeouts")
public record RouteTimeouts(
    @DefaultValue("1s") Duration connect,
    @DefaultValue("8s") Duration response,
    @DefaultValue("2m") Duration upload,
    @DefaultValue("5s") Duration retryAfter,
    @DefaultValue("1s") Duration lull) {}
