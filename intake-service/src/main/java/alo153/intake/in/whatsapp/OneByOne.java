package alo153.intake.in.whatsapp;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Mono;

/**
 * Does what concerns the same person one after the other, in the order it was asked for, without
 * holding a thread. Within this process only.
 */
final class OneByOne {
  private static final int QUEUES = 256;

  private final Map<Integer, CompletableFuture<Void>> last = new ConcurrentHashMap<>();

  /**
   * @param key what has to happen one by one; different keys rarely wait for each other
   */
  <T> Mono<T> run(String key, Mono<T> work) {
    return Mono.defer(
        () -> {
          var done = new CompletableFuture<Void>();
          CompletableFuture<Void> before =
              Objects.requireNonNullElseGet(
                  last.put(Math.floorMod(key.hashCode(), QUEUES), done),
                  () -> CompletableFuture.completedFuture(null));
          return Mono.fromFuture(before, true)
              .then(work)
              // who gives up while waiting must not let the next one pass those before
              .doFinally(signal -> before.whenComplete((nothing, failure) -> done.complete(null)));
        });
  }
}
