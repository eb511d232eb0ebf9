package alo153.tracking.out;

import static org.assertj.core.api.Assertions.assertThat;

import alo153.embedded.EmbeddedStore;
import alo153.events.Regime;
import alo153.events.RequestId;
import alo153.events.Status;
import alo153.events.personal.CitizenContact;
import alo153.tracking.decide.CaseFile;
import alo153.tracking.decide.Cases;
import alo153.tracking.out.MongoCases.Stored;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MongoCasesIT {
  private static EmbeddedStore server;
  private static MongoClient client;
  private static MongoCases cases;

  @BeforeAll
  static void start() {
    server = EmbeddedStore.start(new EmbeddedStore.Settings(null, 0));
    client = MongoClients.create(server.uri());
    cases = new MongoCases(client.getDatabase("tracking_test"));
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
  }

  private static Stored one(RequestId id) {
    return cases.load(List.of(id)).get(id);
  }

  @Test
  void whatIsWrittenIsReadAsItWas() {
    CaseFile file = Cases.at(Status.PLANNED);
    assertThat(cases.write(List.of(new Stored(file, 0)))).isEmpty();
    assertThat(one(file.requestId())).isEqualTo(new Stored(file, 1));
  }

  @Test
  void whoComesWithAnOlderRevisionHasLostAndTheOthersHaveNot() {
    CaseFile file = Cases.at(Status.ASSIGNED);
    CaseFile other = Cases.at(Status.ASSIGNED);
    RequestId id = file.requestId();
    cases.write(List.of(new Stored(file, 0), new Stored(other, 0)));
    CaseFile newer = file.read(Cases.triage(id, Cases.T0));
    assertThat(cases.write(List.of(new Stored(newer, 1)))).isEmpty();

    CaseFile zombie =
        file.read(Cases.wrote(id, alo153.events.CitizenWrote.Purpose.ADDITION, "z", Cases.T0));
    CaseFile fresh = Cases.at(Status.SUBMITTED);
    Set<RequestId> lost =
        cases.write(List.of(new Stored(zombie, 1), new Stored(fresh, 0), new Stored(other, 1)));
    assertThat(lost).containsExactly(id);
    assertThat(one(id).file()).isEqualTo(newer);
    assertThat(one(fresh.requestId()).revision()).isEqualTo(1);
    assertThat(one(other.requestId()).revision()).isEqualTo(2);

    assertThat(cases.write(List.of(new Stored(zombie, 0))))
        .as("a first write of a case that is there has lost, too")
        .containsExactly(id);
  }

  @Test
  void twoRequestsWithTheSameCodeAreBothKept() {
    RequestId first = new RequestId("7ZZZZZZZZZZZ" + "00000000000001");
    RequestId second = new RequestId("7ZZZZZZZZZZZ" + "00000000000002");
    assertThat(first.trackingCode()).isEqualTo(second.trackingCode());
    cases.write(List.of(new Stored(Cases.file(Cases.submitted(first, Regime.SERVICE)), 0)));
    assertThat(
            cases.write(
                List.of(new Stored(Cases.file(Cases.submitted(second, Regime.SERVICE)), 0))))
        .isEmpty();
    assertThat(one(second).revision()).isEqualTo(1);
    CaseFile assigned = one(second).file().read(Cases.assigned(second, Cases.ROADS, "a", Cases.T0));
    assertThat(cases.write(List.of(new Stored(assigned, 1)))).isEmpty();
    assertThat(one(second)).isEqualTo(new Stored(assigned, 2));
    assertThat(cases.write(List.of(new Stored(assigned, 1))))
        .as("an older revision has lost, whoever's code it is")
        .containsExactly(second);
    assertThat(cases.byCode(first.trackingCode()).block().requestId()).isEqualTo(first);

    cases.put(List.of(one(first).file(), one(second).file()));
    assertThat(one(second).file()).isEqualTo(assigned);
    assertThat(cases.byCode(first.trackingCode()).block().requestId()).isEqualTo(first);
  }

  private static CitizenContact contact(String phone, String email) {
    return new CitizenContact(
        "Ayşe Yılmaz",
        phone,
        phone,
        email,
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

  @Test
  void aPersonIsFoundByEveryContactThatLiesThere() {
    RequestId orphan = RequestId.random();
    cases.write(
        List.of(
            new Stored(
                CaseFile.empty(orphan)
                    .readPart("contact-1", contact("+905551110001", "Ilk@example.org")),
                0)));
    CaseFile known = Cases.at(Status.ASSIGNED);
    cases.write(
        List.of(
            new Stored(
                known
                    .readPart("contact-hash1", contact("+905551110002", "a@example.org"))
                    .readPart("contact-other", contact("+905551110001", "b@example.org")),
                0)));
    assertThat(found("+905551110001", null)).containsExactlyInAnyOrder(orphan, known.requestId());
    assertThat(found(null, CaseDocument.normalisedEmail("Ilk@example.org")))
        .containsExactly(orphan);
    assertThat(found("+905551110002", null)).containsExactly(known.requestId());
    assertThat(found(null, "b@example.org")).containsExactly(known.requestId());
  }

  private static List<RequestId> found(String phone, String email) {
    return cases.of(phone, email).map(CaseFile::requestId).collectList().block();
  }

  @Test
  void partsThatStayWithoutTheirEventAreOrphans() {
    RequestId orphan = RequestId.random();
    CaseFile part =
        CaseFile.empty(orphan).readPart("contact-1", contact("+905551110009", "c@example.org"));
    cases.write(List.of(new Stored(part, 0)));
    Instant start = Instant.parse("2026-11-23T08:00:00Z");
    assertThat(orphans(start)).doesNotContain(orphan);
    assertThat(orphans(start.plus(Duration.ofHours(23)))).doesNotContain(orphan);
    cases.write(
        List.of(new Stored(part.readPart("contact-2", contact("+905551110010", "d@e")), 1)));
    assertThat(orphans(start.plus(Duration.ofHours(25))))
        .as("it was touched")
        .doesNotContain(orphan);
    assertThat(orphans(start.plus(Duration.ofHours(51)))).contains(orphan);
  }

  private static List<RequestId> orphans(Instant now) {
    return cases.orphans(now, now.minus(Duration.ofDays(1))).stream()
        .map(CaseFile::requestId)
        .toList();
  }

  @Test
  void aCaseWithNothingLeftIsRemoved() {
    RequestId id = RequestId.random();
    CaseFile words =
        CaseFile.empty(id)
            .readPart("owner-1", new alo153.events.personal.OwnerWords("a", null, null));
    cases.write(List.of(new Stored(words, 0)));
    assertThat(cases.write(List.of(new Stored(words.readPart("owner-1", null), 1)))).isEmpty();
    assertThat(one(id)).isEqualTo(new Stored(CaseFile.empty(id), 0));
  }

  @Test
  void aLeaseHasOneHolder() {
    var store = client.getDatabase("tracking_test");
    var mine = new Leases(store, Clock.systemUTC());
    var theirs = new Leases(store, Clock.systemUTC());
    assertThat(mine.hold("x", Duration.ofMinutes(1))).isTrue();
    assertThat(theirs.hold("x", Duration.ofMinutes(1))).isFalse();
    assertThat(mine.hold("x", Duration.ofMinutes(1))).isTrue();
  }

  @Test
  void aLeaseThatWasTakenTomorrowKeepsNobodyAway() {
    var store = client.getDatabase("tracking_test");
    var tomorrow = Clock.offset(Clock.systemUTC(), Duration.ofHours(25));
    var theirs = new Leases(store, tomorrow);
    var mine = new Leases(store, Clock.systemUTC());
    assertThat(theirs.hold("y", Duration.ofMinutes(1))).isTrue();
    assertThat(mine.hold("y", Duration.ofMinutes(1))).isTrue();
  }
}
