package alo153.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.mongodb.MongoException;
import com.mongodb.MongoNamespace;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.RenameCollectionOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import com.mongodb.reactivestreams.client.MongoCollection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class EmbeddedStoreIT {
  @TempDir Path directory;

  private Path file() {
    return directory.resolve("store").resolve("documents.mv");
  }

  private EmbeddedStore start() {
    return EmbeddedStore.start(new EmbeddedStore.Settings(file(), 0));
  }

  @Test
  void aRestartKeepsDocumentsAndUniqueIndexes() {
    try (EmbeddedStore store = start();
        MongoClient client = MongoClients.create(store.uri())) {
      uniqueCodes(cases(client));
      Mono.from(cases(client).insertOne(aCase("1", "A-1"))).block();
      Mono.from(cases(client).updateOne(Filters.eq("_id", "1"), Updates.set("status", "ANSWERED")))
          .block();
    }
    try (EmbeddedStore store = start();
        MongoClient client = MongoClients.create(store.uri())) {
      assertThat(find(client, "1")).isEqualTo(aCase("1", "A-1").append("status", "ANSWERED"));
      assertThatThrownBy(() -> Mono.from(cases(client).insertOne(aCase("2", "A-1"))).block())
          .isInstanceOf(MongoException.class)
          .hasMessageContaining("E11000");
    }
  }

  @Test
  void aCollectionThatTookAnothersNameKeepsItThroughSweepAndRestart() {
    try (EmbeddedStore store = start();
        MongoClient client = MongoClients.create(store.uri())) {
      uniqueCodes(cases(client));
      Mono.from(cases(client).insertOne(aCase("1", "A-1"))).block();
      MongoCollection<Document> anew =
          client.getDatabase("alo153_tracking").getCollection("cases_rebuilt");
      uniqueCodes(anew);
      Mono.from(anew.insertMany(List.of(aCase("1", "B-1"), aCase("2", "B-2")))).block();

      Mono.from(
              anew.renameCollection(
                  new MongoNamespace("alo153_tracking", "cases"),
                  new RenameCollectionOptions().dropTarget(true)))
          .block();

      assertThat(ids(client)).containsExactlyInAnyOrder("1", "2");
      store.sweep();
      assertThat(ids(client)).containsExactlyInAnyOrder("1", "2");
      Mono.from(cases(client).insertOne(aCase("3", "B-3"))).block();
    }
    try (EmbeddedStore store = start();
        MongoClient client = MongoClients.create(store.uri())) {
      assertThat(ids(client)).containsExactlyInAnyOrder("1", "2", "3");
      assertThat(find(client, "1")).isEqualTo(aCase("1", "B-1"));
      assertThatThrownBy(() -> Mono.from(cases(client).insertOne(aCase("4", "B-2"))).block())
          .isInstanceOf(MongoException.class)
          .hasMessageContaining("E11000");
      // what had the name before is gone with its index
      Mono.from(cases(client).insertOne(aCase("5", "A-1"))).block();
    }
  }

  @Test
  void withoutAFileItForgets() {
    EmbeddedStore.Settings inMemory = new EmbeddedStore.Settings(null, 0);
    try (EmbeddedStore store = EmbeddedStore.start(inMemory);
        MongoClient client = MongoClients.create(store.uri())) {
      Mono.from(cases(client).insertOne(aCase("1", "A-1"))).block();
      assertThat(find(client, "1")).isNotNull();
    }
    try (EmbeddedStore store = EmbeddedStore.start(inMemory);
        MongoClient client = MongoClients.create(store.uri())) {
      assertThat(find(client, "1")).isNull();
    }
  }

  @Test
  void aKilledStoreKeepsEveryAcknowledgedWriteAndNoHalfOfAnother() throws Exception {
    Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
    Queue<String> tried = new ConcurrentLinkedQueue<>();
    for (int round = 0; round < 4; round++) {
      try (BackendsProcess process = BackendsProcess.start("--store", file().toString(), "0")) {
        String uri = process.readyLine("store ready ");
        try (MongoClient client =
            MongoClients.create(uri + "/?retryWrites=false&serverSelectionTimeoutMS=2000")) {
          if (round == 0) {
            uniqueCodes(cases(client));
          }
          killWhileWriting(process, client, round, tried, acknowledged);
        }
      }
    }
    try (EmbeddedStore store = start();
        MongoClient client = MongoClients.create(store.uri())) {
      Set<String> kept = ids(client);
      assertThat(kept).containsAll(acknowledged);
      assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(4 * 600);
      // an entry of the unique index without its document would refuse these
      for (String id : tried) {
        if (!kept.contains(id)) {
          Mono.from(cases(client).insertOne(aCase(id, "code-" + id))).block();
        }
      }
      assertThat(ids(client)).containsExactlyInAnyOrderElementsOf(new HashSet<>(tried));
    }
  }

  private static void killWhileWriting(
      BackendsProcess process,
      MongoClient client,
      int round,
      Queue<String> tried,
      Queue<String> acknowledged)
      throws Exception {
    CountDownLatch enough = new CountDownLatch(600);
    ExecutorService writers = Executors.newFixedThreadPool(3);
    for (int writer = 0; writer < 3; writer++) {
      String prefix = round + "-" + writer + "-";
      writers.execute(
          () -> {
            try {
              for (int i = 0; ; i += 3) {
                List<Document> batch =
                    IntStream.range(i, i + 3)
                        .mapToObj(n -> aCase(prefix + n, "code-" + prefix + n))
                        .toList();
                batch.forEach(it -> tried.add(it.getString("_id")));
                Mono.from(cases(client).insertMany(batch)).block();
                batch.forEach(
                    it -> {
                      acknowledged.add(it.getString("_id"));
                      enough.countDown();
                    });
              }
            } catch (MongoException killed) {
              // as meant: the store is gone
            }
          });
    }
    assertThat(enough.await(3, TimeUnit.MINUTES)).isTrue();
    process.kill();
    writers.shutdown();
    assertThat(writers.awaitTermination(3, TimeUnit.MINUTES)).isTrue();
  }

  @Test
  void aSweepLeavesNothingOfRemovedAndReplacedDocumentsAndKeepsTheOthers() throws Exception {
    try (EmbeddedStore store = start();
        MongoClient client = MongoClients.create(store.uri())) {
      uniqueCodes(cases(client));
      for (int i = 0; i < 200; i++) {
        Mono.from(cases(client).insertOne(aCase("c" + i, "code-" + i).append("name", "nobody")))
            .block();
      }
      Mono.from(cases(client).insertOne(aCase("r", "A-1").append("name", "Zeynep Kaya"))).block();
      Mono.from(cases(client).insertOne(aCase("d", "A-2").append("name", "Zeynep Kaya"))).block();
      Mono.from(cases(client).updateOne(Filters.eq("_id", "r"), Updates.unset("name"))).block();
      Mono.from(cases(client).deleteOne(Filters.eq("_id", "d"))).block();
      assertThat(onDisk("Zeynep Kaya")).as("old versions stay for a while").isTrue();

      store.sweep();

      assertThat(onDisk("Zeynep Kaya")).isFalse();
      assertThat(onDisk("nobody")).isTrue();
      assertThat(ids(client)).hasSize(201);
      // the same connection goes on writing, under the same unique index
      Mono.from(cases(client).insertOne(aCase("d", "A-2"))).block();
      assertThatThrownBy(() -> Mono.from(cases(client).insertOne(aCase("e", "A-2"))).block())
          .isInstanceOf(MongoException.class)
          .hasMessageContaining("E11000");
    }
    try (EmbeddedStore store = start();
        MongoClient client = MongoClients.create(store.uri())) {
      assertThat(find(client, "d")).isEqualTo(aCase("d", "A-2"));
    }
  }

  @Test
  void writingGoesOnThroughSweeps() throws Exception {
    Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
    try (EmbeddedStore store = start();
        MongoClient client = MongoClients.create(store.uri())) {
      ExecutorService writers = Executors.newFixedThreadPool(2);
      for (String writer : List.of("a", "b")) {
        writers.execute(
            () -> {
              for (int i = 0; i < 300; i++) {
                Mono.from(cases(client).insertOne(aCase(writer + i, "code-" + writer + i))).block();
                acknowledged.add(writer + i);
              }
            });
      }
      writers.shutdown();
      for (int sweep = 1; sweep <= 4; sweep++) {
        int enough = sweep * 120;
        await().atMost(Duration.ofMinutes(3)).until(() -> acknowledged.size() >= enough);
        store.sweep();
      }
      assertThat(writers.awaitTermination(3, TimeUnit.MINUTES)).isTrue();
      assertThat(acknowledged).hasSize(600);
      assertThat(ids(client)).containsExactlyInAnyOrderElementsOf(acknowledged);
    }
  }

  private boolean onDisk(String words) throws Exception {
    try (Stream<Path> files = Files.list(file().getParent())) {
      for (Path each : files.toList()) {
        if (new String(Files.readAllBytes(each), StandardCharsets.ISO_8859_1).contains(words)) {
          return true;
        }
      }
    }
    return false;
  }

  @Test
  void aSecondStoreOnTheSameFileIsRefused() {
    try (EmbeddedStore first = start()) {
      assertThatThrownBy(this::start)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("has " + file() + " open");
      assertThat(first.uri()).isNotEmpty();
    }
  }

  @Test
  void itListensOnLoopbackOnlyAndClosingTwiceIsHarmless() throws Exception {
    EmbeddedStore store = start();
    int port = Integer.parseInt(store.uri().substring(store.uri().lastIndexOf(':') + 1));
    // with a listener on the wildcard address this bind would fail
    try (ServerSocket beside = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.2"))) {
      assertThat(beside.isBound()).isTrue();
    }
    assertThatThrownBy(() -> EmbeddedStore.start(new EmbeddedStore.Settings(null, port)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Port " + port + " is taken");
    store.close();
    store.close();
  }

  private static MongoCollection<Document> cases(MongoClient client) {
    return client.getDatabase("alo153_tracking").getCollection("cases");
  }

  private static void uniqueCodes(MongoCollection<Document> cases) {
    Mono.from(cases.createIndex(Indexes.ascending("code"), new IndexOptions().unique(true)))
        .block();
  }

  private static Document aCase(String id, String code) {
    return new Document("_id", id).append("code", code);
  }

  private static @Nullable Document find(MongoClient client, String id) {
    return Mono.from(cases(client).find(Filters.eq("_id", id)).first()).block();
  }

  private static Set<String> ids(MongoClient client) {
    return new HashSet<>(
        Flux.from(cases(client).find()).map(it -> it.getString("_id")).collectList().block());
  }
}
