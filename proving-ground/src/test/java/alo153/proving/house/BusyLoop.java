package alo153.proving.house;

import java.nio.channels.Selector;
import java.util.concurrent.locks.LockSupport;

/** A process with one event loop, to be held in ways of its own; for {@link EventLoopsIT}. */
final class BusyLoop {
  private BusyLoop() {}

  /** What the loop does between two waits for events. */
  enum Manner {
    IDLES {
      @Override
      void once(long nanos) {
        // nothing came
      }
    },
    WORKS {
      @Override
      void once(long nanos) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
          Thread.onSpinWait();
        }
      }
    },
    WAITS {
      @Override
      void once(long nanos) {
        LockSupport.parkNanos(nanos);
      }
    },
    COLLECTS {
      @Override
      void once(long nanos) {
        System.gc();
      }
    };

    abstract void once(long nanos);
  }

  /**
   * @param arguments a manner, and for how many milliseconds
   */
  public static void main(String[] arguments) throws Exception {
    Manner manner = Manner.valueOf(arguments[0]);
    long nanos = Long.parseLong(arguments[1]) * 1_000_000;
    var loop =
        new Thread(
            () -> {
              try (Selector events = Selector.open()) {
                while (true) {
                  events.select(100);
                  manner.once(nanos);
                }
              } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            },
            "webflux-http-epoll-1");
    loop.setDaemon(true);
    loop.start();
    System.out.println("ready");
    // until whoever started it is gone
    System.in.transferTo(java.io.OutputStream.nullOutputStream());
  }
}
