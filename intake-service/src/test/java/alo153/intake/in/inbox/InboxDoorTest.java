package alo153.intake.in.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InboxDoorTest {
  private static final Instant NOW = Instant.parse("2026-11-24T09:00:00Z");

  @Test
  void aRecordCameInWhenTheLogTookIt() {
    Instant written = Instant.parse("2026-09-01T00:00:00Z");
    assertThat(InboxDoor.receivedAt(written, NOW)).isEqualTo(written);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1970-01-01T00:00:00Z", "2026-08-01T00:00:00Z", "2030-01-01T00:00:00Z"})
  void aTimeThatCanNotBeIsNotBelieved(Instant written) {
    assertThat(InboxDoor.receivedAt(written, NOW)).isEqualTo(NOW);
  }
}
