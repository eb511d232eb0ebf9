package alo153.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayPartsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alo153.frame.SecurityConfiguration",
        "alo153.transport.TransportConfiguration",
        "org.springframework.boot.security.autoconfigure.web.reactive.ReactiveWebSecurityAutoConfiguration",
        "org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration",
        "org.springframework.boot.mongodb.autoconfigure.MongoReactiveAutoConfiguration",
        "org.springframework.cloud.stream.config.BindingServiceConfiguration"
      })
  void whatTheServicesBringIsNotTaken(String configuration) {
    assertThat(GatewayParts.belongs(configuration)).isFalse();
  }

  @Test
  void whatAGatewayNeedsIsTaken() {
    assertThat(
            GatewayParts.belongs(
                "org.springframework.cloud.gateway.config.GatewayAutoConfiguration"))
        .isTrue();
  }
}
