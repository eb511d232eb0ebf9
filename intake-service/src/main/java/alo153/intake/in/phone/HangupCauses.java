package alo153.intake.in.phone;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an exchange's reason for ending a call means to the desk. */
final class HangupCauses {
  private static final Map<String, String> OUTCOMES =
      Map.ofEntries(
          Map.entry("USER_BUSY", "busy"),
          Map.entry("17", "busy"),
          Map.entry("NO_USER_RESPONSE", "no_answer"),
          Map.entry("NO_ANSWER", "no_answer"),
          Map.entry("ALLOTTED_TIMEOUT", "no_answer"),
          Map.entry("18", "no_answer"),
          Map.entry("19", "no_answer"),
          Map.entry("CALL_REJECTED", "rejected"),
          Map.entry("21", "rejected"),
          Map.entry("UNALLOCATED_NUMBER", "bad_number"),
          Map.entry("INVALID_NUMBER_FORMAT", "bad_number"),
          Map.entry("NO_ROUTE_DESTINATION", "bad_number"),
          Map.entry("1", "bad_number"),
          Map.entry("3", "bad_number"),
          Map.entry("28", "bad_number"),
          Map.entry("DESTINATION_OUT_OF_ORDER", "network_error"),
          Map.entry("NORMAL_CIRCUIT_CONGESTION", "network_error"),
          Map.entry("NETWORK_OUT_OF_ORDER", "network_error"),
          Map.entry("RECOVERY_ON_TIMER_EXPIRE", "network_error"),
          Map.entry("27", "network_error"),
          Map.entry("34", "network_error"),
          Map.entry("38", "network_error"),
          Map.entry("41", "network_error"),
          Map.entry("42", "network_error"),
          Map.entry("102", "network_error"),
          Map.entry("ORIGINATOR_CANCEL", "abandoned"),
          Map.entry("487", "abandoned"),
          Map.entry("NOT_ALLOWED_BY_IYS", "consent_block"),
          Map.entry("MEDIA_TIMEOUT", "failed"),
          Map.entry("SYSTEM_SHUTDOWN", "failed"));

  private HangupCauses() {}

  /**
   * Null when the cause says nothing, or is the exchange's own affair (a lost race, a transfer).
   */
  static @Nullable String outcome(@Nullable String cause, boolean answered) {
    if (cause == null || cause.isBlank()) {
      return null;
    }
    String name = cause.strip().toUpperCase(Locale.ROOT);
    return switch (name) {
      case "NORMAL_CLEARING", "NORMAL_UNSPECIFIED", "16", "31" ->
          answered ? "completed" : "abandoned";
      default -> OUTCOMES.get(name);
    };
  }
}
