package alo153.intake.out;

import alo153.transport.EventPublisher;
import alo153.transport.Outgoing;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The one way from the doors to the log: acknowledged by the brokers in time, or {@link
 * UnavailableException}. After some failures in a row the breaker answers at once instead of
 * letting everybody wait, and tries again after a moment.
 */
public final class LogGate {
  private final EventPublisher publisher;
  private final Duration patience;
  private final CircuitBreaker breaker;

  /**
   * @param publisher to the brokers
   * @param patience how long a sender may wait for the acknowledgement
   */
  public LogGate(EventPublisher publisher, Duration patience) {
    this.publisher = publisher;
    this.patience = patience;
    this.breaker =
        CircuitBreaker.of(
            "intake-log",
            CircuitBreakerConfig.custom()
                .slidingWindowType(SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(20)
                .minimumNumberOfCalls(5)
                .failureRateThreshold(50)
                .waitDurationInOpenState(Duration.ofSeconds(2))
                .permittedNumberOfCallsInHalfOpenState(3)
                // by a timer: by the time of day it would stay open when that is set back
                .automaticTransitionFromOpenToHalfOpenEnabled(true)
                .build());
  }

  /** For meters. */
  public CircuitBreaker breaker() {
    return breaker;
  }

  /** Completes when every record is acknowledged. */
  public Mono<Void> write(List<Outgoing> records) {
    return write(List.of(), records);
  }

  /**
   * Completes when every record is acknowledged; none of them is sent before the first ones are.
   * What is sent together may arrive in part when the brokers go.
   */
  public Mono<Void> write(List<Outgoing> first, List<Outgoing> records) {
    return Mono.defer(
        () -> {
          try {
            breaker.acquirePermission();
          } catch (CallNotPermittedException e) {
            return Mono.error(new UnavailableException("the log was away a moment ago", e));
          }
          long begin = System.nanoTime();
          // failures as values: one that comes after the sender has hung up is nobody's any more
          CompletableFuture<Optional<Throwable>> done =
              publisher
                  .publish(first, records)
                  .copy()
                  .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                  .handle((nothing, failure) -> Optional.ofNullable(failure));
          return Mono.fromFuture(done, true)
              // not on the producer's own thread: it has acknowledgements to read
              .publishOn(Schedulers.parallel())
              .doOnCancel(breaker::releasePermission)
              .flatMap(
                  failure -> {
                    long took = System.nanoTime() - begin;
                    if (failure.isEmpty()) {
                      breaker.onSuccess(took, TimeUnit.NANOSECONDS);
                      return Mono.empty();
                    }
                    breaker.onError(took, TimeUnit.NANOSECONDS, failure.get());
                    return Mono.error(
                        new UnavailableException(
                            "the log did not acknowledge in time", failure.get()));
                  });
        });
  }
}
