package alo153.gateway.routes;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Lets the gateway leave without cutting anybody off: its readiness turns first, and for a lull it
 * goes on while every answer closes its connection. Streams end at once, since they never would;
 * whoever reads one comes back by itself.
 */
@Component
class Leaving
    implements SmartLifecycle, WebFilter, Ordered, ApplicationListener<ContextClosedEvent> {
  private final RouteTimeouts timeouts;
  private final Sinks.Empty<Void> begun = Sinks.empty();
  private volatile boolean leaving;
  private volatile boolean running;

  Leaving(RouteTimeouts timeouts) {
    this.timeouts = timeouts;
  }

  @Override
  public void onApplicationEvent(ContextClosedEvent closed) {
    leaving = true;
    begun.tryEmitEmpty();
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    ServerHttpResponse response = exchange.getResponse();
    response.beforeCommit(
        () -> {
          if (leaving) {
            response.getHeaders().set(HttpHeaders.CONNECTION, "close");
          }
          return Mono.empty();
        });
    Mono<Void> answered = chain.filter(exchange);
    return exchange.getRequest().getPath().value().equals(ServiceRoutes.STREAM)
        ? answered.takeUntilOther(begun.asMono())
        : answered;
  }

  @Override
  public void start() {
    running = true;
  }

  /** In the first phase of all, so that everything else goes on until the lull is over. */
  @Override
  public void stop(Runnable done) {
    running = false;
    CompletableFuture.delayedExecutor(timeouts.lull().toMillis(), TimeUnit.MILLISECONDS)
        .execute(done);
  }

  @Override
  public void stop() {
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE;
  }
}
