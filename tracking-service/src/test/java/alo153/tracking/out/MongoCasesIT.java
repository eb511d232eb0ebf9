package alo153.tracking.out;

import static org.assertj.core.api.Assertions.assertThat;

import alo153.embedded.EmbeddedStore;
import alo153.events.Regime;
import alo153.events.RequestId;
import alo153.events.Status;
import alo153.tracking.decide.CaseFile;
import alo153.tracking.decide.Cases;
import alo153.tracking.out.MongoCases.Stored;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import java.time.Clock;
import java.time.Duration;
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
    assertThat(cases.byCode(first.trackingCode()).block().requestId()).isEqualTo(first);
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
}
