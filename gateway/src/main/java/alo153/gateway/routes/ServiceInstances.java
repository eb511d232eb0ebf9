package alo153.gateway.routes;

import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** The instances behind the routes. */
@Component
final class ServiceInstances {
  final Instances intake;
  final Instances routing;
  final Instances tracking;
  final Instances notification;

  ServiceInstances(ServiceAddresses addresses) {
    intake = new Instances("intake", addresses.intake());
    routing = new Instances("routing", addresses.routing());
    tracking = new Instances("tracking", addresses.tracking());
    notification = new Instances("notification", addresses.notification());
  }

  Stream<Instances> all() {
    return Stream.of(intake, routing, tracking, notification);
  }
}
