package alo153.gateway.routes;

import java.net.URI;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the services listen: scheme, host and port of each instance, at least one. Several are
 * written with commas between them; or one address of a balancer that stands before them.
 *
 * @param intake the instances of the intake service
 * @param routing the same of the routing service
 * @param tracking the same of the tracking service
 * @param notification the same of the notification service
 */
@ConfigurationProperties("gateway.services")
public record ServiceAddresses(
    @DefaultValue("http://127.0.0.1:8154") List<URI> intake,
    @DefaultValue("http://127.0.0.1:8155") List<URI> routing,
    @DefaultValue("http://127.0.0.1:8156") List<URI> tracking,
    @DefaultValue("http://127.0.0.1:8157") List<URI> notification) {

  public ServiceAddresses {
    intake = checked("intake", intake);
    routing = checked("routing", routing);
    tracking = checked("tracking", tracking);
    notification = checked("notification", notification);
  }

  private static List<URI> checked(String service, List<URI> addresses) {
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException(
          "gateway.services.%s names no instance".formatted(service));
    }
    for (URI address : addresses) {
      if (address.getScheme() == null || address.getHost() == null) {
        throw new IllegalArgumentException(
            "gateway.services.%s: '%s' is no address such as http://127.0.0.1:8154"
                .formatted(service, address));
      }
    }
    return List.copyOf(addresses);
  }
}
