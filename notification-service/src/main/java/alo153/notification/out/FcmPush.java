package alo153.notification.out;

import alo153.events.MessageChannel;
import alo153.events.wire.Codec;
import alo153.notification.out.HttpCalls.Answer;
import alo153.notification.out.SendOutcome.AccountStopped;
import alo153.notification.out.SendOutcome.Later;
import alo153.notification.out.SendOutcome.Refused;
import alo153.notification.out.SendOutcome.Taken;
import alo153.notification.out.SendOutcome.Unknown;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Firebase Cloud Messaging. A repeated push carries the same tag, so the device shows one. The text
 * says only that there is something: it may lie on a locked screen.
 */
final class FcmPush implements Provider {
  private final PushSettings settings;
  private final HttpCalls http;
  private final TokenSource tokens;

  FcmPush(PushSettings settings, HttpCalls http, TokenSource tokens) {
    this.settings = settings;
    this.http = http;
    this.tokens = tokens;
  }

  @Override
  public String account() {
    return "fcm";
  }

  @Override
  public MessageChannel channel() {
    return MessageChannel.PUSH;
  }

  @Override
  public Repeat repeat() {
    return Repeat.SAME_KEY;
  }

  /** FCM tells no delivery; our app tells when it was opened. */
  @Override
  public boolean givesReceipts() {
    return false;
  }

  @Override
  public ProviderLimits limits() {
    return settings.limits();
  }

  @Override
  public CompletableFuture<SendOutcome> send(Letter letter) {
    byte[] body = Codec.json().writeValueAsBytes(Map.of("message", document(letter)));
    return tokens
        .token()
        .flatMap(
            token ->
                Mono.fromFuture(
                    http.post(
                        settings
                            .baseUrl()
                            .resolve("/v1/projects/" + settings.project() + "/messages:send"),
                        Map.of(
                            "Content-Type",
                            "application/json; charset=utf-8",
                            "Authorization",
                            "Bearer " + token),
                        body,
                        FcmPush::judge)))
        // without a token nothing was sent
        .onErrorResume(e -> Mono.just(new Later("NO_TOKEN", null, true)))
        .toFuture();
  }

  private static Map<String, Object> document(Letter letter) {
    return Map.of(
        "token",
        letter.to(),
        "notification",
        Map.of("title", letter.subject(), "body", letter.text()),
        "data",
        Map.of(
            "trackingCode", letter.requestId().trackingCode().value(),
            "purpose", letter.purpose().name(),
            "messageId", letter.messageId()),
        "android",
        Map.of(
            "priority",
            "HIGH",
            "ttl",
            "86400s",
            "collapse_key",
            letter.messageId(),
            "notification",
            Map.of("channel_id", "requests", "tag", letter.messageId())),
        "apns",
        Map.of(
            "headers",
            Map.of("apns-priority", "10", "apns-collapse-id", letter.messageId()),
            "payload",
            Map.of("aps", Map.of("sound", "default"))));
  }

  private static SendOutcome judge(Answer answer) {
    JsonNode body;
    try {
      body = Codec.json().readTree(answer.body());
    } catch (JacksonException e) {
      return answer.ok() ? new Unknown("UNREADABLE") : HttpCalls.usual(answer);
    }
    if (answer.ok()) {
      String name = body.path("name").asString("");
      return name.isEmpty() ? new Unknown("UNREADABLE") : new Taken(name);
    }
    return switch (errorCode(body.path("error"))) {
      case "UNREGISTERED", "SENDER_ID_MISMATCH", "NOT_FOUND" -> new Refused("NO_SUCH_DEVICE");
      case "INVALID_ARGUMENT" -> new Refused("REJECTED");
      case "QUOTA_EXCEEDED", "RESOURCE_EXHAUSTED" ->
          new Later(
              "RATE",
              answer.retryAfter() == null ? Duration.ofMinutes(1) : answer.retryAfter(),
              false);
      case "UNAVAILABLE" -> new Later("UNAVAILABLE", answer.retryAfter(), true);
      case "INTERNAL" -> new Unknown("INTERNAL");
      case "THIRD_PARTY_AUTH_ERROR", "UNAUTHENTICATED", "PERMISSION_DENIED" ->
          new AccountStopped("FCM_AUTH");
      default -> HttpCalls.usual(answer);
    };
  }

  private static String errorCode(JsonNode error) {
    for (JsonNode detail : error.path("details")) {
      String code = detail.path("errorCode").asString("");
      if (!code.isEmpty()) {
        return code;
      }
    }
    return error.path("status").asString("");
  }
}
