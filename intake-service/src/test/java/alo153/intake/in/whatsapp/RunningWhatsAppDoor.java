package alo153.intake.in.whatsapp;

import static java.nio.charset.StandardCharsets.UTF_8;

import alo153.events.Channel;
import alo153.events.CitizenWrote;
import alo153.events.RequestEvent;
import alo153.events.RequestId;
import alo153.events.RequestSubmitted;
import alo153.events.personal.CitizenWords;
import alo153.intake.RunningIntake;
import alo153.intake.RunningIntake.Answer;
import alo153.intake.decide.Door;
import alo153.intake.decide.Normaliser;
import java.io.IOException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The intake with its WhatsApp door open, and both who stand behind it. */
final class RunningWhatsAppDoor implements AutoCloseable {
  static final String PATH = "/api/intake/whatsapp";
  static final String SECRET = "an app secret for tests";
  static final String ACCOUNT = "909090909090909";
  static final String RECEIPTS = "/api/notification/v1/receipts/whatsapp";

  final FakeHttp graph = new FakeHttp();
  final FakeHttp notification = new FakeHttp();
  final RunningIntake intake;

  RunningWhatsAppDoor() throws IOException {
    notification.reply(RECEIPTS, 200, "{}");
    intake =
        RunningIntake.start(
            "alo153.intake.whatsapp.app-secret=" + SECRET,
            "alo153.intake.whatsapp.verify-token=a token",
            "alo153.intake.whatsapp.access-token=bearer for tests",
            "alo153.intake.whatsapp.media-timeout=2s",
            "alo153.intake.whatsapp.graph=" + graph.base(),
            "alo153.intake.receipts.notification=" + notification.base(),
            "alo153.intake.receipts.key=" + RunningIntake.ADAPTER);
  }

  static String unique(String name) {
    return "wamid." + name + "." + UUID.randomUUID();
  }

  static String number() {
    return "90532" + String.format("%07d", Math.abs(UUID.randomUUID().hashCode()) % 10_000_000);
  }

  static long now() {
    return Instant.now().getEpochSecond();
  }

  static String text(String from, String id, long at, String body, String more) {
    return """
        {"from":"%s","id":"%s","timestamp":"%d","type":"text","text":{"body":"%s"}%s}"""
        .formatted(from, id, at, body, more);
  }

  static String image(String from, String id, String media, String caption) {
    return """
        {"from":"%s","id":"%s","timestamp":"%d","type":"image","image":{%s"mime_type":"image/jpeg","id":"%s"}}"""
        .formatted(
            from, id, now(), caption == null ? "" : "\"caption\":\"" + caption + "\",", media);
  }

  static String messages(String... messages) {
    return value("\"messages\":[" + String.join(",", messages) + "]");
  }

  static String value(String content) {
    return """
        {"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{
         "messaging_product":"whatsapp",
         "metadata":{"display_phone_number":"903121110000","phone_number_id":"909090909090909"},
         %s}}]}]}"""
        .formatted(content);
  }

  static String signature(String body) {
    return "sha256="
        + HexFormat.of()
            .formatHex(WebhookSignature.sign(SECRET.getBytes(UTF_8), body.getBytes(UTF_8)));
  }

  Answer send(String body) {
    return send(body, signature(body));
  }

  Answer send(String body, String signature) {
    return intake.post(
        PATH, "application/json", body.getBytes(UTF_8), WebhookSignature.HEADER, signature);
  }

  void offer(String media, byte[] bytes, byte[] promised) {
    graph.reply(
        "/v25.0/" + media,
        200,
        """
        {"messaging_product":"whatsapp","url":"%s/files/%s","mime_type":"image/jpeg","sha256":"%s","file_size":%d,"id":"%s"}"""
            .formatted(
                graph.base(),
                media,
                HexFormat.of().formatHex(sha256(promised)),
                bytes.length,
                media));
    graph.reply("/files/" + media, 200, bytes, Map.of("Content-Type", "image/jpeg"));
  }

  static byte[] sha256(byte[] bytes) {
    try {
      return java.security.MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  RequestId requestId(String messageId) {
    return intake
        .bean(Normaliser.class)
        .requestId(new Door(Channel.WHATSAPP, ACCOUNT, messageId, Instant.now(), false));
  }

  RequestSubmitted request(RequestId requestId) {
    return intake.events(requestId).stream()
        .filter(RequestSubmitted.class::isInstance)
        .map(RequestSubmitted.class::cast)
        .findFirst()
        .orElseThrow();
  }

  List<CitizenWrote> written(RequestId requestId) {
    return intake.events(requestId).stream()
        .filter(CitizenWrote.class::isInstance)
        .map(CitizenWrote.class::cast)
        .toList();
  }

  CitizenWords words(RequestEvent event) {
    return intake.parts(event.requestId()).entrySet().stream()
        .filter(
            part ->
                part.getKey().startsWith("words-")
                    && (event instanceof CitizenWrote wrote
                        ? wrote.parts().contains(part.getKey())
                        : event instanceof RequestSubmitted submitted
                            && submitted.parts().contains(part.getKey())))
        .map(part -> (CitizenWords) part.getValue())
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() {
    intake.close();
    graph.close();
    notification.close();
  }
}
