package alo153.notification.out;

import static org.assertj.core.api.Assertions.assertThat;

import alo153.events.wire.Codec;
import alo153.notification.out.Receipt.What;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReceiptLinesTest {

  @ParameterizedTest
  @CsvSource({
    "DELIVERED, DELIVERED",
    "NOT_DELIVERED, FAILED",
    "EXPIRED, FAILED",
    "BLACKLISTED_DESTINATION_ADDRESS, FAILED",
    "SENT,",
    "WAITING,"
  })
  void verimorsWords(String status, What what) {
    Receipt receipt =
        ReceiptLines.sms(
            Codec.json()
                .readTree(
                    "{\"type\":\"outbound\",\"message_custom_id\":\"M1\",\"status\":\""
                        + status
                        + "\",\"done_at\":\"2026-11-24 18:46:04\"}"));
    if (what == null) {
      assertThat(receipt).isNull();
    } else {
      assertThat(receipt.what()).isEqualTo(what);
      assertThat(receipt.messageId()).isEqualTo("M1");
      assertThat(receipt.at()).isEqualTo(Instant.parse("2026-11-24T15:46:04Z"));
    }
  }

  @Test
  void anIncomingTextIsNoReceipt() {
    assertThat(
            ReceiptLines.sms(
                Codec.json().readTree("{\"type\":\"inbound\",\"content\":\"Hala su yok\"}")))
        .isNull();
  }

  @ParameterizedTest
  @CsvSource({"1, DELIVERED", "2, FAILED", "15, FAILED", "0,", "99,"})
  void netgsmsNumbers(int status, What what) {
    Receipt receipt =
        ReceiptLines.sms(Codec.json().readTree("{\"jobid\":\"17\",\"status\":" + status + "}"));
    if (what == null) {
      assertThat(receipt).isNull();
    } else {
      assertThat(receipt)
          .extracting(Receipt::what, Receipt::providerId)
          .containsExactly(what, "17");
    }
  }

  @Test
  void aDelayedMailIsNotAFailedOne() {
    assertThat(
            ReceiptLines.mail(
                Codec.json()
                    .readTree(
                        "{\"messageId\":\"M1\",\"status\":\"failed\",\"errorCode\":\"4.4.1\"}")))
        .isNull();
    assertThat(
            ReceiptLines.mail(
                Codec.json()
                    .readTree(
                        "{\"messageId\":\"M1\",\"status\":\"failed\",\"errorCode\":\"5.1.1\"}")))
        .isNotNull()
        .extracting(Receipt::errorCode)
        .isEqualTo("5.1.1");
  }
}
