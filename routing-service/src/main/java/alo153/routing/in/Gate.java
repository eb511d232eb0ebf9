package alo153.routing.in;

import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Lets the handlers write, except for the moment in which rebuilt collections take their place. */
public final class Gate {
  private final ReadWriteLock lock = new ReentrantReadWriteLock(true);

  /** Runs a handler's work. */
  public void pass(Runnable work) {
    lock.readLock().lock();
    try {
      work.run();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Runs something while no handler of this process works. */
  public void closed(Runnable work) {
    lock.writeLock().lock();
    try {
      work.run();
    } finally {
      lock.writeLock().unlock();
    }
  }
}
