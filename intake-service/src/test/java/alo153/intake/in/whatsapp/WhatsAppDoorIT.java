package alo153.intake.in.whatsapp;

import static alo153.intake.RunningIntake.JPEG;
import static alo153.intake.in.whatsapp.RunningWhatsAppDoor.ACCOUNT;
import static alo153.intake.in.whatsapp.RunningWhatsAppDoor.PATH;
import static alo153.intake.in.whatsapp.RunningWhatsAppDoor.RECEIPTS;
import static alo153.intake.in.whatsapp.RunningWhatsAppDoor.SECRET;
import static alo153.intake.in.whatsapp.RunningWhatsAppDoor.image;
import static alo153.intake.in.whatsapp.RunningWhatsAppDoor.messages;
import static alo153.intake.in.whatsapp.RunningWhatsAppDoor.now;
import static alo153.intake.in.whatsapp.RunningWhatsAppDoor.number;
import static alo153.intake.in.whatsapp.RunningWhatsAppDoor.sha256;
import static alo153.intake.in.whatsapp.RunningWhatsAppDoor.signature;
import static alo153.intake.in.whatsapp.RunningWhatsAppDoor.text;
import static alo153.intake.in.whatsapp.RunningWhatsAppDoor.unique;
import static alo153.intake.in.whatsapp.RunningWhatsAppDoor.value;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import alo153.events.Channel;
import alo153.events.CitizenWrote;
import alo153.events.CitizenWrote.Purpose;
import alo153.events.RequestEvent;
import alo153.events.RequestId;
import alo153.events.RequestSubmitted;
import alo153.events.personal.CitizenContact;
import alo153.events.wire.Codec;
import alo153.events.wire.Topics;
import alo153.events.work.ContactLogged;
import alo153.intake.RunningIntake;
import alo153.intake.RunningIntake.Answer;
import alo153.transport.DeadLetterBox;
import alo153.transport.LogRecord;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** From Meta's bytes to records on the log. */
class WhatsAppDoorIT {
  private static RunningWhatsAppDoor door;

  @BeforeAll
  static void start() throws IOException {
    door = new RunningWhatsAppDoor();
  }

  @AfterAll
  static void stop() {
    door.close();
  }

  @Test
  void metaCanVerifyTheAddress() {
    assertThat(
            door.intake.get(
                PATH + "?hub.mode=subscribe&hub.verify_token=a%20token&hub.challenge=115820"))
        .satisfies(
            answer -> {
              assertThat(answer.status()).isEqualTo(200);
              assertThat(answer.text()).isEqualTo("115820");
            });
    assertThat(
            door.intake
                .get(PATH + "?hub.mode=subscribe&hub.verify_token=another&hub.challenge=1")
                .status())
        .isEqualTo(403);
    assertThat(
            door.intake
                .get(
                    PATH
                        + "?hub.mode=subscribe&hub.verify_token=a%20token&hub.challenge=%3Cscript%3E")
                .status())
        .isEqualTo(403);
    assertThat(door.intake.get(PATH).status()).isEqualTo(403);
  }

  @Test
  void whatIsNotSignedIsTurnedAway() {
    String id = unique("unsigned");
    String body = messages(text(number(), id, now(), "Su yok", ""));

    assertThat(door.send(body, "sha256=" + "0".repeat(64)).status()).isEqualTo(401);
    assertThat(door.intake.post(PATH, "application/json", body.getBytes(UTF_8)).status())
        .isEqualTo(401);
    assertThat(door.intake.events(door.requestId(id))).isEmpty();
  }

  @Test
  void aMessageIsARequestHoweverOftenItComes() {
    String id = unique("again");
    String from = number();
    String body =
        value(
            """
            "contacts":[{"profile":{"name":"Ayşe Yılmaz"},"wa_id":"%s","user_id":"TR.10927500012345"}],
            "messages":[%s]
            """
                .formatted(from, text(from, id, now(), "Gül Sokak'ta su kesik", "")));
    List<CompletableFuture<Answer>> answers =
        IntStream.range(0, 8)
            .mapToObj(i -> CompletableFuture.supplyAsync(() -> door.send(body)))
            .toList();

    assertThat(answers).allSatisfy(it -> assertThat(it.join().status()).isEqualTo(200));
    List<RequestEvent> events = door.intake.events(door.requestId(id));
    assertThat(events).isNotEmpty().allMatch(it -> it.id().equals(events.get(0).id()));
    RequestSubmitted request = door.request(door.requestId(id));
    assertThat(request.channel()).isEqualTo(Channel.WHATSAPP);
    assertThat(request.account()).isEqualTo(ACCOUNT);
    assertThat(door.words(request).text()).isEqualTo("Gül Sokak'ta su kesik");
    var contact =
        (CitizenContact)
            door.intake.parts(door.requestId(id)).values().stream()
                .filter(CitizenContact.class::isInstance)
                .findFirst()
                .orElseThrow();
    assertThat(contact.name()).isEqualTo("Ayşe Yılmaz");
    assertThat(contact.phone()).isEqualTo("+" + from);
    assertThat(contact.whatsapp()).isEqualTo("TR.10927500012345");
    assertThat(contact.replyTo()).isEqualTo(id);
  }

  @Test
  void oneBodyMayHoldManyMessages() {
    List<String> ids = IntStream.range(0, 60).mapToObj(i -> unique("many" + i)).toList();
    String body =
        messages(
            ids.stream()
                .map(id -> text(number(), id, now(), "Çöp alınmadı", ""))
                .toArray(String[]::new));

    assertThat(door.send(body).status()).isEqualTo(200);
    assertThat(ids).allSatisfy(id -> assertThat(door.request(door.requestId(id))).isNotNull());
  }

  @Test
  void receiptsGoToTheNotificationAndAReplyFindsItsRequest() {
    String first = unique("asked");
    door.send(messages(text(number(), first, now(), "Park bankı kırık", "")));
    RequestId requestId = door.requestId(first);
    String out = unique("out");
    String status =
        value(
            """
            "statuses":[{"id":"%s","status":"delivered","timestamp":"1764000402","recipient_id":"905321112233","biz_opaque_callback_data":"4F0ABC.%s"},
                        {"id":"wamid.x","status":"failed","timestamp":"1764000500","errors":[{"code":131047}]}]
            """
                .formatted(out, requestId.trackingCode()));

    assertThat(door.send(status).status()).isEqualTo(200);
    var call =
        door.notification.calls(RECEIPTS).stream()
            .filter(it -> new String(it.body(), UTF_8).contains(out))
            .findFirst()
            .orElseThrow();
    assertThat(call.headers()).containsEntry("x-api-key", RunningIntake.ADAPTER);
    assertThat(Codec.json().readTree(call.body()))
        .isEqualTo(
            Codec.json()
                .readTree(
                    """
                    [{"messageId":"4F0ABC","providerId":"%s","status":"delivered","at":"2025-11-24T16:06:42Z"},
                     {"providerId":"wamid.x","status":"failed","at":"2025-11-24T16:08:20Z","errorCode":"131047"}]
                    """
                        .formatted(out)));

    String reply = unique("reply");
    String pressed = unique("pressed");
    assertThat(
            door.send(
                    messages(
                        text(
                            number(),
                            reply,
                            now(),
                            "Hâlâ kırık",
                            ",\"context\":{\"from\":\"903121110000\",\"id\":\"" + out + "\"}"),
                        """
                        {"from":"905321112233","id":"%s","timestamp":"%d","type":"button","context":{"id":"%s"},"button":{"payload":"CSAT_2","text":"Memnun değilim"}}"""
                            .formatted(pressed, now(), out)))
                .status())
        .isEqualTo(200);
    assertThat(door.written(requestId))
        .extracting(CitizenWrote::purpose)
        .containsExactlyInAnyOrder(Purpose.ADDITION, Purpose.RATING);
  }

  @Test
  void receiptsTheNotificationDoesNotTakeAreSentAgain() throws IOException {
    try (var away = new FakeHttp();
        var other =
            RunningIntake.start(
                "alo153.intake.whatsapp.app-secret=" + SECRET,
                "alo153.intake.receipts.notification=" + away.base())) {
      away.reply(RECEIPTS, 503, "");
      String body =
          value(
              "\"statuses\":[{\"id\":\"wamid.y\",\"status\":\"read\",\"timestamp\":\"1764000402\"}]");
      Answer answer =
          other.post(
              PATH,
              "application/json",
              body.getBytes(UTF_8),
              WebhookSignature.HEADER,
              signature(body));
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.header("Retry-After")).isNotEmpty();

      away.reply(RECEIPTS, 202, "");
      assertThat(
              other
                  .post(
                      PATH,
                      "application/json",
                      body.getBytes(UTF_8),
                      WebhookSignature.HEADER,
                      signature(body))
                  .status())
          .isEqualTo(200);
    }
  }

  @Test
  void aPictureIsStoredBeforeItsMessage() {
    String id = unique("picture");
    door.offer("1001", JPEG, JPEG);

    assertThat(door.send(messages(image(number(), id, "1001", "Çukur burada"))).status())
        .isEqualTo(200);

    RequestSubmitted request = door.request(door.requestId(id));
    assertThat(door.words(request).text()).isEqualTo("Çukur burada");
    assertThat(request.attachments())
        .singleElement()
        .satisfies(
            file -> {
              assertThat(file.mediaType()).isEqualTo("image/jpeg");
              assertThat(file.bytes()).isEqualTo(JPEG.length);
            });
    assertThat(door.graph.calls("/files/1001"))
        .isNotEmpty()
        .allSatisfy(
            call ->
                assertThat(call.headers())
                    .containsEntry("authorization", "Bearer bearer for tests"));
    assertThat(
            door.intake
                .get(
                    "/api/intake/v1/attachments/" + request.attachments().get(0).id(),
                    "X-Api-Key",
                    RunningIntake.DESK)
                .response()
                .body())
        .isEqualTo(JPEG);
  }

  @Test
  void aPictureThatIsAwayIsAskedForAgainAndThenLeftOut() {
    String id = unique("away");
    door.graph.reply("/v25.0/1002", 503, "");
    String body = messages(image(number(), id, "1002", "Çukur burada"));

    assertThat(door.send(body).status()).isEqualTo(503);
    assertThat(door.intake.events(door.requestId(id))).isEmpty();
    assertThat(door.send(body).status()).isEqualTo(503);
    assertThat(door.send(body).status()).isEqualTo(200);

    RequestSubmitted request = door.request(door.requestId(id));
    assertThat(request.attachments()).isEmpty();
    assertThat(door.words(request).text())
        .startsWith("Çukur burada")
        .contains("A file could not be taken: UNREACHABLE");
  }

  @Test
  void filesThatAreGoneOrWrongOrForbiddenAreNotWaitedFor() {
    door.offer("1003", JPEG, new byte[] {1});
    door.graph.reply("/v25.0/1004", 200, "{\"url\":\"http://169.254.169.254/latest/meta-data\"}");
    door.offer("1005", "MZ program".getBytes(UTF_8), "MZ program".getBytes(UTF_8));
    door.graph.reply("/v25.0/1006", 200, "{\"url\":\"" + door.graph.base() + "/files/1006\"}");
    door.graph.reply(
        "/files/1006", 302, new byte[0], Map.of("Location", "http://localhost:9/secret"));

    for (String media : List.of("1003", "1004", "1005", "1006", "1007", "../admin")) {
      String id = unique("gone");
      assertThat(door.send(messages(image(number(), id, media, "Bakın"))).status())
          .as(media)
          .isEqualTo(200);
      assertThat(door.request(door.requestId(id)).attachments()).as(media).isEmpty();
      assertThat(door.words(door.request(door.requestId(id))).text())
          .as(media)
          .contains("A file could not be taken");
    }
  }

  @Test
  void theHashOfTheNotificationIsCheckedToo() {
    door.offer("1008", JPEG, JPEG);
    String id = unique("hash");
    String promised = Base64.getEncoder().encodeToString(sha256(JPEG));

    assertThat(
            door.send(
                    messages(
                        image(number(), id, "1008", "x")
                            .replace(
                                "\"id\":\"1008\"",
                                "\"id\":\"1008\",\"sha256\":\"" + promised + "\"")))
                .status())
        .isEqualTo(200);

    assertThat(door.request(door.requestId(id)).attachments()).hasSize(1);
  }

  @Test
  void whatIsNoRequestIsNotedAndReactionsAreNot() {
    String poll = unique("poll");
    long before = door.intake.eventCount();

    assertThat(
            door.send(
                    messages(
                        """
                        {"from":"905321112233","id":"%s","timestamp":"%d","type":"unsupported","unsupported":{"type":"poll"},"errors":[{"code":131051}]}"""
                            .formatted(poll, now()),
                        """
                        {"from":"905321112233","id":"%s","timestamp":"%d","type":"reaction","reaction":{"message_id":"wamid.x","emoji":"👍"}}"""
                            .formatted(unique("reaction"), now())))
                .status())
        .isEqualTo(200);

    assertThat(door.intake.eventCount()).isEqualTo(before);
    assertThat(door.intake.log(Topics.CONTACTS))
        .filteredOn(LogRecord.ContactRecord.class::isInstance)
        .extracting(it -> ((LogRecord.ContactRecord) it).contact())
        .extracting(ContactLogged::type)
        .contains("message.unsupported");
  }

  @Test
  void whatIsSignedButBrokenIsKeptForAPersonAndNotSentAgain() {
    String marker = UUID.randomUUID().toString();
    String noSender =
        messages("{\"id\":\"wamid.n\",\"type\":\"text\",\"text\":{\"body\":\"" + marker + "\"}}");

    assertThat(door.send(noSender).status()).isEqualTo(200);
    assertThat(door.send("not json " + marker).status()).isEqualTo(200);
    assertThat(door.send("{\"object\":\"" + marker + "\"}").status()).isEqualTo(200);
    assertThat(door.send("{\"entry\":" + "[".repeat(2000) + marker).status()).isEqualTo(200);

    assertThat(letters())
        .filteredOn(letter -> new String(letter.value(), UTF_8).contains(marker))
        .allMatch(letter -> letter.line().parked())
        .extracting(letter -> letter.line().reason())
        .containsExactlyInAnyOrder("NO_SENDER", "NOT_JSON", "NOT_A_NOTIFICATION", "NOT_JSON");
  }

  @Test
  void whatIsTooLargeForARecordIsKeptInTheStore() {
    String body = UUID.randomUUID() + "x".repeat(300 * 1024);

    assertThat(door.send(body).status()).isEqualTo(200);
    assertThat(door.send(body).status()).isEqualTo(200);

    assertThat(letters())
        .filteredOn(letter -> new String(letter.value(), UTF_8).contains("\"bucket\":\"unread\""))
        .singleElement()
        .satisfies(
            letter ->
                assertThat(Codec.json().readTree(letter.value()).get("bytes").asInt())
                    .isEqualTo(body.length()));
    assertThat(door.send("x".repeat(5 * 1024 * 1024)).status()).isEqualTo(413);
  }

  private static List<DeadLetterBox.DeadLetter> letters() {
    DeadLetterBox box = door.intake.bean(DeadLetterBox.class);
    return box.letters(box.list());
  }
}
