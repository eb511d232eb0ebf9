package alo153.gateway.routes;

import java.time.Duration;
import org.springframework.cloud.gateway.config.HttpClientCustomizer;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.route.builder.RouteLocatorBuilder;
import org.springframework.cloud.gateway.support.RouteMetadataUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;

/**
 * The whole list of what passes through. There is no catch-all: a path that is not listed is either
 * a page or not there.
 */
@Configuration(proxyBeanMethods = false)
class ServiceRoutes {
  /** The one answer without an end. */
  static final String STREAM = "/api/tracking/v1/stream";

  /** The value by which the routing filter knows that there is no limit. */
  private static final int NO_LIMIT = -1;

  private final ServiceInstances services;
  private final RouteTimeouts timeouts;

  ServiceRoutes(ServiceInstances services, RouteTimeouts timeouts) {
    this.services = services;
    this.timeouts = timeouts;
  }

  @Bean
  RouteLocator routes(RouteLocatorBuilder builder) {
    RouteLocatorBuilder.Builder routes = builder.routes();
    route(
        routes,
        "intake-uploads",
        services.intake,
        millis(timeouts.upload()),
        "/api/intake/v1/attachments",
        "/api/intake/cimer/imports");
    route(
        routes,
        "intake",
        services.intake,
        millis(timeouts.response()),
        "/api/intake/**",
        "/open311/**");
    route(routes, "routing", services.routing, millis(timeouts.response()), "/api/routing/**");
    route(routes, "tracking-stream", services.tracking, NO_LIMIT, STREAM);
    route(routes, "tracking", services.tracking, millis(timeouts.response()), "/api/tracking/**");
    route(
        routes,
        "notification",
        services.notification,
        millis(timeouts.response()),
        "/api/notification/**");
    return routes.build();
  }

  private void route(
      RouteLocatorBuilder.Builder routes,
      String id,
      Instances service,
      int responseMillis,
      String... paths) {
    routes.route(
        id,
        route ->
            route
                .path(paths)
                .metadata(InstanceFilter.INSTANCES, service)
                .metadata(RouteMetadataUtils.RESPONSE_TIMEOUT_ATTR, responseMillis)
                .metadata(RouteMetadataUtils.CONNECT_TIMEOUT_ATTR, millis(timeouts.connect()))
                .uri(service.all().get(0).address()));
  }

  private static int millis(Duration duration) {
    return Math.toIntExact(duration.toMillis());
  }

  /**
   * Event loops of this context alone: with the global ones, closing one context of a JVM stops the
   * web servers of its siblings.
   */
  @Bean
  ReactorResourceFactory reactorResources() {
    var resources = new ReactorResourceFactory();
    resources.setUseGlobalResources(false);
    resources.setShutdownQuietPeriod(Duration.ZERO);
    return resources;
  }

  /** The calls to the services share the server's event loops instead of starting their own. */
  @Bean
  HttpClientCustomizer onOurEventLoops(ReactorResourceFactory resources) {
    return client -> client.runOn(resources.getLoopResources());
  }
}
