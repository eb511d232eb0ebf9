package alo153.proving.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import alo153.events.wire.Codec;
import alo153.events.wire.Topics;
import alo153.proving.Run;
import alo153.proving.simulators.OutgoingCalls;
import alo153.proving.simulators.Simulators;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Sends one operation in by its door and says what the client may conclude. Never fails. */
final class Knocks implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(12);
  private static final DateTimeFormatter CIMER_TIME =
      DateTimeFormatter.ofPattern("dd.MM.yyyy HH:mm").withZone(ZoneId.of("Europe/Istanbul"));

  private final Run run;

  /** A repetition says the same, the time included. */
  private final Instant began = Instant.now();

  private final OutgoingCalls meta;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(3))
          .build();
  private final ExecutorService mail = Executors.newFixedThreadPool(2);
  private final KafkaProducer<byte[], byte[]> producer;

  Knocks(Run run) {
    this.run = run;
    this.meta = new OutgoingCalls(run);
    this.producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                run.brokers(),
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                2000,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                3000,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                6000,
                ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
                ByteArraySerializer.class,
                ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
                ByteArraySerializer.class));
  }

  CompletableFuture<Answer> knock(Operation operation) {
    CompletableFuture<Answer> answer =
        switch (operation.door()) {
          case WEB, MOBILE -> submit(operation);
          case PHONE -> call(operation);
          case WHATSAPP -> webhook(operation);
          case MAIL -> CompletableFuture.supplyAsync(() -> mail(operation), mail);
          case CIMER -> importFile(operation);
          case INBOX -> CompletableFuture.supplyAsync(() -> record(operation), mail);
          case MESSAGE -> message(operation);
        };
    return answer.exceptionally(Answer::unknown);
  }

  private CompletableFuture<Answer> submit(Operation operation) {
    return post(
            "/api/intake/v1/requests",
            Codec.json().writeValueAsBytes(submission(operation)),
            Map.of(
                "Content-Type",
                "application/json",
                "X-Api-Key",
                run.key("ALO153_KEY_ADAPTER"),
                "Idempotency-Key",
                operation.key()))
        .thenApply(response -> answer(response, 202, "requestId"));
  }

  private static Map<String, Object> submission(Operation operation) {
    boolean mobile = operation.door() == Door.MOBILE;
    var submission = new HashMap<String, Object>(operation.more());
    submission.put("channel", mobile ? "MOBILE" : "WEB");
    submission.put("text", operation.text());
    submission.put(
        "contact",
        mobile
            ? Map.of("pushToken", "fcm-" + operation.key())
            : Map.of("phone", phone(operation), "preferred", "SMS"));
    return submission;
  }

  private CompletableFuture<Answer> call(Operation operation) {
    Map<String, Object> event =
        Map.of(
            "eventId",
            operation.key(),
            "type",
            "call.summary",
            "provider",
            "load",
            "call",
            Map.of("callId", "call-" + operation.key(), "ani", phone(operation)),
            "summary",
            Map.of(
                "text",
                operation.text(),
                "caller",
                Map.of("callbackPhone", phone(operation)),
                "language",
                "tr"));
    return post(
            "/api/intake/phone/calls",
            Codec.json().writeValueAsBytes(event),
            Map.of("Content-Type", "application/json", "X-Api-Key", run.key("ALO153_KEY_DESK")))
        .thenApply(response -> answer(response, 202, "requestId"));
  }

  private CompletableFuture<Answer> webhook(Operation operation) {
    String from = phone(operation).substring(1);
    OutgoingCalls.Signed signed =
        meta.signed(
            OutgoingCalls.envelope(
                "153153153153153",
                Map.of(
                    "contacts",
                    List.of(
                        Map.of(
                            "profile", Map.of("name", "Deneme"), "wa_id", from, "user_id", from)),
                    "messages",
                    List.of(
                        Map.of(
                            "from",
                            from,
                            "id",
                            operation.key(),
                            "timestamp",
                            Long.toString(began.getEpochSecond()),
                            "type",
                            "text",
                            "text",
                            Map.of("body", operation.text()))))));
    return post("/api/intake/whatsapp", signed.body(), signed.headers())
        .thenApply(response -> answer(response, 200, null));
  }

  /** The list staff download from CİMER, with one case; its report says what became of it. */
  private CompletableFuture<Answer> importFile(Operation operation) {
    String file =
        "Başvuru No;Başvuru Tarihi;Başvuru Türü;Konu;Başvuru Metni;Ad Soyad;Telefon;E-posta;Olay Yeri;Olay İlçesi;Kimlik Gizli\r\n"
            + operation.key()
            + ";"
            + CIMER_TIME.format(began.minusSeconds(3600))
            + ";Şikâyet;Park;\""
            + operation.text()
            + "\";Deneme;;;;;Hayır\r\n";
    return post(
            "/api/intake/cimer/imports",
            file.getBytes(UTF_8),
            Map.of(
                "Content-Type", "text/csv; charset=utf-8", "X-Api-Key", run.key("ALO153_KEY_DESK")))
        .thenApply(
            response -> {
              Answer answer = answer(response, 200, null);
              if (answer.outcome() != Answer.Outcome.OK) {
                return answer;
              }
              JsonNode report = Codec.json().readTree(response.body());
              return report.path("imported").asInt() + report.path("repeated").asInt() == 1
                  ? answer
                  : new Answer(
                      Answer.Outcome.REFUSED, 200, null, report.path("rejected").toString(), null);
            });
  }

  /** The mailbox has it when SMTP says so; from then on it is ours to lose. */
  private Answer mail(Operation operation) {
    var properties = new Properties();
    properties.put("mail.smtp.host", "127.0.0.1");
    properties.put("mail.smtp.port", Integer.toString(run.smtpPort()));
    properties.put("mail.smtp.connectiontimeout", "3000");
    properties.put("mail.smtp.timeout", "8000");
    try {
      var message = new KeyedMessage(Session.getInstance(properties), operation.key());
      message.setFrom(new InternetAddress("vatandas-" + operation.number() + "@example.org"));
      message.setRecipient(Message.RecipientType.TO, new InternetAddress(Simulators.DESK_MAILBOX));
      message.setSubject("Başvuru", UTF_8.name());
      message.setText(operation.text(), UTF_8.name());
      message.saveChanges();
      Transport.send(message);
      return Answer.ok(250, null);
    } catch (MessagingException e) {
      return Answer.unknown(e);
    }
  }

  private static final class KeyedMessage extends MimeMessage {
    private final String key;

    KeyedMessage(Session session, String key) {
      super(session);
      this.key = key;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
      setHeader("Message-ID", key);
    }
  }

  private Answer record(Operation operation) {
    Map<String, Object> submission =
        Map.of(
            "id",
            operation.key(),
            "channel",
            "WEB",
            "text",
            operation.text(),
            "contact",
            Map.of("phone", phone(operation), "preferred", "SMS"));
    try {
      producer
          .send(
              new ProducerRecord<>(
                  Topics.INBOX,
                  operation.key().getBytes(UTF_8),
                  Codec.json().writeValueAsBytes(submission)))
          .get();
      return Answer.ok(0, null);
    } catch (java.util.concurrent.ExecutionException | RuntimeException e) {
      return Answer.unknown(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Answer.unknown(e);
    }
  }

  private CompletableFuture<Answer> message(Operation operation) {
    String code = new alo153.events.RequestId(operation.about()).trackingCode().value();
    return post(
            "/api/intake/v1/requests/" + code + "/messages",
            Codec.json()
                .writeValueAsBytes(
                    Map.of("channel", "WEB", "purpose", "ADDITION", "text", operation.text())),
            Map.of(
                "Content-Type",
                "application/json",
                "X-Api-Key",
                run.key("ALO153_KEY_ADAPTER"),
                "Idempotency-Key",
                operation.key()))
        .thenApply(response -> answer(response, 202, "requestId"));
  }

  private CompletableFuture<HttpResponse<byte[]>> post(
      String path, byte[] body, Map<String, String> headers) {
    URI uri = run.gateway(path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(PATIENCE)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    return http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private static Answer answer(
      HttpResponse<byte[]> response, int success, @Nullable String idField) {
    if (response.statusCode() == success) {
      return Answer.ok(
          success,
          idField == null
              ? null
              : Codec.json().readTree(response.body()).path(idField).asString(null));
    }
    Duration again =
        response
            .headers()
            .firstValue("Retry-After")
            .filter(value -> value.matches("[0-9]{1,5}"))
            .map(value -> Duration.ofSeconds(Long.parseLong(value)))
            .orElse(null);
    return Answer.refusedOrUnknown(response.statusCode(), again);
  }

  private static String phone(Operation operation) {
    return operation.phone();
  }

  @Override
  public void close() {
    mail.shutdownNow();
    producer.close(Duration.ofSeconds(2));
  }
}
