package alo153.proving.house;

import com.mongodb.MongoClientSettings;
import com.mongodb.MongoException;
import com.mongodb.ServerAddress;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import reactor.core.publisher.Mono;

/** A real MongoDB server, where one was put: {@code ALO153_MONGOD} names its program. */
public final class Mongod {
  private static final String SETTING = "ALO153_MONGOD";

  private final Path program;

  private Mongod(Path program) {
    this.program = program;
  }

  /** Whether one can be started. */
  public static boolean isThere() {
    String named = System.getenv(SETTING);
    return named != null && Files.isExecutable(Path.of(named));
  }

  /**
   * @throws IllegalStateException when there is none
   */
  static Mongod found() {
    if (!isThere()) {
      throw new IllegalStateException(SETTING + " does not name the program of a MongoDB server");
    }
    return new Mongod(Path.of(System.getenv(SETTING)));
  }

  List<String> command(Path data, int port) {
    try {
      Files.createDirectories(data);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return List.of(
        program.toString(),
        "--dbpath",
        data.toString(),
        "--port",
        Integer.toString(port),
        "--bind_ip",
        "127.0.0.1",
        "--replSet",
        "alo153",
        "--nounixsocket",
        "--wiredTigerCacheSizeGB",
        "0.25",
        "--oplogSize",
        "64");
  }

  /** Whether it takes majority writes; makes the replica set of one at its first start. */
  static boolean isPrimary(int port) {
    try (MongoClient client = client(port)) {
      Document hello = ask(client, new Document("hello", 1));
      if (!hello.containsKey("setName")) {
        ask(
            client,
            new Document(
                "replSetInitiate",
                new Document("_id", "alo153")
                    .append(
                        "members",
                        List.of(new Document("_id", 0).append("host", "127.0.0.1:" + port)))));
        return false;
      }
      return hello.getBoolean("isWritablePrimary", false);
    } catch (MongoException e) {
      return false; // not yet there: that is the answer
    }
  }

  private static Document ask(MongoClient client, Document command) {
    Document answer =
        Mono.from(client.getDatabase("admin").runCommand(command)).block(Duration.ofSeconds(5));
    return answer == null ? new Document() : answer;
  }

  private static MongoClient client(int port) {
    return MongoClients.create(
        MongoClientSettings.builder()
            .applyToClusterSettings(
                cluster ->
                    cluster
                        .hosts(List.of(new ServerAddress("127.0.0.1", port)))
                        .mode(com.mongodb.connection.ClusterConnectionMode.SINGLE)
                        .serverSelectionTimeout(2, TimeUnit.SECONDS))
            .build());
  }
}
