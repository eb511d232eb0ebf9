package alo153.notification;

import static alo153.notification.out.StandIn.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import alo153.events.Channel;
import alo153.events.EventId;
import alo153.events.MessageChannel;
import alo153.events.MessageDelivered;
import alo153.events.MessageDelivered.Proof;
import alo153.events.MessageFailed;
import alo153.events.MessagePurpose;
import alo153.events.MessageSent;
import alo153.events.Owner;
import alo153.events.PersonErased;
import alo153.events.RequestId;
import alo153.events.RequestSubmitted;
import alo153.events.Status;
import alo153.events.StatusChanged;
import alo153.events.personal.CitizenContact;
import alo153.events.personal.CitizenContact.Preferred;
import alo153.events.personal.CitizenWords;
import alo153.events.personal.OwnerWords;
import alo153.events.personal.Place;
import alo153.events.wire.Codec;
import alo153.frame.ApiDocument;
import alo153.notification.decide.Samples;
import alo153.notification.out.StandIn;
import com.mongodb.reactivestreams.client.MongoDatabase;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.scheduling.config.ScheduledTask;
import org.springframework.scheduling.config.ScheduledTaskHolder;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@Timeout(180)
class NotificationIT {
  private static final String WORDS = "words-A1";
  private static final String CONTACT = "contact-A1";
  private static RunningNotification running;

  @BeforeAll
  static void start() throws IOException {
    running =
        new RunningNotification(
            call -> {
              if (call.uri().startsWith("/v2/status")) {
                return say(200, "[]");
              }
              if (call.uri().endsWith("/messages")) {
                return say(200, "{\"messages\":[{\"id\":\"wamid.OUT1\"}]}");
              }
              if (call.uri().endsWith(":send")) {
                return say(200, "{\"name\":\"projects/alo153/messages/1\"}");
              }
              return say(200, "20212");
            });
    org.awaitility.Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
  }

  @AfterAll
  static void stop() {
    running.close();
    org.awaitility.Awaitility.reset();
  }

  private static CitizenContact mailContact() {
    return new CitizenContact(
        "Ayşe Yılmaz",
        null,
        null,
        "ayse@example.org",
        null,
        null,
        null,
        null,
        Preferred.SAME_DOOR,
        "destek@ornek.bel.tr",
        "<CA+9x1@mail.example.org>",
        "Çöp şikayeti: Gül Sokağı",
        null);
  }

  private static CitizenContact phoneContact(String phone) {
    return Samples.contact(Preferred.SAME_DOOR, phone, null, null, null);
  }

  private static RequestId submit(Channel door, @Nullable CitizenContact contact) {
    RequestId id = RequestId.random();
    RequestSubmitted event = Samples.submitted(id, door, Instant.now());
    if (contact != null) {
      running.part(id, CONTACT, contact);
    }
    running.say(
        event,
        WORDS,
        new CitizenWords(
            "Gül Sokak'ta lambalar yanmıyor",
            "gul sokak'ta lambalar yanmiyor",
            null,
            new Place(40.78, 30.40, "Gül Sokak 5", "Adapazarı", "Tığcılar"),
            List.of()));
    return id;
  }

  private static void answer(RequestId id, String words) {
    StatusChanged event = Samples.changed(id, Status.ANSWERED, Instant.now());
    running.say(event, event.parts().get(0), new OwnerWords(words, null, null));
  }

  private static MimeMessage mailAbout(RequestId id, int which) {
    String tag = "." + id.trackingCode() + "@";
    await().until(() -> mailsAbout(tag).size() > which);
    return mailsAbout(tag).get(which);
  }

  private static List<MimeMessage> mailsAbout(String tag) {
    return Arrays.stream(running.mail.getReceivedMessages())
        .filter(
            mail -> {
              try {
                return mail.getMessageID().contains(tag);
              } catch (MessagingException e) {
                throw new IllegalStateException(e);
              }
            })
        .toList();
  }

  private static StandIn.Call textAbout(RequestId id, int which) {
    String code = id.trackingCode().value();
    await()
        .until(
            () ->
                running.provider.calls("/v2/send.json").stream()
                        .filter(call -> call.body().contains(code))
                        .count()
                    > which);
    return running.provider.calls("/v2/send.json").stream()
        .filter(call -> call.body().contains(code))
        .toList()
        .get(which);
  }

  /** Due times and leases are by the store's clock, in every service that has one. */
  @Test
  void theCommonClockIsComparedAgainAndAgain() {
    assertThat(running.bean(ScheduledTaskHolder.class).getScheduledTasks())
        .extracting(ScheduledTask::toString)
        .contains("alo153.frame.StoreClock.compare");
  }

  @Test
  void whoWroteByMailIsAnsweredInTheThread() throws Exception {
    RequestId id = submit(Channel.MAIL, mailContact());
    MimeMessage receipt = mailAbout(id, 0);
    assertThat(receipt.getSubject())
        .isEqualTo("Re: [" + id.trackingCode() + "] Çöp şikayeti: Gül Sokağı");
    assertThat(receipt.getHeader("In-Reply-To", null)).isEqualTo("<CA+9x1@mail.example.org>");
    assertThat(receipt.getHeader("References", null)).isEqualTo("<CA+9x1@mail.example.org>");
    assertThat(receipt.getHeader("Auto-Submitted", null)).isEqualTo("auto-replied");
    assertThat(receipt.getMessageID()).endsWith("." + id.trackingCode() + "@alo153.invalid>");
    assertThat(receipt.getContent().toString()).contains(id.trackingCode().value());

    answer(id, "Lamba değiştirildi; ışık yanıyor.");
    MimeMessage answer = mailAbout(id, 1);
    assertThat(answer.getContent().toString()).contains("Lamba değiştirildi; ışık yanıyor.");
    assertThat(answer.getHeader("Auto-Submitted")).isNull();
    await()
        .untilAsserted(
            () ->
                assertThat(running.log(id, MessageDelivered.class))
                    .extracting(MessageDelivered::purpose, MessageDelivered::proof)
                    .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(
                            MessagePurpose.RECEIVED, Proof.HANDED_OVER),
                        org.assertj.core.groups.Tuple.tuple(
                            MessagePurpose.ANSWERED, Proof.HANDED_OVER)));
  }

  @Test
  void whoCalledGetsATextAndItsReceiptClosesTheCircle() {
    RequestId id = submit(Channel.PHONE, phoneContact("+905321112233"));
    StandIn.Call text = textAbout(id, 0);
    String messageId = Codec.json().readTree(text.body()).path("custom_id").asString("");
    await().until(() -> !running.log(id, MessageSent.class).isEmpty());
    assertThat(
            running
                .post(
                    "/api/notification/v1/receipts/sms/s3cret",
                    "",
                    "[{\"type\":\"outbound\",\"campaign_id\":20212,\"message_custom_id\":\""
                        + messageId
                        + "\",\"status\":\"DELIVERED\",\"done_at\":\"2026-11-24 18:46:04\"},"
                        + "{\"type\":\"inbound\",\"content\":\"Hala su yok\"}]")
                .statusCode())
        .isEqualTo(200);
    await()
        .untilAsserted(
            () ->
                assertThat(running.log(id, MessageDelivered.class))
                    .singleElement()
                    .satisfies(
                        event -> {
                          assertThat(event.proof()).isEqualTo(Proof.RECEIPT);
                          assertThat(event.at()).isEqualTo("2026-11-24T15:46:04Z");
                        }));
    String told =
        running
            .get("/api/notification/v1/requests/" + id + "/messages", "desk-key-for-tests")
            .body();
    assertThat(told).contains("\"state\":\"DELIVERED\"", "\"channel\":\"SMS\"");
    assertThat(told).doesNotContain("5321112233", "Ayşe");
  }

  @Test
  void wordsThatComeLateAreWaitedFor() {
    RequestId id = submit(Channel.WEB, null);
    StatusChanged event = Samples.changed(id, Status.ANSWERED, Instant.now());
    running.say(event);
    await()
        .pollDelay(Duration.ofSeconds(1))
        .until(() -> running.log(id, MessageSent.class).isEmpty());
    running.part(id, CONTACT, phoneContact("+905321112244"));
    textAbout(id, 0);
    running.part(id, event.parts().get(0), new OwnerWords("Yapıldı", null, null));
    await()
        .untilAsserted(
            () ->
                assertThat(running.log(id, MessageSent.class))
                    .extracting(MessageSent::purpose)
                    .containsExactlyInAnyOrder(MessagePurpose.RECEIVED, MessagePurpose.ANSWERED));
  }

  @Test
  void aDateWithOnlyANoteBesideItIsTold() {
    RequestId id = submit(Channel.WEB, phoneContact("+905321112245"));
    StatusChanged event = Samples.changed(id, Status.PLANNED, Instant.now());
    running.say(event, event.parts().get(0), new OwnerWords(null, null, "ekip 4 bakacak"));
    await()
        .untilAsserted(
            () ->
                assertThat(running.log(id, MessageSent.class))
                    .extracting(MessageSent::purpose)
                    .contains(MessagePurpose.PLANNED));
  }

  @Test
  void whoLeftNoAddressLooksWithTheCode() {
    RequestId id =
        submit(Channel.WEB, Samples.contact(Preferred.NONE, "+905321112255", null, null, null));
    await()
        .untilAsserted(
            () ->
                assertThat(running.log(id, MessageDelivered.class))
                    .singleElement()
                    .satisfies(
                        event -> {
                          assertThat(event.channel()).isEqualTo(MessageChannel.NONE);
                          assertThat(event.proof()).isEqualTo(Proof.HANDED_OVER);
                        }));
  }

  @Test
  void anInstitutionGetsTheWorkWithoutWhoWrote() {
    RequestId id = submit(Channel.PHONE, phoneContact("+905321112266"));
    textAbout(id, 0);
    running.say(Samples.assigned(id, Owner.institution("sedas"), Instant.now()));
    await()
        .untilAsserted(
            () ->
                assertThat(running.log(id, MessageSent.class))
                    .extracting(MessageSent::purpose)
                    .contains(MessagePurpose.WORK, MessagePurpose.FORWARDED));
    MessageSent work =
        running.log(id, MessageSent.class).stream()
            .filter(event -> event.purpose() == MessagePurpose.WORK)
            .findFirst()
            .orElseThrow();
    String handed =
        work.channel() == MessageChannel.EMAIL
            ? content(mailAbout(id, 0))
            : running.provider.calls("/webhook/sedas").get(0).body();
    assertThat(handed).contains("Gül Sokak'ta lambalar yanmıyor");
    assertThat(handed).doesNotContain("Ayşe", "5321112266");
  }

  private static String content(MimeMessage mail) {
    try {
      return mail.getContent().toString();
    } catch (IOException | MessagingException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void anInstitutionNobodyCanWriteToIsAFailureAPersonSees() {
    RequestId id = submit(Channel.PHONE, phoneContact("+905321112277"));
    running.say(Samples.assigned(id, Owner.institution("nobody-knows"), Instant.now()));
    await()
        .untilAsserted(
            () ->
                assertThat(running.log(id, MessageFailed.class))
                    .singleElement()
                    .satisfies(
                        event -> {
                          assertThat(event.purpose()).isEqualTo(MessagePurpose.WORK);
                          assertThat(event.reason()).isEqualTo("NO_RECIPIENT");
                        }));
  }

  @Test
  void cimerIsAnsweredByAFileAndTheOfficersConfirmation() {
    RequestId id =
        submit(
            Channel.CIMER,
            new CitizenContact(
                null,
                null,
                null,
                null,
                null,
                null,
                "2601234567",
                null,
                Preferred.SAME_DOOR,
                null,
                null,
                null,
                null));
    answer(id, "=Çukur; \"dolduruldu\"");
    String path = "/api/notification/v1/cimer/exports";
    await().until(() -> running.get(path, "desk-key-for-tests").body().contains("2601234567"));
    String csv = running.get(path + "?format=csv", "desk-key-for-tests").body();
    assertThat(csv).startsWith("\ufeff\"CİMER başvuru no\";");
    assertThat(csv).contains("\"2601234567\";\"" + id.trackingCode() + "\";\"Kesin cevap\"");
    String messageId = csv.strip().substring(csv.strip().length() - 27, csv.strip().length() - 1);
    await()
        .untilAsserted(
            () ->
                assertThat(running.log(id, MessageSent.class))
                    .singleElement()
                    .satisfies(event -> assertThat(event.messageId()).isEqualTo(messageId)));
    String confirmed =
        running
            .post(
                path + "/confirm",
                "desk-key-for-tests",
                "{\"messageIds\":[\"" + messageId + "\",\"X\"]}")
            .body();
    assertThat(confirmed).isEqualTo("{\"confirmed\":[\"" + messageId + "\"],\"unknown\":[\"X\"]}");
    await()
        .untilAsserted(
            () ->
                assertThat(running.log(id, MessageDelivered.class))
                    .extracting(MessageDelivered::channel)
                    .containsExactly(MessageChannel.CIMER_EXPORT));
    assertThat(running.get(path, "desk-key-for-tests").body()).doesNotContain(messageId);
  }

  @Test
  void aForgottenPersonLeavesNothingReadableAndIsWrittenToNoMore() {
    RequestId id = submit(Channel.PHONE, phoneContact("+905321119988"));
    textAbout(id, 0);
    running.forget(id, CONTACT);
    running.forget(id, WORDS);
    running.say(
        new PersonErased(
            EventId.derive(PersonErased.TYPE, id, "e-1"),
            id,
            Instant.now(),
            List.of(CONTACT, WORDS)));
    answer(id, "Bu yanıt kimseye gitmez");
    String path = "/api/notification/v1/requests/" + id + "/messages";
    await()
        .until(
            () ->
                running
                    .get(path, "desk-key-for-tests")
                    .body()
                    .contains("\"reason\":\"PERSON_ERASED\""));
    await().untilAsserted(() -> assertThat(everythingStored()).doesNotContain("905321119988"));
    assertThat(running.provider.calls("/v2/send.json"))
        .noneMatch(call -> call.body().contains("kimseye"));
  }

  private static String everythingStored() {
    MongoDatabase store = running.bean(MongoDatabase.class);
    return String.valueOf(
        Flux.from(store.listCollectionNames())
            .flatMap(name -> store.getCollection(name).find())
            .map(org.bson.Document::toJson)
            .reduce("", String::concat)
            .block());
  }

  @Test
  void theSameEventTwiceSendsOnce() {
    RequestId id = submit(Channel.PHONE, phoneContact("+905321112288"));
    textAbout(id, 0);
    // the key used again with other words and another number: the first counts
    RequestSubmitted again = Samples.submitted(id, Channel.PHONE, Instant.now(), "B2");
    running.say(again, "contact-B2", phoneContact("+905321112200"));
    answer(id, "Yapıldı");
    assertThat(textAbout(id, 1).body()).contains("905321112288");
    RequestId after = submit(Channel.PHONE, phoneContact("+905321112299"));
    textAbout(after, 0);
    assertThat(running.provider.calls("/v2/send.json"))
        .filteredOn(call -> call.body().contains(id.trackingCode().value()))
        .hasSize(2);
  }

  @Test
  void anEventOfAnUnknownRequestGoesToTheDeadLetters() {
    RequestId id = RequestId.random();
    running.say(Samples.changed(id, Status.ANSWERED, Instant.now()));
    await()
        .until(
            () ->
                running
                    .get("/api/notification/v1/dead-letters", "operator-key-for-tests")
                    .body()
                    .contains("UNKNOWN_REQUEST"));
  }

  @Test
  void aLedgerThatLostRowsIsFilledFromTheLogAndSendsNothingTwice() {
    RequestId id = submit(Channel.PHONE, phoneContact("+905321112211"));
    textAbout(id, 0);
    await().until(() -> !running.log(id, MessageSent.class).isEmpty());
    String path = "/api/notification/v1/requests/" + id + "/messages";
    await()
        .until(
            () -> !running.get(path, "desk-key-for-tests").body().contains("\"state\":\"SENDING"));
    MongoDatabase store = running.bean(MongoDatabase.class);
    Mono.from(
            store
                .getCollection("messages")
                .deleteMany(new org.bson.Document("request", id.value())))
        .block();
    Mono.from(
            store.getCollection("recipients").deleteMany(new org.bson.Document("_id", id.value())))
        .block();
    String rebuilds = "/api/notification/v1/rebuilds";
    String report = running.post(rebuilds, "operator-key-for-tests", "").body();
    assertThat(Codec.json().readTree(report).path("restored").asInt()).isPositive();
    assertThat(report).contains("\"" + id.value() + "\"");
    assertThat(running.get(path, "desk-key-for-tests").body()).contains("\"state\":\"SENT\"");
    await()
        .until(
            () ->
                Codec.json()
                    .readTree(running.post(rebuilds, "operator-key-for-tests", "").body())
                    .path("equal")
                    .asBoolean());
    answer(id, "Yapıldı");
    assertThat(textAbout(id, 1).body()).as("the address is known again").contains("905321112211");
    assertThat(running.provider.calls("/v2/send.json"))
        .filteredOn(call -> call.body().contains(id.trackingCode().value()))
        .hasSize(2);
  }

  @Test
  void doubtThatAReceiptEndedIsTheSameInLogAndLedger() {
    RequestId id = submit(Channel.PHONE, phoneContact("+905321112213"));
    textAbout(id, 0);
    answer(id, "Yapıldı");
    StandIn.Call text = textAbout(id, 1);
    String messageId = Codec.json().readTree(text.body()).path("custom_id").asString("");
    await().until(() -> running.log(id, MessageSent.class).size() == 2);
    MessageSent known =
        running.log(id, MessageSent.class).stream()
            .filter(event -> event.messageId().equals(messageId))
            .findFirst()
            .orElseThrow();
    // an instance that could not know said so, whatever came first
    running.say(
        new MessageSent(
            EventId.derive(MessageSent.TYPE, id, messageId, "1", "UNCERTAIN"),
            id,
            known.at(),
            messageId,
            known.purpose(),
            known.channel(),
            known.provider(),
            known.cause(),
            1,
            false));
    MongoDatabase store = running.bean(MongoDatabase.class);
    var ofMessage = new org.bson.Document("_id", messageId);
    await()
        .until(
            () ->
                Mono.from(store.getCollection("messages").find(ofMessage)).block().get("say")
                    == null);
    Mono.from(store.getCollection("messages").deleteOne(ofMessage)).block();
    String rebuilds = "/api/notification/v1/rebuilds";
    running.post(rebuilds, "operator-key-for-tests", "");
    String path = "/api/notification/v1/requests/" + id + "/messages";
    assertThat(running.get(path, "desk-key-for-tests").body())
        .as("what is certain counts")
        .doesNotContain("MAYBE_SENT");
    // as if nobody had answered, and now a receipt comes
    Mono.from(
            store
                .getCollection("messages")
                .updateOne(
                    ofMessage,
                    com.mongodb.client.model.Updates.combine(
                        com.mongodb.client.model.Updates.set("state", "MAYBE_SENT"),
                        com.mongodb.client.model.Updates.unset("sentAt"))))
        .block();
    running.post(
        "/api/notification/v1/receipts/sms/s3cret",
        "",
        "[{\"type\":\"outbound\",\"campaign_id\":20212,\"message_custom_id\":\""
            + messageId
            + "\",\"status\":\"DELIVERED\",\"done_at\":\"2026-11-24 18:46:04\"}]");
    await().until(() -> running.log(id, MessageDelivered.class).size() == 1);
    await()
        .until(
            () ->
                Codec.json()
                    .readTree(running.post(rebuilds, "operator-key-for-tests", "").body())
                    .path("equal")
                    .asBoolean());
    assertThat(running.get(path, "desk-key-for-tests").body()).contains("\"state\":\"DELIVERED\"");
  }

  @Test
  void aLedgerOfYesterdaySendsNothingAgain() {
    RequestId id = submit(Channel.PHONE, phoneContact("+905321112212"));
    textAbout(id, 0);
    String path = "/api/notification/v1/requests/" + id + "/messages";
    await().until(() -> running.get(path, "desk-key-for-tests").body().contains("\"SENT\""));
    await().until(() -> !running.log(id, MessageSent.class).isEmpty());
    Mono.from(
            running
                .bean(MongoDatabase.class)
                .getCollection("messages")
                .updateOne(
                    new org.bson.Document("request", id.value()),
                    com.mongodb.client.model.Updates.combine(
                        com.mongodb.client.model.Updates.set("state", "PLANNED"),
                        com.mongodb.client.model.Updates.unset("say"),
                        com.mongodb.client.model.Updates.set(
                            "due", java.util.Date.from(Instant.now().plusSeconds(3600))))))
        .block();
    running.post("/api/notification/v1/rebuilds", "operator-key-for-tests", "");
    assertThat(running.get(path, "desk-key-for-tests").body()).contains("\"state\":\"SENT\"");
  }

  @Test
  void keysOpenOnlyTheirOwnDoors() {
    String messages = "/api/notification/v1/requests/" + RequestId.random() + "/messages";
    assertThat(running.get(messages, "adapter-key-for-tests").statusCode()).isEqualTo(403);
    assertThat(running.get(messages, "wrong").statusCode()).isEqualTo(401);
    assertThat(running.get(messages, "desk-key-for-tests").statusCode()).isEqualTo(404);
    assertThat(running.post("/api/notification/v1/receipts/sms/wrong", "", "[]").statusCode())
        .isEqualTo(404);
    assertThat(running.post("/api/notification/v1/receipts/whatsapp", "", "[]").statusCode())
        .isEqualTo(401);
    assertThat(
            running
                .post(
                    "/api/notification/v1/receipts/whatsapp", "adapter-key-for-tests", "{not json")
                .statusCode())
        .isEqualTo(400);
    assertThat(running.get("/actuator/prometheus", "desk-key-for-tests").body())
        .contains("alo153_messages_total", "alo153_messages_waiting");
  }

  @Test
  void theApiDocumentSaysWhatIsServed() throws IOException {
    ApiDocument.assertWritten(
        "notification", running.get("/v3/api-docs", "desk-key-for-tests").body());
  }

  @Test
  void itIsReadyWithItsStoreAndItsBrokers() {
    assertThat(Mono.from(running.bean(MongoDatabase.class).listCollectionNames()).block())
        .isNotNull();
    HttpResponse<String> ready = running.get("/actuator/health/readiness", "desk-key-for-tests");
    assertThat(ready.statusCode()).isEqualTo(200);
    assertThat(ready.body()).contains("\"log\":{\"status\":\"UP\"", "\"store\":{\"status\":\"UP\"");
  }
}
