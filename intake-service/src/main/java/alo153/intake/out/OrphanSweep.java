package alo153.intake.out;

import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Deletes files whose message never came. Several instances may do it at once. */
@Component
class OrphanSweep {
  private static final Logger LOG = LoggerFactory.getLogger(OrphanSweep.class);

  private final AttachmentStore files;
  private final MeterRegistry meters;

  OrphanSweep(AttachmentStore files, MeterRegistry meters) {
    this.files = files;
    this.meters = meters;
  }

  @Scheduled(
      initialDelayString = "${alo153.intake.files.sweep-every:1h}",
      fixedDelayString = "${alo153.intake.files.sweep-every:1h}")
  void sweep() {
    files
        .sweep()
        .subscribe(
            count -> meters.counter("alo153.intake.files.swept").increment(count),
            e -> LOG.warn("files without a message stay until the next sweep: {}", e.toString()));
  }
}
