package alo153.tracking.in;

import alo153.city.CityPack;
import alo153.frame.AccessRules;
import alo153.frame.AccessRules.Role;
import alo153.frame.MongoStandstill;
import alo153.tracking.decide.Clocks;
import alo153.tracking.decide.Deadlines;
import alo153.tracking.decide.Reactions;
import alo153.tracking.decide.UpdateJudge;
import alo153.tracking.out.Chores;
import alo153.tracking.out.CityClocks;
import alo153.tracking.out.Eraser;
import alo153.tracking.out.Erasures;
import alo153.tracking.out.Leases;
import alo153.tracking.out.MongoCases;
import alo153.tracking.out.MongoContacts;
import alo153.tracking.out.MongoHeld;
import alo153.tracking.out.Rebuild;
import alo153.transport.CarriedTopics;
import alo153.transport.Envelopes;
import alo153.transport.EventPublisher;
import alo153.transport.LogReplay;
import alo153.transport.TransportSettings;
import com.mongodb.reactivestreams.client.MongoDatabase;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;

/** How the pieces of tracking are put together. */
@Configuration(proxyBeanMethods = false)
class TrackingConfiguration {
  private static final String API = "/api/tracking/v1";

  @Bean
  AccessRules accessRules() {
    return new AccessRules()
        .limited(HttpMethod.GET, API + "/track/{code}")
        .allow(HttpMethod.GET, API + "/requests", Role.DESK)
        .allow(HttpMethod.POST, API + "/requests/search", Role.DESK)
        .allow(HttpMethod.GET, API + "/requests/{id}", Role.DESK)
        .allow(HttpMethod.POST, API + "/requests/{id}/updates", Role.DESK, Role.DEPARTMENT)
        .allow(HttpMethod.GET, API + "/departments/{code}/queue", Role.DESK, Role.DEPARTMENT)
        .allow(HttpMethod.GET, API + "/stream", Role.DESK, Role.DEPARTMENT)
        .allow(HttpMethod.POST, API + "/erasures", Role.OPERATOR)
        .allow(null, API + "/rebuilds", Role.OPERATOR);
  }

  @Bean
  CityPack cityPack(@Value("${alo153.city:}") String folder) {
    return CityPack.load(folder.isBlank() ? null : Path.of(folder));
  }

  @Bean
  CityNames cityNames(CityPack city) {
    return new CityNames(city);
  }

  @Bean
  Clocks clocks(CityPack city) {
    return new CityClocks(city);
  }

  @Bean
  Eraser eraser(
      MongoCases cases,
      MongoHeld held,
      MongoContacts contacts,
      CarriedTopics carried,
      EventPublisher publisher,
      Envelopes envelopes,
      Chores chores,
      Erasures erasures,
      Clock clock) {
    return new Eraser(
        cases, held, contacts, carried, publisher, envelopes, chores, erasures, clock);
  }

  @Bean
  Erasures erasures(MongoDatabase store) {
    return new Erasures(store);
  }

  @Bean
  Chores chores(MongoDatabase store) {
    return new Chores(store);
  }

  @Bean
  Rebuild rebuild(
      MongoDatabase store,
      LogReplay replay,
      MongoStandstill standstill,
      TransportSettings transport,
      TrackingSettings settings) {
    return new Rebuild(
        store,
        replay,
        standstill,
        transport.service().group(),
        settings.rebuildPatience(),
        settings.rebuildCases() == 0 ? Rebuild.casesThatFit() : settings.rebuildCases());
  }

  @Bean
  MongoCases mongoCases(MongoDatabase store) {
    return new MongoCases(store);
  }

  @Bean
  MongoHeld mongoHeld(MongoDatabase store) {
    return new MongoHeld(store);
  }

  @Bean
  MongoContacts mongoContacts(MongoDatabase store) {
    return new MongoContacts(store);
  }

  @Bean
  Leases leases(MongoDatabase store, Clock clock) {
    return new Leases(store, clock);
  }

  @Bean
  Reactions reactions(Clocks clocks) {
    return new Reactions(new Deadlines(clocks));
  }

  @Bean
  UpdateJudge updateJudge(CityPack city) {
    return new UpdateJudge(city.zone());
  }

  @Bean
  StreamHub streamHub() {
    return new StreamHub();
  }

  @Bean
  TrackingMeters trackingMeters(MeterRegistry meters, Clock clock) {
    return new TrackingMeters(meters, clock);
  }

  @Bean
  TrackRequests trackRequestsHandler(
      MongoCases cases,
      MongoHeld held,
      Reactions reactions,
      UpdateJudge judge,
      EventPublisher publisher,
      Envelopes envelopes,
      StreamHub stream,
      TrackingMeters meters,
      Clock clock,
      TrackingSettings settings) {
    return new TrackRequests(
        cases, held, reactions, judge, publisher, envelopes, stream, meters, clock, settings);
  }
}
