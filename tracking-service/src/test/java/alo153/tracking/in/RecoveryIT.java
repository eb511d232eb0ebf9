package alo153.tracking.in;

import static alo153.tracking.in.WholeLifeIT.assign;
import static alo153.tracking.in.WholeLifeIT.awaitStatus;
import static alo153.tracking.in.WholeLifeIT.submit;
import static alo153.tracking.in.WholeLifeIT.track;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import alo153.events.Channel;
import alo153.events.CitizenWrote;
import alo153.events.DeadlineApproaching;
import alo153.events.DeadlineMissed;
import alo153.events.PersonErased;
import alo153.events.Regime;
import alo153.events.RequestAssigned;
import alo153.events.RequestEvent;
import alo153.events.RequestId;
import alo153.events.RequestSubmitted;
import alo153.events.Status;
import alo153.events.personal.PersonalKey;
import alo153.events.wire.Topics;
import alo153.events.work.ContactLogged;
import alo153.events.work.DepartmentUpdate;
import alo153.tracking.decide.Cases;
import alo153.tracking.out.Chores;
import alo153.tracking.out.Eraser;
import alo153.tracking.out.Erasures;
import alo153.tracking.out.MongoCases;
import alo153.tracking.out.MongoContacts;
import alo153.tracking.out.MongoHeld;
import alo153.transport.CarriedTopics;
import alo153.transport.Envelopes;
import alo153.transport.EventPublisher;
import alo153.transport.InfrastructureException;
import alo153.transport.LogRecord;
import alo153.transport.LogReplay;
import alo153.transport.Outgoing;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;

class RecoveryIT {
  @TempDir Path folder;
  private House house;

  @BeforeEach
  void start() {
    house = new House(folder).start();
  }

  @AfterEach
  void stop() {
    house.close();
  }

  private String everythingInTheStore() {
    var all = new StringBuilder();
    for (String name : Flux.from(house.database().listCollectionNames()).collectList().block()) {
      for (Document document :
          Flux.from(house.database().getCollection(name).find()).collectList().block()) {
        all.append(document.toJson()).append('\n');
      }
    }
    return all.toString();
  }

  @Test
  void aRebuildGivesTheSameCasesAndTheServiceGoesOn() {
    var random = new Random(153);
    Envelopes envelopes = house.bean(Envelopes.class);
    var ids = new ArrayList<RequestId>();
    for (int i = 0; i < 30; i++) {
      RequestId id = RequestId.random();
      ids.add(id);
      RequestAssigned assigned = Cases.assigned(id, Cases.ROADS, "a", Instant.now());
      var records = new ArrayList<Outgoing>();
      records.addAll(
          List.of(WholeLifeIT.submission(house, id, "+90532111" + (1000 + i), "Çukur " + i)));
      records.add(envelopes.event(assigned));
      Status[] ways = {
        Status.ACCEPTED, Status.PLANNED, Status.WAITING_FOR_CITIZEN, Status.ANSWERED, Status.REFUSED
      };
      for (int step = random.nextInt(4); step > 0; step--) {
        Status to = ways[random.nextInt(ways.length)];
        DepartmentUpdate update = Cases.update(id, "u" + step, Cases.ROADS, to);
        records.add(
            envelopes.update(
                Cases.forAssignment(
                    to == Status.PLANNED
                        ? Cases.plannedFor(
                            update, LocalDate.now(ZoneId.of("Europe/Istanbul")).plusDays(1))
                        : update,
                    assigned.id())));
      }
      if (random.nextBoolean()) {
        records.add(
            envelopes.event(Cases.wrote(id, CitizenWrote.Purpose.ANSWER, "w", Instant.now())));
        records.add(envelopes.event(assigned));
      }
      // in pieces, so that what the service says comes in between
      for (int from = 0; from < records.size(); from += 4) {
        house.send(
            records.subList(from, Math.min(from + 4, records.size())).toArray(Outgoing[]::new));
      }
    }
    for (RequestId id : ids) {
      await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> {
                House.Answer answer = track(house, id);
                return answer.status() == 200
                    && !answer.body().path("status").asString().equals("SUBMITTED");
              });
    }
    House.Answer compared =
        house.post("/api/tracking/v1/rebuilds?switch=false", House.OPERATOR, "");
    assertThat(compared.status()).as(compared.body().toString()).isEqualTo(200);
    assertThat(compared.body().path("equal").asBoolean()).as(compared.body().toString()).isTrue();
    assertThat(compared.body().path("collections").path(0).path("documents").asInt()).isEqualTo(30);

    House.Answer switched = house.post("/api/tracking/v1/rebuilds", House.OPERATOR, "");
    assertThat(switched.body().path("switched").asBoolean())
        .as(switched.body().toString())
        .isTrue();
    assertThat(switched.body().path("equal").asBoolean()).isTrue();
    RequestId later = submit(house, "+905321112233", "Yeni başvuru");
    awaitStatus(house, later, Status.SUBMITTED);
    assertThat(track(house, ids.get(0)).status()).isEqualTo(200);
  }

  private List<String> lines(RequestId id) {
    House.Answer answer = house.get("/api/tracking/v1/requests/" + id, House.DESK);
    assertThat(answer.status()).isEqualTo(200);
    var ids = new ArrayList<String>();
    answer
        .body()
        .path("timeline")
        .forEach(line -> ids.add(line.path("entry").path("id").asString()));
    return ids;
  }

  /** Without what the clock says by itself, whenever its time comes. */
  private List<RequestEvent> said(RequestId id) {
    return house.log(id).stream()
        .filter(event -> !(event instanceof DeadlineApproaching || event instanceof DeadlineMissed))
        .toList();
  }

  @Test
  void whatIsDeliveredAgainChangesNothingAndIsNotAnsweredAgain() {
    RequestId id = submit(house, "+905321112233", "Çukur");
    RequestAssigned assigned = assign(house, id, "a");
    DepartmentUpdate update =
        Cases.forAssignment(Cases.update(id, "u1", Cases.ROADS, Status.ACCEPTED), assigned.id());
    house.says(update);
    awaitStatus(house, id, Status.ACCEPTED);
    List<RequestEvent> life = said(id);

    house.happens(life.toArray(RequestEvent[]::new));
    house.says(update);
    CitizenWrote last = Cases.wrote(id, CitizenWrote.Purpose.ADDITION, "w1", Instant.now());
    house.happens(last);

    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(lines(id)).contains(last.id().value()));
    var expected = new ArrayList<>(life);
    expected.addAll(life);
    expected.add(last);
    await()
        .during(Duration.ofSeconds(1))
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(said(id)).containsExactlyElementsOf(expected));
    assertThat(lines(id))
        .containsAll(expected.stream().map(event -> event.id().value()).toList())
        .doesNotHaveDuplicates();
  }

  @Test
  void aStoreOutageLosesNothingAndNeverSaysThatARequestDoesNotExist() {
    RequestId before = submit(house, "+905321112233", "Önce");
    awaitStatus(house, before, Status.SUBMITTED);
    house.storeDown();
    var ids = new ArrayList<RequestId>();
    for (int i = 0; i < 20; i++) {
      ids.add(submit(house, "+905321112233", "Kesintide " + i));
    }
    Instant end = Instant.now().plusSeconds(3);
    while (Instant.now().isBefore(end)) {
      House.Answer answer = track(house, before);
      assertThat(answer.status()).isEqualTo(503);
    }
    house.storeUp();
    ids.forEach(id -> awaitStatus(house, id, Status.SUBMITTED));
    awaitStatus(house, before, Status.SUBMITTED);
    assertThat(
            house.get("/api/tracking/v1/dead-letters", House.OPERATOR).body().path("total").asInt())
        .isZero();
  }

  @Test
  void forgettingAPersonLeavesNothingReadable() {
    String phone = "+905443332211";
    RequestId id = submit(house, phone, "Zümrüt apartmanı önünde çukur");
    RequestId other = submit(house, "+905321112233", "Başka birinin başvurusu");
    awaitStatus(house, id, Status.SUBMITTED);
    RequestAssigned assigned = assign(house, id, "a");
    house.says(
        Cases.forAssignment(
            Cases.update(id, "u1", Cases.ROADS, Status.WAITING_FOR_CITIZEN), assigned.id()));
    awaitStatus(house, id, Status.WAITING_FOR_CITIZEN);
    house.send(
        house
            .bean(Envelopes.class)
            .contact(
                new ContactLogged(
                    "c1",
                    "call1",
                    Channel.PHONE,
                    "call.ended",
                    Instant.now(),
                    "line",
                    phone,
                    "Ayşe Yılmaz",
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    "completed",
                    null,
                    null,
                    null)));
    await().atMost(Duration.ofSeconds(20)).until(() -> everythingInTheStore().contains("call1"));

    House.Answer dry =
        house.post(
            "/api/tracking/v1/erasures",
            House.OPERATOR,
            "{\"phone\":\"0544 333 22 11\",\"dryRun\":true}");
    assertThat(dry.body().path("requests").size()).as(dry.body().toString()).isEqualTo(1);
    assertThat(everythingInTheStore()).contains("Zümrüt");

    House.Answer report =
        house.post(
            "/api/tracking/v1/erasures",
            House.OPERATOR,
            "{\"phone\":\"0544 333 22 11\",\"reason\":\"PERSON_ASKED\"}");
    assertThat(report.status()).as(report.body().toString()).isEqualTo(200);
    assertThat(report.body().path("settled").asBoolean()).as(report.body().toString()).isTrue();
    assertThat(report.body().path("parts").asInt()).isEqualTo(3);
    assertThat(report.body().path("contacts").asInt()).isEqualTo(1);

    assertThat(everythingInTheStore())
        .doesNotContain("Zümrüt")
        .doesNotContain("zumrut")
        .doesNotContain(phone)
        .doesNotContain("Hangi kapının")
        .contains("Başka birinin");
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              House.Answer shown = track(house, id);
              assertThat(shown.body().path("erased").asBoolean()).isTrue();
              assertThat(shown.body().path("status").asString()).isEqualTo("WITHDRAWN");
              assertThat(shown.body().path("allowedActions").size()).isZero();
            });
    assertThat(house.log(id))
        .filteredOn(PersonErased.class::isInstance)
        .singleElement()
        .satisfies(
            event ->
                assertThat(((PersonErased) event).destruction())
                    .isEqualTo(
                        new PersonErased.Destruction(
                            report.body().path("erasureId").asString(),
                            PersonErased.Reason.PERSON_ASKED,
                            1,
                            3,
                            0,
                            0,
                            1)));
    assertThat(everythingInTheStore()).contains("PERSON_ASKED").contains("finishedAt");
    var readable = new ArrayList<String>();
    house
        .bean(LogReplay.class)
        .replay(
            List.of(Topics.PERSONAL, Topics.UPDATES, Topics.CONTACTS),
            batch ->
                batch.forEach(
                    record -> {
                      if (record.value() instanceof LogRecord.UpdateRecord
                          || record.value() instanceof LogRecord.ContactRecord) {
                        readable.add(record.value().toString());
                      }
                    }));
    assertThat(readable).isEmpty();
    assertThat(track(house, other).body().path("erased").asBoolean()).isFalse();

    House.Answer rebuilt = house.post("/api/tracking/v1/rebuilds", House.OPERATOR, "");
    assertThat(rebuilt.body().path("equal").asBoolean()).as(rebuilt.body().toString()).isTrue();
    assertThat(everythingInTheStore()).doesNotContain("Zümrüt");
  }

  /** Fails as soon as it has said that a person was erased. */
  private record FailingOnceErased(EventPublisher publisher) implements EventPublisher {
    @Override
    public List<Long> publishAndWait(List<Outgoing> records) {
      List<Long> offsets = publisher.publishAndWait(records);
      if (records.stream().anyMatch(one -> one.topic().equals(Topics.REQUESTS))) {
        throw new InfrastructureException("the brokers went away", null);
      }
      return offsets;
    }

    @Override
    public CompletableFuture<Void> publish(List<Outgoing> records) {
      return publisher.publish(records);
    }
  }

  @Test
  void anInterruptedErasureGoesOnWhenThePersonIsNamedAgain() {
    String phone = "+905443332211";
    RequestId first = submit(house, phone, "Zümrüt apartmanı önünde çukur");
    RequestId second = submit(house, phone, "Zümrüt apartmanı önünde lamba");
    awaitStatus(house, first, Status.SUBMITTED);
    awaitStatus(house, second, Status.SUBMITTED);
    var failing =
        new Eraser(
            house.bean(MongoCases.class),
            house.bean(MongoHeld.class),
            house.bean(MongoContacts.class),
            house.bean(CarriedTopics.class),
            new FailingOnceErased(house.bean(EventPublisher.class)),
            house.bean(Envelopes.class),
            house.bean(Chores.class),
            house.bean(Erasures.class),
            house.bean(Clock.class));
    var person = new Eraser.Person(phone, null, null);
    assertThatThrownBy(() -> failing.erase(person, PersonErased.Reason.RETENTION_OVER, "e1", false))
        .isInstanceOf(InfrastructureException.class);
    // what arrives before somebody tries again
    for (RequestId id : List.of(first, second)) {
      house.send(
          new Outgoing(Topics.UPDATES, id.value(), id.value(), "not json".getBytes(), Map.of()));
    }
    await().atMost(Duration.ofSeconds(20)).until(() -> deadLetters() == 2);

    House.Answer report =
        house.post("/api/tracking/v1/erasures", House.OPERATOR, "{\"phone\":\"" + phone + "\"}");
    assertThat(report.status()).as(report.body().toString()).isEqualTo(200);
    assertThat(report.body().path("resumed").asBoolean()).as(report.body().toString()).isTrue();
    assertThat(report.body().path("erasureId").asString()).isEqualTo("e1");
    assertThat(report.body().path("reason").asString()).isEqualTo("RETENTION_OVER");
    assertThat(report.body().path("requests").size()).isEqualTo(2);
    assertThat(report.body().path("parts").asInt()).isEqualTo(4);
    assertThat(report.body().path("settled").asBoolean()).isTrue();
    assertThat(deadLetters()).isZero();
    assertThat(everythingInTheStore()).doesNotContain("Zümrüt").doesNotContain(phone);
    assertThat(track(house, first).body().path("erased").asBoolean()).isTrue();
    assertThat(track(house, second).body().path("erased").asBoolean()).isTrue();

    House.Answer again =
        house.post("/api/tracking/v1/erasures", House.OPERATOR, "{\"phone\":\"" + phone + "\"}");
    assertThat(again.body().path("requests").size()).as("nobody is left").isZero();
    assertThat(again.body().path("resumed").asBoolean()).isFalse();
  }

  private int deadLetters() {
    return house.get("/api/tracking/v1/dead-letters", House.OPERATOR).body().path("total").asInt();
  }

  @Test
  void whoeverWasAcceptedAMomentAgoIsForgottenToo() {
    String phone = "+905443332211";
    RequestId id = submit(house, phone, "Zümrüt apartmanı önünde çukur");
    House.Answer report =
        house.post(
            "/api/tracking/v1/erasures",
            House.OPERATOR,
            "{\"phone\":\"" + phone + "\",\"reason\":\"ORDERED\"}");
    assertThat(report.body().path("requests").size()).as(report.body().toString()).isEqualTo(1);
    assertThat(track(house, id).body().path("erased").asBoolean()).isTrue();
    assertThat(
            house
                .post(
                    "/api/tracking/v1/erasures",
                    House.OPERATOR,
                    "{\"phone\":\"" + phone + "\",\"reason\":\"Ayşe istedi\"}")
                .status())
        .isEqualTo(400);
  }

  @Test
  void aPartThatComesAfterTheErasureIsForgottenWhenItIsRead() {
    String phone = "+905443332211";
    RequestId id = submit(house, phone, "Zümrüt apartmanı önünde çukur");
    House.Answer report =
        house.post("/api/tracking/v1/erasures", House.OPERATOR, "{\"phone\":\"" + phone + "\"}");
    assertThat(report.body().path("requests").size()).as(report.body().toString()).isEqualTo(1);
    house.part(id, "words-late", WholeLifeIT.words("Zümrüt apartmanı, yine çukur"));
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(lastPart(id, "words-late")).contains("part=null"));
    assertThat(everythingInTheStore()).doesNotContain("Zümrüt");
  }

  private String lastPart(RequestId id, String name) {
    var found = new AtomicReference<>("");
    house
        .bean(LogReplay.class)
        .replay(
            List.of(Topics.PERSONAL),
            batch ->
                batch.forEach(
                    record -> {
                      if (record.value() instanceof LogRecord.PartRecord part
                          && part.key().equals(new PersonalKey(id, name))) {
                        found.set(part.toString());
                      }
                    }));
    return found.get();
  }

  @Test
  void aClockThatIsDueSpeaksOnce() {
    RequestId late = RequestId.random();
    house.happens(
        submittedAt(late, Instant.now().minus(Duration.ofDays(60)), Regime.PETITION_3071));
    RequestId soon = RequestId.random();
    house.happens(
        submittedAt(soon, Instant.now().minus(Duration.ofDays(22)), Regime.PETITION_3071));
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              assertThat(house.log(late))
                  .filteredOn(DeadlineMissed.class::isInstance)
                  .extracting(event -> ((DeadlineMissed) event).deadline())
                  .contains("answer");
              assertThat(house.log(soon))
                  .filteredOn(DeadlineApproaching.class::isInstance)
                  .extracting(event -> ((DeadlineApproaching) event).warning())
                  .contains("day-20");
            });
    // several sweeps later nothing was said twice
    RequestId marker = submit(house, "+905321112233", "sonra");
    awaitStatus(house, marker, Status.SUBMITTED);
    house.stop();
    house.start();
    awaitStatus(house, marker, Status.SUBMITTED);
    assertThat(house.log(late).stream().map(RequestEvent::id)).doesNotHaveDuplicates();
    assertThat(house.log(soon).stream().map(RequestEvent::id)).doesNotHaveDuplicates();
  }

  private static RequestSubmitted submittedAt(RequestId id, Instant at, Regime regime) {
    RequestSubmitted usual = Cases.submitted(id, regime);
    return new RequestSubmitted(
        usual.id(),
        id,
        at,
        usual.channel(),
        null,
        usual.kind(),
        usual.category(),
        usual.language(),
        regime,
        usual.district(),
        usual.districtSource(),
        null,
        false,
        at,
        usual.contentHash(),
        List.of(),
        List.of());
  }
}
