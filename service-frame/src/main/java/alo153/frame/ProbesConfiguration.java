package alo153.frame;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.annotation.Bean;
import reactor.core.publisher.Mono;

/**
 * What an orchestrator asks. Spring's own indicators are asked on threads for blocking calls; when
 * the store is away these all wait for it, and a service that only waits would look dead and be
 * restarted.
 */
@AutoConfiguration(before = AvailabilityProbesAutoConfiguration.class)
class ProbesConfiguration {
  @Bean
  ReactiveHealthIndicator livenessStateHealthIndicator(ApplicationAvailability availability) {
    return () ->
        Mono.fromSupplier(
            () -> health(availability.getLivenessState() == LivenessState.CORRECT, Status.DOWN));
  }

  @Bean
  ReactiveHealthIndicator readinessStateHealthIndicator(ApplicationAvailability availability) {
    return () ->
        Mono.fromSupplier(
            () ->
                health(
                    availability.getReadinessState() == ReadinessState.ACCEPTING_TRAFFIC,
                    Status.OUT_OF_SERVICE));
  }

  private static Health health(boolean good, Status otherwise) {
    return Health.status(good ? Status.UP : otherwise).build();
  }
}
