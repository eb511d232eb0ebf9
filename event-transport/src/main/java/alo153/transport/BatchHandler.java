package alo153.transport;

import java.util.List;

/**
 * What a service does with a batch of readable records, in their order.
 *
 * @param <T> the kind of record
 */
@FunctionalInterface
public interface BatchHandler<T> {
  /**
   * Returns when every effect is durable. Must be idempotent: after a failure the same records come
   * again.
   *
   * @return the records that can not be accepted; empty when all can
   * @throws InfrastructureException (or any failure of Kafka, MongoDB or the network) when
   *     something is not there; the whole batch comes again until it is
   */
  List<Refused<T>> handle(List<Received<T>> batch);
}
