package alo153.transport;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.stream.config.ListenerContainerCustomizer;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;

/** The containers in which the service's readers run. */
public final class Readers
    implements ListenerContainerCustomizer<AbstractMessageListenerContainer<?, ?>>,
        TimeOfDayClient {
  private static final Logger LOG = LoggerFactory.getLogger(Readers.class);

  /**
   * How long a stop waits for the batch in hand. A batch that can not be finished in it waits for
   * something that is away, and whoever reads the partition next repeats it.
   */
  private static final Duration FINISH_BATCH = Duration.ofSeconds(5);

  private final List<AbstractMessageListenerContainer<?, ?>> containers =
      new CopyOnWriteArrayList<>();

  Readers() {}

  /** The default handling drops a failed batch. */
  @Override
  public void configure(
      AbstractMessageListenerContainer<?, ?> container, String destination, String group) {
    container.setCommonErrorHandler(new RepeatedBatches());
    container.getContainerProperties().setShutdownTimeout(FINISH_BATCH.toMillis());
    containers.add(container);
  }

  /** Whether none has ended by itself. */
  public boolean goOn() {
    return containers.stream().allMatch(AbstractMessageListenerContainer::isInExpectedState);
  }

  /** All leave their groups and join them again. */
  @Override
  public void timeWasSetBack() {
    List<AbstractMessageListenerContainer<?, ?>> running =
        containers.stream().filter(AbstractMessageListenerContainer::isRunning).toList();
    var ended = new CountDownLatch(running.size());
    running.forEach(container -> container.stop(ended::countDown));
    try {
      // who is not back from its batch is treated as one that was taken for dead
      if (!ended.await(FINISH_BATCH.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("{} of {} readers are still at their batch", ended.getCount(), running.size());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    running.forEach(Readers::startSurely);
  }

  /**
   * A start fails while the brokers' names cannot be looked up, and a reader that stays away is
   * missed by nobody.
   */
  private static void startSurely(AbstractMessageListenerContainer<?, ?> container) {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        container.start();
        return;
      } catch (RuntimeException e) {
        LOG.warn("{} is started again in a moment: {}", container.getListenerId(), e.toString());
        // it takes itself for running
        container.stop(() -> {});
        pause();
      }
    }
  }

  private static void pause() {
    try {
      TimeUnit.SECONDS.sleep(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
