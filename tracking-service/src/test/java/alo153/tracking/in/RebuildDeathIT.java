package alo153.tracking.in;

import static alo153.tracking.in.WholeLifeIT.awaitStatus;
import static alo153.tracking.in.WholeLifeIT.submit;
import static alo153.tracking.in.WholeLifeIT.track;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import alo153.events.RequestId;
import alo153.events.Status;
import alo153.transport.CarriedTopics;
import com.mongodb.reactivestreams.client.MongoCollection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A rebuild whose process is killed, at each of its steps: what the store holds then is put there.
 */
class RebuildDeathIT {
  private static final String SUFFIX = "_rebuilt_1000000000000";

  @TempDir Path folder;
  private House house;
  private final List<RequestId> requests = new ArrayList<>();

  @BeforeEach
  void start() {
    house = new House(folder).start();
    for (int i = 0; i < 10; i++) {
      requests.add(submit(house, "+9053211100" + (10 + i), "Çukur " + i));
    }
    requests.forEach(id -> awaitStatus(house, id, Status.SUBMITTED));
    // what follows from them has been written, too
    assertThat(house.bean(CarriedTopics.class).awaitReaders(Duration.ofSeconds(20))).isTrue();
  }

  @AfterEach
  void stop() {
    house.close();
  }

  private MongoCollection<Document> collection(String name) {
    return house.database().getCollection(name);
  }

  private void leftBehind(String phase, List<Document> shadow) {
    Mono.from(collection("cases" + SUFFIX).insertMany(shadow)).block(Duration.ofSeconds(10));
    Mono.from(
            collection("rebuilds")
                .insertOne(
                    new Document("_id", "rebuild")
                        .append("by", "a process that was killed")
                        .append("phase", phase)
                        .append("sign", 7L)
                        .append("suffix", SUFFIX)
                        .append("names", List.of("cases"))
                        .append("ends", List.of())))
        .block(Duration.ofSeconds(10));
  }

  private List<Document> live() {
    return Flux.from(collection("cases").find()).collectList().block(Duration.ofSeconds(10));
  }

  private List<String> shadows() {
    return Flux.from(house.database().listCollectionNames())
        .filter(name -> name.contains("_rebuilt_"))
        .collectList()
        .block(Duration.ofSeconds(10));
  }

  private void goesOn() {
    RequestId late = submit(house, "+905321119999", "Sonradan gelen");
    requests.add(late);
    await().atMost(Duration.ofSeconds(40)).until(() -> track(house, late).status() == 200);
    requests.forEach(id -> assertThat(track(house, id).status()).isEqualTo(200));
  }

  private void canBeRunAgain() {
    House.Answer again = house.post("/api/tracking/v1/rebuilds", House.OPERATOR, "");
    assertThat(again.body().path("equal").asBoolean()).as(again.body().toString()).isTrue();
    assertThat(again.body().at("/collections/0/documents").asInt()).isEqualTo(requests.size());
    assertThat(shadows()).isEmpty();
  }

  @Test
  void killedWhileBuildingLeavesTheLiveOnesAlone() {
    leftBehind("BUILDING", live().subList(0, 3));
    goesOn();
    canBeRunAgain();
  }

  @Test
  void killedWhileTheLogIsHeldStillLetsTheServiceGoOn() {
    leftBehind("STILL", live().subList(0, 3));
    goesOn();
    canBeRunAgain();
  }

  @Test
  void killedWhileSwitchingIsCompletedByWhoeverFindsIt() {
    List<Document> all = live();
    all.forEach(one -> one.append("from", "the rebuild"));
    leftBehind("SWITCHING", all);
    goesOn();
    assertThat(shadows()).isEmpty();
    assertThat(live()).filteredOn(one -> one.containsKey("from")).hasSize(10);
    canBeRunAgain();
  }

  @Test
  void askedForTwiceAtOnceRunsOnce() {
    CompletableFuture<House.Answer> one =
        CompletableFuture.supplyAsync(
            () -> house.post("/api/tracking/v1/rebuilds", House.OPERATOR, ""));
    House.Answer other = house.post("/api/tracking/v1/rebuilds", House.OPERATOR, "");
    for (House.Answer answer : List.of(one.join(), other)) {
      assertThat(answer.status()).isIn(200, 409);
      if (answer.status() == 200) {
        assertThat(answer.body().path("equal").asBoolean()).isTrue();
      } else {
        assertThat(answer.body().path("code").asString()).isEqualTo("REBUILD_RUNNING");
      }
    }
    canBeRunAgain();
  }
}
