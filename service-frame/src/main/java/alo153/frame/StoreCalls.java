package alo153.frame;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** For handlers that block until the store has it. Never on a Netty thread. */
public final class StoreCalls {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private StoreCalls() {}

  /**
   * The first value, if any.
   *
   * @throws StoreUnavailableException when the store does not answer in time
   */
  public static <T> Optional<T> await(Publisher<T> call) {
    try {
      return Mono.from(call).blockOptional(PATIENCE);
    } catch (IllegalStateException e) {
      throw unavailable(e);
    }
  }

  /**
   * All values.
   *
   * @throws StoreUnavailableException when the store does not answer in time
   */
  public static <T> List<T> awaitAll(Publisher<T> call) {
    try {
      List<T> all = Flux.from(call).collectList().block(PATIENCE);
      return all == null ? List.of() : all;
    } catch (IllegalStateException e) {
      throw unavailable(e);
    }
  }

  private static RuntimeException unavailable(IllegalStateException e) {
    return e.getMessage() != null && e.getMessage().startsWith("Timeout on blocking")
        ? new StoreUnavailableException(
            "the store did not answer within " + PATIENCE.toSeconds() + " s", e)
        : e;
  }
}
