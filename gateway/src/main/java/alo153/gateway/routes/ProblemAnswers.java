package alo153.gateway.routes;

import alo153.gateway.pages.PageShell;
import io.netty.handler.timeout.ReadTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.webflux.error.ErrorWebExceptionHandler;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquireTimeoutException;

/**
 * Turns whatever went wrong into an answer the caller can act on. A service that is down or slow is
 * the caller's cue to try again; it is never a bare 500.
 */
@Component
@Order(-2)
class ProblemAnswers implements ErrorWebExceptionHandler {
  private static final Logger log = LoggerFactory.getLogger(ProblemAnswers.class);

  private final RouteTimeouts timeouts;
  private final PageShell shell;

  ProblemAnswers(RouteTimeouts timeouts, PageShell shell) {
    this.timeouts = timeouts;
    this.shell = shell;
  }

  @Override
  public Mono<Void> handle(ServerWebExchange exchange, Throwable failure) {
    ServerHttpResponse response = exchange.getResponse();
    if (response.isCommitted()) {
      return Mono.error(failure);
    }
    Problem problem = problem(failure);
    if (problem.status() == HttpStatus.NOT_FOUND && shell.isForPeople(exchange.getRequest())) {
      return shell.write(exchange, HttpStatus.NOT_FOUND);
    }
    String traceId = UUID.randomUUID().toString().replace("-", "");
    note(exchange, problem, traceId, failure);
    return answer(response, problem, traceId);
  }

  private Problem problem(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ErrorResponse response) {
        HttpStatus status = HttpStatus.resolve(response.getStatusCode().value());
        return status == HttpStatus.GATEWAY_TIMEOUT
            ? Problem.late(retryAfter())
            : Problem.of(status == null ? HttpStatus.INTERNAL_SERVER_ERROR : status);
      }
      if (isOutage(cause)) {
        return Problem.unavailable(retryAfter());
      }
    }
    return Problem.of(HttpStatus.INTERNAL_SERVER_ERROR);
  }

  /** Spread around what is set, so that those who were refused together do not come together. */
  private Duration retryAfter() {
    long middle = timeouts.retryAfter().toMillis();
    long spread = middle / 2 + ThreadLocalRandom.current().nextLong(middle + 1);
    return Duration.ofSeconds(Math.max(1, Math.round(spread / 1_000.0)));
  }

  private static boolean isOutage(Throwable cause) {
    return Failed.of(cause) != null
        || cause instanceof ReadTimeoutException
        || cause instanceof PoolAcquireTimeoutException;
  }

  private static Mono<Void> answer(ServerHttpResponse response, Problem problem, String traceId) {
    response.setStatusCode(problem.status());
    HttpHeaders headers = response.getHeaders();
    headers.clear();
    headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
    headers.setCacheControl("no-store");
    if (problem.retryAfter() != null) {
      headers.set(HttpHeaders.RETRY_AFTER, Long.toString(problem.retryAfter().toSeconds()));
    }
    byte[] document = problem.json(traceId).getBytes(StandardCharsets.UTF_8);
    return response.writeWith(Mono.just(response.bufferFactory().wrap(document)));
  }

  /** Names the route, never the path: a path may hold a tracking code. */
  private static void note(
      ServerWebExchange exchange, Problem problem, String traceId, Throwable failure) {
    @Nullable Route route = exchange.getAttribute(ServerWebExchangeUtils.GATEWAY_ROUTE_ATTR);
    String where = route == null ? "no route" : route.getId();
    if (problem.retryAfter() != null) {
      log.warn(
          "{} [{}]: {} ({}); told the caller to retry in {}",
          where,
          traceId,
          problem.title(),
          failure.getClass().getSimpleName(),
          problem.retryAfter());
    } else if (problem.status().is5xxServerError()) {
      log.error(
          "{} [{}]: unexpected failure; told the caller so",
          where,
          traceId,
          new WithoutCheckpoints(failure));
    }
  }

  /** A failure without the checkpoints that WebFlux hangs on it: those name the path. */
  private static final class WithoutCheckpoints extends Throwable {
    private static final long serialVersionUID = 1L;

    private WithoutCheckpoints(Throwable failure) {
      super(
          failure.toString(),
          failure.getCause() == null ? null : new WithoutCheckpoints(failure.getCause()),
          false,
          true);
      setStackTrace(failure.getStackTrace());
    }

    @Override
    public String toString() {
      return String.valueOf(getMessage());
    }
  }
}
