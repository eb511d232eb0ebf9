package alo153.proving.sabotage;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Work a service believes to be done. It is public, and speaks in the JDK's words only, since
 * changed classes of any loader call it.
 */
public final class Later {
  /** How long work waits in memory: long enough that a kill finds some. */
  static final Duration DELAY = Duration.ofSeconds(1);

  // one thread and one delay, so that the order stays: what is wrong is the commit, nothing else
  private static final ScheduledExecutorService WORKER =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            var thread = new Worker(task);
            thread.setDaemon(true);
            return thread;
          });

  private static final class Worker extends Thread {
    Worker(Runnable task) {
      super(task, "sabotage-later");
    }
  }

  private Later() {}

  /**
   * @param method that was called
   * @param on the object it was called on
   * @param arguments of the call
   * @return whether the call is done for the caller; false when it is the later call itself
   */
  public static boolean takes(Method method, Object on, Object[] arguments) {
    if (Thread.currentThread() instanceof Worker) {
      return false;
    }
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    WORKER.schedule(
        () -> work(method, on, arguments, loader), DELAY.toMillis(), TimeUnit.MILLISECONDS);
    return true;
  }

  /** Nobody is left who could repeat what fails now: that is the fault. */
  private static void work(Method method, Object on, Object[] arguments, ClassLoader loader) {
    Thread.currentThread().setContextClassLoader(loader);
    try {
      method.setAccessible(true);
      method.invoke(on, arguments);
    } catch (InvocationTargetException e) {
      System.err.println("sabotage: work is lost: " + e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("made accessible a line before", e);
    }
  }
}
