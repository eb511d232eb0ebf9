package alo153.notification.out;

import alo153.city.CityPack;
import alo153.events.MessageChannel;
import alo153.frame.MongoStandstill;
import alo153.notification.decide.QuietHours;
import alo153.notification.decide.Recipient;
import alo153.notification.decide.RetryPolicy;
import alo153.notification.decide.Wording;
import alo153.transport.Envelopes;
import alo153.transport.EventPublisher;
import alo153.transport.LogReplay;
import alo153.transport.TransportSettings;
import com.mongodb.reactivestreams.client.MongoDatabase;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The ledger, the lanes, and what moves messages from the one to the other. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({SenderSettings.class, RetrySettings.class, CitySettings.class})
class SenderConfiguration {
  private static final ZoneId ZONE = ZoneId.of("Europe/Istanbul");

  @Bean
  CityWords cityWords(CitySettings settings, WebhookSettings webhooks) {
    return new CityWords(CityPack.load(settings.city()), webhooks.relay());
  }

  @Bean
  MongoLedger ledger(MongoDatabase store) {
    return new MongoLedger(store);
  }

  @Bean
  MongoRequestFiles requestFiles(MongoDatabase store) {
    return new MongoRequestFiles(store);
  }

  @Bean
  Announcer announcer(
      EventPublisher publisher,
      Envelopes envelopes,
      MongoLedger ledger,
      MeterRegistry meters,
      Clock clock) {
    return new Announcer(publisher, envelopes, ledger, meters, clock);
  }

  @Bean
  ReceiptDesk receiptDesk(
      MongoDatabase store,
      MongoLedger ledger,
      Announcer announcer,
      MeterRegistry meters,
      Clock clock) {
    return new ReceiptDesk(store, ledger, announcer, meters, clock);
  }

  @Bean
  MessageHistory messageHistory(MongoLedger ledger) {
    return new MessageHistory(ledger);
  }

  @Bean
  Composer composer(
      Wording wording,
      Institutions institutions,
      SenderSettings settings,
      SmsSettings sms,
      Clock clock) {
    return new LetterWriter(wording, institutions, settings, sms.maxParts(), clock);
  }

  @Bean
  CimerExport cimerExport(
      MongoLedger ledger,
      MongoRequestFiles files,
      Composer composer,
      Announcer announcer,
      Clock clock) {
    return new CimerExport(ledger, files, composer, announcer, clock);
  }

  /** A failing provider is left alone for a while; what it would have got waits in the ledger. */
  @Bean
  CircuitBreakerRegistry breakers(SenderSettings settings, MeterRegistry meters) {
    var registry = CircuitBreakerRegistry.of(breaker(settings));
    TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(registry).bindTo(meters);
    return registry;
  }

  static CircuitBreakerConfig breaker(SenderSettings settings) {
    return CircuitBreakerConfig.custom()
        .slidingWindowSize(20)
        .minimumNumberOfCalls(10)
        .failureRateThreshold(50)
        .waitDurationInOpenState(settings.breakerOpen())
        .maxWaitDurationInHalfOpenState(settings.lease())
        .permittedNumberOfCallsInHalfOpenState(5)
        .automaticTransitionFromOpenToHalfOpenEnabled(true)
        .writableStackTraceEnabled(false)
        .build();
  }

  @Bean
  AccountRates accountRates(MongoDatabase store) {
    return new AccountRates(store);
  }

  @Bean
  Dispatcher dispatcher(
      List<Provider> providers,
      MongoLedger ledger,
      MongoRequestFiles files,
      Composer composer,
      Institutions institutions,
      Announcer announcer,
      ReceiptDesk receipts,
      CircuitBreakerRegistry breakers,
      AccountRates rates,
      RetrySettings retry,
      SenderSettings settings,
      MeterRegistry meters,
      Clock clock) {
    return dispatcher(
        providers,
        ledger,
        files,
        composer,
        institutions,
        announcer,
        receipts,
        breakers,
        rates,
        retry.policy(),
        settings,
        meters,
        clock);
  }

  static Dispatcher dispatcher(
      List<Provider> providers,
      MongoLedger ledger,
      MongoRequestFiles files,
      Composer composer,
      Institutions institutions,
      Announcer announcer,
      ReceiptDesk receipts,
      CircuitBreakerRegistry breakers,
      AccountRates rates,
      RetryPolicy policy,
      SenderSettings settings,
      MeterRegistry meters,
      Clock clock) {
    announcer.expect(MessageChannel.CIMER_EXPORT, CimerExport.ACCOUNT);
    Map<MessageChannel, Lane> lanes = new EnumMap<>(MessageChannel.class);
    for (Provider provider : providers) {
      Function<Recipient, CircuitBreaker> breaker =
          recipient -> breakers.circuitBreaker("notification-" + provider.line(recipient));
      // there from the start, so that it is measured before it is needed
      breaker.apply(Recipient.CITIZEN);
      announcer.expect(provider.channel(), provider.account());
      lanes.put(
          provider.channel(),
          new Lane(
              provider,
              new Verdicts(provider, policy, settings),
              ledger,
              files,
              composer,
              announcer,
              receipts::reconcile,
              breaker,
              rates.of(provider),
              settings,
              meters,
              clock));
    }
    return new Dispatcher(
        lanes,
        ledger,
        files,
        institutions,
        announcer,
        new QuietHours(settings.quietFrom(), settings.quietTo(), ZONE),
        settings,
        clock);
  }

  @Bean
  LedgerRebuild ledgerRebuild(
      MongoDatabase store,
      LogReplay replay,
      MongoLedger ledger,
      MongoRequestFiles files,
      MongoStandstill standstill,
      TransportSettings transport,
      SenderSettings settings,
      Clock clock) {
    return new LedgerRebuild(
        store,
        replay,
        ledger,
        files,
        standstill,
        transport.service().group(),
        settings.retention(),
        clock);
  }

  @Bean
  Outbox outbox(MongoLedger ledger, MongoRequestFiles files, Dispatcher dispatcher) {
    return new Outbox(ledger, files, dispatcher);
  }

  @Bean
  SenderLifecycle senderLifecycle(
      Dispatcher dispatcher,
      MongoLedger ledger,
      MongoRequestFiles files,
      ReceiptDesk receipts,
      List<Provider> providers,
      AccountRates rates,
      Clock clock) {
    return new SenderLifecycle(
        dispatcher,
        ledger,
        files,
        receipts,
        new LostReceipts(providers, rates, ledger, receipts, clock));
  }
}
