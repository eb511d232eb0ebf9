package alo153.transport;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/**
 * How far a group of readers has come. Answers without blocking; fails with {@link
 * InfrastructureException} when the brokers do not say.
 */
public final class LogProgress implements TimeOfDayClient, AutoCloseable {
  private final TransportSettings settings;
  private volatile Admin admin;

  LogProgress(TransportSettings settings) {
    this.settings = settings;
    this.admin = admin(settings);
  }

  private static Admin admin(TransportSettings settings) {
    return Admin.create(
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
            settings.bootstrapServers(),
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            (int) settings.deliveryTimeout().toMillis(),
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
            (int) settings.requestTimeout().toMillis()));
  }

  /** The offset after the last record of a topic now, by partition. */
  public CompletableFuture<Map<Integer, Long>> ends(String topic) {
    Map<TopicPartition, OffsetSpec> latest =
        IntStream.range(0, settings.partitions())
            .mapToObj(partition -> new TopicPartition(topic, partition))
            .collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest()));
    return future(admin.listOffsets(latest).all())
        .thenApply(
            ends -> {
              var offsets = new HashMap<Integer, Long>();
              ends.forEach((partition, end) -> offsets.put(partition.partition(), end.offset()));
              return offsets;
            });
  }

  /**
   * The offset after the last record of a topic a group is done with, by partition; a partition it
   * never read is not there.
   */
  public CompletableFuture<Map<Integer, Long>> taken(String group, String topic) {
    return future(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
        .thenApply(
            taken -> {
              var offsets = new HashMap<Integer, Long>();
              taken.forEach(
                  (partition, offset) -> {
                    if (offset != null && partition.topic().equals(topic)) {
                      offsets.put(partition.partition(), offset.offset());
                    }
                  });
              return offsets;
            });
  }

  private static <T> CompletableFuture<T> future(KafkaFuture<T> asked) {
    return asked
        .toCompletionStage()
        .toCompletableFuture()
        .exceptionallyCompose(
            e ->
                CompletableFuture.failedFuture(
                    new InfrastructureException("the brokers did not say how far it is", e)));
  }

  /** Who waits for an answer of the old one is told that there is none. */
  @Override
  public void timeWasSetBack() {
    Admin old = admin;
    admin = admin(settings);
    old.close(Duration.ZERO);
  }

  @Override
  public void close() {
    admin.close();
  }
}
