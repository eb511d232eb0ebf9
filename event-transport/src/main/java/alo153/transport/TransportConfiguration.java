package alo153.transport;

import alo153.events.wire.Headers;
import alo153.events.wire.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import java.time.Clock;
import java.util.List;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.support.KafkaHeaderMapper;
import org.springframework.kafka.support.SimpleKafkaHeaderMapper;

/** What every service gets by having this module on its path. */
@AutoConfiguration
@EnableConfigurationProperties(TransportSettings.class)
class TransportConfiguration {
  @Bean
  @ConditionalOnMissingBean
  Clock clock() {
    return Clock.systemUTC();
  }

  /** Replace this bean to take the master key from a key service. */
  @Bean
  @ConditionalOnMissingBean
  Sealer sealer(TransportSettings settings) {
    return Sealer.keyFile(settings.masterKeyFile());
  }

  @Bean
  KafkaEventPublisher eventPublisher(TransportSettings settings, Clock clock) {
    return new KafkaEventPublisher(settings, clock);
  }

  @Bean
  Envelopes envelopes(TransportSettings settings, Sealer sealer, Clock clock) {
    return new Envelopes(settings.service(), sealer, clock);
  }

  @Bean
  LogReader logReader(Sealer sealer) {
    return new LogReader(sealer);
  }

  @Bean
  LogReplay logReplay(TransportSettings settings, LogReader reader) {
    return new LogReplay(settings, reader);
  }

  @Bean
  LogProgress logProgress(TransportSettings settings) {
    return new LogProgress(settings);
  }

  @Bean
  DeadLetters deadLetters(
      TransportSettings settings, EventPublisher publisher, Clock clock, MeterRegistry meters) {
    return new DeadLetters(settings.service(), publisher, clock, meters);
  }

  @Bean
  DeadLetterBox deadLetterBox(TransportSettings settings, EventPublisher publisher) {
    return new DeadLetterBox(settings.service(), settings, publisher);
  }

  @Bean
  CarriedTopics carriedTopics(
      TransportSettings settings, EventPublisher publisher, Envelopes envelopes) {
    return new CarriedTopics(settings, publisher, envelopes);
  }

  @Bean
  BatchRule batchRule(
      TransportSettings settings,
      LogReader reader,
      DeadLetters deadLetters,
      EventPublisher publisher,
      MeterRegistry meters,
      Clock clock,
      ObjectProvider<Standstill> standstill) {
    return new BatchRule(
        settings, reader, deadLetters, publisher, meters, clock, standstill.getIfAvailable());
  }

  @Bean
  TopicCreator topicCreator(TransportSettings settings) {
    return new TopicCreator(settings);
  }

  /**
   * Bindings start after all singletons are made, so the topics are there before anyone reads them.
   */
  @Bean
  InitializingBean declaredTopics(TopicCreator topics) {
    return () -> topics.ensure(Topics.declared());
  }

  /**
   * Kafka's consumers add up by the time of day how long rebalances took. Once it is set back
   * during one, the sum is below zero, and Prometheus' client refuses to tell any meter of the
   * service.
   */
  @Bean
  MeterFilter sumsByTheTimeOfDay() {
    return MeterFilter.deny(
        meter -> meter.getName().equals("kafka.consumer.coordinator.rebalance.latency.total"));
  }

  /** Only headers we know go in or out: header types are an attack surface. */
  @Bean
  KafkaHeaderMapper kafkaBinderHeaderMapper() {
    return new KnownHeaders();
  }

  /** The mapper's own patterns hold on the way out only. */
  static final class KnownHeaders extends SimpleKafkaHeaderMapper {
    KnownHeaders() {
      super(Headers.ALLOWED.toArray(String[]::new));
    }

    @Override
    protected boolean matchesForInbound(String header) {
      return Headers.ALLOWED.contains(header);
    }
  }

  @Bean
  Readers readers() {
    return new Readers();
  }

  @Bean
  TimeOfDayWatch timeOfDayWatch(List<TimeOfDayClient> clients) {
    return new TimeOfDayWatch(clients, System::currentTimeMillis, System::nanoTime);
  }
}
