package alo153.intake;

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
import alo153.events.Regime;
import alo153.events.RequestEvent;
import alo153.events.RequestId;
import alo153.events.RequestSubmitted;
import alo153.events.Status;
import alo153.events.StatusChanged;
import alo153.events.personal.CitizenContact;
import alo153.events.personal.CitizenWords;
import alo153.events.wire.Codec;
import alo153.events.wire.Topics;
import alo153.events.work.ContactLogged;
import alo153.intake.RunningIntake.Answer;
import alo153.intake.decide.Door;
import alo153.intake.decide.Normaliser;
import alo153.intake.decide.Verdict;
import alo153.intake.out.AttachmentStore;
import alo153.intake.out.CodeIndex;
import alo153.transport.Envelopes;
import alo153.transport.EventPublisher;
import alo153.transport.LogRecord;
import alo153.transport.Outgoing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.node.ObjectNode;

/** Every door, from real bytes in to real bytes on the log. */
class DoorsIT {
  private static final String REQUESTS = "/api/intake/v1/requests";
  private static final String CALLS = "/api/intake/phone/calls";
  private static final byte[] JPEG = {
    (byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xe0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1
  };

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
    RequestSubmitted event = onlyRequest(id);
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
    onlyRequest(requestId(first));
  }

  @Test
  void theSameKeyWithOtherWordsIsRefused() {
    String key = key();
    Answer first = intake.json(REQUESTS, "{\"text\":\"a\"}", "Idempotency-Key", key);
    Answer other = intake.json(REQUESTS, "{\"text\":\"b\"}", "Idempotency-Key", key);
    assertThat(other.status()).isEqualTo(422);
    assertThat(other.json().get("code").asString()).isEqualTo("IDEMPOTENCY_KEY_REUSED");
    onlyRequest(requestId(first));
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
    onlyRequest(id);
  }

  @Test
  void anAdapterSpeaksForItsDoor() {
    Answer answer =
        intake.json(
            REQUESTS,
            "{\"id\":\"kiosk-1\",\"account\":\"kiosk\",\"channel\":\"MOBILE\",\"text\":\"x\"}",
            "X-Api-Key",
            RunningIntake.ADAPTER);
    assertThat(answer.status()).isEqualTo(202);
    assertThat(onlyRequest(requestId(answer)).account()).isEqualTo("kiosk");
    assertThat(onlyRequest(requestId(answer)).channel()).isEqualTo(Channel.MOBILE);
    assertThat(
            intake.json(REQUESTS, "{\"text\":\"x\"}", "X-Api-Key", "wrong-key-0123456789").status())
        .isEqualTo(401);
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
    intake
        .bean(EventPublisher.class)
        .publishAndWait(List.of(intake.bean(Envelopes.class).event(accepted.event())));
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
    assertThat(onlyRequest(id).attachments())
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
  void aClerksSummaryIsARequestAndALineAmongTheContacts() {
    String callId = UUID.randomUUID().toString();
    String summary =
        """
        {"eventId":"agent:%s","type":"call.summary","occurredAt":"2026-11-20T18:45:10+03:00",
         "provider":"agent-desktop","call":{"callId":"%s","ani":"05321112233"},
         "summary":{"text":"Gül Sokak 5 su kesik","category":"road.pothole",
           "caller":{"name":"Ayşe Yılmaz"},"location":{"district":"Hendek"}}}
        """
            .formatted(callId, callId);
    Answer answer = intake.json(CALLS, summary, "X-Api-Key", RunningIntake.ADAPTER);
    assertThat(answer.status()).as(answer.text()).isEqualTo(202);
    JsonNode result = answer.json().get("results").get(0);
    var id = new RequestId(result.get("requestId").asString());
    RequestSubmitted event = onlyRequest(id);
    assertThat(event.channel()).isEqualTo(Channel.PHONE);
    assertThat(event.district().value()).isEqualTo("hendek");
    assertThat(event.submittedAt()).isEqualTo(Instant.parse("2026-11-20T15:45:10Z"));
    assertThat(contacts())
        .filteredOn(contact -> id.equals(contact.requestId()))
        .singleElement()
        .satisfies(
            contact -> {
              assertThat(contact.from()).isEqualTo("+905321112233");
              assertThat(contact.contactId()).doesNotContain(callId);
            });
    Answer again = intake.json(CALLS, summary, "X-Api-Key", RunningIntake.ADAPTER);
    assertThat(again.json().get("results").get(0).get("requestId").asString())
        .isEqualTo(id.value());
    onlyRequest(id);
  }

  @Test
  void aBatchOfCallEventsIsAnsweredOneByOne() {
    String batch =
        """
        [{"eventId":"b1-%1$s","type":"call.answered","provider":"p","call":{"callId":"%1$s","ani":"anonymous"}},
         {"eventId":"b2-%1$s","type":"call.ended","provider":"p","occurredAt":"bozuk","call":{"callId":"%1$s"}},
         {"eventId":"b3-%1$s","type":"call.summary","provider":"p","call":{"callId":"%1$s"},"summary":{"text":""}},
         {"eventId":"b4-%1$s","type":"call.summary","provider":"p","call":{"callId":"%1$s"},"summary":{"text":"x"}}]
        """
            .formatted(key());
    JsonNode results =
        intake.json(CALLS, batch, "X-Api-Key", RunningIntake.DESK).json().get("results");
    assertThat(results.get(0).get("state").asString()).isEqualTo("accepted");
    assertThat(results.get(1).get("state").asString()).isEqualTo("rejected");
    assertThat(results.get(2).get("errors").get(0).get("pointer").asString())
        .isEqualTo("#/summary/text");
    assertThat(results.get(3).has("trackingCode")).isTrue();
  }

  @Test
  void callEventsThatAreNoneAreSaidSo() {
    assertThat(intake.json(CALLS, "{}").status()).isEqualTo(401);
    for (String body : List.of("", "{", "[]", "[1]", "7", "[" + "{},".repeat(100) + "{}]")) {
      assertThat(intake.json(CALLS, body, "X-Api-Key", RunningIntake.DESK).status())
          .as(body)
          .isEqualTo(400);
    }
    assertThat(intake.json(CALLS, "{}", "X-Api-Key", RunningIntake.DESK).status()).isEqualTo(422);
  }

  @Test
  void exchangesPushTheirOwnForms() {
    String uuid = UUID.randomUUID().toString();
    String verimor =
        "event_type=hangup&domain_id=101&direction=inbound&caller_id_number=05321112233&"
            + "destination_number=908501110000&dialed_user=1042&connected_user=1042&call_uuid="
            + uuid
            + "&start_stamp=2026-11-20+18%3A40%3A00&answer_stamp=2026-11-20+18%3A40%3A21"
            + "&end_stamp=2026-11-20+18%3A44%3A30&duration=249&answered=true&queue=200"
            + "&queue_wait_duration=21&hangup_cause=NORMAL_CLEARING&failure_status=";
    assertThat(exchange("verimor", "application/x-www-form-urlencoded", verimor)).isEqualTo(200);
    String netgsm =
        """
        {"pbx_num":"8503040000","unique_id":"sip8-%s","scenario":"Answer","internal_num":"1043",
         "holdtime":"7","customer_num":"905321112244","timestamp":"1795425304926"}
        """
            .formatted(uuid);
    assertThat(exchange("netgsm", "application/json", netgsm)).isEqualTo(200);
    List<ContactLogged> contacts = contacts();
    assertThat(contacts)
        .filteredOn(it -> it.provider().equals("verimor"))
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.type()).isEqualTo("call.ended");
              assertThat(it.occurredAt()).isEqualTo(Instant.parse("2026-11-20T15:44:30Z"));
              assertThat(it.talkSeconds()).isEqualTo(249);
              assertThat(it.waitSeconds()).isEqualTo(21);
              assertThat(it.outcome()).isEqualTo("completed");
              assertThat(it.agentExtension()).isEqualTo("1042");
              assertThat(it.from()).isEqualTo("+905321112233");
            });
    assertThat(contacts)
        .filteredOn(it -> it.provider().equals("netgsm"))
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.type()).isEqualTo("call.answered");
              assertThat(it.from()).isEqualTo("+905321112244");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "event_type=&x=%zz", "\u0000", "[1,2]", "{\"scenario\":{}}"})
  void whatAnExchangeSendsToTestIsAnswered200(String body) {
    assertThat(exchange("verimor", "application/x-www-form-urlencoded", body)).isEqualTo(200);
    assertThat(exchange("netgsm", "application/json", body)).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "event_type=answer&call_uuid=%s&answer_stamp=bozuk|TIME_FORMAT",
        "event_type=answer&call_uuid=%s&answer_stamp=2099-01-01+00%%3A00%%3A00|IN_THE_FUTURE",
        "{\"event_type\":\"answer\",\"call_uuid\":\"%s|UNREADABLE",
      })
  void aPushThatIsNotUnderstoodIsKeptForAPerson(String form, String reason) {
    String push = form.formatted(UUID.randomUUID());
    long before = letters(reason);
    assertThat(exchange("verimor", "application/x-www-form-urlencoded", push)).isEqualTo(200);
    assertThat(letters(reason)).isEqualTo(before + 1);
  }

  private static long letters(String reason) {
    JsonNode letters =
        intake
            .get("/api/intake/v1/dead-letters", "X-Api-Key", RunningIntake.OPERATOR)
            .json()
            .get("letters");
    return letters
        .valueStream()
        .filter(letter -> letter.get("reason").asString().equals(reason))
        .filter(letter -> letter.toString().contains("door.phone"))
        .count();
  }

  @Test
  void anExchangeWithoutTheSecretDoesNotFindTheDoor() {
    assertThat(intake.json(CALLS + "/verimor/guess", "{}").status()).isEqualTo(404);
    assertThat(intake.json(CALLS + "/netgsm/guess", "{}").status()).isEqualTo(404);
  }

  @Test
  void cimersFileIsImportedOnce() {
    String number = number();
    String file =
        "Başvuru No;Başvuru Tarihi;Başvuru Türü;Konu;Başvuru Metni;Ad Soyad;Telefon;Olay İlçesi;Kimlik Gizli\n"
            + number
            + ";18.11.2026 21:14;Bilgi Edinme;Lamba;\"Gül Sokak'ta; lambalar yanmıyor\";Ayşe Yılmaz;0532 111 22 33;Adapazarı;Hayır\n"
            + (number + "1")
            + ";18.11.2026 21:14;İhbar;Kaçak;Kaçak yapı var;Mehmet Demir;0532 111 22 34;;Evet\n"
            + "yok;18.11.2026 21:14;İstek;x;y;;;;\n"
            + (number + "2")
            + ";42.11.2026;Rüya;x;;;;;\n"
            + (number + "3")
            + ";;;;Fazla;;;;;;;;\n"
            + (number + "4")
            + ";;;;Fazla;;;;;;;bir şey\n";
    Answer answer = importFile(file.getBytes(UTF_8));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.json().get("imported").asInt()).as(answer.text()).isEqualTo(3);
    assertThat(answer.json().get("rejected"))
        .extracting(row -> row.get("row").asInt())
        .containsExactly(4, 5, 7);
    RequestSubmitted asked =
        submitted(it -> it.regime() == Regime.INFORMATION_4982 && it.channel() == Channel.CIMER);
    assertThat(asked.kind()).isEqualTo(Kind.INFORMATION);
    assertThat(asked.submittedAt()).isEqualTo(Instant.parse("2026-11-18T18:14:00Z"));
    assertThat(asked.district().value()).isEqualTo("adapazari");
    RequestSubmitted hidden = submitted(it -> it.kind() == Kind.TIP && it.identityHidden());
    assertThat(intake.parts(hidden.requestId()).values())
        .anySatisfy(
            part ->
                assertThat(part)
                    .isInstanceOfSatisfying(
                        CitizenContact.class,
                        it -> {
                          assertThat(it.name()).isNull();
                          assertThat(it.phoneAsGiven()).isNull();
                          assertThat(it.cimerNumber()).isEqualTo(number + "1");
                        }));

    Answer windows = importFile(file.getBytes(java.nio.charset.Charset.forName("windows-1254")));
    assertThat(windows.json().get("imported").asInt()).isZero();
    assertThat(windows.json().get("repeated").asInt()).isEqualTo(3);
    Answer changed =
        importFile(("başvuru no,metin\n" + number + ",Başka sözler\n").getBytes(UTF_8));
    assertThat(changed.json().get("rejected").get(0).get("errors").get(0).get("code").asString())
        .isEqualTo("CHANGED_SINCE_IMPORT");
  }

  @Test
  void ofAFormTheFirstPartNamedFileIsImportedAndNoOther() {
    byte[] file = ("başvuru no,metin\n" + number() + ",Formdan\n").getBytes(UTF_8);
    byte[] other = ("başvuru no,metin\n" + number() + ",Başka\n").getBytes(UTF_8);
    Answer answer =
        form(
            "/api/intake/cimer/imports",
            List.of(
                new Part("other", "a.csv", other),
                new Part("file", "b.csv", file),
                new Part("file", "c.csv", other)),
            "X-Api-Key",
            RunningIntake.DESK);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.json().get("imported").asInt()).isEqualTo(1);
    assertThat(answer.json().get("rejected")).isEmpty();
    assertThat(
            form(
                    "/api/intake/cimer/imports",
                    List.of(new Part("other", "a.csv", other)),
                    "X-Api-Key",
                    RunningIntake.DESK)
                .status())
        .isEqualTo(400);
  }

  @Test
  void aFileThatIsNoneOfCimersIsSaidSo() {
    assertThat(importFile(new byte[0]).status()).isIn(400, 422);
    assertThat(importFile("a;b\n1;2\n".getBytes(UTF_8)).status()).isEqualTo(422);
    assertThat(importFile(new byte[] {'P', 'K', 3, 4, 0, 0, 0}).status()).isEqualTo(415);
    assertThat(importFile(JPEG).status()).isEqualTo(415);
    assertThat(
            intake
                .json("/api/intake/cimer/imports", "{}", "X-Api-Key", RunningIntake.DESK)
                .status())
        .isEqualTo(415);
    assertThat(intake.post("/api/intake/cimer/imports", "text/csv", new byte[] {1}).status())
        .isEqualTo(401);
  }

  @Test
  void anAdapterOnKafkaGetsInAndWhatIsWrongGoesToTheDeadLetters() {
    String id = key();
    inbox(
        id,
        "{\"id\":\""
            + id
            + "\",\"account\":\"kiosk\",\"channel\":\"MOBILE\",\"text\":\"Kafka'dan "
            + id
            + "\"}");
    inbox(
        id,
        "{\"id\":\""
            + id
            + "\",\"account\":\"kiosk\",\"channel\":\"MOBILE\",\"text\":\"Kafka'dan "
            + id
            + "\"}");
    inbox("bad-" + id, "{\"id\":\"bad-" + id + "\",\"text\":\"\"}");
    inbox("noid-" + id, "{\"text\":\"x\"}");
    inbox("chan-" + id, "{\"id\":\"c\",\"channel\":\"PIGEON\",\"text\":\"x\"}");
    inbox("json-" + id, "not json");
    await()
        .untilAsserted(
            () ->
                assertThat(intake.log(Topics.REQUESTS))
                    .filteredOn(
                        record ->
                            record instanceof LogRecord.EventRecord event
                                && event.event() instanceof RequestSubmitted submitted
                                && "kiosk".equals(submitted.account())
                                && intake.parts(submitted.requestId()).values().stream()
                                    .anyMatch(
                                        part ->
                                            part instanceof CitizenWords words
                                                && words.text().contains(id)))
                    // two deliveries at once may both be written: as the same event
                    .isNotEmpty()
                    .extracting(record -> ((LogRecord.EventRecord) record).event().id())
                    .containsOnly(
                        RequestSubmitted.idOf(
                            RequestId.derive(RunningIntake.ID_KEY, Channel.MOBILE, "kiosk", id))));
    await()
        .untilAsserted(
            () -> {
              Answer letters =
                  intake.get("/api/intake/v1/dead-letters", "X-Api-Key", RunningIntake.OPERATOR);
              assertThat(letters.text()).contains("NO_ID", "INVALID", "UNREADABLE");
            });
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
    var served = (ObjectNode) Codec.json().readTree(intake.get("/v3/api-docs").text());
    served.remove("servers");
    String document =
        Codec.json()
            .writerWithDefaultPrettyPrinter()
            .with(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
            .writeValueAsString(served);
    Path file = Path.of("../docs/api/intake.openapi.json");
    if (Boolean.getBoolean("write-api")) {
      Files.writeString(file, document + "\n");
    }
    assertThat(document.lines())
        .as("-Dwrite-api=true writes it anew")
        .containsExactlyElementsOf(Files.readAllLines(file));
  }

  @Test
  void whatWasNeverDeclaredDoesNotExist() {
    assertThat(intake.get("/api/intake/v1/requests").status()).isEqualTo(405);
    assertThat(intake.get("/api/intake/v1/secrets").status()).isEqualTo(404);
  }

  private static int exchange(String provider, String type, String body) {
    return intake
        .post(
            CALLS + "/" + provider + "/" + RunningIntake.EXCHANGE_SECRET,
            type,
            body.getBytes(UTF_8))
        .status();
  }

  private static String number() {
    return Long.toString(System.nanoTime() % 9_000_000_000L + 1_000_000_000L);
  }

  private static Answer importFile(byte[] file) {
    return intake.post(
        "/api/intake/cimer/imports", "text/csv", file, "X-Api-Key", RunningIntake.DESK);
  }

  private static Answer upload(String part, String name, byte[] bytes) {
    return form("/api/intake/v1/attachments", List.of(new Part(part, name, bytes)));
  }

  private record Part(String name, String fileName, byte[] bytes) {}

  private static Answer form(String path, List<Part> parts, String... headers) {
    String boundary = "----tests" + key();
    var body = new ByteArrayOutputStream();
    for (Part part : parts) {
      body.writeBytes(
          """
          --%s\r
          Content-Disposition: form-data; name="%s"; filename="%s"\r
          Content-Type: application/octet-stream\r
          \r
          """
              .formatted(boundary, part.name(), part.fileName())
              .getBytes(UTF_8));
      body.writeBytes(part.bytes());
      body.writeBytes("\r\n".getBytes(UTF_8));
    }
    body.writeBytes(("--" + boundary + "--\r\n").getBytes(UTF_8));
    return intake.post(
        path, "multipart/form-data; boundary=" + boundary, body.toByteArray(), headers);
  }

  private static void erase(RequestId id) {
    var event =
        new PersonErased(
            EventId.derive(PersonErased.TYPE, id, "test"), id, Instant.now(), List.of());
    intake
        .bean(EventPublisher.class)
        .publishAndWait(List.of(intake.bean(Envelopes.class).event(event)));
  }

  private static void inbox(String key, String json) {
    intake
        .bean(EventPublisher.class)
        .publishAndWait(
            List.of(new Outgoing(Topics.INBOX, key, key, json.getBytes(UTF_8), Map.of())));
  }

  private static List<ContactLogged> contacts() {
    return intake.log(Topics.CONTACTS).stream()
        .map(record -> ((LogRecord.ContactRecord) record).contact())
        .toList();
  }

  private static RequestSubmitted submitted(java.util.function.Predicate<RequestSubmitted> which) {
    return intake.log(Topics.REQUESTS).stream()
        .map(record -> ((LogRecord.EventRecord) record).event())
        .filter(RequestSubmitted.class::isInstance)
        .map(RequestSubmitted.class::cast)
        .filter(which)
        .findFirst()
        .orElseThrow();
  }

  private static RequestSubmitted onlyRequest(RequestId id) {
    List<RequestEvent> events =
        intake.events(id).stream().filter(RequestSubmitted.class::isInstance).toList();
    assertThat(events).hasSize(1);
    return (RequestSubmitted) events.get(0);
  }

  private static RequestId requestId(Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(202);
    return new RequestId(answer.json().get("requestId").asString());
  }

  private static String withoutTrace(Answer answer) {
    return Codec.json().writeValueAsString(answer.json()).replaceAll("\"traceId\":\"[^\"]*\"", "");
  }

  private static String key() {
    return UUID.randomUUID().toString();
  }
}
