package alo153.transport;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.listener.CommonErrorHandler;
import org.springframework.kafka.listener.ListenerUtils;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;
import reactor.core.scheduler.Schedulers;

/**
 * Repeats a failed batch for ever, ever slower up to five seconds: what reaches it is a failure of
 * the infrastructure, since data errors never leave {@link BatchRule}.
 *
 * <p>It goes back to where the batch began and lets it be fetched again, by whoever then has the
 * partitions. The container's own way is to keep the batch, and to poll in between: when partitions
 * move meanwhile, it repeats what is another reader's by now, and loses what such a poll returns.
 */
final class RepeatedBatches implements CommonErrorHandler {
  private static final Logger LOG = LoggerFactory.getLogger(RepeatedBatches.class);
  private static final long FIRST_WAIT = 100;
  private static final long LONGEST_WAIT = 5_000;

  /** One consumer each has its own. */
  private final ThreadLocal<Trouble> troubles = new ThreadLocal<>();

  /**
   * What goes on failing.
   *
   * @param at where each partition of the batch began
   */
  private record Trouble(Map<TopicPartition, Long> at, BackOffExecution waits) {}

  @Override
  public boolean seeksAfterHandling() {
    return true;
  }

  @Override
  public boolean isAckAfterHandle() {
    return false;
  }

  @Override
  public void handleBatch(
      Exception failure,
      ConsumerRecords<?, ?> batch,
      Consumer<?, ?> consumer,
      MessageListenerContainer container,
      Runnable again) {
    Map<TopicPartition, Long> at = new HashMap<>();
    for (TopicPartition partition : batch.partitions()) {
      at.put(partition, batch.records(partition).get(0).offset());
    }
    at.forEach(
        (partition, offset) -> {
          if (consumer.assignment().contains(partition)) {
            consumer.seek(partition, offset);
          }
        });
    Optional<UnburiedException> unburied = UnburiedException.behind(failure);
    if (unburied.isPresent()) {
      pause(unburied.get().partitions(), consumer, container);
    } else {
      sleep(container, waits(at).nextBackOff());
    }
  }

  /**
   * Where a record can not be set aside, nothing behind it may be read; the other partitions of
   * this thread go on.
   */
  private static void pause(
      Set<Integer> numbers, Consumer<?, ?> consumer, MessageListenerContainer container) {
    List<TopicPartition> waiting =
        consumer.assignment().stream().filter(one -> numbers.contains(one.partition())).toList();
    LOG.warn(
        "{} leaves {} alone until dead letters can be written", container.getListenerId(), waiting);
    waiting.forEach(container::pausePartition);
    Schedulers.parallel()
        .schedule(
            () -> waiting.forEach(container::resumePartition), LONGEST_WAIT, TimeUnit.MILLISECONDS);
  }

  /** Of the same batch, whatever else was fetched with it this time. */
  private BackOffExecution waits(Map<TopicPartition, Long> at) {
    Trouble before = troubles.get();
    boolean same =
        before != null
            && at.entrySet().stream().anyMatch(place -> before.at().entrySet().contains(place));
    BackOffExecution waits = same ? before.waits() : backOff().start();
    troubles.set(new Trouble(at, waits));
    return waits;
  }

  private static ExponentialBackOff backOff() {
    var backOff = new ExponentialBackOff(FIRST_WAIT, 2);
    backOff.setMaxInterval(LONGEST_WAIT);
    backOff.setMaxElapsedTime(Long.MAX_VALUE);
    return backOff;
  }

  /** Such as a commit that came too late: the partitions are another's, and so are its records. */
  @Override
  public void handleOtherException(
      Exception failure,
      Consumer<?, ?> consumer,
      MessageListenerContainer container,
      boolean batchListener) {
    LOG.warn("{} goes on after {}", container.getListenerId(), failure.toString());
    sleep(container, FIRST_WAIT);
  }

  /** Not longer than the container lives. */
  private static void sleep(MessageListenerContainer container, long millis) {
    try {
      ListenerUtils.stoppableSleep(container, millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void clearThreadState() {
    troubles.remove();
  }
}
