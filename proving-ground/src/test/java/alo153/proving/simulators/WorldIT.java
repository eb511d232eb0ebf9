package alo153.proving.simulators;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import alo153.events.wire.Codec;
import alo153.proving.Run;
import alo153.proving.simulators.Limits.Limit;
import alo153.proving.simulators.Misbehaviour.Conduct;
import alo153.proving.simulators.Misbehaviour.Receipts;
import alo153.proving.simulators.ProviderLedger.Effect;
import alo153.proving.simulators.ProviderLedger.Entry;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The providers as the product meets them: over HTTP, SMTP and IMAP, well and otherwise. */
class WorldIT {
  private static final Duration PATIENCE = Duration.ofMillis(700);
  private static final Duration SOON = Duration.ofSeconds(10);

  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Heard> heard = new CopyOnWriteArrayList<>();
  private volatile int houseSays = 200;
  private HttpServer house;
  private Run run;
  private World world;

  /** What came to the house's door. */
  private record Heard(String path, JsonNode body) {}

  @BeforeEach
  void start() throws IOException {
    int base = FreePorts.inARow(11);
    house = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), base), 64);
    house.createContext("/", this::hear);
    house.start();
    run =
        new Run(
            folder,
            base,
            // nobody: the departments have nothing to do here
            "127.0.0.1:" + (base + 5),
            Map.of(
                "ALO153_IMAP_PASSWORD",
                "mailbox",
                "ALO153_SMS_RECEIPTS_SECRET",
                "secret",
                "ALO153_WHATSAPP_APP_SECRET",
                "app"));
    world = World.start(run, () -> {});
  }

  @AfterEach
  void stop() {
    world.close();
    house.stop(0);
  }

  private void hear(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      int status = houseSays;
      exchange.sendResponseHeaders(status, -1);
      if (status == 200) {
        heard.add(new Heard(exchange.getRequestURI().getPath(), Codec.json().readTree(body)));
      }
    }
  }

  @Test
  void aTextThatWasTakenIsFoundWhateverWasAnswered() throws Exception {
    for (Behaviour behaviour : Behaviour.values()) {
      misbehave("sms", behaviour);
      String id = "sms-" + behaviour;
      int status = sms("905321112233", id, "Metin " + id);
      switch (behaviour) {
        case ACCEPTED, ACCEPTED_SLOWLY -> assertThat(status).as(id).isEqualTo(200);
        case ACCEPTED_THEN_500, REFUSED_500 -> assertThat(status).as(id).isEqualTo(500);
        case REFUSED_429 -> assertThat(status).as(id).isEqualTo(429);
        case REFUSED_503 -> assertThat(status).as(id).isEqualTo(503);
        case REFUSED_FOR_GOOD -> assertThat(status).as(id).isEqualTo(400);
        case ACCEPTED_THEN_TIMEOUT, ACCEPTED_TOO_SLOWLY -> assertThat(status).as(id).isEqualTo(-1);
        case ACCEPTED_THEN_RESET, RESET_BEFORE_TAKING -> assertThat(status).as(id).isEqualTo(-2);
      }
      assertThat(ask(id)).as(id).hasSize(behaviour.takes() ? 1 : 0);
      assertThat(taken("sms", id)).as(id).hasSize(behaviour.takes() ? 1 : 0);
    }
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(ask("sms-ACCEPTED_THEN_RESET").path(0).path("status").asString(""))
                    .isEqualTo("DELIVERED"));
    assertThat(world.providers().all())
        .filteredOn(entry -> entry.provider().equals("sms-status"))
        .isNotEmpty()
        .noneMatch(Entry::taken);
    // on the disk, and with the same in it
    assertThat(ProviderLedger.read(World.providerLedger(run))).isEqualTo(world.providers().all());
  }

  @Test
  void theSameTextOnTheSameDayIsTakenAndNotSent() throws Exception {
    sms("905321112233", "a", "Aynı metin");
    sms("905321112233", "b", "Aynı metin");
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              assertThat(ask("a").path(0).path("status").asString("")).isEqualTo("DELIVERED");
              assertThat(ask("b").path(0).path("status").asString(""))
                  .isEqualTo("DOUBLE_SEND_ERROR");
            });
    await().atMost(SOON).until(() -> receipts("b").contains("DOUBLE_SEND_ERROR"));
  }

  @Test
  void whatsAppKnowsNoRepetitionAndADeviceDoes() throws Exception {
    misbehave("graph", Behaviour.ACCEPTED_THEN_TIMEOUT);
    assertThat(whatsApp("m1")).isEqualTo(-1);
    misbehave("graph", Behaviour.ACCEPTED);
    assertThat(whatsApp("m1")).isEqualTo(200);
    assertThat(effects("graph", "m1")).containsExactly(Effect.FIRST, Effect.AGAIN);

    assertThat(push("m2")).isEqualTo(200);
    assertThat(push("m2")).isEqualTo(200);
    assertThat(effects("push", "m2")).containsExactly(Effect.FIRST, Effect.RECOGNISED);

    assertThat(webhook("m3")).isEqualTo(200);
    assertThat(webhook("m3")).isEqualTo(200);
    assertThat(effects("webhook", "m3")).containsExactly(Effect.FIRST, Effect.RECOGNISED);
  }

  @Test
  void receiptsComeTwiceInAWrongOrderLateOrNever() throws Exception {
    receipts("graph", Receipts.TWICE);
    whatsApp("twice");
    receipts("graph", Receipts.OUT_OF_ORDER);
    whatsApp("shuffled");
    receipts("graph", Receipts.NONE);
    whatsApp("never");
    receipts("sms", Receipts.OUT_OF_ORDER);
    sms("905321112233", "m1", "Bir metin");
    await().atMost(SOON).until(() -> heard.size() == 7);
    assertThat(statuses("twice")).containsExactly("delivered", "delivered");
    assertThat(statuses("shuffled")).containsExactly("read", "delivered", "sent");
    assertThat(statuses("never")).isEmpty();
    assertThat(receipts("m1")).containsExactly("DELIVERED", "WAITING");
  }

  @Test
  void receiptsWaitForAHouseThatIsAway() throws Exception {
    houseSays = 503;
    for (int i = 0; i < 50; i++) {
      whatsApp("w" + i);
    }
    assertThat(heard).isEmpty();
    houseSays = 200;
    await().atMost(Duration.ofSeconds(20)).until(() -> heard.size() == 50);
  }

  @Test
  void aMailThatWasTakenMayBeUnknownToItsSenderAndItsSecondCopyIsRecognised() throws Exception {
    misbehave("mail", Behaviour.ACCEPTED_THEN_RESET);
    assertThatThrownBy(() -> mail("su@kurum.example.com", "<m1.KOD@alo153.invalid>"))
        .isInstanceOf(MessagingException.class);
    misbehave("mail", Behaviour.ACCEPTED);
    mail("su@kurum.example.com", "<m1.KOD@alo153.invalid>");
    assertThat(effects("mail", "m1.KOD")).containsExactly(Effect.FIRST, Effect.RECOGNISED);
    // an institution does the work of one mail once, and says so once
    await().atMost(SOON).until(() -> inbox().size() == 1);
    assertThat(inbox()).containsExactly("Ynt: İş · ğüşöç");
    assertThat(taken("mail", "m1.KOD").get(0).text()).contains("İş · ğüşöç").contains("\n.nokta");
  }

  @Test
  void aMailServerRefusesInItsOwnWords() throws Exception {
    for (Behaviour behaviour : Behaviour.values()) {
      misbehave("mail", behaviour);
      String id = "<m-" + behaviour + "@alo153.invalid>";
      if (behaviour.saysSo()) {
        mail("ayse.yilmaz@example.org", id);
      } else {
        String code =
            switch (behaviour) {
              case REFUSED_429 -> "450";
              case ACCEPTED_THEN_500, REFUSED_500 -> "451";
              case REFUSED_503 -> "421";
              case REFUSED_FOR_GOOD -> "550";
              case ACCEPTED,
                  ACCEPTED_SLOWLY,
                  ACCEPTED_THEN_TIMEOUT,
                  ACCEPTED_THEN_RESET,
                  ACCEPTED_TOO_SLOWLY,
                  RESET_BEFORE_TAKING ->
                  "";
            };
        assertThatThrownBy(() -> mail("ayse.yilmaz@example.org", id))
            .as(id)
            .isInstanceOf(MessagingException.class)
            .hasMessageContaining(code);
      }
      assertThat(taken("mail", "m-" + behaviour)).as(id).hasSize(behaviour.takes() ? 1 : 0);
    }
  }

  @Test
  void mailToTheDeskComesInHoweverBadlyTheOthersBehave() throws Exception {
    misbehave("mail", Behaviour.REFUSED_503);
    mail(Simulators.DESK_MAILBOX, "<from-a-citizen@example.org>");
    assertThat(inbox()).containsExactly("İş · ğüşöç");
    assertThat(world.providers().all()).isEmpty();
  }

  @Test
  void whoIsFasterThanTheLimitOrDoesNotWaitIsNoted() throws Exception {
    world.limit(
        new Limits(
            Map.of("sms", new Limit(3, Duration.ofSeconds(60))),
            Map.of("graph", new Limit(1, Duration.ofSeconds(60)))));
    for (int i = 0; i < 3; i++) {
      sms("90532111223" + i, "m" + i, "Metin " + i);
    }
    assertThat(violations()).isEmpty();
    sms("905321112239", "m4", "Metin 4");
    assertThat(violations()).containsExactly("sms 4 calls for sms within PT1M, told 3");
    whatsApp("w1");
    whatsApp("w2");
    assertThat(violations()).contains("graph 2 calls for a recipient within PT1M, told 1");
    misbehave("push", Behaviour.REFUSED_429);
    push("p1");
    push("p1");
    assertThat(violations())
        .anyMatch(one -> one.matches("push came \\d+ ms before its Retry-After"));
  }

  @Test
  void anotherProcessCanSayHowToBehaveAndReadTheLedgerInPieces() throws Exception {
    assertThat(
            post(
                "/misbehave",
                "{\"seed\":3,\"providers\":{\"push\":{\"answers\":{\"REFUSED_FOR_GOOD\":1}}}}"))
        .isEqualTo(200);
    assertThat(push("m1")).isEqualTo(404);
    assertThat(post("/misbehave", "{\"providers\":\"all\"}")).isEqualTo(400);
    assertThat(
            post(
                "/misbehave",
                "{\"seed\":3,\"providers\":{\"push\":{\"answers\":{\"REFUSED_FOR_GOOD\":-1}}}}"))
        .isEqualTo(400);
    assertThat(
            post(
                "/limits",
                "{\"provider\":{\"sms\":{\"most\":1,\"within\":\"PT1S\"}},\"recipient\":{}}"))
        .isEqualTo(200);
    for (int i = 0; i < 5; i++) {
      whatsApp("w" + i);
    }
    JsonNode rest = get("/ledger?from=4");
    assertThat(rest).hasSize(2);
    assertThat(rest.path(0).path("reference").asString("")).isEqualTo("w3");
    assertThat(get("/ledger")).hasSize(6);
    assertThat(get("/ledger?from=6")).isEmpty();
    assertThat(get("/departments?from=0")).isEmpty();
  }

  private void misbehave(String provider, Behaviour behaviour) {
    world.misbehave(
        new Misbehaviour(
            1,
            Map.of(
                provider,
                new Conduct(
                    Map.of(behaviour, 1),
                    Map.of(),
                    PATIENCE.dividedBy(3),
                    PATIENCE.multipliedBy(2),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(1)))));
  }

  private void receipts(String provider, Receipts receipts) {
    world.misbehave(
        new Misbehaviour(1, Map.of(provider, new Conduct(Map.of(), Map.of(receipts, 1)))));
  }

  private List<Entry> taken(String provider, String reference) {
    return world.providers().all().stream()
        .filter(entry -> entry.provider().equals(provider) && entry.reference().equals(reference))
        .filter(Entry::taken)
        .toList();
  }

  private List<Effect> effects(String provider, String reference) {
    return taken(provider, reference).stream().map(Entry::effect).toList();
  }

  private List<String> violations() {
    return world.providers().all().stream()
        .filter(entry -> entry.violation() != null)
        .map(entry -> entry.provider() + " " + entry.violation())
        .toList();
  }

  private List<String> statuses(String reference) {
    return heard.stream()
        .flatMap(one -> one.body().findValues("statuses").stream())
        .map(statuses -> statuses.path(0))
        .filter(status -> status.path("biz_opaque_callback_data").asString("").equals(reference))
        .map(status -> status.path("status").asString(""))
        .toList();
  }

  private List<String> receipts(String reference) {
    return heard.stream()
        .filter(one -> one.path().endsWith("/receipts/sms/secret"))
        .map(one -> one.body().path(0))
        .filter(line -> line.path("message_custom_id").asString("").equals(reference))
        .map(line -> line.path("status").asString(""))
        .toList();
  }

  private int sms(String to, String id, String text) throws Exception {
    return post(
        "/v2/send.json",
        Codec.json()
            .writeValueAsString(
                Map.of(
                    "custom_id",
                    id,
                    "messages",
                    List.of(Map.of("msg", text, "dest", to, "id", id)))));
  }

  private JsonNode ask(String id) throws Exception {
    return get("/v2/status?username=demo&password=demo&custom_id=" + id);
  }

  private int whatsApp(String reference) throws Exception {
    return post(
        "/v25.0/153153153153153/messages",
        Codec.json()
            .writeValueAsString(
                Map.of(
                    "to",
                    "905321112233",
                    "biz_opaque_callback_data",
                    reference,
                    "text",
                    Map.of("body", "Merhaba"))));
  }

  private int push(String id) throws Exception {
    return post(
        "/v1/projects/alo153/messages:send",
        Codec.json()
            .writeValueAsString(
                Map.of(
                    "message",
                    Map.of(
                        "token",
                        "t1",
                        "data",
                        Map.of("messageId", id),
                        "android",
                        Map.of("notification", Map.of("tag", id))))));
  }

  private int webhook(String id) throws Exception {
    return status(
        request("/webhook/sedas")
            .header("webhook-id", id)
            .header("webhook-signature", "v1,x")
            .POST(HttpRequest.BodyPublishers.ofString("{}")));
  }

  private int post(String path, String body) throws Exception {
    return status(
        request(path)
            .header("Authorization", "Bearer demo-token")
            .POST(HttpRequest.BodyPublishers.ofString(body, UTF_8)));
  }

  /** -1 when nobody answered in time, -2 when the connection ended. */
  private int status(HttpRequest.Builder request) throws InterruptedException {
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (HttpTimeoutException e) {
      return -1;
    } catch (IOException e) {
      return -2;
    }
  }

  private JsonNode get(String path) throws Exception {
    return Codec.json()
        .readTree(http.send(request(path).build(), HttpResponse.BodyHandlers.ofByteArray()).body());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + run.providersPort() + path))
        .timeout(PATIENCE);
  }

  private void mail(String to, String id) throws MessagingException {
    var properties = new Properties();
    properties.put("mail.smtp.host", "127.0.0.1");
    properties.put("mail.smtp.port", Integer.toString(run.smtpPort()));
    properties.put("mail.smtp.timeout", Long.toString(PATIENCE.toMillis()));
    Session session = Session.getInstance(properties);
    var mail =
        new MimeMessage(session) {
          @Override
          protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", id);
          }
        };
    mail.setFrom(new InternetAddress(Simulators.DESK_MAILBOX));
    mail.setRecipient(Message.RecipientType.TO, new InternetAddress(to));
    mail.setSubject("İş · ğüşöç", "UTF-8");
    mail.setText("Yapılacak\n.nokta ile başlayan satır\n", "UTF-8");
    mail.saveChanges();
    try (Transport transport = session.getTransport("smtp")) {
      transport.connect();
      transport.sendMessage(mail, mail.getAllRecipients());
    }
  }

  private List<String> inbox() throws Exception {
    var properties = new Properties();
    properties.put("mail.imap.host", "127.0.0.1");
    properties.put("mail.imap.port", Integer.toString(run.imapPort()));
    try (Store store = Session.getInstance(properties).getStore("imap")) {
      store.connect(Simulators.DESK_MAILBOX, "mailbox");
      Folder folder = store.getFolder("INBOX");
      folder.open(Folder.READ_ONLY);
      var subjects = new ArrayList<String>();
      for (Message message : folder.getMessages()) {
        subjects.add(message.getSubject());
      }
      return List.copyOf(subjects);
    }
  }
}
