package alo153.transport;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Puts records on the log and knows when they are there. Of the records of one call that go to one
 * topic under one partition key, none arrives unless those before it did; of personal parts, each
 * of which stands for itself, this holds for those of one key.
 */
public interface EventPublisher {
  /** Callers are answered within three seconds, and the ways to us and back take some of it. */
  Duration PATIENCE = Duration.ofSeconds(2);

  /**
   * Returns when every record is acknowledged by the brokers ({@code acks=all}).
   *
   * @return the offsets of the records, in their order; -1 where the brokers did not say
   * @throws PublishFailedException when one was not acknowledged in time; some of the others may be
   *     there, which is harmless, since a repetition carries the same ids
   */
  List<Long> publishAndWait(List<Outgoing> records);

  /**
   * The same without blocking the caller; fails with {@link PublishFailedException} when it was not
   * acknowledged in time.
   */
  CompletableFuture<Void> publish(List<Outgoing> records);

  /**
   * The same in two steps: the others are sent when the first ones are acknowledged. Records that
   * are sent together may arrive in part when the brokers go; for a caller who may not come again
   * an event must not stand on the log without the parts it names.
   */
  default CompletableFuture<Void> publish(List<Outgoing> first, List<Outgoing> others) {
    return first.isEmpty()
        ? publish(others)
        : publish(first).thenCompose(acknowledged -> publish(others));
  }

  /**
   * The same for somebody who is kept waiting: fails with {@link PublishFailedException} after
   * {@link #PATIENCE}. The records may still arrive, which is harmless, since a repetition carries
   * the same ids.
   */
  default CompletableFuture<Void> publishForCaller(List<Outgoing> first, List<Outgoing> others) {
    return publish(first, others)
        .copy()
        .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionallyCompose(
            e ->
                CompletableFuture.failedFuture(
                    new PublishFailedException("not acknowledged while its caller waits", e)));
  }
}
