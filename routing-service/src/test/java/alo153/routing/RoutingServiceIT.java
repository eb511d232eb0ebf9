package alo153.routing;

import static alo153.routing.RunningRouting.DESK_KEY;
import static alo153.routing.RunningRouting.NONSENSE;
import static alo153.routing.RunningRouting.OPERATOR_KEY;
import static alo153.routing.RunningRouting.POTHOLE;
import static alo153.routing.RunningRouting.status;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import alo153.events.Actor;
import alo153.events.BilingualText;
import alo153.events.CategoryCode;
import alo153.events.CitizenWrote;
import alo153.events.EventId;
import alo153.events.Owner;
import alo153.events.OwnerCode;
import alo153.events.PersonErased;
import alo153.events.RequestAssigned;
import alo153.events.RequestAssigned.DecidedBy;
import alo153.events.RequestEvent;
import alo153.events.RequestId;
import alo153.events.RequestSubmitted;
import alo153.events.RoadClass;
import alo153.events.Status;
import alo153.events.TriageRequested;
import alo153.events.personal.PersonalKey;
import alo153.events.wire.Codec;
import alo153.events.wire.Service;
import alo153.events.wire.Topics;
import alo153.events.work.CitizenAdded;
import alo153.events.work.WorkAssigned;
import alo153.events.work.WorkRecord;
import alo153.events.work.WorkTaken;
import alo153.routing.decide.KeptWords;
import alo153.routing.in.RequestHandler;
import alo153.routing.out.ActiveRules;
import alo153.routing.out.MongoDecisions;
import alo153.routing.out.MongoWords;
import alo153.routing.out.RoutingMeters;
import alo153.routing.out.WordsReading;
import alo153.transport.EventPublisher;
import alo153.transport.InfrastructureException;
import alo153.transport.LogRecord;
import alo153.transport.Origin;
import alo153.transport.Outgoing;
import alo153.transport.Received;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** Routing on a real broker and a store: every request gets its owner, whatever goes wrong. */
class RoutingServiceIT {
  @TempDir static Path folder;
  static RunningRouting routing;

  @BeforeAll
  static void start() {
    routing = new RunningRouting(folder, Map.of("alo153.routing.words-cap", "3s"));
  }

  @AfterAll
  static void stop() {
    routing.close();
  }

  private static Optional<Document> wordsDocument(PersonalKey key) {
    return Mono.from(
            routing.database().getCollection("words").find(new Document("_id", key.toString())))
        .blockOptional(Duration.ofSeconds(10));
  }

  @Test
  void aRequestGetsItsOwnerAndTheDepartmentItsWork() {
    RequestSubmitted submitted = routing.submit(POTHOLE, null, "adapazari");

    RequestAssigned assigned = routing.assignedOnce(submitted);
    assertThat(assigned.owner()).isEqualTo(Owner.department("yol-bakim"));
    assertThat(assigned.id())
        .isEqualTo(
            EventId.derive(RequestAssigned.TYPE, submitted.requestId(), submitted.id().value()));
    assertThat(assigned.facts())
        .containsEntry("roadClass", "MAIN_ROAD")
        .containsEntry("categoryFrom", "WORDS")
        .containsEntry("district", "adapazari");
    assertThat(assigned.explanation().tr()).contains("Adapazarı", "çukur".replace("ç", "c"));
    List<WorkRecord> work = routing.feed("yol-bakim", submitted.requestId());
    assertThat(work)
        .singleElement()
        .isInstanceOfSatisfying(
            WorkAssigned.class,
            line -> {
              assertThat(line.id()).isEqualTo(assigned.id());
              assertThat(line.text()).isEqualTo(POTHOLE);
              assertThat(line.place()).isNotNull();
              assertThat(line.hop()).isZero();
            });
  }

  @Test
  void wordsThatArriveLateAreWaitedFor() {
    RequestSubmitted submitted = RunningRouting.submitted(null, RoadClass.MAIN_ROAD, "adapazari");
    routing.publish(submitted);
    await()
        .during(Duration.ofMillis(1500))
        .atMost(Duration.ofSeconds(4))
        .until(() -> routing.events(submitted.requestId(), RequestAssigned.class).isEmpty());
    routing.publishWords(submitted, POTHOLE);

    assertThat(routing.assignedOnce(submitted).owner()).isEqualTo(Owner.department("yol-bakim"));
  }

  @Test
  void wordsThatNeverComeDoNotHoldUpTheOthers() {
    RequestSubmitted lost = RunningRouting.submitted(null, null, null);
    routing.publish(lost);

    List<TriageRequested> triage = routing.awaitEvents(lost.requestId(), TriageRequested.class, 1);
    assertThat(triage.get(0).reason()).isEqualTo(TriageRequested.Reason.NO_OWNER);
    routing.settle();
  }

  @Test
  void theSameEventTwiceIsTheSameDecisionOnce() {
    RequestSubmitted submitted = routing.submit(POTHOLE, RoadClass.MAIN_ROAD, "adapazari");
    RequestAssigned first = routing.assignedOnce(submitted);
    routing.publish(submitted);
    routing.publish(submitted);
    routing.settle();

    await()
        .during(Duration.ofSeconds(1))
        .atMost(Duration.ofSeconds(5))
        .until(
            () ->
                routing
                    .events(submitted.requestId(), RequestAssigned.class)
                    .equals(List.of(first)));
  }

  @Test
  void poisonIsSetAsideAndTheRestIsRouted() {
    String key = RequestId.random().value();
    routing.publish(new Outgoing(Topics.REQUESTS, key, key, "not json".getBytes(UTF_8), Map.of()));
    RequestSubmitted unknown = RunningRouting.submitted(null, null, null);
    routing.publish(
        status(unknown, Status.REFUSED, Actor.of(Owner.department("yol-bakim")), null, "u-poison"));
    RequestSubmitted good = routing.submit(POTHOLE, RoadClass.MAIN_ROAD, "adapazari");

    routing.assignedOnce(good);
    try (var dead =
        new TopicTail(routing.broker.bootstrapServers(), Topics.dead(Service.ROUTING))) {
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () ->
                  assertThat(dead.read())
                      .extracting(
                          record ->
                              new String(record.headers().lastHeader("dead_reason").value(), UTF_8))
                      .contains("UNREADABLE", "UNKNOWN_REQUEST"));
    }
  }

  @Test
  void aRefusalFindsTheNextOwnerAndTellsTheFormerOne() {
    RequestSubmitted submitted = routing.submit(POTHOLE, RoadClass.MAIN_ROAD, "adapazari");
    routing.assignedOnce(submitted);
    routing.write(submitted, CitizenWrote.Purpose.ADDITION, "Boru da patlamış", "m-1");
    routing.publish(
        status(
            submitted,
            Status.REFUSED,
            Actor.of(Owner.department("yol-bakim")),
            "saski",
            "u-refusal"));

    RequestAssigned next =
        routing.awaitEvents(submitted.requestId(), RequestAssigned.class, 2).get(1);
    assertThat(next.owner()).isEqualTo(Owner.department("saski"));
    assertThat(next.hop()).isEqualTo(1);
    assertThat(next.decidedBy()).isEqualTo(DecidedBy.AFTER_REFUSAL);
    assertThat(routing.feed("saski", submitted.requestId()))
        .satisfiesExactly(
            line -> assertThat(line).isInstanceOf(WorkAssigned.class),
            line ->
                assertThat(line)
                    .isInstanceOfSatisfying(
                        CitizenAdded.class,
                        added -> assertThat(added.text()).isEqualTo("Boru da patlamış")));
    await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () ->
                routing.feed("yol-bakim", submitted.requestId()).stream()
                    .anyMatch(
                        line ->
                            line instanceof WorkTaken taken
                                && taken.reason() == WorkTaken.Reason.REASSIGNED));
  }

  @Test
  void anObjectionGoesToTheSameTeamAndTheCitizensWordsFollow() {
    RequestSubmitted submitted = routing.submit(POTHOLE, RoadClass.MAIN_ROAD, "adapazari");
    routing.assignedOnce(submitted);
    routing.write(submitted, CitizenWrote.Purpose.OBJECTION, "Çukur hâlâ duruyor", "m-1");
    routing.publish(status(submitted, Status.OBJECTED, Actor.CITIZEN, null, "o-1"));

    RequestAssigned again =
        routing.awaitEvents(submitted.requestId(), RequestAssigned.class, 2).get(1);
    assertThat(again.owner()).isEqualTo(Owner.department("yol-bakim"));
    assertThat(again.decidedBy()).isEqualTo(DecidedBy.AFTER_OBJECTION);
    assertThat(again.hop()).isZero();
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(routing.feed("yol-bakim", submitted.requestId()))
                    .anySatisfy(
                        line ->
                            assertThat(line)
                                .isInstanceOfSatisfying(
                                    CitizenAdded.class,
                                    added ->
                                        assertThat(added.text()).isEqualTo("Çukur hâlâ duruyor")))
                    .anySatisfy(
                        line ->
                            assertThat(line)
                                .isInstanceOfSatisfying(
                                    WorkAssigned.class,
                                    work -> assertThat(work.objection()).isTrue())));
  }

  @Test
  void anObjectionLongAfterTheEndDoesNotSayThatWordsWereErased() {
    RequestSubmitted submitted = routing.submit(POTHOLE, RoadClass.MAIN_ROAD, "adapazari");
    routing.assignedOnce(submitted);
    routing.service.getBean(MongoWords.class).dropAllOf(Set.of(submitted.requestId()));
    routing.publish(status(submitted, Status.OBJECTED, Actor.CITIZEN, null, "o-late"));

    routing.awaitEvents(submitted.requestId(), RequestAssigned.class, 2);
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(routing.feed("yol-bakim", submitted.requestId()))
                    .last()
                    .isInstanceOfSatisfying(
                        WorkAssigned.class,
                        work -> assertThat(work.text()).contains("no longer kept")));
  }

  @Test
  void aClerksNoteIsForgottenWithThePerson() {
    RequestSubmitted submitted = routing.submit(NONSENSE, null, "serdivan");
    TriageRequested question =
        routing.awaitEvents(submitted.requestId(), TriageRequested.class, 1).get(0);
    MongoDecisions decisions = routing.service.getBean(MongoDecisions.class);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> decisions.claim(question, claim("d-erased")).isPresent());
    routing.publish(
        new PersonErased(
            EventId.derive(PersonErased.TYPE, submitted.requestId(), "e-note"),
            submitted.requestId(),
            Instant.now(),
            submitted.parts()));

    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(decisions.claims(List.of(submitted.requestId())))
                    .hasEntrySatisfying(
                        submitted.requestId(), held -> assertThat(held.note()).isNull()));
  }

  private static MongoDecisions.Claim claim(String decisionId) {
    return new MongoDecisions.Claim(
        decisionId,
        Instant.now(),
        Owner.department("saski"),
        new CategoryCode("water.outage"),
        "Komşusu da aradı");
  }

  @Test
  void aWithdrawnRequestIsTakenFromTheDepartment() {
    RequestSubmitted submitted = routing.submit(POTHOLE, RoadClass.MAIN_ROAD, "adapazari");
    routing.assignedOnce(submitted);
    routing.publish(status(submitted, Status.WITHDRAWN, Actor.CITIZEN, null, "w-1"));

    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                routing.feed("yol-bakim", submitted.requestId()).stream()
                    .anyMatch(
                        line ->
                            line instanceof WorkTaken taken
                                && taken.reason() == WorkTaken.Reason.WITHDRAWN));
  }

  @Test
  void anErasedPersonsWordsAreGone() {
    RequestSubmitted submitted = routing.submit(POTHOLE, RoadClass.MAIN_ROAD, "adapazari");
    routing.assignedOnce(submitted);
    var key = new PersonalKey(submitted.requestId(), submitted.parts().get(0));
    assertThat(wordsDocument(key).orElseThrow().toJson()).contains("çukur");
    routing.publish(
        routing.envelopes().forgotten(key),
        routing
            .envelopes()
            .event(
                new PersonErased(
                    EventId.derive(PersonErased.TYPE, submitted.requestId(), "e-1"),
                    submitted.requestId(),
                    Instant.now(),
                    submitted.parts())));

    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> !wordsDocument(key).orElseThrow().toJson().contains("çukur"));
  }

  @Test
  void aStoreThatIsAwayLosesNothing() {
    RequestSubmitted before = routing.submit(POTHOLE, RoadClass.MAIN_ROAD, "adapazari");
    routing.assignedOnce(before);
    routing.stopStore();
    List<RequestSubmitted> during;
    try {
      during = routing.submitMany(50, POTHOLE, RoadClass.MAIN_ROAD, "adapazari");
      await()
          .during(Duration.ofSeconds(3))
          .atMost(Duration.ofSeconds(10))
          .until(() -> routing.events(during.get(0).requestId(), RequestAssigned.class).isEmpty());
    } finally {
      routing.startStore();
    }

    Set<RequestId> ids =
        during.stream().map(RequestSubmitted::requestId).collect(Collectors.toSet());
    await()
        .atMost(Duration.ofSeconds(45))
        .untilAsserted(
            () ->
                assertThat(routing.events(ids, RequestAssigned.class))
                    .allMatch(assigned -> assigned.owner().equals(Owner.department("yol-bakim")))
                    .extracting(RequestAssigned::requestId)
                    .containsAll(ids));
  }

  @Test
  void theStateRebuiltFromTheLogIsTheLiveState() {
    var refused = routing.submit(POTHOLE, RoadClass.MAIN_ROAD, "adapazari");
    routing.assignedOnce(refused);
    routing.publish(
        status(
            refused, Status.REFUSED, Actor.of(Owner.department("yol-bakim")), null, "u-rebuild"));
    RequestSubmitted open = routing.submit(NONSENSE, null, null);
    TriageRequested question =
        routing.awaitEvents(open.requestId(), TriageRequested.class, 1).get(0);
    routing.settle();
    MongoDecisions decisions = routing.service.getBean(MongoDecisions.class);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> decisions.claim(question, claim("d-rebuild")).isPresent());
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                routing
                    .http(OPERATOR_KEY)
                    .post()
                    .uri("/api/routing/v1/rebuilds")
                    .exchange()
                    .expectStatus()
                    .isOk()
                    .expectBody()
                    .jsonPath("$.equal")
                    .isEqualTo(true)
                    .jsonPath("$.collections[0].documents")
                    .value(count -> assertThat(((Number) count).intValue()).isGreaterThan(1)));

    routing
        .http(DESK_KEY)
        .get()
        .uri("/api/routing/v1/triage?limit=200")
        .exchange()
        .expectBody(String.class)
        .value(body -> assertThat(body).contains(open.requestId().value()));
    assertThat(decisions.claims(List.of(open.requestId())).get(open.requestId()))
        .extracting(MongoDecisions.Claim::decisionId)
        .isEqualTo("d-rebuild");
    RequestSubmitted after = routing.submit(POTHOLE, RoadClass.MAIN_ROAD, "adapazari");
    routing.assignedOnce(after);
    assertThat(new OwnerCode("yol-bakim")).isEqualTo(routing.assignedOnce(after).owner().code());
  }

  @Test
  void whatStandsFirstInTheLogCounts() {
    RequestSubmitted submitted = RunningRouting.submitted(null, RoadClass.MAIN_ROAD, "adapazari");
    RequestAssigned byACrashedProcess =
        new RequestAssigned(
            EventId.derive(RequestAssigned.TYPE, submitted.requestId(), submitted.id().value()),
            submitted.requestId(),
            Instant.now(),
            Owner.department("saski"),
            new CategoryCode("water.outage"),
            "an-older-rule",
            "v0",
            DecidedBy.RULE,
            Map.of(),
            new BilingualText("eski kural", "older rule"),
            List.of(),
            0,
            List.of());
    routing.publish(
        routing
            .envelopes()
            .part(submitted.requestId(), submitted.parts().get(0), RunningRouting.words(POTHOLE)),
        routing.envelopes().event(submitted),
        routing.envelopes().event(byACrashedProcess));

    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                decided(submitted)
                    .filter(assigned -> assigned.equals(byACrashedProcess))
                    .isPresent());
    assertThat(routing.feed("saski", submitted.requestId()))
        .singleElement()
        .isInstanceOf(WorkAssigned.class);
  }

  @Test
  void whatAnotherProcessDecidedOnceMoreLeavesNoTrace() {
    RequestSubmitted submitted = routing.submit(POTHOLE, RoadClass.MAIN_ROAD, "adapazari");
    RequestAssigned first = routing.assignedOnce(submitted);
    var onceMore =
        new RequestAssigned(
            first.id(),
            first.requestId(),
            first.at().plusSeconds(5),
            first.owner(),
            first.category(),
            first.ruleId(),
            first.ruleVersion(),
            first.decidedBy(),
            first.facts(),
            first.explanation(),
            first.alternates(),
            first.hop(),
            first.parts());
    routing.publish(onceMore);
    // on the same partition, behind it
    routing.write(submitted, CitizenWrote.Purpose.ADDITION, "Boru da patlamış", "m-once-more");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                routing.feed("yol-bakim", submitted.requestId()).stream()
                    .anyMatch(CitizenAdded.class::isInstance));
    routing.settle();

    assertThat(decided(submitted)).contains(first);
  }

  @Test
  void whatWasPublishedBeforeAnAttemptBrokeOffCounts() {
    RequestSubmitted submitted = RunningRouting.submitted(null, RoadClass.MAIN_ROAD, "adapazari");
    var key = new PersonalKey(submitted.requestId(), submitted.parts().get(0));
    bean(MongoWords.class).keep(Map.of(key, KeptWords.of(RunningRouting.words(POTHOLE))));
    var log = new BreakingOffOnce();
    var handler =
        new RequestHandler(
            bean(MongoDecisions.class),
            bean(MongoWords.class),
            bean(WordsReading.class),
            log,
            routing.envelopes(),
            bean(ActiveRules.class)::reactions,
            bean(RoutingSettings.class),
            bean(RoutingMeters.class),
            Clock.systemUTC());

    assertThatThrownBy(() -> handler.handle(List.of(read(submitted, 10))))
        .isInstanceOf(InfrastructureException.class);
    RequestAssigned first = log.decisions.get(0);
    // the batch comes again, and what stands behind it on the log with it
    handler.handle(List.of(read(submitted, 10), read(first, 11)));

    assertThat(log.decisions).hasSize(2).last().isNotEqualTo(first);
    assertThat(decided(submitted)).contains(first);
  }

  private static Received<LogRecord> read(RequestEvent event, long offset) {
    return new Received<>(
        new LogRecord.EventRecord(event),
        new Origin(Topics.REQUESTS, 0, offset, null, Instant.now()));
  }

  /** The records are there, and then everything goes away, once. */
  private static final class BreakingOffOnce implements EventPublisher {
    final List<RequestAssigned> decisions = new ArrayList<>();

    @Override
    public List<Long> publishAndWait(List<Outgoing> records) {
      records.stream()
          .filter(record -> record.topic().equals(Topics.REQUESTS))
          .map(record -> Codec.readEvent(Objects.requireNonNull(record.value())))
          .forEach(event -> decisions.add((RequestAssigned) event));
      if (decisions.size() == 1) {
        throw new InfrastructureException("gone after it was published", null);
      }
      return LongStream.range(12, 12 + records.size()).boxed().toList();
    }

    @Override
    public CompletableFuture<Void> publish(List<Outgoing> records) {
      publishAndWait(records);
      return CompletableFuture.completedFuture(null);
    }
  }

  private static <T> T bean(Class<T> type) {
    return routing.service.getBean(type);
  }

  private static Optional<RequestAssigned> decided(RequestSubmitted submitted) {
    return bean(MongoDecisions.class)
        .load(submitted.requestId())
        .map(stored -> stored.state().assigned());
  }
}
