package alo153.notification.out;

import alo153.notification.out.Receipt.What;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One line of a provider's report as a receipt; null when the line tells nothing new. */
public final class ReceiptLines {
  /** Turkey has had no summer time since 2016. */
  private static final ZoneOffset TURKEY = ZoneOffset.ofHours(3);

  private static final DateTimeFormatter VERIMOR =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  private ReceiptLines() {}

  /** Verimor's lines carry a type and our id, Netgsm's a job id and a number for a status. */
  public static @Nullable Receipt sms(JsonNode line) {
    if (line.has("jobid")) {
      return netgsm(line);
    }
    return line.path("type").asString("").equals("outbound") ? verimor(line) : null;
  }

  /** A line of its answers to questions is the same, without a type. */
  static @Nullable Receipt verimor(JsonNode line) {
    What what =
        switch (line.path("status").asString("")) {
          case "DELIVERED" -> What.DELIVERED;
          case "SENT", "SENDING", "WAITING", "" -> null;
          default -> What.FAILED;
        };
    return what == null
        ? null
        : new Receipt(
            "verimor",
            text(line, "message_custom_id"),
            text(line, "campaign_id"),
            what,
            time(text(line, "done_at")),
            what == What.FAILED ? text(line, "status") : null);
  }

  private static @Nullable Receipt netgsm(JsonNode line) {
    int status = number(line.path("status"));
    What what =
        switch (status) {
          case 1 -> What.DELIVERED;
          case 2, 3, 4, 11, 12, 13, 14, 15, 16, 17 -> What.FAILED;
          default -> null;
        };
    return what == null
        ? null
        : new Receipt(
            "netgsm",
            null,
            text(line, "jobid"),
            what,
            time(text(line, "deliveredDate")),
            what == What.FAILED ? "NETGSM_" + status : null);
  }

  private static int number(JsonNode node) {
    if (node.isNumber()) {
      return node.asInt();
    }
    String text = node.asString("");
    return text.matches("\\d{1,4}") ? Integer.parseInt(text) : -1;
  }

  /** The form our own services and app use. */
  public static @Nullable Receipt ours(String account, JsonNode line) {
    What what =
        switch (line.path("status").asString("").toLowerCase(Locale.ROOT)) {
          case "sent" -> What.SENT;
          case "delivered" -> What.DELIVERED;
          case "read", "played", "opened" -> What.READ;
          case "failed" -> What.FAILED;
          default -> null;
        };
    return what == null
        ? null
        : new Receipt(
            account,
            text(line, "messageId"),
            text(line, "providerId"),
            what,
            time(text(line, "at")),
            what == What.FAILED ? text(line, "errorCode") : null);
  }

  /** A delay is not a failure (class 4): the servers still try. A mail is never proved read. */
  public static @Nullable Receipt mail(JsonNode line) {
    Receipt receipt = ours("smtp", line);
    if (receipt == null) {
      return null;
    }
    String code = receipt.errorCode();
    return switch (receipt.what()) {
      case FAILED -> code != null && code.startsWith("4") ? null : receipt;
      case DELIVERED -> receipt;
      case SENT, READ -> null;
    };
  }

  private static @Nullable String text(JsonNode line, String field) {
    String text = line.path(field).asString("");
    return text.isEmpty() ? null : text;
  }

  /** ISO, Unix seconds or Verimor's local time; null when it is none of them. */
  private static @Nullable Instant time(@Nullable String written) {
    if (written == null) {
      return null;
    }
    try {
      if (written.matches("\\d{9,11}")) {
        return Instant.ofEpochSecond(Long.parseLong(written));
      }
      return written.indexOf('T') > 0
          ? Instant.parse(written)
          : LocalDateTime.parse(written, VERIMOR).toInstant(TURKEY);
    } catch (DateTimeException e) {
      return null;
    }
  }
}
