package alo153.intake;

import static alo153.frame.AccessRules.Role.ADAPTER;
import static alo153.frame.AccessRules.Role.DEPARTMENT;
import static alo153.frame.AccessRules.Role.DESK;
import static alo153.frame.AccessRules.Role.OPERATOR;
import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.POST;

import alo153.city.CityPack;
import alo153.frame.AccessRules;
import alo153.frame.MongoStandstill;
import alo153.intake.decide.CityFacts;
import alo153.intake.decide.Keyed;
import alo153.intake.decide.Normaliser;
import alo153.intake.decide.PackCity;
import alo153.intake.out.Acceptance;
import alo153.intake.out.AttachmentStore;
import alo153.intake.out.CodeIndex;
import alo153.intake.out.CodeRebuild;
import alo153.intake.out.FileSettings;
import alo153.intake.out.FollowedLog;
import alo153.intake.out.LogGate;
import alo153.intake.out.RecentlyAccepted;
import alo153.transport.Envelopes;
import alo153.transport.EventPublisher;
import alo153.transport.LogProgress;
import alo153.transport.LogReplay;
import alo153.transport.TransportSettings;
import com.mongodb.reactivestreams.client.MongoDatabase;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The parts of the intake and who may use its doors. */
@Configuration(proxyBeanMethods = false)
class IntakeConfiguration {

  @Bean
  AccessRules accessRules() {
    return new AccessRules()
        .limited(POST, "/api/intake/v1/requests")
        .limited(POST, "/api/intake/v1/requests/{code}/messages")
        .limited(POST, "/api/intake/v1/attachments")
        .allow(GET, "/api/intake/v1/attachments/{reference}", DESK, DEPARTMENT)
        .open(GET, "/api/intake/v1/city")
        .open(GET, "/api/intake/whatsapp")
        .open(POST, "/api/intake/whatsapp")
        .allow(POST, "/api/intake/phone/calls", ADAPTER, DESK)
        .open(POST, "/api/intake/phone/calls/verimor/{secret}")
        .open(POST, "/api/intake/phone/calls/netgsm/{secret}")
        .allow(POST, "/api/intake/cimer/imports", DESK)
        .allow(POST, "/api/intake/v1/rebuilds", OPERATOR);
  }

  @Bean
  CityPack cityPack(IntakeSettings settings) {
    return CityPack.load(settings.city());
  }

  @Bean
  CityFacts cityFacts(CityPack pack) {
    return new PackCity(pack);
  }

  @Bean
  Normaliser normaliser(CityFacts city, IntakeSettings settings) {
    return new Normaliser(city, settings.idKeyBytes());
  }

  @Bean
  Keyed keyed(IntakeSettings settings) {
    return new Keyed(settings.idKeyBytes());
  }

  @Bean
  RecentlyAccepted recentlyAccepted(IntakeSettings settings) {
    return new RecentlyAccepted(settings.remembered());
  }

  @Bean
  LogGate logGate(EventPublisher publisher, IntakeSettings settings, MeterRegistry meters) {
    var gate = new LogGate(publisher, settings.patience());
    Gauge.builder(
            "alo153.intake.log.closed",
            gate,
            it -> it.breaker().getState() == CircuitBreaker.State.CLOSED ? 0 : 1)
        .description("1 while submissions are turned away at once because the log is away")
        .register(meters);
    return gate;
  }

  @Bean
  CodeIndex codeIndex(MongoDatabase database, RecentlyAccepted recent, LogProgress progress) {
    return new CodeIndex(database, recent, new FollowedLog(progress));
  }

  @Bean
  CodeRebuild codeRebuild(
      MongoDatabase database,
      LogReplay replay,
      MongoStandstill standstill,
      TransportSettings transport) {
    return new CodeRebuild(
        database, replay, standstill, transport.service().group(), Duration.ofMinutes(2));
  }

  @Bean
  AttachmentStore attachmentStore(MongoDatabase database, FileSettings settings, Clock clock) {
    return new AttachmentStore(database, settings, clock);
  }

  @Bean
  Acceptance acceptance(
      Normaliser normaliser,
      AttachmentStore files,
      CodeIndex codes,
      RecentlyAccepted recent,
      LogGate gate,
      Envelopes envelopes,
      MeterRegistry meters) {
    return new Acceptance(normaliser, files, codes, recent, gate, envelopes, meters);
  }
}
