package alo153.gateway.routes;

import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the services listen.
 *
 * @param intake scheme, host and port of the intake service, or of the balancer before several
 * @param routing the same of the routing service
 * @param tracking the same of the tracking service
 * @param notification the same of the notification service
 */
@ConfigurationProperties("gateway.services")
public record ServiceAddresses(
    @DefaultValue("http://127.0.0.1:8154") URI intake,
    @DefaultValue("http://127.0.0.1:8155") URI routing,
    @DefaultValue("http://127.0.0.1:8156") URI tracking,
    @DefaultValue("http://127.0.0.1:8157") URI notification) {}
