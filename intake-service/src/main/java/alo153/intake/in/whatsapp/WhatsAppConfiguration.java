package alo153.intake.in.whatsapp;

import alo153.intake.decide.Keyed;
import alo153.intake.decide.Normaliser;
import alo153.intake.out.Acceptance;
import alo153.intake.out.AttachmentStore;
import alo153.intake.out.CodeIndex;
import alo153.intake.out.DoorRefusals;
import alo153.intake.out.FileSettings;
import alo153.intake.out.ReceiptSettings;
import alo153.intake.out.Receipts;
import alo153.intake.out.Threads;
import alo153.transport.DeadLetters;
import alo153.transport.Envelopes;
import com.mongodb.reactivestreams.client.MongoDatabase;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.scheduling.annotation.Scheduled;
import reactor.core.publisher.Mono;

/** The parts of the WhatsApp door, and those it shares with the mail door. */
@Configuration(proxyBeanMethods = false)
class WhatsAppConfiguration {

  @Bean
  Threads threads(MongoDatabase database, Keyed keyed, Clock clock) {
    return new Threads(database, keyed, clock);
  }

  @Bean
  Receipts receipts(
      ReceiptSettings settings, ReactorResourceFactory resources, MeterRegistry meters) {
    return new Receipts(settings, resources, meters);
  }

  @Bean
  DoorRefusals doorRefusals(DeadLetters deadLetters, MongoDatabase database, Clock clock) {
    return new DoorRefusals(deadLetters, database, clock);
  }

  @Bean
  Media whatsAppMedia(
      WhatsAppSettings settings,
      FileSettings fileSettings,
      AttachmentStore files,
      ReactorResourceFactory resources,
      MeterRegistry meters) {
    var fetcher = new MediaFetcher(settings, fileSettings.maxSize().toBytes(), resources);
    return new Media(fetcher, files, settings.mediaAttempts(), meters);
  }

  @Bean
  WhatsAppDoor whatsAppDoor(
      Acceptance acceptance,
      Normaliser normaliser,
      CodeIndex codes,
      Threads threads,
      Media media,
      DoorRefusals refusals,
      Envelopes envelopes,
      Keyed keyed,
      WhatsAppSettings settings,
      Clock clock,
      MeterRegistry meters) {
    return new WhatsAppDoor(
        acceptance,
        normaliser,
        codes,
        threads,
        media,
        refusals,
        envelopes,
        keyed,
        settings.together(),
        clock,
        meters);
  }

  @Bean
  Housekeeping whatsAppHousekeeping(Threads threads, DoorRefusals refusals) {
    return new Housekeeping(threads, refusals);
  }

  /** Throws away what was kept long enough. */
  static final class Housekeeping {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

    private final Threads threads;
    private final DoorRefusals refusals;

    Housekeeping(Threads threads, DoorRefusals refusals) {
      this.threads = threads;
      this.refusals = refusals;
    }

    @Scheduled(initialDelayString = "PT30S", fixedDelayString = "PT6H")
    void tidy() {
      threads
          .prepare()
          .then(threads.sweep())
          .then(refusals.sweep())
          .onErrorResume(
              e -> {
                LOG.warn("tidying up waits for the next time: {}", e.toString());
                return Mono.empty();
              })
          .block(Duration.ofMinutes(5));
    }
  }
}
