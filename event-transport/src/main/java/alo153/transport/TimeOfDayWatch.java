package alo153.transport;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Has Kafka's clients made anew when the machine's time of day is set back. It compares that time
 * with the processor's counter, which nobody sets. A jump ahead needs nothing: what was to wait is
 * over at once, and readers that seem to have been silent for too long join their group again.
 */
final class TimeOfDayWatch implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(TimeOfDayWatch.class);
  private static final Duration EVERY = Duration.ofSeconds(1);

  /** A reader that is silent for so long is still taken for alive. */
  private static final Duration HARMLESS = Duration.ofSeconds(5);

  /** Longer than a change of clients takes. */
  private static final Duration STOP = Duration.ofSeconds(10);

  private final List<TimeOfDayClient> clients;
  private final LongSupplier millis;
  private final LongSupplier nanos;
  private long ahead;

  /** Not made anew yet. */
  private List<TimeOfDayClient> due = List.of();

  private volatile @Nullable Thread thread;

  /**
   * @param millis the time of day, as {@link System#currentTimeMillis()}
   * @param nanos as {@link System#nanoTime()}
   */
  TimeOfDayWatch(List<TimeOfDayClient> clients, LongSupplier millis, LongSupplier nanos) {
    this.clients = List.copyOf(clients);
    this.millis = millis;
    this.nanos = nanos;
    this.ahead = ahead();
  }

  /** How far the time of day is ahead of the counter, which began anywhere. */
  private long ahead() {
    return millis.getAsLong() - TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong());
  }

  /** Looks once. What a clock is slewed by between two looks does not add up. */
  void look() {
    long before = ahead;
    ahead = ahead();
    Duration setBack = Duration.ofMillis(before - ahead);
    if (setBack.compareTo(HARMLESS) > 0) {
      LOG.warn("this machine's clock was set back by {}; Kafka's clients are made anew", setBack);
      due = clients;
    }
    due = due.stream().filter(client -> !isAnew(client)).toList();
  }

  /** One that can not be made, such as while the brokers' names are not found, is made later. */
  private static boolean isAnew(TimeOfDayClient client) {
    try {
      client.timeWasSetBack();
      return true;
    } catch (RuntimeException e) {
      LOG.warn("{} could not be made anew and is tried again", client, e);
      return false;
    }
  }

  private void watch() {
    while (thread == Thread.currentThread()) {
      try {
        Thread.sleep(EVERY.toMillis());
      } catch (InterruptedException e) {
        return;
      }
      look();
    }
  }

  @Override
  public void start() {
    var watching = new Thread(this::watch, "time-of-day");
    watching.setDaemon(true);
    thread = watching;
    watching.start();
  }

  /** Before the readers are: what is being ended must not be begun again. */
  @Override
  public void stop() {
    Thread watching = thread;
    thread = null;
    if (watching == null) {
      return;
    }
    watching.interrupt();
    try {
      watching.join(STOP.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return thread != null;
  }
}
