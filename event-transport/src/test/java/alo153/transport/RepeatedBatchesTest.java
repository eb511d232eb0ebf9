package alo153.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.listener.BatchMessageListener;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;
import org.springframework.kafka.listener.MessageListenerContainer;

@Timeout(30)
class RepeatedBatchesTest {
  private static final TopicPartition MINE = new TopicPartition("alo153.requests", 3);
  private static final TopicPartition ALSO_MINE = new TopicPartition("alo153.updates", 3);
  private static final TopicPartition ANOTHERS = new TopicPartition("alo153.requests", 4);

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
  private final RepeatedBatches repeated = new RepeatedBatches();
  private final MessageListenerContainer container = container();

  /** Never started, so that nothing holds up the waits. */
  private static MessageListenerContainer container() {
    var properties = new ContainerProperties(MINE.topic());
    properties.setMessageListener((BatchMessageListener<byte[], byte[]>) records -> {});
    return new KafkaMessageListenerContainer<>(
        new DefaultKafkaConsumerFactory<byte[], byte[]>(Map.of()), properties);
  }

  @BeforeEach
  void assign() {
    consumer.assign(List.of(MINE, ALSO_MINE));
    consumer.seek(MINE, 12);
    consumer.seek(ALSO_MINE, 8);
  }

  @Test
  void whatFailedIsFetchedAgainFromWhereItBegan() {
    fail(Map.of(MINE, List.of(10L, 11L), ALSO_MINE, List.of(7L)));
    assertThat(consumer.position(MINE)).isEqualTo(10);
    assertThat(consumer.position(ALSO_MINE)).isEqualTo(7);
  }

  @Test
  void whatIsAnothersByNowIsLeftToIt() {
    fail(Map.of(MINE, List.of(10L, 11L), ANOTHERS, List.of(5L)));
    assertThat(consumer.position(MINE)).isEqualTo(10);
    assertThat(consumer.assignment()).doesNotContain(ANOTHERS);
  }

  @Test
  void theContainerCommitsNothingOfIt() {
    assertThat(repeated.isAckAfterHandle()).isFalse();
    assertThat(repeated.seeksAfterHandling()).isTrue();
  }

  private void fail(Map<TopicPartition, List<Long>> offsets) {
    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records = new HashMap<>();
    offsets.forEach(
        (partition, all) ->
            records.put(
                partition,
                all.stream()
                    .map(
                        offset ->
                            new ConsumerRecord<byte[], byte[]>(
                                partition.topic(),
                                partition.partition(),
                                offset,
                                new byte[0],
                                new byte[0]))
                    .toList()));
    repeated.handleBatch(
        new IllegalStateException("the store is away"),
        new ConsumerRecords<>(records, Map.of()),
        consumer,
        container,
        () -> {});
  }
}
