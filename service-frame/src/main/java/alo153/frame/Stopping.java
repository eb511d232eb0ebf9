package alo153.frame;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Lets a service leave without cutting anybody off. Its readiness turns first (Spring Boot does
 * that); then it goes on taking requests for a lull, in which whoever sends them notices and every
 * answer closes its connection, so that no request comes on a connection that is about to end. Only
 * then the consumers end, and the port is closed when what is in flight has been answered.
 */
public final class Stopping
    implements SmartLifecycle, WebFilter, Ordered, ApplicationListener<ContextClosedEvent> {
  private final ApplicationContext context;
  private final Duration lull;
  private final Sinks.Empty<Void> begun = Sinks.empty();
  private volatile boolean leaving;
  private volatile boolean running;

  Stopping(ApplicationContext context, Duration lull) {
    this.context = context;
    this.lull = lull;
  }

  /** Completes when the service begins to stop: streams without an end are to end with it. */
  public Mono<Void> begins() {
    return begun.asMono();
  }

  /** The binders' contexts are children of ours, and their ends are told to us too. */
  @Override
  public void onApplicationEvent(ContextClosedEvent closed) {
    if (closed.getApplicationContext() == context) {
      leaving = true;
      begun.tryEmitEmpty();
    }
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
    return chain.filter(exchange);
  }

  @Override
  public void start() {
    running = true;
  }

  /** In the first phase of all, so that everything else goes on until the lull is over. */
  @Override
  public void stop(Runnable done) {
    running = false;
    CompletableFuture.delayedExecutor(lull.toMillis(), TimeUnit.MILLISECONDS).execute(done);
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
