package alo153.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;

class KafkaMetersTest {
  private static final String SUM = "kafka.consumer.coordinator.rebalance.latency.total";

  @Test
  void aSumThatAClockCanTurnBelowZeroIsNotTold() {
    var everything = new SimpleMeterRegistry();
    var told = new SimpleMeterRegistry();
    told.config().meterFilter(new TransportConfiguration().sumsByTheTimeOfDay());
    try (var consumer =
            new KafkaConsumer<>(
                Map.<String, Object>of(
                    ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                    "127.0.0.1:1",
                    ConsumerConfig.GROUP_ID_CONFIG,
                    "any"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        var first = new KafkaClientMetrics(consumer);
        var second = new KafkaClientMetrics(consumer)) {
      first.bindTo(everything);
      second.bindTo(told);
      assertThat(names(everything)).contains(SUM);
      assertThat(names(told))
          .doesNotContain(SUM)
          .contains("kafka.consumer.coordinator.rebalance.total");
    }
  }

  private static Set<String> names(SimpleMeterRegistry meters) {
    return meters.getMeters().stream()
        .map(Meter::getId)
        .map(Meter.Id::getName)
        .collect(Collectors.toSet());
  }
}
