package alo153.frame;

import alo153.events.wire.Topics;
import alo153.transport.CarriedTopics;
import alo153.transport.DeadLetterBox;
import alo153.transport.LogProgress;
import alo153.transport.Readers;
import alo153.transport.TransportSettings;
import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.ReadConcern;
import com.mongodb.WriteConcern;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import com.mongodb.reactivestreams.client.MongoDatabase;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.scheduling.annotation.EnableScheduling;
import reactor.core.publisher.Mono;

/** What every service gets by having this module on its path. */
// its clock takes the place of the machine's
@AutoConfiguration(beforeName = "alo153.transport.TransportConfiguration")
@EnableConfigurationProperties({StoreSettings.class, StopSettings.class})
// here and not in each service: the common clock stands still in one that forgets it
@EnableScheduling
class FrameConfiguration {

  @Bean
  DeadLetterEndpoint deadLetterEndpoint(
      DeadLetterBox box, TransportSettings settings, MongoDatabase store, Clock clock) {
    return new DeadLetterEndpoint(box, settings, new OneAtATime(store, clock));
  }

  @Bean
  ProblemHandler problemHandler() {
    return new ProblemHandler();
  }

  /**
   * Event loops of its own: with the global ones, stopping one service of several in a JVM stops
   * the others' servers.
   */
  @Bean
  ReactorResourceFactory reactorResources() {
    var resources = new ReactorResourceFactory();
    resources.setUseGlobalResources(false);
    resources.setShutdownQuietPeriod(Duration.ZERO);
    return resources;
  }

  @Bean
  Stopping stopping(ApplicationContext context, StopSettings settings) {
    return new Stopping(context, settings.lull());
  }

  @Bean
  LoopWatch loopWatch(ReactorResourceFactory resources, MeterRegistry meters) {
    return new LoopWatch(resources.getLoopResources(), meters);
  }

  @Bean
  MongoClient mongoClient(StoreSettings settings) {
    return MongoClients.create(
        MongoClientSettings.builder()
            .retryWrites(false)
            .writeConcern(WriteConcern.MAJORITY)
            .readConcern(ReadConcern.DEFAULT)
            .applyToClusterSettings(
                cluster ->
                    cluster.serverSelectionTimeout(
                        settings.selectionTimeout().toMillis(), TimeUnit.MILLISECONDS))
            .applyToSocketSettings(
                socket ->
                    socket.connectTimeout(2, TimeUnit.SECONDS).readTimeout(8, TimeUnit.SECONDS))
            .applyToConnectionPoolSettings(pool -> pool.maxWaitTime(3, TimeUnit.SECONDS))
            .applyConnectionString(new ConnectionString(settings.uri()))
            .build());
  }

  @Bean
  MongoDatabase store(MongoClient client, StoreSettings settings) {
    return client.getDatabase(settings.database());
  }

  @Bean
  @ConditionalOnMissingBean(Clock.class)
  StoreClock storeClock(MongoDatabase store, MeterRegistry meters) {
    return StoreClock.of(store, meters);
  }

  @Bean
  Shadows shadows(MongoDatabase store, Clock clock) {
    return new Shadows(store, clock);
  }

  @Bean
  MongoStandstill standstill(MongoDatabase store, CarriedTopics brokers, Clock clock) {
    return new MongoStandstill(store, brokers, clock);
  }

  /** Whether the store answers. Part of readiness, never of liveness. */
  @Bean
  ReactiveHealthIndicator storeHealthIndicator(MongoDatabase store) {
    return () ->
        inTime(Mono.from(store.runCommand(new Document("ping", 1))).map(pong -> Health.up()));
  }

  /**
   * Whether the brokers answer for the log, and no reader has ended by itself. Part of readiness,
   * never of liveness.
   */
  @Bean
  ReactiveHealthIndicator logHealthIndicator(LogProgress log, Readers readers) {
    return () ->
        inTime(
            Mono.fromFuture(() -> log.ends(Topics.REQUESTS))
                .map(
                    ends ->
                        readers.goOn()
                            ? Health.up()
                            : Health.down().withDetail("error", "a reader has ended")));
  }

  private static Mono<Health> inTime(Mono<Health.Builder> asked) {
    return asked
        .timeout(Duration.ofSeconds(3))
        .onErrorResume(
            e -> Mono.just(Health.down().withDetail("error", e.getClass().getSimpleName())))
        .map(Health.Builder::build);
  }
}
