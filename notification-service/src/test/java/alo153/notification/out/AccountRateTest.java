package alo153.notification.out;

import static org.assertj.core.api.Assertions.assertThat;

import alo153.embedded.EmbeddedStore;
import alo153.frame.StoreCalls;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AccountRateTest {
  private EmbeddedStore store;
  private MongoClient client;
  private MongoDatabase database;

  @BeforeEach
  void start() throws IOException {
    store = EmbeddedStore.start(new EmbeddedStore.Settings(null, 0));
    client = MongoClients.create(store.uri());
    database = client.getDatabase("test");
  }

  @AfterEach
  void stop() {
    client.close();
    store.close();
  }

  private AccountRate rate(int perSecond) {
    return new AccountRate(database, "verimor", perSecond);
  }

  @Test
  void manyWhoTakeTogetherGetEachMomentOnce() throws Exception {
    var moments = new ConcurrentLinkedQueue<Long>();
    var threads = Executors.newFixedThreadPool(4);
    var all = new ArrayList<Future<?>>();
    for (int i = 0; i < 4; i++) {
      AccountRate ofOneInstance = rate(50);
      all.add(
          threads.submit(
              () -> {
                for (int times = 0; times < 5; times++) {
                  AccountRate.Turns taken = ofOneInstance.take(5);
                  for (int which = 0; which < 5; which++) {
                    taken.next();
                    moments.add(System.nanoTime());
                  }
                }
                return null;
              }));
    }
    for (Future<?> one : all) {
      one.get();
    }
    threads.shutdown();
    long[] inOrder = moments.stream().mapToLong(Long::longValue).sorted().toArray();
    assertThat(inOrder).hasSize(100);
    assertThat(Duration.ofNanos(inOrder[99] - inOrder[0])).isGreaterThan(Duration.ofMillis(1900));
  }

  @Test
  void whatWasNotUsedIsNotSavedUp() throws Exception {
    rate(10).take(1);
    StoreCalls.await(
        database
            .getCollection("accountRates")
            .updateOne(
                Filters.eq("_id", "verimor"),
                Updates.set("began", Date.from(Instant.now().minusSeconds(3600)))));
    long begun = System.nanoTime();
    rate(10).take(10);
    rate(10).take(1);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(950));
  }

  @Test
  void aStoreWhoseClockWasPutBackHoldsNobodyUp() throws Exception {
    rate(10).take(1);
    StoreCalls.await(
        database
            .getCollection("accountRates")
            .updateOne(
                Filters.eq("_id", "verimor"),
                Updates.set("began", Date.from(Instant.now().plusSeconds(90_000)))));
    long begun = System.nanoTime();
    rate(10).take(1);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(30));
  }

  @Test
  void whoWasHeldUpTakesOtherMoments() throws Exception {
    AccountRate.Turns heldUp = rate(10).take(5);
    long begun = System.nanoTime();
    org.awaitility.Awaitility.await()
        .until(() -> System.nanoTime() - begun > Duration.ofMillis(1600).toNanos());
    rate(10).take(10);
    heldUp.next();
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(2400));
  }
}
