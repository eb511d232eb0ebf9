package alo153.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import reactor.core.Exceptions;

class InfrastructureExceptionTest {
  private static final RuntimeException OURS = new IllegalStateException("ours");

  @Test
  void whatWeDependOnIsFoundBehindOtherFailures() {
    assertThat(InfrastructureException.isBehind(new TimeoutException("no broker"))).isTrue();
    assertThat(InfrastructureException.isBehind(new RuntimeException(new IOException("reset"))))
        .isTrue();
    assertThat(InfrastructureException.isBehind(OURS)).isFalse();
  }

  @Test
  void ofSeveralFailuresAtOnceOneIsEnough() {
    assertThat(
            InfrastructureException.isBehind(Exceptions.multiple(OURS, new IOException("reset"))))
        .isTrue();
    assertThat(InfrastructureException.isBehind(Exceptions.multiple(OURS, OURS))).isFalse();
  }
}
