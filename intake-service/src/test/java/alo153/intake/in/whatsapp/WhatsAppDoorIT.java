package alo153.intake.in.whatsapp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import alo153.events.Actor;
import alo153.events.Channel;
import alo153.events.CitizenWrote;
import alo153.events.CitizenWrote.Purpose;
import alo153.events.EventId;
import alo153.events.MessageChannel;
import alo153.events.MessagePurpose;
import alo153.events.MessageSent;
import alo153.events.PersonErased;
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
import alo153.intake.RunningIntake;
import alo153.intake.RunningIntake.Answer;
import alo153.intake.decide.Door;
import alo153.intake.decide.Normaliser;
import alo153.intake.out.Threads;
import alo153.transport.DeadLetterBox;
import alo153.transport.Envelopes;
import alo153.transport.EventPublisher;
import alo153.transport.LogRecord;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
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
  private static final String PATH = "/api/intake/whatsapp";
  private static final String SECRET = "an app secret for tests";
  private static final String ACCOUNT = "909090909090909";
  private static final String RECEIPTS = "/api/notification/v1/receipts/whatsapp";
  private static final byte[] JPEG = {
    (byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xe0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1
  };

  private static FakeHttp graph;
  private static FakeHttp notification;
  private static RunningIntake intake;

  @BeforeAll
  static void start() throws IOException {
    graph = new FakeHttp();
    notification = new FakeHttp();
    notification.reply(RECEIPTS, 200, "{}");
    intake =
        RunningIntake.start(
            "alo153.intake.whatsapp.app-secret=" + SECRET,
            "alo153.intake.whatsapp.verify-token=a token",
            "alo153.intake.whatsapp.access-token=bearer for tests",
            "alo153.intake.whatsapp.media-timeout=2s",
            "alo153.intake.whatsapp.graph=" + graph.base(),
            "alo153.intake.receipts.notification=" + notification.base(),
            "alo153.intake.receipts.key=" + RunningIntake.ADAPTER);
  }

  @AfterAll
  static void stop() {
    intake.close();
    graph.close();
    notification.close();
  }

  private static void publish(RequestEvent event) {
    intake
        .bean(EventPublisher.class)
        .publishAndWait(List.of(intake.bean(Envelopes.class).event(event)));
  }

  private static String unique(String name) {
    return "wamid." + name + "." + UUID.randomUUID();
  }

  private static String number() {
    return "90532" + String.format("%07d", Math.abs(UUID.randomUUID().hashCode()) % 10_000_000);
  }

  private static String text(String from, String id, long at, String body, String more) {
    return """
        {"from":"%s","id":"%s","timestamp":"%d","type":"text","text":{"body":"%s"}%s}"""
        .formatted(from, id, at, body, more);
  }

  private static long now() {
    return Instant.now().getEpochSecond();
  }

  private static String messages(String... messages) {
    return value("\"messages\":[" + String.join(",", messages) + "]");
  }

  private static String value(String content) {
    return """
        {"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{
         "messaging_product":"whatsapp",
         "metadata":{"display_phone_number":"903121110000","phone_number_id":"909090909090909"},
         %s}}]}]}"""
        .formatted(content);
  }

  private static Answer send(String body) {
    return send(body, signature(body));
  }

  private static Answer send(String body, String signature) {
    return intake.post(
        PATH, "application/json", body.getBytes(UTF_8), WebhookSignature.HEADER, signature);
  }

  private static String signature(String body) {
    return "sha256="
        + HexFormat.of()
            .formatHex(WebhookSignature.sign(SECRET.getBytes(UTF_8), body.getBytes(UTF_8)));
  }

  private static RequestId requestId(String messageId) {
    return intake
        .bean(Normaliser.class)
        .requestId(new Door(Channel.WHATSAPP, ACCOUNT, messageId, Instant.now(), false));
  }

  private static List<CitizenWrote> written(RequestId requestId) {
    return intake.events(requestId).stream()
        .filter(CitizenWrote.class::isInstance)
        .map(CitizenWrote.class::cast)
        .toList();
  }

  private static CitizenWords words(RequestEvent event) {
    return intake.parts(event.requestId()).entrySet().stream()
        .filter(
            part ->
                part.getKey().startsWith("words-")
                    && (event instanceof CitizenWrote wrote
                        ? wrote.parts().contains(part.getKey())
                        : event instanceof RequestSubmitted submitted
                            && submitted.parts().contains(part.getKey())))
        .map(part -> (CitizenWords) part.getValue())
        .findFirst()
        .orElseThrow();
  }

  private static RequestSubmitted request(RequestId requestId) {
    return intake.events(requestId).stream()
        .filter(RequestSubmitted.class::isInstance)
        .map(RequestSubmitted.class::cast)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void metaCanVerifyTheAddress() {
    assertThat(
            intake.get(
                PATH + "?hub.mode=subscribe&hub.verify_token=a%20token&hub.challenge=115820"))
        .satisfies(
            answer -> {
              assertThat(answer.status()).isEqualTo(200);
              assertThat(answer.text()).isEqualTo("115820");
            });
    assertThat(
            intake
                .get(PATH + "?hub.mode=subscribe&hub.verify_token=another&hub.challenge=1")
                .status())
        .isEqualTo(403);
    assertThat(
            intake
                .get(
                    PATH
                        + "?hub.mode=subscribe&hub.verify_token=a%20token&hub.challenge=%3Cscript%3E")
                .status())
        .isEqualTo(403);
    assertThat(intake.get(PATH).status()).isEqualTo(403);
  }

  @Test
  void whatIsNotSignedIsTurnedAway() {
    String id = unique("unsigned");
    String body = messages(text(number(), id, now(), "Su yok", ""));

    assertThat(send(body, "sha256=" + "0".repeat(64)).status()).isEqualTo(401);
    assertThat(intake.post(PATH, "application/json", body.getBytes(UTF_8)).status()).isEqualTo(401);
    assertThat(intake.events(requestId(id))).isEmpty();
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
            .mapToObj(i -> CompletableFuture.supplyAsync(() -> send(body)))
            .toList();

    assertThat(answers).allSatisfy(it -> assertThat(it.join().status()).isEqualTo(200));
    List<RequestEvent> events = intake.events(requestId(id));
    assertThat(events).isNotEmpty().allMatch(it -> it.id().equals(events.get(0).id()));
    RequestSubmitted request = request(requestId(id));
    assertThat(request.channel()).isEqualTo(Channel.WHATSAPP);
    assertThat(request.account()).isEqualTo(ACCOUNT);
    assertThat(words(request).text()).isEqualTo("Gül Sokak'ta su kesik");
    var contact =
        (CitizenContact)
            intake.parts(requestId(id)).values().stream()
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

    assertThat(send(body).status()).isEqualTo(200);
    assertThat(ids).allSatisfy(id -> assertThat(request(requestId(id))).isNotNull());
  }

  @Test
  void aPlaceAfterAMessageBelongsToIt() {
    String from = number();
    String first = unique("first");
    String place = unique("place");
    String location =
        """
        {"from":"%s","id":"%s","timestamp":"%d","type":"location","location":{"latitude":40.7731,"longitude":30.3948,"name":"Gül Parkı","address":"Adapazarı"}}"""
            .formatted(from, place, now());

    assertThat(send(messages(text(from, first, now(), "Burada çukur var", ""), location)).status())
        .isEqualTo(200);
    assertThat(send(messages(location)).status()).isEqualTo(200);

    assertThat(intake.events(requestId(place))).isEmpty();
    List<CitizenWrote> added = written(requestId(first));
    assertThat(added).isNotEmpty().allMatch(it -> it.purpose() == Purpose.ADDITION);
    assertThat(words(added.get(0)).text()).contains("40.773100, 30.394800", "Gül Parkı, Adapazarı");
  }

  @Test
  void aPlaceOfSomebodyWhoWroteNothingIsARequest() {
    String id = unique("alone");

    assertThat(
            send(messages(
                    """
                    {"from":"%s","id":"%s","timestamp":"%d","location":{"latitude":40.7731,"longitude":30.3948}}"""
                        .formatted(number(), id, now())))
                .status())
        .isEqualTo(200);

    assertThat(request(requestId(id)).district().value()).isEqualTo("adapazari");
    assertThat(words(request(requestId(id))).text()).startsWith("[Konum / Location]");
  }

  @Test
  void aMessageThatNamesTheCodeBelongsToItsRequest() {
    String first = unique("coded");
    send(messages(text(number(), first, now(), "Lamba yanmıyor", "")));
    RequestId requestId = requestId(first);
    String second = unique("names-code");
    String third = unique("objects");

    assertThat(
            send(messages(
                    text(number(), second, now(), requestId.trackingCode() + " hâlâ yanmıyor", ""),
                    text(
                        number(),
                        third,
                        now(),
                        "İtiraz ediyorum: " + requestId.trackingCode(),
                        "")))
                .status())
        .isEqualTo(200);

    assertThat(written(requestId))
        .extracting(CitizenWrote::purpose)
        .containsExactlyInAnyOrder(Purpose.ADDITION, Purpose.OBJECTION);
    assertThat(intake.events(requestId(second))).isEmpty();
  }

  @Test
  void receiptsGoToTheNotificationAndAReplyFindsItsRequest() {
    String first = unique("asked");
    send(messages(text(number(), first, now(), "Park bankı kırık", "")));
    RequestId requestId = requestId(first);
    String out = unique("out");
    String status =
        value(
            """
            "statuses":[{"id":"%s","status":"delivered","timestamp":"1764000402","recipient_id":"905321112233","biz_opaque_callback_data":"4F0ABC.%s"},
                        {"id":"wamid.x","status":"failed","timestamp":"1764000500","errors":[{"code":131047}]}]
            """
                .formatted(out, requestId.trackingCode()));

    assertThat(send(status).status()).isEqualTo(200);
    var call =
        notification.calls(RECEIPTS).stream()
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
            send(messages(
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
    assertThat(written(requestId))
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

  private static String image(String from, String id, String media, String caption) {
    return """
        {"from":"%s","id":"%s","timestamp":"%d","type":"image","image":{%s"mime_type":"image/jpeg","id":"%s"}}"""
        .formatted(
            from, id, now(), caption == null ? "" : "\"caption\":\"" + caption + "\",", media);
  }

  private static void offer(String media, byte[] bytes, byte[] promised) {
    graph.reply(
        "/v25.0/" + media,
        200,
        """
        {"messaging_product":"whatsapp","url":"%s/files/%s","mime_type":"image/jpeg","sha256":"%s","file_size":%d,"id":"%s"}"""
            .formatted(
                graph.base(),
                media,
                HexFormat.of().formatHex(sha256(promised)),
                bytes.length,
                media));
    graph.reply("/files/" + media, 200, bytes, Map.of("Content-Type", "image/jpeg"));
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return java.security.MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aPictureIsStoredBeforeItsMessage() {
    String id = unique("picture");
    offer("1001", JPEG, JPEG);

    assertThat(send(messages(image(number(), id, "1001", "Çukur burada"))).status()).isEqualTo(200);

    RequestSubmitted request = request(requestId(id));
    assertThat(words(request).text()).isEqualTo("Çukur burada");
    assertThat(request.attachments())
        .singleElement()
        .satisfies(
            file -> {
              assertThat(file.mediaType()).isEqualTo("image/jpeg");
              assertThat(file.bytes()).isEqualTo(JPEG.length);
            });
    assertThat(graph.calls("/files/1001"))
        .isNotEmpty()
        .allSatisfy(
            call ->
                assertThat(call.headers())
                    .containsEntry("authorization", "Bearer bearer for tests"));
    assertThat(
            intake
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
    graph.reply("/v25.0/1002", 503, "");
    String body = messages(image(number(), id, "1002", "Çukur burada"));

    assertThat(send(body).status()).isEqualTo(503);
    assertThat(intake.events(requestId(id))).isEmpty();
    assertThat(send(body).status()).isEqualTo(503);
    assertThat(send(body).status()).isEqualTo(200);

    RequestSubmitted request = request(requestId(id));
    assertThat(request.attachments()).isEmpty();
    assertThat(words(request).text())
        .startsWith("Çukur burada")
        .contains("A file could not be taken: UNREACHABLE");
  }

  @Test
  void filesThatAreGoneOrWrongOrForbiddenAreNotWaitedFor() {
    offer("1003", JPEG, new byte[] {1});
    graph.reply("/v25.0/1004", 200, "{\"url\":\"http://169.254.169.254/latest/meta-data\"}");
    offer("1005", "MZ program".getBytes(UTF_8), "MZ program".getBytes(UTF_8));
    graph.reply("/v25.0/1006", 200, "{\"url\":\"" + graph.base() + "/files/1006\"}");
    graph.reply("/files/1006", 302, new byte[0], Map.of("Location", "http://localhost:9/secret"));

    for (String media : List.of("1003", "1004", "1005", "1006", "1007", "../admin")) {
      String id = unique("gone");
      assertThat(send(messages(image(number(), id, media, "Bakın"))).status())
          .as(media)
          .isEqualTo(200);
      assertThat(request(requestId(id)).attachments()).as(media).isEmpty();
      assertThat(words(request(requestId(id))).text())
          .as(media)
          .contains("A file could not be taken");
    }
  }

  @Test
  void theHashOfTheNotificationIsCheckedToo() {
    offer("1008", JPEG, JPEG);
    String id = unique("hash");
    String promised = Base64.getEncoder().encodeToString(sha256(JPEG));

    assertThat(
            send(messages(
                    image(number(), id, "1008", "x")
                        .replace(
                            "\"id\":\"1008\"", "\"id\":\"1008\",\"sha256\":\"" + promised + "\"")))
                .status())
        .isEqualTo(200);

    assertThat(request(requestId(id)).attachments()).hasSize(1);
  }

  @Test
  void aPictureWithoutWordsAfterAMessageBelongsToIt() {
    String from = number();
    String first = unique("told");
    String picture = unique("shown");
    offer("1009", JPEG, JPEG);

    send(messages(text(from, first, now(), "Kaldırım çökmüş", "")));
    assertThat(send(messages(image(from, picture, "1009", null))).status()).isEqualTo(200);

    assertThat(written(requestId(first)))
        .singleElement()
        .satisfies(it -> assertThat(it.attachments()).hasSize(1));
    assertThat(intake.events(requestId(picture))).isEmpty();
  }

  @Test
  void anAlbumIsOneRequestThoughEachPictureComesByItself() {
    String from = number();
    List<String> ids = IntStream.range(0, 5).mapToObj(i -> unique("album" + i)).toList();
    List<String> bodies =
        IntStream.range(0, 5)
            .mapToObj(
                i -> {
                  offer("20" + i, JPEG, JPEG);
                  return messages(
                      image(from, ids.get(i), "20" + i, i == 2 ? "Kaldırım çökmüş" : null));
                })
            .toList();

    List<CompletableFuture<Answer>> answers =
        bodies.stream().map(body -> CompletableFuture.supplyAsync(() -> send(body))).toList();
    assertThat(answers).allSatisfy(it -> assertThat(it.join().status()).isEqualTo(200));
    // and the same again when Meta sends it again
    bodies.forEach(body -> assertThat(send(body).status()).isEqualTo(200));

    List<RequestId> opened =
        ids.stream()
            .map(WhatsAppDoorIT::requestId)
            .filter(it -> !intake.events(it).isEmpty())
            .toList();
    assertThat(opened).hasSize(1);
    assertThat(request(opened.get(0)).attachments()).hasSize(1);
    assertThat(written(opened.get(0)).stream().map(CitizenWrote::id).distinct()).hasSize(4);
  }

  @Test
  void wordsAfterAPictureBelongToItAndTheNextWordsDoNot() {
    String from = number();
    String picture = unique("picture");
    String words = unique("words");
    String more = unique("more");
    offer("1010", JPEG, JPEG);

    send(messages(image(from, picture, "1010", null)));
    send(messages(text(from, words, now(), "Bu çukur tehlikeli", "")));
    send(messages(text(from, more, now(), "Bir de lamba yanmıyor", "")));

    assertThat(written(requestId(picture))).hasSize(1);
    assertThat(words(written(requestId(picture)).get(0)).text()).isEqualTo("Bu çukur tehlikeli");
    assertThat(intake.events(requestId(words))).isEmpty();
    assertThat(request(requestId(more))).isNotNull();

    String revoke = unique("revoke");
    send(
        messages(
            """
            {"from":"%s","id":"%s","timestamp":"%d","type":"revoke","revoke":{"original_message_id":"%s"}}"""
                .formatted(from, revoke, now(), picture)));
    assertThat(written(requestId(picture)))
        .extracting(CitizenWrote::purpose)
        .containsOnly(Purpose.ADDITION);
  }

  @Test
  void whoWasAskedAnswersWithoutNamingTheRequest() {
    String from = number();
    String first = unique("asked");
    send(messages(text(from, first, now(), "Lamba yanmıyor", "")));
    RequestId requestId = requestId(first);
    String other = unique("other");
    send(messages(text(from, other, now(), "Su yok", "")));
    Instant asked = Instant.now();
    publish(
        new MessageSent(
            EventId.derive(MessageSent.TYPE, requestId, "Q1"),
            requestId,
            asked,
            "Q1",
            MessagePurpose.QUESTION,
            MessageChannel.WHATSAPP,
            "whatsapp",
            EventId.derive("test", requestId, "waiting"),
            1,
            true));
    var threads = intake.bean(Threads.class);
    await()
        .untilAsserted(
            () ->
                assertThat(
                        threads.known(ACCOUNT, "x", List.of(from), Instant.now()).block().asked())
                    .isEqualTo(requestId));

    String answer = unique("answer");
    send(messages(text(from, answer, now(), "Gül Sokak, 5 numaranın önü", "")));
    assertThat(words(written(requestId).get(0)).text()).isEqualTo("Gül Sokak, 5 numaranın önü");
    assertThat(intake.events(requestId(answer))).isEmpty();

    publish(
        new StatusChanged(
            EventId.derive(StatusChanged.TYPE, requestId, "answered"),
            requestId,
            asked.plusMillis(1),
            Status.WAITING_FOR_CITIZEN,
            Status.IN_PROGRESS,
            Actor.CITIZEN,
            null,
            null,
            null,
            null,
            null,
            List.of(),
            List.of()));
    Instant later = Instant.now().plusSeconds(660);
    await()
        .untilAsserted(
            () ->
                assertThat(threads.known(ACCOUNT, "x", List.of(from), later).block().asked())
                    .isNull());
    // what follows at once is more of the answer
    String more = unique("more");
    send(messages(text(from, more, now(), "Kapının yanı", "")));
    assertThat(written(requestId)).hasSize(2);
  }

  @Test
  void whatIsTakenBackIsWithdrawnAndWhatIsCorrectedIsAdded() {
    String from = number();
    String first = unique("said");
    String edit = unique("edit");
    String revoke = unique("revoke");
    send(messages(text(from, first, now(), "Su akmıyor", "")));

    assertThat(
            send(messages(
                    """
                    {"from":"%s","id":"%s","timestamp":"%d","type":"edit","edit":{"original_message_id":"%s","message":{"type":"text","text":{"body":"Su az akıyor"}}}}"""
                        .formatted(from, edit, now(), first),
                    """
                    {"from":"%s","id":"%s","timestamp":"%d","type":"revoke","revoke":{"original_message_id":"%s"}}"""
                        .formatted(from, revoke, now(), first)))
                .status())
        .isEqualTo(200);

    assertThat(written(requestId(first)))
        .extracting(CitizenWrote::purpose)
        .containsExactlyInAnyOrder(Purpose.ADDITION, Purpose.WITHDRAWAL);
  }

  @Test
  void whatIsNoRequestIsNotedAndReactionsAreNot() {
    String poll = unique("poll");
    long before = intake.eventCount();

    assertThat(
            send(messages(
                    """
                    {"from":"905321112233","id":"%s","timestamp":"%d","type":"unsupported","unsupported":{"type":"poll"},"errors":[{"code":131051}]}"""
                        .formatted(poll, now()),
                    """
                    {"from":"905321112233","id":"%s","timestamp":"%d","type":"reaction","reaction":{"message_id":"wamid.x","emoji":"👍"}}"""
                        .formatted(unique("reaction"), now())))
                .status())
        .isEqualTo(200);

    assertThat(intake.eventCount()).isEqualTo(before);
    assertThat(intake.log(Topics.CONTACTS))
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

    assertThat(send(noSender).status()).isEqualTo(200);
    assertThat(send("not json " + marker).status()).isEqualTo(200);
    assertThat(send("{\"object\":\"" + marker + "\"}").status()).isEqualTo(200);
    assertThat(send("{\"entry\":" + "[".repeat(2000) + marker).status()).isEqualTo(200);

    assertThat(letters())
        .filteredOn(letter -> new String(letter.value(), UTF_8).contains(marker))
        .allMatch(letter -> letter.line().parked())
        .extracting(letter -> letter.line().reason())
        .containsExactlyInAnyOrder("NO_SENDER", "NOT_JSON", "NOT_A_NOTIFICATION", "NOT_JSON");
  }

  @Test
  void whatIsTooLargeForARecordIsKeptInTheStore() {
    String body = UUID.randomUUID() + "x".repeat(300 * 1024);

    assertThat(send(body).status()).isEqualTo(200);
    assertThat(send(body).status()).isEqualTo(200);

    assertThat(letters())
        .filteredOn(letter -> new String(letter.value(), UTF_8).contains("\"bucket\":\"unread\""))
        .singleElement()
        .satisfies(
            letter ->
                assertThat(Codec.json().readTree(letter.value()).get("bytes").asInt())
                    .isEqualTo(body.length()));
    assertThat(send("x".repeat(5 * 1024 * 1024)).status()).isEqualTo(413);
  }

  @Test
  void nothingOfAnErasedPersonIsLeftInTheThreads() {
    String from = number();
    String first = unique("erased");
    send(messages(text(from, first, now(), "Beni unutun", "")));
    RequestId requestId = requestId(first);
    var threads = intake.bean(Threads.class);
    Instant now = Instant.now().plusSeconds(60);
    assertThat(threads.known(ACCOUNT, "x", List.of(from), now).block().chat().requestId())
        .isEqualTo(requestId);
    publish(
        new PersonErased(
            EventId.derive(PersonErased.TYPE, requestId, "erasure"),
            requestId,
            Instant.now(),
            List.of()));

    await()
        .untilAsserted(
            () ->
                assertThat(threads.known(ACCOUNT, "x", List.of(from), now).block().chat())
                    .isNull());
  }

  private static List<DeadLetterBox.DeadLetter> letters() {
    DeadLetterBox box = intake.bean(DeadLetterBox.class);
    return box.letters(box.list());
  }
}
