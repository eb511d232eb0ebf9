package alo153.proving.simulators;

import static java.nio.charset.StandardCharsets.UTF_8;

import alo153.events.wire.Codec;
import alo153.proving.Run;
import alo153.proving.simulators.Manner.Said;
import alo153.proving.simulators.Misbehaviour.Conduct;
import alo153.proving.simulators.ProviderLedger.Call;
import alo153.proving.simulators.ProviderLedger.Effect;
import alo153.proving.simulators.ProviderLedger.Entry;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * Meta's Graph API, a Turkish SMS provider, Firebase and institutions' webhooks on one port. Each
 * writes a call into the ledger before it answers, and reports delivery a moment later, as the real
 * ones do.
 */
final class HttpProviders implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpProviders.class);
  private static final DateTimeFormatter SMS_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ProviderLedger.TURKEY);
  private static final Duration DELIVERY = Duration.ofMillis(150);

  /** No caller has patience for so long. */
  private static final Duration NEVER = Duration.ofMinutes(2);

  private final Reception reception;
  private final OutgoingCalls calls;
  private final Control control;
  private final HttpServer server;
  private final ExecutorService clerks = Executors.newFixedThreadPool(32);
  private final ScheduledThreadPoolExecutor later =
      new ScheduledThreadPoolExecutor(4, new ThreadPoolExecutor.DiscardPolicy());
  private final AtomicInteger reports = new AtomicInteger();
  private final AtomicLong numbers = new AtomicLong(System.currentTimeMillis());
  private final Media media;
  private final Runnable stop;

  HttpProviders(Run run, Reception reception, OutgoingCalls calls, Control control, Runnable stop)
      throws IOException {
    this.reception = reception;
    this.calls = calls;
    this.control = control;
    this.stop = stop;
    this.media = new Media(run.providersPort(), numbers);
    this.server =
        HttpServer.create(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), run.providersPort()), 256);
    server.setExecutor(clerks);
    server.createContext("/", this::handle);
  }

  void start() {
    server.start();
  }

  /** Whether every report of a delivery was taken. */
  boolean idle() {
    return reports.get() == 0 && calls.underWay() == 0;
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String method = exchange.getRequestMethod();
    byte[] body = exchange.getRequestBody().readAllBytes();
    Optional<Said> own = Control.answer(control, method, exchange.getRequestURI(), body);
    if (own.isPresent()) {
      answer(exchange, own.get());
    } else if (path.equals("/stop") && method.equals("POST")) {
      answer(exchange, Said.json(200, "{}"));
      later.schedule(stop, 50, TimeUnit.MILLISECONDS);
    } else if (path.equals("/media") && method.equals("POST")) {
      answer(exchange, media.register(body));
    } else if (path.startsWith("/media-content/")) {
      answer(
          exchange,
          authorised(exchange)
              ? media.content(path.substring("/media-content/".length()))
              : UNAUTHORISED);
    } else if (path.equals("/v2/send.json")) {
      sms(exchange, body);
    } else if (path.equals("/v2/status") && method.equals("GET")) {
      smsStatus(exchange);
    } else if (path.startsWith("/webhook") && method.equals("POST")) {
      webhook(exchange, body);
    } else if (path.startsWith("/v1/projects/") && path.endsWith("/messages:send")) {
      push(exchange, body);
    } else if (path.endsWith("/messages") && method.equals("POST")) {
      whatsapp(exchange, body);
    } else if (method.equals("GET") && path.matches("/v\\d+\\.\\d+/[A-Za-z0-9]+")) {
      answer(
          exchange,
          authorised(exchange)
              ? media.lookup(path.substring(path.lastIndexOf('/') + 1))
              : UNAUTHORISED);
    } else {
      answer(exchange, Said.json(404, "{\"error\":{\"code\":100,\"message\":\"unknown path\"}}"));
    }
  }

  private static final Said UNAUTHORISED =
      Said.json(
          401,
          "{\"error\":{\"message\":\"Invalid OAuth access token\",\"type\":\"OAuthException\",\"code\":190}}");

  private static boolean authorised(HttpExchange exchange) {
    String header = exchange.getRequestHeaders().getFirst("Authorization");
    return header != null && header.startsWith("Bearer ") && header.length() >= 10;
  }

  private static void answer(HttpExchange exchange, Said said) throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", said.type());
      exchange.sendResponseHeaders(
          said.status(), said.body().length == 0 ? -1 : said.body().length);
      exchange.getResponseBody().write(said.body());
    }
  }

  /** Answers as the provider decided to. */
  private void answer(HttpExchange exchange, Entry entry, Said accepted, Manner manner)
      throws IOException {
    Conduct conduct = reception.conduct(entry.provider());
    switch (entry.outcome()) {
      case ACCEPTED -> answer(exchange, accepted);
      case ACCEPTED_SLOWLY -> answerLater(exchange, accepted, conduct.slow());
      case ACCEPTED_TOO_SLOWLY -> answerLater(exchange, accepted, conduct.tooSlow());
      case ACCEPTED_THEN_TIMEOUT ->
          later.schedule(exchange::close, NEVER.toMillis(), TimeUnit.MILLISECONDS);
      case ACCEPTED_THEN_500, REFUSED_500 -> answer(exchange, manner.broken());
      case REFUSED_429 -> {
        exchange
            .getResponseHeaders()
            .set("Retry-After", Long.toString(Math.max(1, conduct.retryAfter().toSeconds())));
        answer(exchange, manner.busy());
      }
      case REFUSED_503 -> answer(exchange, manner.away());
      case REFUSED_FOR_GOOD -> answer(exchange, manner.never());
      case ACCEPTED_THEN_RESET, RESET_BEFORE_TAKING -> exchange.close();
    }
  }

  private void answerLater(HttpExchange exchange, Said said, Duration wait) {
    later.schedule(
        () -> {
          try {
            answer(exchange, said);
          } catch (IOException e) {
            LOG.debug("the caller did not wait for the answer", e);
          }
        },
        wait.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  /** Runs the reports of a message that was taken, when and as often as its provider does. */
  private void report(Entry entry, Runnable delivered, List<Runnable> shuffled) {
    if (!entry.taken()) {
      return;
    }
    Duration late = reception.conduct(entry.provider()).lateReceipt();
    switch (reception.receipts(entry.provider(), entry.reference())) {
      case ON_TIME -> report(delivered, DELIVERY);
      case LATE -> report(delivered, late);
      case TWICE -> {
        report(delivered, DELIVERY);
        report(delivered, DELIVERY);
      }
      case OUT_OF_ORDER -> {
        Duration wait = DELIVERY;
        for (Runnable one : shuffled) {
          report(one, wait);
          wait = wait.plus(DELIVERY);
        }
      }
      case NONE -> LOG.debug("nothing is reported of {}", entry.reference());
    }
  }

  private void report(Runnable one, Duration wait) {
    reports.incrementAndGet();
    later.schedule(
        () -> {
          try {
            one.run();
          } finally {
            reports.decrementAndGet();
          }
        },
        wait.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  private void whatsapp(HttpExchange exchange, byte[] body) throws IOException {
    if (!authorised(exchange)) {
      answer(exchange, UNAUTHORISED);
      return;
    }
    JsonNode message = Codec.json().readTree(body);
    String to = message.path("to").asString(message.path("recipient").asString(""));
    String text = message.path("text").path("body").asString(message.path("template").toString());
    String reference = message.path("biz_opaque_callback_data").asString("");
    String wamid = "wamid.SIM" + numbers.incrementAndGet();
    Entry entry = reception.take(new Call("graph", to, reference, "", wamid, text));
    // what is reported is true whether or not the caller hears the answer
    String phoneNumberId = exchange.getRequestURI().getPath().split("/")[2];
    List<Runnable> statuses = new ArrayList<>();
    for (String status : List.of("read", "delivered", "sent")) {
      statuses.add(() -> calls.whatsappStatus(phoneNumberId, wamid, status, to, reference));
    }
    report(entry, statuses.get(1), statuses);
    answer(
        exchange,
        entry,
        Said.json(
            200,
            Codec.json()
                .writeValueAsString(
                    Map.of(
                        "messaging_product", "whatsapp",
                        "contacts", List.of(Map.of("input", to, "wa_id", to)),
                        "messages", List.of(Map.of("id", wamid))))),
        Manner.GRAPH);
  }

  private void sms(HttpExchange exchange, byte[] body) throws IOException {
    JsonNode campaign = Codec.json().readTree(body);
    String campaignId = Long.toString(numbers.incrementAndGet());
    String customId = campaign.path("custom_id").asString("");
    // the product sends one at a time, so one decision stands for the campaign
    Entry last = null;
    for (JsonNode message : campaign.path("messages")) {
      String reference = message.path("id").asString(customId);
      Entry entry =
          reception.take(
              new Call(
                  "sms",
                  message.path("dest").asString(""),
                  reference,
                  customId.isEmpty() ? reference : customId,
                  campaignId,
                  message.path("msg").asString("")));
      report(
          entry,
          () -> calls.smsReceipt(smsLine(entry, outcome(entry))),
          List.of(
              () -> calls.smsReceipt(smsLine(entry, outcome(entry))),
              () -> calls.smsReceipt(smsLine(entry, "WAITING"))));
      last = entry;
    }
    if (last == null) {
      answer(exchange, Said.text(400, "MISSING_MESSAGE"));
    } else {
      answer(exchange, last, Said.text(200, campaignId), Manner.SMS);
    }
  }

  /** The same text to the same number on the same day is not sent a second time. */
  private static String outcome(Entry entry) {
    return entry.effect() == Effect.RECOGNISED ? "DOUBLE_SEND_ERROR" : "DELIVERED";
  }

  private static Map<String, Object> smsLine(Entry entry, String status) {
    var line = new LinkedHashMap<String, Object>();
    line.put("type", "outbound");
    line.put("campaign_id", Long.parseLong(String.valueOf(entry.providerId())));
    line.put("campaign_custom_id", entry.key());
    line.put("message_id", entry.providerId() + "1");
    line.put("message_custom_id", entry.reference());
    line.put("dest", entry.recipient());
    line.put("size", 1);
    line.put("status", status);
    line.put("gsm_error", "0");
    line.put("sent_at", SMS_TIME.format(entry.at()));
    if (!status.equals("WAITING")) {
      line.put("done_at", SMS_TIME.format(entry.at().plus(DELIVERY)));
    }
    return line;
  }

  /** What became of a text message: from the ledger, whatever was said or reported of it. */
  private void smsStatus(HttpExchange exchange) throws IOException {
    String customId = "";
    for (String parameter : exchange.getRequestURI().getRawQuery().split("&")) {
      if (parameter.startsWith("custom_id=")) {
        customId = URLDecoder.decode(parameter.substring("custom_id=".length()), UTF_8);
      }
    }
    Instant decided = Instant.now().minus(DELIVERY);
    List<Map<String, Object>> lines =
        reception.ledger().taken("sms", customId).stream()
            .map(entry -> smsLine(entry, entry.at().isAfter(decided) ? "WAITING" : outcome(entry)))
            .toList();
    lines.forEach(line -> line.remove("type"));
    Entry entry =
        reception.take(
            new Call(
                "sms-status",
                "",
                customId,
                "",
                "",
                String.join(
                    " ", lines.stream().map(line -> String.valueOf(line.get("status"))).toList())));
    answer(exchange, entry, Said.json(200, Codec.json().writeValueAsString(lines)), Manner.SMS);
  }

  /** An institution that takes its work by webhook; it wants it signed. */
  private void webhook(HttpExchange exchange, byte[] body) throws IOException {
    String id = exchange.getRequestHeaders().getFirst("webhook-id");
    if (id == null || exchange.getRequestHeaders().getFirst("webhook-signature") == null) {
      answer(exchange, Said.json(400, "{\"error\":\"not signed\"}"));
      return;
    }
    Entry entry =
        reception.take(
            new Call(
                "webhook",
                exchange.getRequestURI().getPath(),
                id,
                id,
                "",
                new String(body, UTF_8)));
    answer(exchange, entry, Said.json(200, "{}"), Manner.WEBHOOK);
  }

  private void push(HttpExchange exchange, byte[] body) throws IOException {
    if (!authorised(exchange)) {
      answer(exchange, UNAUTHORISED);
      return;
    }
    JsonNode message = Codec.json().readTree(body).path("message");
    JsonNode note = message.path("notification");
    String name = "projects/alo153/messages/" + numbers.incrementAndGet();
    Entry entry =
        reception.take(
            new Call(
                "push",
                message.path("token").asString(""),
                message.path("data").path("messageId").asString(""),
                message.path("android").path("notification").path("tag").asString(""),
                name,
                note.path("title").asString("") + " " + note.path("body").asString("")));
    answer(exchange, entry, Said.json(200, "{\"name\":\"" + name + "\"}"), Manner.PUSH);
  }

  @Override
  public void close() {
    server.stop(0);
    clerks.shutdownNow();
    later.shutdownNow();
    calls.stop();
  }
}
