package alo153.transport;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Puts records on the log and knows when they are there. */
public interface EventPublisher {
  /**
   * Returns when every record is acknowledged by the brokers ({@code acks=all}).
   *
   * @throws PublishFailedException when one was not acknowledged in time; some of the others may be
   *     there, which is harmless, since a repetition carries the same ids
   */
  void publishAndWait(List<Outgoing> records);

  /**
   * The same without blocking the caller; fails with {@link PublishFailedException} within the
   * delivery timeout.
   */
  CompletableFuture<Void> publish(List<Outgoing> records);
}
