package alo153.intake.in.phone;

import static java.nio.charset.StandardCharsets.UTF_8;

import alo153.events.wire.Codec;
import alo153.events.wire.UnreadableRecordException;
import java.net.URLDecoder;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads what Turkish exchanges push, as call events. Whatever is not about a call (a test, a digit,
 * an unknown scenario) is nothing.
 */
final class Exchanges {
  private Exchanges() {}

  /** Verimor's form fields; the empty test on saving the address is nothing. */
  static Optional<CallEvent> verimor(byte[] body) {
    Map<String, String> field = fields(body);
    String callId = field.get("call_uuid");
    String type =
        switch (field.getOrDefault("event_type", "")) {
          case "ringing" -> "call.agent_ringing";
          case "answer" -> "call.answered";
          case "hangup" -> "call.ended";
          case "user_hangup" -> "call.leg_ended";
          default -> null;
        };
    if (type == null || callId == null) {
      return Optional.empty();
    }
    String at =
        switch (type) {
          case "call.answered" -> field.get("answer_stamp");
          case "call.ended", "call.leg_ended" -> field.get("end_stamp");
          default -> field.get("start_stamp");
        };
    boolean ended = type.equals("call.ended");
    String leg = field.get("dialed_user");
    String direction = field.get("direction");
    // an announcement answers the line too, so the stamp alone does not say that a person did
    boolean answered =
        !ended
            || (field.containsKey("answered")
                ? field.get("answered").equalsIgnoreCase("true")
                : field.containsKey("answer_stamp"));
    return Optional.of(
        event(
            "verimor",
            field.get("domain_id"),
            type,
            at,
            new CallEvent.Call(
                callId,
                leg,
                direction,
                null,
                "outbound".equals(direction)
                    ? field.get("destination_number")
                    : field.get("caller_id_number"),
                field.get("queue"),
                type.equals("call.agent_ringing") ? leg : field.get("connected_user"),
                field.get("start_stamp"),
                answered ? field.get("answer_stamp") : null,
                field.get("end_stamp"),
                number(field.get("queue_wait_duration")),
                ended ? number(field.get("duration")) : null,
                ended ? HangupCauses.outcome(field.get("hangup_cause"), answered) : null,
                null)));
  }

  /** Netgsm's JSON; the case of keys and scenarios varies. */
  static Optional<CallEvent> netgsm(byte[] body) {
    Map<String, String> field = fields(body);
    String scenario = field.getOrDefault("scenario", "").toLowerCase(Locale.ROOT);
    if (scenario.equals("cdr")) {
      return netgsmRecord(field);
    }
    String callId = field.get("unique_id");
    String type =
        switch (scenario) {
          case "inbound_call" -> "call.offered";
          case "outbound_call" -> "call.placed";
          case "queue" -> "call.queued";
          case "answer" -> "call.answered";
          case "hangup" -> "call.ended";
          default -> null;
        };
    if (type == null || callId == null) {
      return Optional.empty();
    }
    String at = field.get("timestamp");
    return Optional.of(
        event(
            "netgsm",
            field.get("pbx_num"),
            type,
            at,
            new CallEvent.Call(
                callId,
                null,
                scenario.startsWith("outbound") ? "outbound" : "inbound",
                null,
                field.get("customer_num"),
                field.get("queue_name"),
                field.get("internal_num"),
                type.equals("call.offered") ? at : null,
                type.equals("call.answered") ? at : null,
                type.equals("call.ended") ? at : null,
                number(field.get("holdtime")),
                number(field.get("talktime")),
                null,
                null)));
  }

  private static Optional<CallEvent> netgsmRecord(Map<String, String> field) {
    String callId = field.get("asteriskid");
    if (callId == null) {
      return Optional.empty();
    }
    String direction = field.getOrDefault("yon", "");
    boolean outbound = direction.equals("0") || direction.equals("3");
    boolean internal = direction.equals("4") || direction.equals("5");
    boolean missed = direction.equals("2") || direction.equals("5") || direction.equals("3");
    return Optional.of(
        event(
            "netgsm",
            field.get("santral"),
            "call.ended",
            field.get("timestamp"),
            new CallEvent.Call(
                callId,
                null,
                internal ? "internal" : outbound ? "outbound" : "inbound",
                null,
                outbound ? field.get("aranan") : field.get("arayan"),
                null,
                null,
                field.get("bas"),
                null,
                field.get("timestamp"),
                null,
                missed ? null : number(field.get("sure")),
                missed ? "abandoned" : "completed",
                null)));
  }

  private static CallEvent event(
      String provider,
      @Nullable String tenant,
      String type,
      @Nullable String at,
      CallEvent.Call call) {
    return new CallEvent(null, type, at, provider, tenant, call, null, null, null);
  }

  /**
   * JSON or a form, whatever the header says; names in lower case, empty values left out.
   *
   * @throws UnreadableRecordException when it begins like JSON and is none
   */
  static Map<String, String> fields(byte[] body) {
    String text = new String(body, UTF_8).strip();
    var fields = new HashMap<String, String>();
    if (text.startsWith("{")) {
      Codec.tree(body)
          .properties()
          .forEach(
              field -> {
                if (field.getValue().isValueNode() && !field.getValue().isNull()) {
                  put(fields, field.getKey(), field.getValue().asString());
                }
              });
      return fields;
    }
    for (String pair : text.split("&")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        put(fields, decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
      }
    }
    return fields;
  }

  private static void put(Map<String, String> fields, String name, String value) {
    if (!value.isBlank()) {
      fields.put(name.toLowerCase(Locale.ROOT), value.strip());
    }
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, UTF_8);
    } catch (IllegalArgumentException e) {
      // a broken escape: the text as it came
      return text;
    }
  }

  private static @Nullable Integer number(@Nullable String text) {
    return text != null && text.matches("[0-9]{1,7}") ? Integer.valueOf(text) : null;
  }
}
