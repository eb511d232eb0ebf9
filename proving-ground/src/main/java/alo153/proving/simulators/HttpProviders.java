package alo153.proving.simulators;

import static java.nio.charset.StandardCharsets.UTF_8;

import alo153.events.wire.Codec;
import alo153.proving.Run;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;

/**
 * Meta's Graph API, a Turkish SMS provider and Firebase on one port. Each writes what it takes into
 * the ledger and reports delivery a moment later, as the real ones do.
 */
final class HttpProviders implements AutoCloseable {
  private static final DateTimeFormatter SMS_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.of("Europe/Istanbul"));
  private static final long DELIVERY_MILLIS = 150;

  private final Run run;
  private final ProviderLedger ledger;
  private final OutgoingCalls calls;
  private final HttpServer server;
  private final ScheduledExecutorService later = Executors.newScheduledThreadPool(2);
  private final AtomicLong numbers = new AtomicLong(System.currentTimeMillis());
  private final Map<String, byte[]> media = new ConcurrentHashMap<>();
  private final Runnable stop;

  HttpProviders(Run run, ProviderLedger ledger, OutgoingCalls calls, Runnable stop)
      throws IOException {
    this.run = run;
    this.ledger = ledger;
    this.calls = calls;
    this.stop = stop;
    this.server =
        HttpServer.create(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), run.providersPort()), 256);
    server.setExecutor(Executors.newFixedThreadPool(8));
    server.createContext("/", this::handle);
  }

  void start() {
    server.start();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String method = exchange.getRequestMethod();
      byte[] body = exchange.getRequestBody().readAllBytes();
      if (path.equals("/ledger")) {
        answer(exchange, 200, Codec.json().writeValueAsBytes(ledger.all()));
      } else if (path.equals("/ping")) {
        answer(exchange, 200, "{\"simulators\":true}".getBytes(UTF_8));
      } else if (path.equals("/stop") && method.equals("POST")) {
        answer(exchange, 200, "{}".getBytes(UTF_8));
        later.schedule(stop, 50, TimeUnit.MILLISECONDS);
      } else if (path.equals("/media") && method.equals("POST")) {
        answer(exchange, 200, registerMedia(body));
      } else if (path.startsWith("/media-content/")) {
        content(exchange, path.substring("/media-content/".length()));
      } else if (path.equals("/v2/send.json")) {
        sms(exchange, body);
      } else if (path.startsWith("/webhook") && method.equals("POST")) {
        webhook(exchange, body);
      } else if (path.startsWith("/v1/projects/") && path.endsWith("/messages:send")) {
        push(exchange, body);
      } else if (path.endsWith("/messages") && method.equals("POST")) {
        whatsapp(exchange, body);
      } else if (method.equals("GET") && path.matches("/v\\d+\\.\\d+/[A-Za-z0-9]+")) {
        lookup(exchange, path.substring(path.lastIndexOf('/') + 1));
      } else {
        answer(
            exchange,
            404,
            "{\"error\":{\"code\":100,\"message\":\"unknown path\"}}".getBytes(UTF_8));
      }
    }
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  private static boolean authorised(HttpExchange exchange) throws IOException {
    String header = exchange.getRequestHeaders().getFirst("Authorization");
    if (header == null || !header.startsWith("Bearer ") || header.length() < 10) {
      answer(
          exchange,
          401,
          "{\"error\":{\"message\":\"Invalid OAuth access token\",\"type\":\"OAuthException\",\"code\":190}}"
              .getBytes(UTF_8));
      return false;
    }
    return true;
  }

  private void whatsapp(HttpExchange exchange, byte[] body) throws IOException {
    if (!authorised(exchange)) {
      return;
    }
    JsonNode message = Codec.json().readTree(body);
    String to = message.path("to").asString(message.path("recipient").asString(""));
    String text = message.path("text").path("body").asString(message.path("template").toString());
    String reference = message.path("biz_opaque_callback_data").asString("");
    String wamid = "wamid.SIM" + numbers.incrementAndGet();
    ledger.add("graph", to, reference, text);
    answer(
        exchange,
        200,
        Codec.json()
            .writeValueAsBytes(
                Map.of(
                    "messaging_product", "whatsapp",
                    "contacts", List.of(Map.of("input", to, "wa_id", to)),
                    "messages", List.of(Map.of("id", wamid)))));
    String phoneNumberId = exchange.getRequestURI().getPath().split("/")[2];
    later.schedule(
        () -> calls.whatsappStatus(phoneNumberId, wamid, "delivered", to, reference),
        DELIVERY_MILLIS,
        TimeUnit.MILLISECONDS);
  }

  private void sms(HttpExchange exchange, byte[] body) throws IOException {
    JsonNode campaign = Codec.json().readTree(body);
    String campaignId = Long.toString(numbers.incrementAndGet());
    for (JsonNode message : campaign.path("messages")) {
      String to = message.path("dest").asString("");
      String reference = message.path("id").asString(campaign.path("custom_id").asString(""));
      ledger.add("sms", to, reference, message.path("msg").asString(""));
      Map<String, Object> receipt =
          Map.of(
              "type",
              "outbound",
              "campaign_id",
              Long.parseLong(campaignId),
              "campaign_custom_id",
              campaign.path("custom_id").asString(reference),
              "message_id",
              Long.toString(numbers.incrementAndGet()),
              "message_custom_id",
              reference,
              "dest",
              to,
              "size",
              1,
              "status",
              "DELIVERED",
              "gsm_error",
              "0",
              "done_at",
              SMS_TIME.format(Instant.now()));
      later.schedule(() -> calls.smsReceipt(receipt), DELIVERY_MILLIS, TimeUnit.MILLISECONDS);
    }
    exchange.getResponseHeaders().set("Content-Type", "text/plain");
    byte[] answer = campaignId.getBytes(UTF_8);
    exchange.sendResponseHeaders(200, answer.length);
    exchange.getResponseBody().write(answer);
  }

  /** An institution that takes its work by webhook; it wants it signed. */
  private void webhook(HttpExchange exchange, byte[] body) throws IOException {
    String id = exchange.getRequestHeaders().getFirst("webhook-id");
    if (id == null || exchange.getRequestHeaders().getFirst("webhook-signature") == null) {
      answer(exchange, 400, "{\"error\":\"not signed\"}".getBytes(UTF_8));
      return;
    }
    ledger.add("webhook", exchange.getRequestURI().getPath(), id, new String(body, UTF_8));
    answer(exchange, 200, "{}".getBytes(UTF_8));
  }

  private void push(HttpExchange exchange, byte[] body) throws IOException {
    if (!authorised(exchange)) {
      return;
    }
    JsonNode message = Codec.json().readTree(body).path("message");
    JsonNode note = message.path("notification");
    ledger.add(
        "push",
        message.path("token").asString(""),
        message.path("data").path("messageId").asString(""),
        note.path("title").asString("") + " " + note.path("body").asString(""));
    answer(
        exchange,
        200,
        Codec.json()
            .writeValueAsBytes(
                Map.of("name", "projects/alo153/messages/" + numbers.incrementAndGet())));
  }

  /**
   * A test puts a file here as if a citizen had sent it by WhatsApp; the answer is the media id.
   */
  private byte[] registerMedia(byte[] bytes) {
    String id = Long.toString(numbers.incrementAndGet());
    media.put(id, bytes);
    return Codec.json().writeValueAsBytes(Map.of("id", id));
  }

  private void lookup(HttpExchange exchange, String id) throws IOException {
    byte[] bytes = media.get(id);
    if (!authorised(exchange)) {
      return;
    }
    if (bytes == null) {
      answer(
          exchange,
          404,
          "{\"error\":{\"code\":100,\"message\":\"no such media\"}}".getBytes(UTF_8));
      return;
    }
    URI url = URI.create("http://127.0.0.1:" + run.providersPort() + "/media-content/" + id);
    answer(
        exchange,
        200,
        Codec.json()
            .writeValueAsBytes(
                Map.of(
                    "messaging_product",
                    "whatsapp",
                    "url",
                    url.toString(),
                    "mime_type",
                    "image/png",
                    "sha256",
                    sha256(bytes),
                    "file_size",
                    bytes.length,
                    "id",
                    id)));
  }

  private void content(HttpExchange exchange, String id) throws IOException {
    byte[] bytes = media.get(id);
    if (!authorised(exchange)) {
      return;
    }
    if (bytes == null) {
      answer(exchange, 404, new byte[0]);
      return;
    }
    exchange.getResponseHeaders().set("Content-Type", "image/png");
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    later.shutdownNow();
  }
}
