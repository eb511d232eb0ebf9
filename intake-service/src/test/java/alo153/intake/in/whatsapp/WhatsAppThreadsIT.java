package alo153.intake.in.whatsapp;

import static alo153.intake.RunningIntake.JPEG;
import static alo153.intake.in.whatsapp.RunningWhatsAppDoor.ACCOUNT;
import static alo153.intake.in.whatsapp.RunningWhatsAppDoor.image;
import static alo153.intake.in.whatsapp.RunningWhatsAppDoor.messages;
import static alo153.intake.in.whatsapp.RunningWhatsAppDoor.now;
import static alo153.intake.in.whatsapp.RunningWhatsAppDoor.number;
import static alo153.intake.in.whatsapp.RunningWhatsAppDoor.text;
import static alo153.intake.in.whatsapp.RunningWhatsAppDoor.unique;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import alo153.events.Actor;
import alo153.events.CitizenWrote;
import alo153.events.CitizenWrote.Purpose;
import alo153.events.EventId;
import alo153.events.MessageChannel;
import alo153.events.MessagePurpose;
import alo153.events.MessageSent;
import alo153.events.PersonErased;
import alo153.events.RequestId;
import alo153.events.Status;
import alo153.events.StatusChanged;
import alo153.intake.RunningIntake.Answer;
import alo153.intake.out.Threads;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which request a message, a place or a picture belongs to. */
class WhatsAppThreadsIT {
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
  void aPlaceAfterAMessageBelongsToIt() {
    String from = number();
    String first = unique("first");
    String place = unique("place");
    String location =
        """
        {"from":"%s","id":"%s","timestamp":"%d","type":"location","location":{"latitude":40.7731,"longitude":30.3948,"name":"Gül Parkı","address":"Adapazarı"}}"""
            .formatted(from, place, now());

    assertThat(
            door.send(messages(text(from, first, now(), "Burada çukur var", ""), location))
                .status())
        .isEqualTo(200);
    assertThat(door.send(messages(location)).status()).isEqualTo(200);

    assertThat(door.intake.events(door.requestId(place))).isEmpty();
    List<CitizenWrote> added = door.written(door.requestId(first));
    assertThat(added).isNotEmpty().allMatch(it -> it.purpose() == Purpose.ADDITION);
    assertThat(door.words(added.get(0)).text())
        .contains("40.773100, 30.394800", "Gül Parkı, Adapazarı");
  }

  @Test
  void aPlaceOfSomebodyWhoWroteNothingIsARequest() {
    String id = unique("alone");

    assertThat(
            door.send(
                    messages(
                        """
                        {"from":"%s","id":"%s","timestamp":"%d","location":{"latitude":40.7731,"longitude":30.3948}}"""
                            .formatted(number(), id, now())))
                .status())
        .isEqualTo(200);

    assertThat(door.request(door.requestId(id)).district().value()).isEqualTo("adapazari");
    assertThat(door.words(door.request(door.requestId(id))).text())
        .startsWith("[Konum / Location]");
  }

  @Test
  void aMessageThatNamesTheCodeBelongsToItsRequest() {
    String first = unique("coded");
    door.send(messages(text(number(), first, now(), "Lamba yanmıyor", "")));
    RequestId requestId = door.requestId(first);
    String second = unique("names-code");
    String third = unique("objects");

    assertThat(
            door.send(
                    messages(
                        text(
                            number(),
                            second,
                            now(),
                            requestId.trackingCode() + " hâlâ yanmıyor",
                            ""),
                        text(
                            number(),
                            third,
                            now(),
                            "İtiraz ediyorum: " + requestId.trackingCode(),
                            "")))
                .status())
        .isEqualTo(200);

    assertThat(door.written(requestId))
        .extracting(CitizenWrote::purpose)
        .containsExactlyInAnyOrder(Purpose.ADDITION, Purpose.OBJECTION);
    assertThat(door.intake.events(door.requestId(second))).isEmpty();
  }

  @Test
  void aPictureWithoutWordsAfterAMessageBelongsToIt() {
    String from = number();
    String first = unique("told");
    String picture = unique("shown");
    door.offer("1009", JPEG, JPEG);

    door.send(messages(text(from, first, now(), "Kaldırım çökmüş", "")));
    assertThat(door.send(messages(image(from, picture, "1009", null))).status()).isEqualTo(200);

    assertThat(door.written(door.requestId(first)))
        .singleElement()
        .satisfies(it -> assertThat(it.attachments()).hasSize(1));
    assertThat(door.intake.events(door.requestId(picture))).isEmpty();
  }

  @Test
  void anAlbumIsOneRequestThoughEachPictureComesByItself() {
    String from = number();
    List<String> ids = IntStream.range(0, 5).mapToObj(i -> unique("album" + i)).toList();
    List<String> bodies =
        IntStream.range(0, 5)
            .mapToObj(
                i -> {
                  door.offer("20" + i, JPEG, JPEG);
                  return messages(
                      image(from, ids.get(i), "20" + i, i == 2 ? "Kaldırım çökmüş" : null));
                })
            .toList();

    List<CompletableFuture<Answer>> answers =
        bodies.stream().map(body -> CompletableFuture.supplyAsync(() -> door.send(body))).toList();
    assertThat(answers).allSatisfy(it -> assertThat(it.join().status()).isEqualTo(200));
    // and the same again when Meta sends it again
    bodies.forEach(body -> assertThat(door.send(body).status()).isEqualTo(200));

    List<RequestId> opened =
        ids.stream().map(door::requestId).filter(it -> !door.intake.events(it).isEmpty()).toList();
    assertThat(opened).hasSize(1);
    assertThat(door.request(opened.get(0)).attachments()).hasSize(1);
    assertThat(door.written(opened.get(0)).stream().map(CitizenWrote::id).distinct()).hasSize(4);
  }

  @Test
  void wordsAfterAPictureBelongToItAndTheNextWordsDoNot() {
    String from = number();
    String picture = unique("picture");
    String words = unique("words");
    String more = unique("more");
    door.offer("1010", JPEG, JPEG);

    door.send(messages(image(from, picture, "1010", null)));
    door.send(messages(text(from, words, now(), "Bu çukur tehlikeli", "")));
    door.send(messages(text(from, more, now(), "Bir de lamba yanmıyor", "")));

    assertThat(door.written(door.requestId(picture))).hasSize(1);
    assertThat(door.words(door.written(door.requestId(picture)).get(0)).text())
        .isEqualTo("Bu çukur tehlikeli");
    assertThat(door.intake.events(door.requestId(words))).isEmpty();
    assertThat(door.request(door.requestId(more))).isNotNull();

    String revoke = unique("revoke");
    door.send(
        messages(
            """
            {"from":"%s","id":"%s","timestamp":"%d","type":"revoke","revoke":{"original_message_id":"%s"}}"""
                .formatted(from, revoke, now(), picture)));
    assertThat(door.written(door.requestId(picture)))
        .extracting(CitizenWrote::purpose)
        .containsOnly(Purpose.ADDITION);
  }

  @Test
  void whoWasAskedAnswersWithoutNamingTheRequest() {
    String from = number();
    String first = unique("asked");
    door.send(messages(text(from, first, now(), "Lamba yanmıyor", "")));
    RequestId requestId = door.requestId(first);
    String other = unique("other");
    door.send(messages(text(from, other, now(), "Su yok", "")));
    Instant asked = Instant.now();
    door.intake.publish(
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
    var threads = door.intake.bean(Threads.class);
    await()
        .untilAsserted(
            () ->
                assertThat(
                        threads.known(ACCOUNT, "x", List.of(from), Instant.now()).block().asked())
                    .isEqualTo(requestId));

    String answer = unique("answer");
    door.send(messages(text(from, answer, now(), "Gül Sokak, 5 numaranın önü", "")));
    assertThat(door.words(door.written(requestId).get(0)).text())
        .isEqualTo("Gül Sokak, 5 numaranın önü");
    assertThat(door.intake.events(door.requestId(answer))).isEmpty();

    door.intake.publish(
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
    door.send(messages(text(from, more, now(), "Kapının yanı", "")));
    assertThat(door.written(requestId)).hasSize(2);
  }

  @Test
  void whatIsTakenBackIsWithdrawnAndWhatIsCorrectedIsAdded() {
    String from = number();
    String first = unique("said");
    String edit = unique("edit");
    String revoke = unique("revoke");
    door.send(messages(text(from, first, now(), "Su akmıyor", "")));

    assertThat(
            door.send(
                    messages(
                        """
                        {"from":"%s","id":"%s","timestamp":"%d","type":"edit","edit":{"original_message_id":"%s","message":{"type":"text","text":{"body":"Su az akıyor"}}}}"""
                            .formatted(from, edit, now(), first),
                        """
                        {"from":"%s","id":"%s","timestamp":"%d","type":"revoke","revoke":{"original_message_id":"%s"}}"""
                            .formatted(from, revoke, now(), first)))
                .status())
        .isEqualTo(200);

    assertThat(door.written(door.requestId(first)))
        .extracting(CitizenWrote::purpose)
        .containsExactlyInAnyOrder(Purpose.ADDITION, Purpose.WITHDRAWAL);
  }

  @Test
  void nothingOfAnErasedPersonIsLeftInTheThreads() {
    String from = number();
    String first = unique("erased");
    door.send(messages(text(from, first, now(), "Beni unutun", "")));
    RequestId requestId = door.requestId(first);
    var threads = door.intake.bean(Threads.class);
    Instant now = Instant.now().plusSeconds(60);
    assertThat(threads.known(ACCOUNT, "x", List.of(from), now).block().chat().requestId())
        .isEqualTo(requestId);
    door.intake.publish(
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
}
