package alo153.proving.simulators;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * How a provider says no, each in its own words.
 *
 * @param busy too many calls
 * @param broken a fault of its own, after which nobody knows what became of the call
 * @param away it takes nothing now
 * @param never this recipient will not get it
 */
record Manner(Said busy, Said broken, Said away, Said never) {
  /** An answer. */
  record Said(int status, String type, byte[] body) {
    static Said json(int status, String body) {
      return new Said(status, "application/json", body.getBytes(UTF_8));
    }

    static Said text(int status, String body) {
      return new Said(status, "text/plain", body.getBytes(UTF_8));
    }
  }

  static final Manner GRAPH =
      new Manner(
          graph(429, 130429, "Rate limit hit"),
          graph(500, 1, "An unknown error has occurred."),
          graph(503, 131016, "Service unavailable"),
          graph(400, 131026, "Message undeliverable"));

  static final Manner SMS =
      new Manner(
          Said.text(429, "Too many requests"),
          Said.text(500, "Internal Server Error"),
          Said.text(503, "Service Unavailable"),
          Said.text(400, "INVALID_DESTINATION_ADDRESS"));

  static final Manner PUSH =
      new Manner(
          push(429, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED"),
          push(500, "INTERNAL", "INTERNAL"),
          push(503, "UNAVAILABLE", "UNAVAILABLE"),
          push(404, "NOT_FOUND", "UNREGISTERED"));

  static final Manner WEBHOOK =
      new Manner(
          Said.json(429, "{\"error\":\"too many\"}"),
          Said.text(500, "Internal Server Error"),
          Said.text(503, "Service Unavailable"),
          Said.json(422, "{\"error\":\"not ours\"}"));

  private static Said graph(int status, int code, String message) {
    return Said.json(
        status,
        "{\"error\":{\"message\":\"(#%d) %s\",\"type\":\"OAuthException\",\"code\":%d,\"fbtrace_id\":\"Az8or2yhqkZfEZ\"}}"
            .formatted(code, message, code));
  }

  private static Said push(int status, String google, String fcm) {
    return Said.json(
        status,
        "{\"error\":{\"code\":%d,\"message\":\"%s\",\"status\":\"%s\",\"details\":[{\"@type\":\"type.googleapis.com/google.firebase.fcm.v1.FcmError\",\"errorCode\":\"%s\"}]}}"
            .formatted(status, google, google, fcm));
  }
}
