package alo153.routing;

import alo153.city.CityPack;
import alo153.city.Department;
import alo153.events.wire.Topics;
import alo153.frame.AccessRules;
import alo153.frame.AccessRules.Role;
import alo153.frame.MongoStandstill;
import alo153.routing.in.RequestHandler;
import alo153.routing.in.WordsHandler;
import alo153.routing.out.ActiveRules;
import alo153.routing.out.KafkaWordsReading;
import alo153.routing.out.MongoDecisions;
import alo153.routing.out.MongoRuleSets;
import alo153.routing.out.MongoWords;
import alo153.routing.out.Rebuild;
import alo153.routing.out.RoutingMeters;
import alo153.routing.out.WordsReading;
import alo153.transport.BatchRule;
import alo153.transport.CarriedTopics;
import alo153.transport.Envelopes;
import alo153.transport.EventPublisher;
import alo153.transport.LogReplay;
import alo153.transport.TopicCreator;
import com.mongodb.reactivestreams.client.MongoDatabase;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.messaging.Message;

/** How the parts of the service hang together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RoutingSettings.class)
class RoutingConfiguration {

  @Bean
  CityPack city(RoutingSettings settings) {
    Path folder = settings.city();
    return CityPack.load(folder == null || folder.toString().isEmpty() ? null : folder);
  }

  @Bean
  MongoDecisions decisions(MongoDatabase store) {
    return new MongoDecisions(store);
  }

  @Bean
  MongoWords words(MongoDatabase store) {
    return new MongoWords(store);
  }

  @Bean
  MongoRuleSets ruleSets(CityPack city, MongoDatabase store) {
    return new MongoRuleSets(city, store);
  }

  @Bean
  ActiveRules activeRules(CityPack city, MongoRuleSets ruleSets) {
    return new ActiveRules(city, ruleSets);
  }

  @Bean
  WordsReading wordsReading(
      CarriedTopics brokers,
      @Value("${spring.cloud.stream.bindings.keepWords-in-0.group}") String group) {
    return new KafkaWordsReading(brokers, group);
  }

  @Bean
  RoutingMeters routingMeters(MeterRegistry meters) {
    return new RoutingMeters(meters);
  }

  @Bean
  RequestHandler requestHandler(
      MongoDecisions decisions,
      MongoWords words,
      WordsReading reading,
      EventPublisher publisher,
      Envelopes envelopes,
      ActiveRules rules,
      RoutingSettings settings,
      RoutingMeters meters,
      Clock clock) {
    return new RequestHandler(
        decisions, words, reading, publisher, envelopes, rules::reactions, settings, meters, clock);
  }

  /** Events in, owners out. */
  @Bean
  Consumer<Message<List<byte[]>>> routeRequests(BatchRule rule, RequestHandler handler) {
    return rule.handle(handler);
  }

  /** Words in. In a group of its own, since events wait for them. */
  @Bean
  Consumer<Message<List<byte[]>>> keepWords(BatchRule rule, MongoWords words) {
    return rule.handle(new WordsHandler(words));
  }

  @Bean
  Rebuild rebuild(
      MongoDatabase store,
      LogReplay log,
      MongoStandstill standstill,
      @Value("${spring.cloud.stream.bindings.routeRequests-in-0.group}") String events,
      @Value("${spring.cloud.stream.bindings.keepWords-in-0.group}") String words) {
    return new Rebuild(
        store, log, standstill, Map.of(Topics.REQUESTS, events, Topics.PERSONAL, words));
  }

  /** Every department has its feed before anything is written to it. */
  @Bean
  InitializingBean departmentFeeds(TopicCreator topics, CityPack city) {
    return () ->
        topics.ensure(
            city.departments().stream()
                .map(Department::code)
                .map(Topics::declaredDepartment)
                .toList());
  }

  @Bean
  AccessRules accessRules() {
    return new AccessRules()
        .allow(HttpMethod.POST, "/api/routing/v1/rebuilds", Role.OPERATOR)
        .allow(null, "/api/routing/v1/triage/**", Role.DESK)
        .allow(null, "/api/routing/v1/rules/**", Role.DESK);
  }
}
