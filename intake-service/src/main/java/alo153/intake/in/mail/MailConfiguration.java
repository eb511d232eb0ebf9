package alo153.intake.in.mail;

import alo153.city.CityPack;
import alo153.city.Institution;
import alo153.intake.decide.Keyed;
import alo153.intake.decide.Normaliser;
import alo153.intake.out.Acceptance;
import alo153.intake.out.AttachmentStore;
import alo153.intake.out.CodeIndex;
import alo153.intake.out.DoorRefusals;
import alo153.intake.out.Receipts;
import alo153.intake.out.Threads;
import alo153.transport.Envelopes;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The parts of the mail door. */
@Configuration(proxyBeanMethods = false)
class MailConfiguration {

  @Bean
  Institutions institutions(CityPack city) {
    return address -> city.institutionWritingFrom(address).map(Institution::code);
  }

  @Bean
  MailDoor mailDoor(
      MailSettings settings,
      Institutions institutions,
      Acceptance acceptance,
      Normaliser normaliser,
      CodeIndex codes,
      AttachmentStore files,
      Threads threads,
      Keyed keyed,
      Receipts receipts,
      DoorRefusals refusals,
      Envelopes envelopes,
      Clock clock,
      MeterRegistry meters) {
    return new MailDoor(
        settings,
        institutions,
        acceptance,
        normaliser,
        codes,
        new MailFiles(files, meters),
        threads,
        keyed,
        receipts,
        refusals,
        envelopes,
        clock,
        meters);
  }

  @Bean
  MailPoller mailPoller(MailSettings settings, MailDoor door, Clock clock, MeterRegistry meters) {
    return new MailPoller(settings, door, clock, meters);
  }
}
