package alo153.tracking.in;

import alo153.tracking.out.Rebuild;
import alo153.transport.LogRecord;
import alo153.transport.Received;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Up to where this instance has taken the log, and a way to hold it there: a rebuild compares and
 * switches while no batch is under way.
 */
public final class Positions implements Rebuild.Live {
  private final Map<String, Long> next = new ConcurrentHashMap<>();
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);

  /** Runs a batch; not while somebody holds the log still. */
  <R> R duringBatch(List<Received<LogRecord>> batch, java.util.function.Supplier<R> work) {
    lock.readLock().lock();
    try {
      R result = work.get();
      for (Received<LogRecord> record : batch) {
        next.merge(
            record.origin().topic() + "/" + record.origin().partition(),
            record.origin().offset() + 1,
            Math::max);
      }
      return result;
    } finally {
      lock.readLock().unlock();
    }
  }

  @Override
  public <R> R heldStill(java.util.function.Supplier<R> work) {
    lock.writeLock().lock();
    try {
      return work.get();
    } finally {
      lock.writeLock().unlock();
    }
  }

  @Override
  public Map<String, Long> taken() {
    return Map.copyOf(next);
  }
}
