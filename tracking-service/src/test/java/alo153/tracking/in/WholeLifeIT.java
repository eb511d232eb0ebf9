package alo153.tracking.in;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import alo153.events.CitizenWrote;
import alo153.events.DeadlineSet;
import alo153.events.EventId;
import alo153.events.MessageChannel;
import alo153.events.MessageDelivered;
import alo153.events.MessagePurpose;
import alo153.events.Regime;
import alo153.events.RequestAssigned;
import alo153.events.RequestEvent;
import alo153.events.RequestId;
import alo153.events.Status;
import alo153.events.StatusChanged;
import alo153.events.UpdateNoted;
import alo153.events.personal.CitizenContact;
import alo153.events.personal.CitizenWords;
import alo153.events.personal.Place;
import alo153.events.wire.Codec;
import alo153.events.wire.Headers;
import alo153.events.wire.Topics;
import alo153.frame.ApiDocument;
import alo153.tracking.decide.Cases;
import alo153.transport.DeadLetterBox;
import alo153.transport.Envelopes;
import alo153.transport.Outgoing;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

class WholeLifeIT {
  @TempDir static Path folder;
  private static House house;

  @BeforeAll
  static void start() {
    house = new House(folder).start();
  }

  @AfterAll
  static void stop() {
    house.close();
  }

  static CitizenContact contact(String phone) {
    return new CitizenContact(
        "Ayşe Yılmaz",
        phone,
        phone,
        "ayse@example.org",
        null,
        null,
        null,
        null,
        CitizenContact.Preferred.SAME_DOOR,
        null,
        null,
        null,
        null);
  }

  static CitizenWords words(String text) {
    return new CitizenWords(
        text,
        alo153.city.TurkishText.fold(text),
        null,
        new Place(40.77, 30.39, "Gül Sokak 5", "Serdivan", null),
        List.of());
  }

  static RequestId submit(House house, String phone, String text) {
    RequestId id = RequestId.random();
    house.send(submission(house, id, phone, text));
    return id;
  }

  static Outgoing[] submission(House house, RequestId id, String phone, String text) {
    Envelopes envelopes = house.bean(Envelopes.class);
    return new Outgoing[] {
      envelopes.part(id, "words-hash1", words(text)),
      envelopes.part(id, "contact-hash1", contact(phone)),
      envelopes.event(Cases.submitted(id, Regime.SERVICE))
    };
  }

  static RequestAssigned assign(House house, RequestId id, String cause) {
    RequestAssigned assigned = Cases.assigned(id, Cases.ROADS, cause, Instant.now());
    house.happens(assigned);
    return assigned;
  }

  static House.Answer track(House house, RequestId id) {
    return house.get("/api/tracking/v1/track/" + id.trackingCode(), null);
  }

  static void awaitStatus(House house, RequestId id, Status status) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              House.Answer answer = track(house, id);
              assertThat(answer.status()).isEqualTo(200);
              assertThat(answer.body().path("status").asString()).isEqualTo(status.name());
            });
  }

  private static MessageDelivered delivered(RequestId id, EventId cause) {
    return new MessageDelivered(
        EventId.derive(MessageDelivered.TYPE, id, "m", cause.value()),
        id,
        Instant.now(),
        "m-" + cause,
        MessagePurpose.ANSWERED,
        MessageChannel.SMS,
        cause,
        MessageDelivered.Proof.RECEIPT);
  }

  @Test
  void aRequestLivesFromSubmissionToClosing() {
    RequestId id = submit(house, "+905321112233", "Gül Sokak'ta çukur var, ISIK yanmıyor.");
    awaitStatus(house, id, Status.SUBMITTED);
    RequestAssigned assigned = assign(house, id, "a");
    awaitStatus(house, id, Status.ASSIGNED);

    house.says(
        Cases.forAssignment(Cases.update(id, "u1", Cases.ROADS, Status.ACCEPTED), assigned.id()));
    house.says(
        Cases.forAssignment(
            Cases.update(id, "u2", Cases.ROADS, Status.WAITING_FOR_CITIZEN), assigned.id()));
    awaitStatus(house, id, Status.WAITING_FOR_CITIZEN);
    assertThat(track(house, id).body().path("question").path("text").asString())
        .isEqualTo("Hangi kapının önünde?");
    assertThat(track(house, id).body().path("allowedActions").toString()).contains("ANSWER");

    house.happens(Cases.wrote(id, CitizenWrote.Purpose.ANSWER, "w1", Instant.now()));
    awaitStatus(house, id, Status.IN_PROGRESS);

    House.Answer answered =
        house.post(
            "/api/tracking/v1/requests/" + id + "/updates",
            House.ROADS,
            "{\"status\":\"ANSWERED\",\"outcome\":\"DONE\",\"answer\":\"Çukur kapatıldı.\"}",
            "Idempotency-Key",
            "k1");
    assertThat(answered.status()).as(answered.body().toString()).isEqualTo(202);
    awaitStatus(house, id, Status.ANSWERED);
    House.Answer shown = track(house, id);
    assertThat(shown.body().path("answer").path("text").asString()).isEqualTo("Çukur kapatıldı.");
    assertThat(shown.body().path("outcomeText").path("tr").asString()).isEqualTo("Yapıldı");
    assertThat(shown.body().toString())
        .doesNotContain("Ayşe")
        .doesNotContain("5321112233")
        .doesNotContain("Gül Sokak")
        .doesNotContain("\"lat\"");

    EventId cause =
        house.log(id).stream()
            .filter(
                event -> event instanceof StatusChanged changed && changed.to() == Status.ANSWERED)
            .map(RequestEvent::id)
            .findFirst()
            .orElseThrow();
    house.happens(delivered(id, cause));
    awaitStatus(house, id, Status.CLOSED);

    assertThat(house.log(id)).filteredOn(DeadlineSet.class::isInstance).hasSizeGreaterThan(3);
    House.Answer again =
        house.post(
            "/api/tracking/v1/requests/" + id + "/updates",
            House.ROADS,
            "{\"status\":\"ANSWERED\",\"outcome\":\"DONE\",\"answer\":\"Çukur kapatıldı.\"}",
            "Idempotency-Key",
            "k1");
    assertThat(again.status()).as("the same key is the same update").isEqualTo(202);
    House.Answer illegal =
        house.post(
            "/api/tracking/v1/requests/" + id + "/updates",
            House.DESK,
            "{\"status\":\"IN_PROGRESS\"}");
    assertThat(illegal.status()).isEqualTo(409);
    assertThat(illegal.body().path("allowedActions").toString()).contains("OBJECTED");
    assertThat(illegal.body().path("type").asString()).endsWith("/not-allowed-now");
  }

  @Test
  void staffFindARequestByWordsPhoneAndPages() {
    RequestId first = submit(house, "+905339998877", "Şelale parkında kırık salıncak");
    RequestId second = submit(house, "+905339998877", "Selale parkında yanmayan IŞIK");
    awaitStatus(house, first, Status.SUBMITTED);
    awaitStatus(house, second, Status.SUBMITTED);
    assign(house, second, "a");
    awaitStatus(house, second, Status.ASSIGNED);

    House.Answer byWords =
        house.get("/api/tracking/v1/requests?q=%C5%9EELALE%20sal&channel=WEB", House.DESK);
    assertThat(byWords.body().path("items").size()).isEqualTo(1);
    assertThat(byWords.body().at("/items/0/requestId").asString()).isEqualTo(first.value());

    String body = "{\"phone\":\"0533 999 88 77\",\"limit\":1}";
    House.Answer page = house.post("/api/tracking/v1/requests/search", House.DESK, body);
    assertThat(page.body().path("items").size()).isEqualTo(1);
    String cursor = page.body().path("next").asString();
    House.Answer next =
        house.post(
            "/api/tracking/v1/requests/search",
            House.DESK,
            "{\"phone\":\"0533 999 88 77\",\"limit\":1,\"cursor\":\"" + cursor + "\"}");
    assertThat(next.body().path("items").size()).isEqualTo(1);
    assertThat(next.body().path("next").isMissingNode()).isTrue();
    assertThat(next.body().at("/items/0/requestId"))
        .isNotEqualTo(page.body().at("/items/0/requestId"));

    House.Answer one = house.get("/api/tracking/v1/requests/" + second, House.DESK);
    assertThat(one.etag()).isNotNull();
    assertThat(one.body().at("/contact/name").asString()).isEqualTo("Ayşe Yılmaz");
    assertThat(one.body().path("timeline").size()).isGreaterThan(1);
    assertThat(one.body().path("allowedActions").toString()).contains("QUESTION");

    House.Answer queue =
        house.get("/api/tracking/v1/departments/yol-bakim/queue?limit=200", House.ROADS);
    assertThat(queue.body().toString()).contains(second.value()).doesNotContain("Ayşe");
    assertThat(house.get("/api/tracking/v1/departments/yol-bakim/queue", House.WATER).status())
        .isEqualTo(403);
    assertThat(house.get("/api/tracking/v1/requests", null).status()).isEqualTo(401);
    assertThat(house.get("/api/tracking/v1/requests", House.ROADS).status()).isEqualTo(403);

    House.Answer stale =
        house.post(
            "/api/tracking/v1/requests/" + second + "/updates",
            House.DESK,
            "{\"status\":\"IN_PROGRESS\"}",
            "If-Match",
            "\"1\"");
    assertThat(stale.status()).isEqualTo(412);
    House.Answer notMine =
        house.post(
            "/api/tracking/v1/requests/" + second + "/updates",
            House.WATER,
            "{\"status\":\"IN_PROGRESS\"}");
    assertThat(notMine.status()).isEqualTo(403);
    House.Answer madeUp =
        house.post(
            "/api/tracking/v1/requests/" + second + "/updates",
            House.WATER,
            "{\"status\":\"IN_PROGRESS\",\"assignmentId\":\"4EEDHKA56Y64JNVM55GSCCZN20\"}");
    assertThat(madeUp.status()).isEqualTo(409);
    assertThat(madeUp.body().toString()).contains("ASSIGNMENT_UNKNOWN");
  }

  @Test
  void anUpdateAheadOfItsAssignmentIsHeldAndThenApplied() {
    RequestId id = submit(house, "+905321112233", "Su patladı");
    awaitStatus(house, id, Status.SUBMITTED);
    RequestAssigned assigned = Cases.assigned(id, Cases.ROADS, "a", Instant.now());
    house.says(
        Cases.forAssignment(
            Cases.update(id, "early", Cases.ROADS, Status.IN_PROGRESS), assigned.id()));
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> count("held") == 1 || track(house, id).status() != 200);
    assertThat(track(house, id).body().path("status").asString()).isEqualTo("SUBMITTED");
    house.happens(assigned);
    awaitStatus(house, id, Status.IN_PROGRESS);
    await().atMost(Duration.ofSeconds(20)).until(() -> count("held") == 0);
  }

  private static long count(String collection) {
    return reactor.core.publisher.Mono.from(
            house.database().getCollection(collection).countDocuments())
        .block();
  }

  @Test
  void anIllegalUpdateIsKeptAsANoteWithTheReason() {
    RequestId id = submit(house, "+905321112233", "Lamba yanmıyor");
    awaitStatus(house, id, Status.SUBMITTED);
    assign(house, id, "a");
    house.says(Cases.update(id, "bad", Cases.SEDAS, Status.ANSWERED));
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(house.log(id))
                    .filteredOn(UpdateNoted.class::isInstance)
                    .extracting(event -> ((UpdateNoted) event).reason())
                    .containsExactly(UpdateNoted.Reason.NOT_THE_OWNER));
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(
                        house
                            .get("/api/tracking/v1/requests/" + id, House.DESK)
                            .body()
                            .path("timeline")
                            .toString())
                    .contains("NOT_THE_OWNER")
                    .contains("Çukur kapatıldı."));
  }

  @Test
  void anUpdateOfAnUnknownRequestEndsInTheDeadLetters() {
    RequestId id = RequestId.random();
    ObjectNode update =
        Codec.json().valueToTree(Cases.update(id, "lost", Cases.ROADS, Status.ACCEPTED));
    byte[] newer = Codec.json().writeValueAsBytes(update.put("addedLater", 1));
    house.send(
        new Outgoing(Topics.UPDATES, id.value(), id.value(), newer, Map.of(Headers.REDRIVEN, "2")));
    await().atMost(Duration.ofSeconds(20)).until(() -> count("held") == 1);
    house.bean(Sweeper.class).endHolding(Instant.now().plus(Duration.ofMinutes(11)));
    assertThat(count("held")).isZero();
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(letters())
                    .filteredOn(letter -> new String(letter.key()).equals(id.value()))
                    .singleElement()
                    .satisfies(
                        letter -> assertThat(letter.line().reason()).isEqualTo("UNKNOWN_REQUEST"))
                    .satisfies(letter -> assertThat(letter.value()).isEqualTo(newer))
                    .satisfies(letter -> assertThat(letter.line().redriven()).isEqualTo(2)));
    assertThat(house.get("/api/tracking/v1/dead-letters", House.OPERATOR).status()).isEqualTo(200);
  }

  @Test
  void whatCanNotBeIsAProblemAndNeverAFault() {
    RequestId id = submit(house, "+905321112233", "Kaldırım bozuk");
    awaitStatus(house, id, Status.SUBMITTED);
    assign(house, id, "a");
    awaitStatus(house, id, Status.ASSIGNED);
    String updates = "/api/tracking/v1/requests/" + id + "/updates";
    assertThat(house.post(updates, House.ROADS, "{\"note\":\"x\",\"attachments\":[null]}").status())
        .isEqualTo(422);
    assertThat(
            house
                .post(
                    updates,
                    House.ROADS,
                    "{\"status\":\"REFUSED\",\"reason\":\"NOT_OURS\",\"suggestedOwner\":\"yok\"}")
                .status())
        .isEqualTo(422);
    for (String day : List.of("2020-01-01", "+999999999-12-31")) {
      assertThat(
              house
                  .post(
                      updates,
                      House.ROADS,
                      "{\"status\":\"PLANNED\",\"plannedFor\":\"" + day + "\"}")
                  .body()
                  .path("reason")
                  .asString())
          .isEqualTo("DATE_IMPLAUSIBLE");
    }
    for (String from : List.of("%2B300000000-01-01T00:00:00Z", "-300000000-01-01T00:00:00Z")) {
      assertThat(house.get("/api/tracking/v1/requests?from=" + from, House.DESK).status())
          .isEqualTo(400);
      assertThat(house.get("/api/tracking/v1/requests?to=" + from, House.DESK).status())
          .isEqualTo(400);
    }
    assertThat(house.get("/api/tracking/v1/requests?department=yok", House.DESK).status())
        .isEqualTo(400);
    assertThat(house.get("/api/tracking/v1/departments/yok/queue", House.DESK).status())
        .isEqualTo(404);
    assertThat(house.get("/api/tracking/v1/dead-letters?most=-1", House.OPERATOR).status())
        .isEqualTo(400);
    assertThat(
            house
                .post("/api/tracking/v1/dead-letters/redrive?count=-1", House.OPERATOR, "")
                .status())
        .isEqualTo(400);
  }

  @Test
  void partsWithoutARequestAreForgottenAfterADay() {
    RequestId id = RequestId.random();
    house.part(id, "contact-hash1", contact("+905551112200"));
    var found =
        house.database().getCollection("cases").find(new org.bson.Document("_id", id.value()));
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> reactor.core.publisher.Mono.from(found.first()).block() != null);
    Instant now = Instant.now();
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              house.bean(Sweeper.class).forgetOrphans(now);
              house.bean(Sweeper.class).forgetOrphans(now.plus(Duration.ofDays(2)));
              assertThat(reactor.core.publisher.Mono.from(found.first()).block()).isNull();
            });
  }

  @Test
  void poisonDoesNotStopTheGood() {
    RequestId id = RequestId.random();
    house.send(
        new Outgoing(
            Topics.REQUESTS, id.value(), id.value(), "{\"type\":\"?\"}".getBytes(), Map.of()));
    house.send(
        new Outgoing(Topics.UPDATES, id.value(), id.value(), "not json".getBytes(), Map.of()));
    house.happens(Cases.submitted(id, Regime.PETITION_3071));
    awaitStatus(house, id, Status.SUBMITTED);
  }

  @Test
  void aWrongAndAnUnknownCodeGetTheSameAnswer() {
    House.Answer unknown =
        house.get("/api/tracking/v1/track/" + RequestId.random().trackingCode(), null);
    House.Answer wrong = house.get("/api/tracking/v1/track/merhaba", null);
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(wrong.status()).isEqualTo(404);
    assertThat(without(unknown)).isEqualTo(without(wrong));
  }

  private static String without(House.Answer answer) {
    ((ObjectNode) answer.body()).remove("traceId");
    return answer.body().toString();
  }

  @Test
  void anOpenPageHearsOfItsCasesOnly() {
    var heard = new ConcurrentLinkedQueue<String>();
    var water = new ConcurrentLinkedQueue<String>();
    listen(House.ROADS, heard);
    listen(House.WATER, water);
    await().atMost(Duration.ofSeconds(20)).until(() -> !heard.isEmpty() && !water.isEmpty());
    RequestId id = submit(house, "+905321112233", "Yol bozuk");
    assign(house, id, "a");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> heard.stream().anyMatch(line -> line.contains(id.value())));
    assertThat(heard.stream().filter(line -> line.contains(id.value())))
        .allMatch(line -> line.contains("ASSIGNED"))
        .noneMatch(line -> line.contains("Yol bozuk"));
    assertThat(water).noneMatch(line -> line.contains(id.value()));
    house.happens(Cases.assigned(id, Cases.SEDAS, "b", Instant.now()));
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(heard)
                    .as("whoever loses a case hears of it")
                    .anyMatch(line -> line.contains(id.value()) && line.contains("FORWARDED")));
  }

  private static void listen(String key, ConcurrentLinkedQueue<String> lines) {
    var unused =
        HttpClient.newHttpClient()
            .sendAsync(
                HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + house.port() + "/api/tracking/v1/stream"))
                    .header("X-Api-Key", key)
                    .build(),
                HttpResponse.BodyHandlers.ofLines())
            .thenAccept(response -> response.body().forEach(lines::add));
    assertThat(unused).isNotNull();
  }

  @Test
  void theApiDocumentSaysWhatIsServed() throws IOException {
    ApiDocument.assertWritten("tracking", house.get("/v3/api-docs", null).body().toString());
  }

  private List<DeadLetterBox.DeadLetter> letters() {
    DeadLetterBox box = house.bean(DeadLetterBox.class);
    return box.letters(box.list());
  }
}
