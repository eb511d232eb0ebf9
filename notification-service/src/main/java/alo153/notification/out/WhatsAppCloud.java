package alo153.notification.out;

import alo153.events.Language;
import alo153.events.MessageChannel;
import alo153.events.wire.Codec;
import alo153.notification.out.HttpCalls.Answer;
import alo153.notification.out.SendOutcome.Taken;
import alo153.notification.out.SendOutcome.Unknown;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Meta's WhatsApp Cloud API. Free text within 24 hours of the citizen's last message, the approved
 * template after that. There is no idempotency key: our id comes back only with the statuses.
 */
final class WhatsAppCloud implements Provider {
  /** What a text may hold. */
  static final int MOST_CHARACTERS = 4096;

  /** A business-scoped user id, such as {@code TR.20488800099911}; else it is a number. */
  private static final Pattern USER_ID = Pattern.compile("[A-Z]{2}\\..+");

  private final WhatsAppSettings settings;
  private final HttpCalls http;
  private final Map<String, String> headers;

  WhatsAppCloud(WhatsAppSettings settings, HttpCalls http) {
    this.settings = settings;
    this.http = http;
    this.headers =
        Map.of(
            "Content-Type",
            "application/json; charset=utf-8",
            "Authorization",
            "Bearer " + settings.token());
  }

  @Override
  public String account() {
    return "whatsapp";
  }

  @Override
  public MessageChannel channel() {
    return MessageChannel.WHATSAPP;
  }

  @Override
  public Repeat repeat() {
    return Repeat.MAY_DOUBLE;
  }

  @Override
  public boolean givesReceipts() {
    return true;
  }

  @Override
  public ProviderLimits limits() {
    return settings.limits();
  }

  @Override
  public CompletableFuture<SendOutcome> send(Letter letter) {
    return http.post(
        settings
            .baseUrl()
            .resolve("/" + settings.version() + "/" + settings.phoneNumberId() + "/messages"),
        headers,
        Codec.json().writeValueAsBytes(document(letter)),
        WhatsAppCloud::judge);
  }

  private Map<String, Object> document(Letter letter) {
    var document = new LinkedHashMap<String, Object>();
    document.put("messaging_product", "whatsapp");
    document.put("recipient_type", "individual");
    if (USER_ID.matcher(letter.to()).matches()) {
      document.put("recipient", letter.to());
    } else {
      document.put("to", letter.to().startsWith("+") ? letter.to().substring(1) : letter.to());
    }
    document.put("biz_opaque_callback_data", letter.tag());
    List<String> values = letter.templateValues();
    if (values != null) {
      document.put("type", "template");
      document.put("template", template(values, letter.language()));
    } else {
      if (letter.quotes() != null) {
        document.put("context", Map.of("message_id", letter.quotes()));
      }
      document.put("type", "text");
      document.put("text", Map.of("preview_url", false, "body", cut(letter.text())));
    }
    return document;
  }

  private Map<String, Object> template(List<String> values, Language language) {
    return Map.of(
        "name",
        settings.template(),
        "language",
        Map.of("policy", "deterministic", "code", language == Language.TR ? "tr" : "en"),
        "components",
        List.of(
            Map.of(
                "type",
                "body",
                "parameters",
                values.stream().map(value -> Map.of("type", "text", "text", value)).toList())));
  }

  private static String cut(String text) {
    return text.length() <= MOST_CHARACTERS
        ? text
        : text.substring(0, MOST_CHARACTERS - 1).stripTrailing() + "…";
  }

  private static SendOutcome judge(Answer answer) {
    JsonNode body;
    try {
      body = Codec.json().readTree(answer.body());
    } catch (JacksonException e) {
      return answer.ok() ? new Unknown("UNREADABLE") : HttpCalls.usual(answer);
    }
    if (answer.ok()) {
      String id = body.path("messages").path(0).path("id").asString("");
      return id.isEmpty() ? new Unknown("UNREADABLE") : new Taken(id);
    }
    JsonNode error = body.path("error");
    return error.path("code").isNumber()
        ? WhatsAppErrors.judge(error.path("code").asInt(), answer)
        : HttpCalls.usual(answer);
  }
}
