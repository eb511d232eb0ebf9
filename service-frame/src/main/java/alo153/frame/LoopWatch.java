package alo153.frame;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import reactor.netty.resources.LoopResources;

/**
 * Shows whether somebody blocks an event loop: every 100 ms a plain thread hands each of them a
 * tiny task. {@code alo153.event.loop.delay} says how long these lay there; {@code
 * alo153.thread.delay} how late that thread itself was, so that a machine without time for anybody
 * is told apart from a loop that is held up. The maximum of both is that of the last half minute,
 * and the buckets count what was longer for ever.
 */
final class LoopWatch implements SmartLifecycle {
  private static final Duration EVERY = Duration.ofMillis(100);
  private static final Duration REMEMBERED = Duration.ofSeconds(30);
  private static final Duration[] STEPS = {
    Duration.ofMillis(10),
    Duration.ofMillis(20),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(200),
    Duration.ofMillis(500),
    Duration.ofSeconds(1)
  };

  private final LoopResources loops;
  private final Timer loopDelay;
  private final Timer threadDelay;
  private @Nullable ScheduledExecutorService thread;

  LoopWatch(LoopResources loops, MeterRegistry meters) {
    this.loops = loops;
    this.loopDelay =
        timer("alo153.event.loop.delay", "How long a task waits for its event loop", meters);
    this.threadDelay =
        timer("alo153.thread.delay", "How late a plain thread of the same process is", meters);
  }

  private static Timer timer(String name, String description, MeterRegistry meters) {
    return Timer.builder(name)
        .description(description)
        .serviceLevelObjectives(STEPS)
        .distributionStatisticExpiry(REMEMBERED)
        .register(meters);
  }

  private static ScheduledExecutorService thread() {
    return Executors.newSingleThreadScheduledExecutor(
        work -> {
          var thread = new Thread(work, "loop-watch");
          thread.setDaemon(true);
          return thread;
        });
  }

  @Override
  public synchronized void start() {
    ScheduledExecutorService fresh = thread();
    List<Watched> all = new ArrayList<>();
    loops
        .onServer(LoopResources.DEFAULT_NATIVE)
        .forEach(loop -> all.add(new Watched(loop, loopDelay)));
    fresh.scheduleWithFixedDelay(
        new Round(all, threadDelay), EVERY.toNanos(), EVERY.toNanos(), TimeUnit.NANOSECONDS);
    thread = fresh;
  }

  @Override
  public synchronized void stop() {
    if (thread != null) {
      thread.shutdownNow();
      thread = null;
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return thread != null;
  }

  private static final class Round implements Runnable {
    private final List<Watched> loops;
    private final Timer delay;
    private long due = System.nanoTime() + EVERY.toNanos();

    private Round(List<Watched> loops, Timer delay) {
      this.loops = loops;
      this.delay = delay;
    }

    @Override
    public void run() {
      delay.record(Math.max(0, System.nanoTime() - due), TimeUnit.NANOSECONDS);
      loops.forEach(Watched::ask);
      due = System.nanoTime() + EVERY.toNanos();
    }
  }

  /** One loop, with at most one task of ours waiting in it. */
  private static final class Watched implements Runnable {
    private final EventExecutor loop;
    private final Timer delay;
    private final AtomicBoolean waiting = new AtomicBoolean();
    private volatile long asked;

    private Watched(EventExecutor loop, Timer delay) {
      this.loop = loop;
      this.delay = delay;
    }

    private void ask() {
      if (loop.isShuttingDown() || !waiting.compareAndSet(false, true)) {
        return;
      }
      asked = System.nanoTime();
      try {
        loop.execute(this);
      } catch (RejectedExecutionException stopping) {
        waiting.set(false);
      }
    }

    @Override
    public void run() {
      delay.record(System.nanoTime() - asked, TimeUnit.NANOSECONDS);
      waiting.set(false);
    }
  }
}
