package alo153.allinone;

import static java.nio.charset.StandardCharsets.UTF_8;

import alo153.events.wire.Codec;
import alo153.proving.Run;
import alo153.proving.simulators.OutgoingCalls;
import alo153.proving.simulators.Simulators;
import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import tools.jackson.databind.JsonNode;

/** One invented person who writes by every door, and leaves words that occur nowhere else. */
final class Forgettable {
  static final String NAME = "Zümrüdüanka Kanaryacı";
  static final String PHONE = "0532 987 65 43";
  static final String EMAIL = "zumrut.kanarya@example.org";
  static final String PUSH_TOKEN = "kanaryatoken7391kanaryatoken7391";
  private static final String WORD = "kelebek7391";
  private static final String ADDRESS = "Kanarya Çıkmazı 7391";
  private static final String WHATSAPP_ID = "TR.73917391739173";
  private static final String FILE = "kanaryafoto7391.png";
  private static final String BYTES = "KANARYABAYTLARI7391";
  private static final String CIMER = "2673917391";

  /** What may be left nowhere. */
  static final List<String> TRACES =
      List.of(
          NAME,
          "Kanaryacı",
          "kanaryaci",
          "5329876543",
          "532 987 65 43",
          EMAIL,
          PUSH_TOKEN,
          WORD,
          ADDRESS,
          WHATSAPP_ID,
          "kanaryafoto7391",
          BYTES,
          CIMER);

  private static final byte[] PICTURE =
      Base64.getDecoder()
          .decode(
              "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

  private final Run run;
  private final HttpClient http = HttpClient.newHttpClient();

  Forgettable(Run run) {
    this.run = run;
  }

  private static byte[] picture() {
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(PICTURE);
    bytes.writeBytes(BYTES.getBytes(UTF_8));
    return bytes.toByteArray();
  }

  /** Sends by every door of the person's; not waited for. */
  void writeByEveryDoor() throws Exception {
    JsonNode web =
        submit(
            Map.of(
                "channel",
                "WEB",
                "text",
                "Serdivan Bağlar Caddesi üzerinde çukur var, " + WORD + " ben " + NAME,
                "location",
                Map.of("lat", 40.7650, "lon", 30.3620, "address", ADDRESS),
                "contact",
                Map.of("name", NAME, "phone", PHONE, "email", EMAIL, "preferred", "SMS"),
                "attachments",
                List.of(upload())));
    post(
        "/api/intake/v1/requests/" + web.path("trackingCode").asString() + "/messages",
        Map.of(
            "purpose",
            "ADDITION",
            "text",
            "Telefonum " + PHONE + ", " + WORD,
            "attachments",
            List.of(upload())),
        202);
    submit(
        Map.of(
            "channel",
            "MOBILE",
            "text",
            "Parktaki ağaçların budanması gerekiyor, dallar sarkıyor " + WORD,
            "location",
            Map.of("lat", 40.7800, "lon", 30.4030, "address", ADDRESS),
            "contact",
            Map.of("pushToken", PUSH_TOKEN, "preferred", "PUSH")));
    mail();
    whatsapp();
    phone();
    cimer();
    send(
        "alo153.inbox",
        "kiosk-7391",
        Codec.json()
            .writeValueAsString(
                Map.of(
                    "id",
                    "kiosk-7391",
                    "account",
                    "kiosk",
                    "channel",
                    "WEB",
                    "text",
                    "Hendek girişinde logar kapağı kırık, kanalizasyon taşıyor " + WORD,
                    "location",
                    Map.of("address", ADDRESS, "district", "Hendek"),
                    "contact",
                    Map.of("name", NAME, "phone", PHONE, "preferred", "SMS"))));
  }

  /** Records nobody can read, and updates that say too much. */
  void leavePoison(String requestId) throws Exception {
    send("alo153.updates", "no-request", "{\"updateId\":1,\"note\":\"" + NAME + " " + PHONE);
    send("alo153.updates", requestId, "not a document: " + WORD);
    send("alo153.inbox", "broken-1", "{\"text\": " + NAME + ", " + WORD + ", " + ADDRESS);
    send(
        "alo153.inbox",
        "broken-2",
        Codec.json()
            .writeValueAsString(
                Map.of(
                    "id",
                    "broken-2",
                    "channel",
                    "PIGEON",
                    "text",
                    WORD,
                    "contact",
                    Map.of("email", EMAIL))));
    send(
        "alo153.inbox",
        "broken-3",
        "{\"phone\":\"(0532) 987-65-43\",\"word\":\"" + WORD + "\",\"address\":\"" + ADDRESS);
    // for a request that never was: held, and would be a dead letter later
    send("alo153.updates", "00000000000000000000000001", update("00000000000000000000000001"));
    send("alo153.updates", requestId, update(requestId));
  }

  private static String update(String requestId) {
    return Codec.json()
        .writeValueAsString(
            Map.of(
                "updateId",
                UUID.randomUUID().toString(),
                "requestId",
                requestId,
                "by",
                "yol-bakim",
                "byKind",
                "DEPARTMENT",
                "status",
                "ANSWERED",
                "outcome",
                "DONE",
                "answer",
                "Sayın "
                    + NAME
                    + ", "
                    + ADDRESS
                    + " onarıldı; sizi "
                    + PHONE
                    + " aradık. "
                    + WORD));
  }

  private String upload() throws Exception {
    String boundary = "alo153-" + UUID.randomUUID();
    var body = new ByteArrayOutputStream();
    body.writeBytes(
        ("--"
                + boundary
                + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
                + FILE
                + "\"\r\nContent-Type: image/png\r\n\r\n")
            .getBytes(UTF_8));
    body.writeBytes(picture());
    body.writeBytes(("\r\n--" + boundary + "--\r\n").getBytes(UTF_8));
    return call(
            HttpRequest.newBuilder(run.gateway("/api/intake/v1/attachments"))
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray())),
            201)
        .path("reference")
        .asString();
  }

  private void mail() throws Exception {
    var properties = new Properties();
    properties.put("mail.smtp.host", "127.0.0.1");
    properties.put("mail.smtp.port", Integer.toString(run.smtpPort()));
    MimeMessage mail = new MimeMessage(Session.getInstance(properties));
    mail.setFrom(new InternetAddress(EMAIL, NAME, "utf-8"));
    mail.setRecipient(Message.RecipientType.TO, new InternetAddress(Simulators.DESK_MAILBOX));
    mail.setSubject("Otobüs durakta durmadı " + WORD, "utf-8");
    var words = new MimeBodyPart();
    words.setText(
        "Adapazarı merkezde otobüs durakta durmadı, " + WORD + "\n" + NAME + "\n" + PHONE, "utf-8");
    var file = new MimeBodyPart();
    file.setDataHandler(
        new jakarta.activation.DataHandler(new ByteArrayDataSource(picture(), "image/png")));
    file.setFileName(FILE);
    mail.setContent(new MimeMultipart(words, file));
    mail.saveChanges();
    Transport.send(mail);
  }

  private void whatsapp() throws Exception {
    JsonNode media =
        call(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + run.providersPort() + "/media"))
                .POST(HttpRequest.BodyPublishers.ofByteArray(picture())),
            200);
    Map<String, Object> message =
        Map.of(
            "from",
            "905329876543",
            "from_user_id",
            WHATSAPP_ID,
            "id",
            "wamid.FORGET" + UUID.randomUUID().toString().replace("-", ""),
            "timestamp",
            Long.toString(Instant.now().getEpochSecond()),
            "type",
            "image",
            "image",
            Map.of(
                "id",
                media.path("id").asString(),
                "mime_type",
                "image/png",
                "caption",
                "Serdivan Bağlar Caddesi üzerinde su borusu patladı " + WORD));
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
                                Map.of("name", NAME),
                                "wa_id",
                                "905329876543",
                                "user_id",
                                WHATSAPP_ID)),
                        "messages",
                        List.of(message))));
    if (status != 200) {
      throw new IllegalStateException("the webhook answered " + status);
    }
  }

  private void phone() throws Exception {
    String call = UUID.randomUUID().toString();
    for (Map<String, Object> event :
        List.of(
            Map.<String, Object>of(
                "eventId",
                call + ":offered",
                "type",
                "call.offered",
                "occurredAt",
                Instant.now().toString(),
                "provider",
                "demo",
                "call",
                Map.of("callId", call, "direction", "inbound", "ani", PHONE)),
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
                Map.of("callId", call, "ani", PHONE),
                "summary",
                Map.of(
                    "text",
                    "Parkta saldırgan sokak köpeği var " + WORD,
                    "caller",
                    Map.of("name", NAME, "callbackPhone", PHONE),
                    "location",
                    Map.of("address", ADDRESS),
                    "language",
                    "tr")))) {
      call(
          HttpRequest.newBuilder(run.gateway("/api/intake/phone/calls"))
              .header("Content-Type", "application/json")
              .header("X-Api-Key", run.key("ALO153_KEY_DESK"))
              .POST(HttpRequest.BodyPublishers.ofByteArray(Codec.json().writeValueAsBytes(event))),
          202);
    }
  }

  private void cimer() throws Exception {
    String file =
        "Başvuru No;Başvuru Tarihi;Başvuru Türü;Konu;Başvuru Metni;Ad Soyad;Telefon;E-posta;Olay Yeri;Olay İlçesi;Kimlik Gizli\r\n"
            + String.join(
                ";",
                CIMER,
                DateTimeFormatter.ofPattern("dd.MM.yyyy HH:mm")
                    .withZone(ZoneId.of("Europe/Istanbul"))
                    .format(Instant.now().minusSeconds(3600)),
                "Şikâyet",
                "Park",
                "Erenler parkında salıncaklar kırık, oyun alanı onarılsın " + WORD,
                NAME,
                PHONE,
                EMAIL,
                ADDRESS,
                "Erenler",
                "Hayır")
            + "\r\n";
    call(
        HttpRequest.newBuilder(run.gateway("/api/intake/cimer/imports"))
            .header("Content-Type", "text/csv; charset=utf-8")
            .header("X-Api-Key", run.key("ALO153_KEY_DESK"))
            .POST(HttpRequest.BodyPublishers.ofString(file)),
        200);
  }

  JsonNode submit(Map<String, Object> submission) throws Exception {
    return post("/api/intake/v1/requests", submission, 202);
  }

  private JsonNode post(String path, Map<String, Object> body, int expected) throws Exception {
    return call(
        HttpRequest.newBuilder(run.gateway(path))
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", UUID.randomUUID().toString())
            .POST(HttpRequest.BodyPublishers.ofByteArray(Codec.json().writeValueAsBytes(body))),
        expected);
  }

  JsonNode get(int port, String path, String key) throws Exception {
    return call(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("X-Api-Key", run.key(key)),
        200);
  }

  private JsonNode call(HttpRequest.Builder request, int expected) throws Exception {
    HttpResponse<byte[]> answer =
        http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    if (answer.statusCode() != expected) {
      throw new IllegalStateException(
          answer.uri() + " answered " + answer.statusCode() + ": " + new String(answer.body()));
    }
    return Codec.json().readTree(answer.body());
  }

  private void send(String topic, String key, String value) throws Exception {
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of("bootstrap.servers", run.brokers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(topic, key.getBytes(UTF_8), value.getBytes(UTF_8))).get();
    }
  }
}
