package alo153.gateway.routes;

import alo153.gateway.routes.Instances.Instance;
import alo153.gateway.routes.Instances.State;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.filter.RouteToRequestUrlFilter;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Sends a request to one instance of its service, and to the next one where that is harmless:
 * always when nothing was sent yet, and once when a reading request was cut. A writing request that
 * was cut is the caller's to repeat, under the same key.
 */
@Component
class InstanceFilter implements GlobalFilter, Ordered {
  /** The route's metadata that holds its {@link Instances}. */
  static final String INSTANCES = "instances";

  /**
   * How long after a request came the next instance is still tried, so that with the last connect
   * timeout the caller hears within three seconds that nobody is there.
   */
  private static final Duration LAST_TRY = Duration.ofMillis(1_500);

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
    Route route = exchange.getAttribute(ServerWebExchangeUtils.GATEWAY_ROUTE_ATTR);
    if (route == null || !(route.getMetadata().get(INSTANCES) instanceof Instances instances)) {
      return chain.filter(exchange);
    }
    var noted = new NotedBody(exchange.getRequest());
    var passage =
        new Passage(
            exchange.mutate().request(noted).build(),
            noted,
            chain,
            instances.inTurn(),
            System.nanoTime());
    return passage.attempt(0, true);
  }

  @Override
  public int getOrder() {
    return RouteToRequestUrlFilter.ROUTE_TO_URL_FILTER_ORDER + 1;
  }

  /** One request on its way. */
  private record Passage(
      ServerWebExchange exchange,
      NotedBody body,
      GatewayFilterChain chain,
      List<Instance> instances,
      long began) {

    /**
     * @param number counts the tries, from 0
     * @param mayRepeat whether it was not repeated yet after its connection had stood
     */
    private Mono<Void> attempt(int number, boolean mayRepeat) {
      Instance instance = instances.get(number % instances.size());
      aimAt(instance.address());
      return chain
          .filter(exchange)
          .onErrorResume(failure -> goOn(failure, instance, number, mayRepeat));
    }

    private Mono<Void> goOn(Throwable failure, Instance instance, int number, boolean mayRepeat) {
      @Nullable Failed failed = Failed.of(failure);
      if (failed == Failed.TO_CONNECT) {
        instance.seen(State.AWAY);
      }
      if (failed == null || exchange.getResponse().isCommitted()) {
        return Mono.error(failure);
      }
      boolean again =
          switch (failed) {
            case TO_CONNECT -> number + 1 < instances.size() && !isLate();
            case BEFORE_IT_WAS_SENT -> mayRepeat && (isReading() || !body.isTaken());
            case AFTER_IT_WAS_SENT -> mayRepeat && isReading();
          };
      if (!again) {
        return Mono.error(failure);
      }
      ServerWebExchangeUtils.reset(exchange);
      return attempt(number + 1, mayRepeat && failed == Failed.TO_CONNECT);
    }

    private boolean isLate() {
      return System.nanoTime() - began > LAST_TRY.toNanos();
    }

    private boolean isReading() {
      HttpMethod method = exchange.getRequest().getMethod();
      return method == HttpMethod.GET || method == HttpMethod.HEAD;
    }

    private void aimAt(URI instance) {
      URI asked = exchange.getRequiredAttribute(ServerWebExchangeUtils.GATEWAY_REQUEST_URL_ATTR);
      String query = asked.getRawQuery();
      exchange
          .getAttributes()
          .put(
              ServerWebExchangeUtils.GATEWAY_REQUEST_URL_ATTR,
              URI.create(
                  instance.getScheme()
                      + "://"
                      + instance.getRawAuthority()
                      + asked.getRawPath()
                      + (query == null ? "" : "?" + query)));
    }
  }

  /** Knows whether somebody has begun to read the body: what was read can not be sent twice. */
  private static final class NotedBody extends ServerHttpRequestDecorator {
    private volatile boolean taken;

    private NotedBody(ServerHttpRequest request) {
      super(request);
    }

    @Override
    public Flux<DataBuffer> getBody() {
      return super.getBody().doOnSubscribe(subscription -> taken = true);
    }

    private boolean isTaken() {
      return taken;
    }
  }
}
