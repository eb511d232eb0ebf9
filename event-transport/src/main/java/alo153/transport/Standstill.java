package alo153.transport;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * The moment in which no instance of a service goes on from a fixed position of the log, so that
 * what the service keeps can be compared and replaced.
 */
public interface Standstill {
  /**
   * Asked before a batch is handled, afresh every time.
   *
   * @param topics of the batch
   * @return empty when all of it may be handled
   * @throws InfrastructureException when nobody can say at the moment
   */
  Optional<Bound> bound(Collection<String> topics);

  /** Up to where records may be handled. */
  interface Bound {
    boolean allows(Origin record);

    /**
     * Tells that everything before these offsets is durable.
     *
     * @param next by {@code topic/partition}
     */
    void reached(Map<String, Long> next);

    /**
     * Blocks until the bound is gone or has moved.
     *
     * @throws InfrastructureException when that takes long; the batch is then repeated
     */
    void awaitChange();
  }
}
