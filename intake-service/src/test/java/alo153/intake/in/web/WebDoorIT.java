package alo153.intake.in.web;

import static alo153.intake.RunningIntake.JPEG;
import static alo153.intake.RunningIntake.key;
import static alo153.intake.RunningIntake.requestId;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import alo153.events.Actor;
import alo153.events.Attachment;
import alo153.events.Channel;
import alo153.events.CitizenWrote;
import alo153.events.EventId;
import alo153.events.Kind;
import alo153.events.Outcome;
import alo153.events.PersonErased;
import alo153.events.RequestId;
import alo153.events.RequestSubmitted;
import alo153.events.Status;
import alo153.events.StatusChanged;
import alo153.events.personal.CitizenContact;
import alo153.events.personal.CitizenWords;
import alo153.events.wire.Codec;
import alo153.frame.ApiDocument;
import alo153.intake.RunningIntake;
import alo153.intake.RunningIntake.Answer;
import alo153.intake.RunningIntake.Part;
import alo153.intake.decide.Door;
import alo153.intake.decide.Normaliser;
import alo153.intake.decide.Verdict;
import alo153.intake.out.AttachmentStore;
import alo153.intake.out.CodeIndex;
import alo153.transport.Envelopes;
import alo153.transport.EventPublisher;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What pages and apps send and ask for over HTTP, from real bytes in to real bytes on the log. */
class WebDoorIT {
  private static final String REQUESTS = "/api/intake/v1/requests";

  private static RunningIntake intake;

  @BeforeAll
  static void start() throws IOException {
    intake = RunningIntake.start();
  }

  @AfterAll
  static void stop() {
    intake.close();
  }

  @Test
  void whatAPageSendsIsOnTheLogWhenItIsAnswered() {
    Answer answer =
        intake.json(
            REQUESTS,
            """
            {"channel":"WEB","kind":"COMPLAINT","text":"Gül Sokak'ta çukur var",
             "category":"road.pothole","location":{"lat":40.7806,"lon":30.4033},
             "contact":{"name":"Ayşe Yılmaz","phone":"0532 111 22 33","preferred":"SMS"},
             "kvkkVersion":"2026-11-01"}
            """,
            "Idempotency-Key",
            key());
    assertThat(answer.status()).isEqualTo(202);
    RequestId id = requestId(answer);
    assertThat(answer.json().get("trackingCode").asString()).isEqualTo(id.trackingCode().value());
    assertThat(answer.json().get("statusUrl").asString()).isEqualTo("/takip/" + id.trackingCode());
    assertThat(answer.json().has("answerBy")).isTrue();
    RequestSubmitted event = intake.onlyRequest(id);
    assertThat(event.channel()).isEqualTo(Channel.WEB);
    assertThat(event.kind()).isEqualTo(Kind.COMPLAINT);
    assertThat(event.district().value()).isEqualTo("adapazari");
    var parts = intake.parts(id);
    assertThat(parts.keySet()).containsExactlyInAnyOrderElementsOf(event.parts());
    assertThat(parts.values())
        .anySatisfy(
            part ->
                assertThat(part)
                    .isInstanceOfSatisfying(
                        CitizenWords.class,
                        words -> assertThat(words.text()).isEqualTo("Gül Sokak'ta çukur var")))
        .anySatisfy(
            part ->
                assertThat(part)
                    .isInstanceOfSatisfying(
                        CitizenContact.class,
                        it -> {
                          assertThat(it.phone()).isEqualTo("+905321112233");
                          assertThat(it.kvkkVersion()).isEqualTo("2026-11-01");
                        }));
  }

  @Test
  void theSameKeyIsTheSameRequest() {
    String key = key();
    Answer first = intake.json(REQUESTS, "{\"text\":\"a\"}", "Idempotency-Key", key);
    Answer again = intake.json(REQUESTS, "{\"text\":\"a\"}", "Idempotency-Key", "\"" + key + "\"");
    assertThat(again.status()).isEqualTo(202);
    assertThat(again.json()).isEqualTo(first.json());
    assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
    intake.onlyRequest(requestId(first));
  }

  @Test
  void theSameKeyWithOtherWordsIsRefused() {
    String key = key();
    Answer first = intake.json(REQUESTS, "{\"text\":\"a\"}", "Idempotency-Key", key);
    Answer other = intake.json(REQUESTS, "{\"text\":\"b\"}", "Idempotency-Key", key);
    assertThat(other.status()).isEqualTo(422);
    assertThat(other.json().get("code").asString()).isEqualTo("IDEMPOTENCY_KEY_REUSED");
    intake.onlyRequest(requestId(first));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400|",
        "400|{",
        "400|[]",
        "400|null",
        "400|\"text\"",
        "400|{\"text\":\"x\",\"location\":{\"lat\":\"kuzey\"}}",
        "400|{\"text\":\"x\",\"location\":[1,2]}",
        "400|{\"text\":[\"x\"]}",
        "400|{\"text\":\"x\",\"submittedAt\":\"dün\"}",
        "400|{\"text\":\"x\",\"attachments\":{\"a\":1}}",
        "400|{\"text\":\"x\"} trailing",
        "422|{}",
        "422|{\"text\":\"\"}",
        "422|{\"text\":\"x\",\"channel\":\"PIGEON\"}",
        "422|{\"text\":\"x\",\"channel\":\"PHONE\"}",
        "422|{\"text\":\"x\",\"submittedAt\":\"2099-01-01T00:00:00Z\"}",
        "422|{\"text\":\"x\",\"submittedAt\":1e300}",
        "422|{\"text\":\"x\",\"location\":{\"lat\":91,\"lon\":30}}",
        "422|{\"text\":\"x\",\"location\":{\"lat\":0,\"lon\":0}}",
        "422|{\"text\":\"x\",\"location\":{\"lat\":52.52,\"lon\":13.405}}",
        "422|{\"text\":\"x\",\"attachments\":[\"65f1c0ffee65f1c0ffee65f1\"]}",
      })
  void whatCanNotBeAcceptedIsSaidAndNotKept(int status, String body) {
    long before = intake.eventCount();
    Answer answer = intake.json(REQUESTS, body == null ? "" : body, "Idempotency-Key", key());
    assertThat(answer.status())
        .as(answer.text())
        .isIn(status, body != null && body.contains("1e300") ? 400 : status);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    assertThat(answer.json().get("type").asString()).startsWith("https://alo153.org/problems/");
    assertThat(intake.eventCount()).isEqualTo(before);
  }

  @Test
  void aTextThatIsTooLongAndABodyThatIsTooLargeAreDifferentThings() {
    assertThat(intake.json(REQUESTS, "{\"text\":\"" + "a".repeat(10_001) + "\"}").status())
        .isEqualTo(422);
    assertThat(intake.json(REQUESTS, "{\"text\":\"" + "a".repeat(300_000) + "\"}").status())
        .isEqualTo(413);
    assertThat(intake.json(REQUESTS, "[".repeat(100_000)).status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/xml", "application/x-www-form-urlencoded"})
  void onlyJsonIsRead(String type) {
    Answer answer = intake.post(REQUESTS, type, "<text>x</text>".getBytes(UTF_8));
    assertThat(answer.status()).isEqualTo(415);
  }

  @Test
  void aKeyThatIsNoKeyIsMalformed() {
    assertThat(
            intake.json(REQUESTS, "{\"text\":\"x\"}", "Idempotency-Key", "a".repeat(256)).status())
        .isEqualTo(400);
    assertThat(intake.json(REQUESTS, "{\"text\":\"x\"}", "Idempotency-Key", "\"\"").status())
        .isEqualTo(400);
  }

  @Test
  void withoutAnApiKeyOnlyAKeyNobodyElseWillChooseIsTaken() {
    Answer answer = intake.json(REQUESTS, "{\"text\":\"x\"}", "Idempotency-Key", "1");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().get("code").asString()).isEqualTo("IDEMPOTENCY_KEY_TOO_SHORT");
    assertThat(
            intake
                .json(
                    REQUESTS,
                    "{\"text\":\"x\"}",
                    "Idempotency-Key",
                    "1",
                    "X-Api-Key",
                    RunningIntake.ADAPTER)
                .status())
        .isEqualTo(202);
  }

  @Test
  void aKeyThatStandsForOtherWordsOnTheLogIsRefusedByAnInstanceThatNeverSawIt() {
    String key = key();
    RequestId id = RequestId.derive(RunningIntake.ID_KEY, Channel.WEB, "", key);
    acceptElsewhere(new Door(Channel.WEB, null, key, Instant.now(), true), id);
    await().until(() -> intake.bean(CodeIndex.class).contentHash(id).block() != null);
    Answer other = intake.json(REQUESTS, "{\"text\":\"b\"}", "Idempotency-Key", key);
    assertThat(other.status()).isEqualTo(422);
    assertThat(other.text()).doesNotContain(id.value());
    Answer same = intake.json(REQUESTS, "{\"text\":\"a\"}", "Idempotency-Key", key);
    assertThat(same.header("Idempotency-Replayed")).isEqualTo("true");
    intake.onlyRequest(id);
  }

  @Test
  void theCitizenWritesAgainWithTheCodeASecondLater() {
    RequestId id = requestId(intake.json(REQUESTS, "{\"text\":\"a\"}", "Idempotency-Key", key()));
    String path = REQUESTS + "/" + id.trackingCode() + "/messages";
    String key = key();
    Answer first =
        intake.json(
            path,
            "{\"channel\":\"MOBILE\",\"purpose\":\"ADDITION\",\"text\":\"Hâlâ çukur\"}",
            "Idempotency-Key",
            key);
    Answer again =
        intake.json(
            path,
            "{\"channel\":\"MOBILE\",\"purpose\":\"ADDITION\",\"text\":\"Hâlâ çukur\"}",
            "Idempotency-Key",
            key);
    assertThat(first.status()).isEqualTo(202);
    assertThat(first.json().get("requestId").asString()).isEqualTo(id.value());
    assertThat(again.json()).isEqualTo(first.json());
    assertThat(intake.events(id))
        .filteredOn(CitizenWrote.class::isInstance)
        .hasSize(1)
        .allSatisfy(
            event -> {
              assertThat(event.id().value()).isEqualTo(first.json().get("messageId").asString());
              assertThat(((CitizenWrote) event).channel()).isEqualTo(Channel.MOBILE);
              assertThat(intake.parts(id)).containsKeys(event.parts().toArray(String[]::new));
            });
    assertThat(intake.json(path, "{\"purpose\":\"RATING\",\"rating\":5}").status()).isEqualTo(202);
    assertThat(intake.json(path, "{\"purpose\":\"RATING\",\"rating\":6}").status()).isEqualTo(422);
    assertThat(intake.json(path, "{\"purpose\":\"OBJECTION\"}").status()).isEqualTo(422);
    assertThat(intake.json(path, "{\"purpose\":\"SONG\",\"text\":\"x\"}").status()).isEqualTo(422);
  }

  @Test
  void aCodeAnotherInstanceAcceptedAMomentAgoIsNeverCalledUnknown() {
    for (int i = 0; i < 5; i++) {
      RequestId id = RequestId.random();
      acceptElsewhere(new Door(Channel.WEB, null, null, Instant.now(), true), id);
      Answer answer =
          intake.json(REQUESTS + "/" + id.trackingCode() + "/messages", "{\"text\":\"x\"}");
      // 503 on a machine that is too slow to follow within our patience
      assertThat(answer.status()).isIn(202, 503);
    }
  }

  private static void acceptElsewhere(Door door, RequestId id) {
    var accepted =
        (Verdict.Accepted<RequestSubmitted>)
            intake
                .bean(Normaliser.class)
                .judge(
                    Codec.readSubmission("{\"text\":\"a\"}".getBytes(UTF_8)), door, id, Map.of());
    intake.publish(accepted.event());
  }

  @Test
  void anUnknownCodeAndNoCodeAtAllLookTheSame() {
    String unknown = RequestId.random().trackingCode().value();
    Answer first = intake.json(REQUESTS + "/" + unknown + "/messages", "{\"text\":\"x\"}");
    Answer second = intake.json(REQUESTS + "/nonsense/messages", "{\"text\":\"x\"}");
    assertThat(first.status()).isEqualTo(404);
    assertThat(second.status()).isEqualTo(404);
    assertThat(withoutTrace(first)).isEqualTo(withoutTrace(second));
  }

  @Test
  void aFileIsStoredBeforeItsRequestAndForgottenWithIt() {
    Answer stored = upload("file", "çukur.jpg", JPEG);
    assertThat(stored.status()).as(stored.text()).isEqualTo(201);
    JsonNode file = stored.json();
    assertThat(file.get("mediaType").asString()).isEqualTo("image/jpeg");
    assertThat(file.get("bytes").asInt()).isEqualTo(JPEG.length);
    String reference = file.get("reference").asString();
    RequestId id =
        requestId(
            intake.json(REQUESTS, "{\"text\":\"a\",\"attachments\":[\"" + reference + "\"]}"));
    assertThat(intake.onlyRequest(id).attachments())
        .singleElement()
        .satisfies(it -> assertThat(it.sha256()).isEqualTo(file.get("sha256").asString()));
    String path = "/api/intake/v1/attachments/" + reference;
    assertThat(intake.get(path).status()).isEqualTo(401);
    assertThat(intake.get(path, "X-Api-Key", RunningIntake.ADAPTER).status()).isEqualTo(403);
    Answer fetched = intake.get(path, "X-Api-Key", RunningIntake.DESK);
    assertThat(fetched.response().body()).isEqualTo(JPEG);
    assertThat(fetched.header("Content-Disposition")).startsWith("attachment");
    assertThat(fetched.header("X-Content-Type-Options")).isEqualTo("nosniff");

    // another request can not take the file once the log has tied it
    await()
        .untilAsserted(
            () ->
                assertThat(
                        intake
                            .json(
                                REQUESTS,
                                "{\"text\":\"b\",\"attachments\":[\"" + reference + "\"]}")
                            .status())
                    .isEqualTo(422));

    erase(id);
    await()
        .untilAsserted(
            () ->
                assertThat(intake.get(path, "X-Api-Key", RunningIntake.DESK).status())
                    .isEqualTo(404));
  }

  @Test
  void aDepartmentsPhotoBelongsToTheRequestAndIsForgottenWithIt() {
    RequestId id = requestId(intake.json(REQUESTS, "{\"text\":\"a\"}", "Idempotency-Key", key()));
    JsonNode stored = upload("file", "yapildi.jpg", JPEG).json();
    String reference = stored.get("reference").asString();
    var photo =
        new Attachment(reference, "image/jpeg", JPEG.length, stored.get("sha256").asString());
    var event =
        new StatusChanged(
            EventId.derive(StatusChanged.TYPE, id, "photo"),
            id,
            Instant.now(),
            Status.IN_PROGRESS,
            Status.ANSWERED,
            Actor.DESK,
            Outcome.DONE,
            null,
            null,
            null,
            null,
            List.of(photo),
            List.of());
    intake
        .bean(EventPublisher.class)
        .publishAndWait(List.of(intake.bean(Envelopes.class).event(event)));
    var files = intake.bean(AttachmentStore.class);
    await().until(() -> id.equals(files.find(reference).block().requestId()));
    erase(id);
    await().until(() -> files.find(reference).block() == null);
  }

  @Test
  void aFileThatIsNotTakenLeavesNothing() {
    byte[] program = new byte[4096];
    program[0] = 'M';
    program[1] = 'Z';
    assertThat(upload("file", "resim.jpg", program).status()).isEqualTo(415);
    assertThat(upload("file", "sayfa.html", "<html><script>".getBytes(UTF_8)).status())
        .isEqualTo(415);
    assertThat(
            upload(
                    "file",
                    "resim.svg",
                    "<svg xmlns=\"http://www.w3.org/2000/svg\"/>".getBytes(UTF_8))
                .status())
        .isEqualTo(415);
    assertThat(upload("file", "bos.jpg", new byte[0]).status()).isEqualTo(422);
    byte[] huge = new byte[10 * 1024 * 1024 + 1];
    System.arraycopy(JPEG, 0, huge, 0, JPEG.length);
    assertThat(upload("file", "dev.jpg", huge).status()).isEqualTo(413);
    assertThat(upload("other", "cukur.jpg", JPEG).status()).isEqualTo(400);
    assertThat(
            intake
                .post("/api/intake/v1/attachments", "multipart/form-data; boundary=x", JPEG)
                .status())
        .isEqualTo(400);
    assertThat(intake.post("/api/intake/v1/attachments", "image/jpeg", JPEG).status())
        .isEqualTo(415);
  }

  @Test
  void thePagesGetWhatTheyNeedOfTheCityOnce() {
    Answer answer = intake.get("/api/intake/v1/city");
    assertThat(answer.status()).isEqualTo(200);
    JsonNode city = answer.json();
    assertThat(city.get("name").get("tr").asString()).contains("Sakarya");
    assertThat(city.get("bounds").size()).isEqualTo(4);
    assertThat(city.get("districts").size()).isEqualTo(16);
    assertThat(city.get("districts").get(0).get("outline").get(0).get(0).size()).isEqualTo(2);
    assertThat(city.get("neighbourhoods").get(0).has("district")).isTrue();
    assertThat(city.get("categories").get(0).get("name").has("en")).isTrue();
    assertThat(city.get("kvkk").get("text").has("tr")).isTrue();
    assertThat(city.get("contacts").get("phone").asString()).isEqualTo("153");
    Answer again = intake.get("/api/intake/v1/city", "If-None-Match", answer.header("ETag"));
    assertThat(again.status()).isEqualTo(304);
  }

  @Test
  void theApiDocumentSaysWhatIsServed() throws IOException {
    ApiDocument.assertWritten("intake", intake.get("/v3/api-docs").text());
  }

  @Test
  void whatWasNeverDeclaredDoesNotExist() {
    assertThat(intake.get("/api/intake/v1/requests").status()).isEqualTo(405);
    assertThat(intake.get("/api/intake/v1/secrets").status()).isEqualTo(404);
  }

  private static Answer upload(String part, String name, byte[] bytes) {
    return intake.form("/api/intake/v1/attachments", List.of(new Part(part, name, bytes)));
  }

  private static void erase(RequestId id) {
    var event =
        new PersonErased(
            EventId.derive(PersonErased.TYPE, id, "test"), id, Instant.now(), List.of());
    intake.publish(event);
  }

  private static String withoutTrace(Answer answer) {
    return Codec.json().writeValueAsString(answer.json()).replaceAll("\"traceId\":\"[^\"]*\"", "");
  }
}
