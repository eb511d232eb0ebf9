package alo153.notification.out;

import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/** Lets batches through side by side, and none while the files are replaced. */
public final class Gate {
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);

  /** Runs a batch. */
  public <R> R through(Supplier<R> batch) {
    lock.readLock().lock();
    try {
      return batch.get();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Runs work while no batch is under way in this process. */
  <R> R shut(Supplier<R> work) {
    lock.writeLock().lock();
    try {
      return work.get();
    } finally {
      lock.writeLock().unlock();
    }
  }
}
