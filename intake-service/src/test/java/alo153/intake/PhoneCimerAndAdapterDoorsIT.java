package alo153.intake;

import static alo153.intake.RunningIntake.JPEG;
import static alo153.intake.RunningIntake.key;
import static alo153.intake.RunningIntake.requestId;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import alo153.events.Channel;
import alo153.events.Kind;
import alo153.events.Regime;
import alo153.events.RequestId;
import alo153.events.RequestSubmitted;
import alo153.events.personal.CitizenContact;
import alo153.events.personal.CitizenWords;
import alo153.events.wire.Topics;
import alo153.events.work.ContactLogged;
import alo153.intake.RunningIntake.Answer;
import alo153.intake.RunningIntake.Part;
import alo153.transport.EventPublisher;
import alo153.transport.LogRecord;
import alo153.transport.Outgoing;
import java.io.IOException;
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

/** The doors where others speak for the citizen: clerks and exchanges, CİMER's files, adapters. */
class PhoneCimerAndAdapterDoorsIT {
  private static final String REQUESTS = "/api/intake/v1/requests";
  private static final String CALLS = "/api/intake/phone/calls";

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
    RequestSubmitted event = intake.onlyRequest(id);
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
    intake.onlyRequest(id);
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
        intake.form(
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
            intake
                .form(
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
  void anAdapterSpeaksForItsDoor() {
    Answer answer =
        intake.json(
            REQUESTS,
            "{\"id\":\"kiosk-1\",\"account\":\"kiosk\",\"channel\":\"MOBILE\",\"text\":\"x\"}",
            "X-Api-Key",
            RunningIntake.ADAPTER);
    assertThat(answer.status()).isEqualTo(202);
    assertThat(intake.onlyRequest(requestId(answer)).account()).isEqualTo("kiosk");
    assertThat(intake.onlyRequest(requestId(answer)).channel()).isEqualTo(Channel.MOBILE);
    assertThat(
            intake.json(REQUESTS, "{\"text\":\"x\"}", "X-Api-Key", "wrong-key-0123456789").status())
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
}
