package alo153.notification.decide;

import static org.assertj.core.api.Assertions.assertThat;

import alo153.events.MessageChannel;
import alo153.events.MessagePurpose;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class QuietHoursTest {
  private static final QuietHours NIGHT =
      new QuietHours(LocalTime.of(21, 0), LocalTime.of(9, 0), ZoneId.of("Europe/Istanbul"));
  private static final Instant AT_23 = Instant.parse("2026-11-23T20:00:00Z");
  private static final Instant AT_3 = Instant.parse("2026-11-24T00:00:00Z");
  private static final Instant NEXT_9 = Instant.parse("2026-11-24T06:00:00Z");

  @Test
  void aTextWaitsForTheMorning() {
    assertThat(NIGHT.allowed(MessageChannel.SMS, MessagePurpose.ANSWERED, AT_23)).isEqualTo(NEXT_9);
    assertThat(NIGHT.allowed(MessageChannel.SMS, MessagePurpose.ANSWERED, AT_3)).isEqualTo(NEXT_9);
    assertThat(NIGHT.allowed(MessageChannel.SMS, MessagePurpose.ANSWERED, NEXT_9))
        .isEqualTo(NEXT_9);
  }

  @Test
  void theReceiptAndMailDoNot() {
    assertThat(NIGHT.allowed(MessageChannel.SMS, MessagePurpose.RECEIVED, AT_23)).isEqualTo(AT_23);
    assertThat(NIGHT.allowed(MessageChannel.EMAIL, MessagePurpose.ANSWERED, AT_23))
        .isEqualTo(AT_23);
  }

  @Test
  void sameBeginningAndEndMeanNever() {
    var never = new QuietHours(LocalTime.MIDNIGHT, LocalTime.MIDNIGHT, ZoneId.of("UTC"));
    assertThat(never.allowed(MessageChannel.SMS, MessagePurpose.ANSWERED, AT_23)).isEqualTo(AT_23);
  }
}
