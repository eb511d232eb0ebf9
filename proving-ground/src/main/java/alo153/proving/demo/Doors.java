package alo153.proving.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import alo153.events.RequestId;
import alo153.events.wire.Codec;
import alo153.events.wire.Topics;
import alo153.events.work.Submission;
import alo153.proving.Run;
import alo153.proving.simulators.OutgoingCalls;
import alo153.proving.simulators.Simulators;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import tools.jackson.databind.JsonNode;

/** Knocks at each door in its own protocol. */
final class Doors {
  private static final DateTimeFormatter CIMER_TIME =
      DateTimeFormatter.ofPattern("dd.MM.yyyy HH:mm").withZone(ZoneId.of("Europe/Istanbul"));

  private final Run run;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(3)).build();

  Doors(Run run) {
    this.run = run;
  }

  /** A request over the pages' or the app's interface, with a photo. */
  RequestId form(Map<String, Object> submission, byte[] photo)
      throws IOException, InterruptedException {
    String boundary = "alo153-" + UUID.randomUUID();
    var body = new java.io.ByteArrayOutputStream();
    body.write(
        ("--"
                + boundary
                + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"foto.png\"\r\n"
                + "Content-Type: image/png\r\n\r\n")
            .getBytes(UTF_8));
    body.write(photo);
    body.write(("\r\n--" + boundary + "--\r\n").getBytes(UTF_8));
    JsonNode stored =
        send(
            HttpRequest.newBuilder(run.gateway("/api/intake/v1/attachments"))
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray())),
            201);
    var complete = new java.util.LinkedHashMap<>(submission);
    complete.put("attachments", List.of(stored.path("reference").asString()));
    JsonNode accepted =
        send(
            HttpRequest.newBuilder(run.gateway("/api/intake/v1/requests"))
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "\"" + UUID.randomUUID() + "\"")
                .POST(
                    HttpRequest.BodyPublishers.ofByteArray(
                        Codec.json().writeValueAsBytes(complete))),
            202);
    return new RequestId(accepted.path("requestId").asString());
  }

  /** A signed notification of Meta's with a text and a photo to fetch from the Graph API. */
  void whatsapp(String from, String text, byte[] photo) throws IOException, InterruptedException {
    JsonNode media =
        send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + run.providersPort() + "/media"))
                .POST(HttpRequest.BodyPublishers.ofByteArray(photo)),
            200);
    Map<String, Object> message =
        Map.of(
            "from",
            from,
            "from_user_id",
            "TR.10927500012345",
            "id",
            "wamid.DEMO" + UUID.randomUUID().toString().replace("-", ""),
            "timestamp",
            Long.toString(Instant.now().getEpochSecond()),
            "type",
            "image",
            "image",
            Map.of("id", media.path("id").asString(), "mime_type", "image/png", "caption", text));
    int status =
        new OutgoingCalls(run)
            .whatsappWebhook(
                OutgoingCalls.envelope(
                    "153153153153153",
                    Map.of(
                        "contacts",
                        List.of(
                            Map.of(
                                "profile",
                                Map.of("name", "Ayşe Yılmaz"),
                                "wa_id",
                                from,
                                "user_id",
                                "TR.10927500012345")),
                        "messages",
                        List.of(message))));
    if (status != 200) {
      throw new IOException("the WhatsApp webhook answered " + status);
    }
  }

  /** A mail over SMTP into the desk's mailbox. */
  void mail(String from, String name, String subject, String text, byte[] photo)
      throws MessagingException, IOException {
    var properties = new Properties();
    properties.put("mail.smtp.host", "127.0.0.1");
    properties.put("mail.smtp.port", Integer.toString(run.smtpPort()));
    MimeMessage mail = new MimeMessage(Session.getInstance(properties));
    mail.setFrom(new InternetAddress(from, name, "iso-8859-9"));
    mail.setRecipient(Message.RecipientType.TO, new InternetAddress(Simulators.DESK_MAILBOX));
    mail.setSubject(subject, "iso-8859-9");
    var words = new MimeBodyPart();
    words.setText(text, "iso-8859-9");
    var file = new MimeBodyPart();
    file.setDataHandler(
        new jakarta.activation.DataHandler(new ByteArrayDataSource(photo, "image/png")));
    file.setFileName("çukur.png");
    mail.setContent(new MimeMultipart(words, file));
    mail.saveChanges();
    Transport.send(mail);
  }

  /**
   * A call: it reaches the desk, is answered, ends, and the clerk writes down what the citizen
   * wants.
   */
  void phone(String caller, String name, String text, String address)
      throws IOException, InterruptedException {
    String call = UUID.randomUUID().toString();
    Instant start = Instant.now().minusSeconds(180);
    for (Map<String, Object> event :
        List.of(
            Map.<String, Object>of(
                "eventId",
                call + ":offered",
                "type",
                "call.offered",
                "occurredAt",
                start.toString(),
                "provider",
                "demo",
                "call",
                Map.of(
                    "callId",
                    call,
                    "direction",
                    "inbound",
                    "ani",
                    caller,
                    "startedAt",
                    start.toString())),
            Map.<String, Object>of(
                "eventId",
                call + ":answered",
                "type",
                "call.answered",
                "occurredAt",
                start.plusSeconds(12).toString(),
                "provider",
                "demo",
                "call",
                Map.of(
                    "callId",
                    call,
                    "direction",
                    "inbound",
                    "ani",
                    caller,
                    "agentExtension",
                    "1042",
                    "answeredAt",
                    start.plusSeconds(12).toString(),
                    "waitSeconds",
                    12)),
            Map.<String, Object>of(
                "eventId",
                call + ":ended",
                "type",
                "call.ended",
                "occurredAt",
                start.plusSeconds(150).toString(),
                "provider",
                "demo",
                "call",
                Map.of(
                    "callId",
                    call,
                    "direction",
                    "inbound",
                    "ani",
                    caller,
                    "endedAt",
                    start.plusSeconds(150).toString(),
                    "talkSeconds",
                    138,
                    "outcome",
                    "completed")),
            Map.<String, Object>of(
                "eventId",
                call + ":summary",
                "type",
                "call.summary",
                "occurredAt",
                Instant.now().toString(),
                "provider",
                "agent-desktop",
                "call",
                Map.of("callId", call, "ani", caller),
                "summary",
                Map.of(
                    "text",
                    text,
                    "caller",
                    Map.of("name", name, "callbackPhone", caller),
                    "location",
                    Map.of("address", address),
                    "language",
                    "tr")))) {
      send(
          HttpRequest.newBuilder(run.gateway("/api/intake/phone/calls"))
              .header("Content-Type", "application/json")
              .header("X-Api-Key", run.key("ALO153_KEY_DESK"))
              .POST(HttpRequest.BodyPublishers.ofByteArray(Codec.json().writeValueAsBytes(event))),
          202);
    }
  }

  /** The list staff download from CİMER, as it comes. */
  JsonNode cimer(String number, String text) throws IOException, InterruptedException {
    String file =
        "Başvuru No;Başvuru Tarihi;Başvuru Türü;Konu;Başvuru Metni;Ad Soyad;Telefon;E-posta;Olay Yeri;Olay İlçesi;Kimlik Gizli\r\n"
            + number
            + ";"
            + CIMER_TIME.format(Instant.now().minusSeconds(3600))
            + ";Şikâyet;Park;\""
            + text
            + "\";Ayşe Yılmaz;0532 111 22 36;;Gül Sokak 5;Erenler;Hayır\r\n";
    return send(
        HttpRequest.newBuilder(run.gateway("/api/intake/cimer/imports"))
            .header("Content-Type", "text/csv; charset=utf-8")
            .header("X-Api-Key", run.key("ALO153_KEY_DESK"))
            .POST(HttpRequest.BodyPublishers.ofString(file)),
        200);
  }

  /** A record on the adapters' topic. */
  void inbox(Submission submission) throws InterruptedException, ExecutionException {
    try (var producer =
        new KafkaProducer<byte[], byte[]>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                run.brokers(),
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
                ByteArraySerializer.class,
                ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
                ByteArraySerializer.class))) {
      producer
          .send(
              new ProducerRecord<>(
                  Topics.INBOX,
                  String.valueOf(submission.id()).getBytes(UTF_8),
                  Codec.write(submission)))
          .get();
    }
  }

  JsonNode desk(
      String method, URI uri, @org.jspecify.annotations.Nullable Object body, int expected)
      throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(uri)
            .header("X-Api-Key", run.key("ALO153_KEY_DESK"))
            .header("Content-Type", "application/json")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(Codec.json().writeValueAsBytes(body))),
        expected);
  }

  String deskText(URI uri) throws IOException, InterruptedException {
    return http.send(
            HttpRequest.newBuilder(uri).header("X-Api-Key", run.key("ALO153_KEY_DESK")).build(),
            HttpResponse.BodyHandlers.ofString(UTF_8))
        .body();
  }

  JsonNode send(HttpRequest.Builder request, int expected)
      throws IOException, InterruptedException {
    HttpRequest built = request.timeout(Duration.ofSeconds(15)).build();
    HttpResponse<byte[]> answer = http.send(built, HttpResponse.BodyHandlers.ofByteArray());
    for (int again = 0;
        again < 5 && (answer.statusCode() == 503 || answer.statusCode() == 429);
        again++) {
      long wait = answer.headers().firstValueAsLong("Retry-After").orElse(2);
      System.out.println(
          "   answered "
              + answer.statusCode()
              + ": trying again in "
              + wait
              + " s, with the same key");
      java.util.concurrent.locks.LockSupport.parkNanos(Duration.ofSeconds(wait).toNanos());
      answer = http.send(built, HttpResponse.BodyHandlers.ofByteArray());
    }
    if (answer.statusCode() != expected) {
      throw new IOException(
          built.uri().getPath()
              + " answered "
              + answer.statusCode()
              + " instead of "
              + expected
              + ": "
              + new String(answer.body(), UTF_8));
    }
    return answer.body().length == 0
        ? Codec.json().createObjectNode()
        : Codec.json().readTree(answer.body());
  }
}
