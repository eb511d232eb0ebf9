package alo153.allinone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import alo153.events.PersonErased;
import alo153.events.RequestEvent;
import alo153.events.wire.Codec;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.FileAppender;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.bson.Document;
import org.bson.types.Binary;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.springframework.boot.logging.LoggingSystem;
import picocli.CommandLine;
import reactor.core.publisher.Flux;
import tools.jackson.databind.JsonNode;

/** Forgetting, looked for in every byte the house keeps. */
class ErasureIT {
  private static final Duration SOON = Duration.ofMinutes(3);
  private static final List<String> TRACES = Forgettable.TRACES;

  @TempDir Path folder;
  private String logging = "";
  private final FileAppender<ILoggingEvent> log = new FileAppender<>();

  @BeforeEach
  void writeTheLogAsTheHouseDoes() {
    logging = System.getProperty(LoggingSystem.SYSTEM_PROPERTY, "");
    System.setProperty(LoggingSystem.SYSTEM_PROPERTY, LoggingSystem.NONE);
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    var encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern("%d %level %logger %msg%n%ex");
    encoder.start();
    log.setContext(context);
    log.setFile(folder.resolve("logs").resolve("alo153.log").toString());
    log.setEncoder(encoder);
    log.start();
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(log);
  }

  @AfterEach
  void logAsBefore() {
    ((LoggerContext) LoggerFactory.getILoggerFactory())
        .getLogger(Logger.ROOT_LOGGER_NAME)
        .detachAppender(log);
    log.stop();
    if (logging.isEmpty()) {
      System.clearProperty(LoggingSystem.SYSTEM_PROPERTY);
    } else {
      System.setProperty(LoggingSystem.SYSTEM_PROPERTY, logging);
    }
  }

  @Test
  void noByteOfAnErasedPersonIsLeftAndTheLogStaysWhole() throws Exception {
    Map<String, String> before;
    Set<String> erased = new TreeSet<>();
    String neighbour;
    JsonNode theirs;
    try (RunningHouse house = RunningHouse.on(folder)) {
      var person = new Forgettable(house.run());
      neighbour = neighbour(person);
      person.writeByEveryDoor();
      await().atMost(SOON).until(() -> cases(house, person).size() == 8);
      Map<String, JsonNode> all = cases(house, person);
      erased.addAll(all.keySet());
      erased.remove(neighbour);
      await()
          .atMost(SOON)
          .untilAsserted(
              () ->
                  assertThat(statuses(house, person).values())
                      .as("%s", statuses(house, person))
                      .allMatch(Set.of("ANSWERED", "CLOSED")::contains));
      person.leavePoison(erased.iterator().next());
      await().atMost(SOON).until(() -> deadLetters(house, person) == 5);
      theirs = view(house, person, neighbour);
      assertThat(theirs.path("text").asString()).contains("komşunun sözü");
      before = events(house);
      Set<String> here = everywhere(house);
      for (String trace : TRACES) {
        assertThat(here).as("planted").anyMatch(one -> one.endsWith(": " + trace));
      }

      assertThat(command(1, new EraseCommand(), "--phone", "0555 000 00 00")).contains("NOBODY");
      assertThat(erase("--phone", Forgettable.PHONE)).contains("within a day");
      erase("--email", Forgettable.EMAIL);
      erase("--code", codeOfThePushRequest(house, person, all, neighbour));

      await().atMost(SOON).untilAsserted(() -> assertThat(stored(house)).isEmpty());
      for (String request : erased) {
        assertThat(view(house, person, request).path("line").path("erased").asBoolean())
            .as(request)
            .isTrue();
      }
      List<String> topics = Disk.forgettingTopics(house.run().brokers());
      Disk.hurry(house.run().brokers(), topics);
      await()
          .atMost(SOON)
          .pollInterval(Duration.ofSeconds(4))
          .untilAsserted(
              () -> {
                Disk.mark(house.run().brokers(), topics);
                assertThat(Disk.search(house.data.kafka(), TRACES)).isEmpty();
              });
      Disk.takeTime(house.run().brokers(), topics);
      house.sweepStore();
      assertThat(stored(house)).isEmpty();
    }
    nothingIsLeft();
    try (RunningHouse again = RunningHouse.on(folder)) {
      var person = new Forgettable(again.run());
      assertThat(command(new RebuildCommand())).contains("rebuilt and equal");
      assertThat(everywhere(again)).isEmpty();
      Map<String, String> now = events(again);
      assertThat(now.keySet()).as("every event is there").containsAll(before.keySet());
      for (String request : erased) {
        assertThat(now.values()).contains(PersonErased.TYPE + " " + request);
      }
      JsonNode still = view(again, person, neighbour);
      for (String field : List.of("text", "place", "contact", "submittedAt", "explanation")) {
        assertThat(still.path(field)).as(field).isEqualTo(theirs.path(field));
      }
      again.sweepStore();
    }
    nothingIsLeft();
  }

  private void nothingIsLeft() throws Exception {
    var data = new DataFolder(folder);
    assertThat(Disk.search(data.kafka(), TRACES)).isEmpty();
    assertThat(Disk.searchFile(data.store(), TRACES)).isEmpty();
    assertThat(Files.exists(folder.resolve("logs"))).isTrue();
    assertThat(Disk.search(folder.resolve("logs"), TRACES)).isEmpty();
  }

  private static String neighbour(Forgettable person) throws Exception {
    return person
        .submit(
            Map.of(
                "channel",
                "WEB",
                "text",
                "Hendek girişinde yolda çukur var, komşunun sözü",
                "location",
                Map.of("district", "Hendek"),
                "contact",
                Map.of("name", "Ayşe Yılmaz", "phone", "0532 111 22 33", "preferred", "SMS")))
        .path("requestId")
        .asString();
  }

  private static Map<String, JsonNode> cases(RunningHouse house, Forgettable person)
      throws Exception {
    JsonNode page =
        person.get(house.ports.tracking(), "/api/tracking/v1/requests", "ALO153_KEY_DESK");
    var cases = new TreeMap<String, JsonNode>();
    for (JsonNode one : page.path("items")) {
      cases.put(one.path("requestId").asString(), one);
    }
    return cases;
  }

  /** Who has what, and how far it is. */
  private static Map<String, String> statuses(RunningHouse house, Forgettable person)
      throws Exception {
    var statuses = new TreeMap<String, String>();
    cases(house, person)
        .forEach(
            (id, one) ->
                statuses.put(
                    one.path("channel").asString() + " " + id, one.path("status").asString()));
    return statuses;
  }

  private static JsonNode view(RunningHouse house, Forgettable person, String request)
      throws Exception {
    return person.get(
        house.ports.tracking(), "/api/tracking/v1/requests/" + request, "ALO153_KEY_DESK");
  }

  private static String codeOfThePushRequest(
      RunningHouse house, Forgettable person, Map<String, JsonNode> all, String neighbour)
      throws Exception {
    for (JsonNode one : all.values()) {
      String id = one.path("requestId").asString();
      if (!id.equals(neighbour)
          && view(house, person, id).toString().contains(Forgettable.PUSH_TOKEN)) {
        return one.path("trackingCode").asString();
      }
    }
    throw new AssertionError("no request has the token");
  }

  private static int deadLetters(RunningHouse house, Forgettable person) throws Exception {
    int count = 0;
    for (Map.Entry<String, Integer> one :
        Map.of("tracking", house.ports.tracking(), "intake", house.ports.intake()).entrySet()) {
      count +=
          person
              .get(
                  one.getValue(),
                  "/api/" + one.getKey() + "/v1/dead-letters",
                  "ALO153_KEY_OPERATOR")
              .path("total")
              .asInt();
    }
    return count;
  }

  private String erase(String by, String whom) {
    return command(new EraseCommand(), by, whom, "--reason", "PERSON_ASKED");
  }

  private String command(Object command, String... more) {
    return command(0, command, more);
  }

  private String command(int expected, Object command, String... more) {
    var said = new StringWriter();
    List<String> arguments = new ArrayList<>(List.of("--data", folder.toString()));
    arguments.addAll(List.of(more));
    int code =
        new CommandLine(command)
            .setOut(new PrintWriter(said))
            .execute(arguments.toArray(String[]::new));
    System.out.println(said);
    assertThat(code).as(said.toString()).isEqualTo(expected);
    return said.toString();
  }

  /** Type and request of every event, by event id; each is readable. */
  private static Map<String, String> events(RunningHouse house) {
    var events = new TreeMap<String, String>();
    Disk.read(
        house.run().brokers(),
        List.of("alo153.requests"),
        record -> {
          RequestEvent event = Codec.readEvent(record.value());
          events.put(event.id().value(), event.type() + " " + event.requestId());
        });
    return events;
  }

  private static Set<String> everywhere(RunningHouse house) throws Exception {
    Set<String> found = stored(house);
    found.addAll(Disk.search(house.data.kafka(), TRACES));
    return found;
  }

  /** What the store answers, files in GridFS included. */
  private static Set<String> stored(RunningHouse house) {
    var found = new TreeSet<String>();
    try (MongoClient client = MongoClients.create("mongodb://127.0.0.1:" + house.ports.store())) {
      for (String name : all(Flux.from(client.listDatabaseNames()))) {
        MongoDatabase database = client.getDatabase(name);
        for (String collection : all(Flux.from(database.listCollectionNames()))) {
          for (Document document : all(Flux.from(database.getCollection(collection).find()))) {
            String where = name + "." + collection;
            Disk.in(where, document.toString().getBytes(StandardCharsets.UTF_8), TRACES, found);
            document.values().stream()
                .filter(Binary.class::isInstance)
                .forEach(bytes -> Disk.in(where, ((Binary) bytes).getData(), TRACES, found));
          }
        }
      }
    }
    return found;
  }

  private static <T> List<T> all(Flux<T> some) {
    return some.collectList().blockOptional(Duration.ofSeconds(20)).orElse(List.of());
  }
}
