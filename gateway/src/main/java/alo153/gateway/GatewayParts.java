package alo153.gateway;

import java.util.List;
import org.springframework.boot.autoconfigure.AutoConfigurationImportSelector;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.core.annotation.AnnotationAttributes;
import org.springframework.core.type.AnnotationMetadata;

/**
 * The auto-configurations a gateway is made of, whatever else lies on the classpath. In all-in-one
 * the services' security, store and log are there too; without this list the gateway would guard
 * its pages with the services' keys and open a store of its own.
 */
class GatewayParts extends AutoConfigurationImportSelector {
  private static final List<String> PACKAGES =
      List.of(
          "org.springframework.boot.actuate.autoconfigure.",
          "org.springframework.boot.autoconfigure.",
          "org.springframework.boot.health.autoconfigure.",
          "org.springframework.boot.http.codec.autoconfigure.",
          "org.springframework.boot.jackson.autoconfigure.",
          "org.springframework.boot.micrometer.metrics.autoconfigure.",
          "org.springframework.boot.micrometer.observation.autoconfigure.",
          "org.springframework.boot.netty.autoconfigure.",
          "org.springframework.boot.reactor.",
          "org.springframework.boot.validation.autoconfigure.",
          "org.springframework.boot.webflux.autoconfigure.",
          "org.springframework.cloud.gateway.");

  static boolean belongs(String configuration) {
    return PACKAGES.stream().anyMatch(configuration::startsWith);
  }

  @Override
  protected List<String> getCandidateConfigurations(
      AnnotationMetadata metadata, AnnotationAttributes attributes) {
    return super.getCandidateConfigurations(metadata, attributes).stream()
        .filter(GatewayParts::belongs)
        .toList();
  }

  /**
   * The application is not annotated with {@link EnableAutoConfiguration}: nothing is excluded by
   * name.
   */
  @Override
  protected AnnotationAttributes getAttributes(AnnotationMetadata metadata) {
    var attributes = new AnnotationAttributes(EnableAutoConfiguration.class);
    attributes.put("exclude", new String[0]);
    attributes.put("excludeName", new String[0]);
    return attributes;
  }
}
