package alo153.transport;

import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Ends the patience of threads that call what may block for too long. Kafka's clients measure their
 * waits by the machine's time of day: when that is set back by an hour while a thread waits for
 * metadata, it waits an hour. Here the processor's counter is the measure.
 */
final class PatientThreads implements AutoCloseable {
  private final ScheduledExecutorService watch;

  PatientThreads(String name) {
    watch =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              var thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
  }

  /** A call under way in a thread; interrupted at most once, and never after its end. */
  private static final class Call {
    private @Nullable Thread thread = Thread.currentThread();
    private boolean interrupted;

    synchronized void interrupt() {
      if (thread != null) {
        interrupted = true;
        thread.interrupt();
      }
    }

    /** An interruption of ours must not reach what the thread does next. */
    synchronized void end() {
      thread = null;
      if (interrupted) {
        Thread.interrupted();
      }
    }
  }

  /** Calls, and interrupts the call when it is not over in time. */
  <T> T within(long millis, Supplier<T> call) {
    var underWay = new Call();
    Future<?> alarm = watch.schedule(underWay::interrupt, millis, TimeUnit.MILLISECONDS);
    try {
      return call.get();
    } finally {
      underWay.end();
      alarm.cancel(false);
    }
  }

  @Override
  public void close() {
    watch.shutdownNow();
  }
}
