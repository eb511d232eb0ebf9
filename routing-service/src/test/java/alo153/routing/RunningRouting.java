package alo153.routing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import alo153.city.TurkishText;
import alo153.embedded.EmbeddedBroker;
import alo153.embedded.EmbeddedStore;
import alo153.events.Actor;
import alo153.events.CategoryCode;
import alo153.events.Channel;
import alo153.events.CitizenWrote;
import alo153.events.DistrictCode;
import alo153.events.DistrictSource;
import alo153.events.EventId;
import alo153.events.Kind;
import alo153.events.Language;
import alo153.events.OwnerCode;
import alo153.events.Regime;
import alo153.events.RequestAssigned;
import alo153.events.RequestEvent;
import alo153.events.RequestId;
import alo153.events.RequestSubmitted;
import alo153.events.RoadClass;
import alo153.events.Status;
import alo153.events.StatusChanged;
import alo153.events.personal.CitizenWords;
import alo153.events.personal.PersonalKey;
import alo153.events.personal.Place;
import alo153.events.wire.Codec;
import alo153.events.wire.Topics;
import alo153.events.work.WorkRecord;
import alo153.transport.Envelopes;
import alo153.transport.EventPublisher;
import alo153.transport.InfrastructureException;
import alo153.transport.Outgoing;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.web.reactive.server.WebTestClient;

/** The service on its own broker and store, and what the others would write and read. */
final class RunningRouting implements AutoCloseable {
  static final String DESK_KEY = "desk-key-of-the-tests";
  static final String OPERATOR_KEY = "operator-key-of-the-tests";

  /** Words that name a pothole, and words that name nothing. */
  static final String POTHOLE = "Bulvarda çok derin bir çukur var, lütfen kapatın";

  static final String NONSENSE = "Merhaba, kolay gelsin";

  final EmbeddedBroker broker;
  private final Path folder;
  private final int storePort;
  EmbeddedStore store;
  ConfigurableApplicationContext service;
  private TopicTail log;

  RunningRouting(Path folder, Map<String, Object> settings) {
    this.folder = folder;
    this.broker = EmbeddedBroker.start(new EmbeddedBroker.Settings(folder.resolve("kafka"), 0, 0));
    this.store = EmbeddedStore.start(new EmbeddedStore.Settings(storeFile(), 0));
    this.storePort = Integer.parseInt(store.uri().substring(store.uri().lastIndexOf(':') + 1));
    this.service = start(settings);
    this.log = new TopicTail(broker.bootstrapServers(), Topics.REQUESTS);
  }

  private Path storeFile() {
    return folder.resolve("store.db");
  }

  ConfigurableApplicationContext start(Map<String, Object> settings) {
    var all = new java.util.HashMap<String, Object>(settings);
    all.put("ALO153_KAFKA", broker.bootstrapServers());
    all.put("ALO153_MONGODB_URI", store.uri());
    all.put("ALO153_MASTER_KEY_FILE", folder.resolve("master.key").toString());
    all.put("ALO153_KEY_DESK", DESK_KEY);
    all.put("ALO153_KEY_OPERATOR", OPERATOR_KEY);
    all.put("ALO153_ROUTING_PORT", "0");
    all.put("ALO153_PARTITIONS", "3");
    all.put("alo153.transport.topic-wait", "120s");
    return RoutingApplication.application().properties(all).run();
  }

  void stopStore() {
    store.close();
  }

  void startStore() {
    store = EmbeddedStore.start(new EmbeddedStore.Settings(storeFile(), storePort));
  }

  WebTestClient http(String key) {
    int port = ((WebServerApplicationContext) service).getWebServer().getPort();
    return WebTestClient.bindToServer()
        .baseUrl("http://127.0.0.1:" + port)
        .defaultHeader("X-Api-Key", key)
        .responseTimeout(Duration.ofSeconds(60))
        .build();
  }

  MongoDatabase database() {
    return service.getBean(MongoDatabase.class);
  }

  Envelopes envelopes() {
    return service.getBean(Envelopes.class);
  }

  void publish(Outgoing... records) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .ignoreException(InfrastructureException.class)
        .until(
            () -> {
              service.getBean(EventPublisher.class).publishAndWait(List.of(records));
              return true;
            });
  }

  void publish(RequestEvent event) {
    publish(envelopes().event(event));
  }

  void publishWords(RequestSubmitted submitted, String text) {
    publish(envelopes().part(submitted.requestId(), submitted.parts().get(0), words(text)));
  }

  static CitizenWords words(String text) {
    return new CitizenWords(
        text,
        TurkishText.fold(text),
        null,
        new Place(40.7731, 30.3948, "Örnek Mahallesi 12", null, null),
        List.of());
  }

  /** A request with its words, as the intake would write it. */
  RequestSubmitted submit(String text, @Nullable RoadClass road, @Nullable String district) {
    RequestSubmitted submitted = submitted(null, road, district);
    publish(
        envelopes().part(submitted.requestId(), submitted.parts().get(0), words(text)),
        envelopes().event(submitted));
    return submitted;
  }

  /** Many of the same at once. */
  List<RequestSubmitted> submitMany(
      int count, String text, @Nullable RoadClass road, @Nullable String district) {
    var submissions = new ArrayList<RequestSubmitted>();
    var records = new ArrayList<Outgoing>();
    for (int i = 0; i < count; i++) {
      RequestSubmitted submitted = submitted(null, road, district);
      submissions.add(submitted);
      records.add(envelopes().part(submitted.requestId(), submitted.parts().get(0), words(text)));
      records.add(envelopes().event(submitted));
    }
    publish(records.toArray(Outgoing[]::new));
    return submissions;
  }

  static RequestSubmitted submitted(
      @Nullable String category, @Nullable RoadClass road, @Nullable String district) {
    RequestId id = RequestId.random();
    return new RequestSubmitted(
        RequestSubmitted.idOf(id),
        id,
        Instant.now(),
        Channel.WEB,
        null,
        Kind.COMPLAINT,
        category == null ? null : new CategoryCode(category),
        Language.TR,
        Regime.SERVICE,
        district == null ? null : new DistrictCode(district),
        district == null ? DistrictSource.UNKNOWN : DistrictSource.POINT,
        road,
        false,
        Instant.now(),
        "hash",
        List.of(),
        List.of(PersonalKey.words("4F5A")));
  }

  /** The citizen writes again. */
  void write(RequestSubmitted submitted, CitizenWrote.Purpose purpose, String text, String cause) {
    RequestId id = submitted.requestId();
    EventId message = EventId.derive(CitizenWrote.TYPE, id, cause);
    String part = PersonalKey.words(message.value());
    publish(
        envelopes().part(id, part, words(text)),
        envelopes()
            .event(
                new CitizenWrote(
                    message,
                    id,
                    Instant.now(),
                    Channel.WEB,
                    purpose,
                    null,
                    List.of(),
                    List.of(part))));
  }

  static StatusChanged status(
      RequestSubmitted submitted, Status to, Actor by, @Nullable String suggested, String cause) {
    return new StatusChanged(
        EventId.derive(StatusChanged.TYPE, submitted.requestId(), cause),
        submitted.requestId(),
        Instant.now(),
        Status.ASSIGNED,
        to,
        by,
        null,
        to == Status.REFUSED ? "not-our-work" : null,
        suggested == null ? null : new OwnerCode(suggested),
        null,
        cause,
        List.of(),
        List.of());
  }

  /** All events of a type about a request, in the log's order. */
  <T extends RequestEvent> List<T> events(RequestId id, Class<T> type) {
    return events(Set.of(id), type);
  }

  /** The same about several. */
  <T extends RequestEvent> List<T> events(Set<RequestId> ids, Class<T> type) {
    Set<String> keys = ids.stream().map(RequestId::value).collect(Collectors.toSet());
    return log.read().stream()
        .filter(record -> keys.contains(new String(record.key(), UTF_8)))
        .map(record -> Codec.readEvent(record.value()))
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  <T extends RequestEvent> List<T> awaitEvents(RequestId id, Class<T> type, int count) {
    return Awaitility.await()
        .atMost(45, TimeUnit.SECONDS)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> events(id, type), found -> found.size() >= count);
  }

  /** The only owner a request has got. */
  RequestAssigned assignedOnce(RequestSubmitted submitted) {
    List<RequestAssigned> assigned = awaitEvents(submitted.requestId(), RequestAssigned.class, 1);
    assertThat(assigned).hasSize(1);
    return assigned.get(0);
  }

  /** Waits until everything published before has been handled. */
  void settle() {
    RequestSubmitted last = submit(POTHOLE, RoadClass.MAIN_ROAD, "adapazari");
    awaitEvents(last.requestId(), RequestAssigned.class, 1);
  }

  /** What a department has in its feed about a request. */
  List<WorkRecord> feed(String department, RequestId id) {
    try (var tail =
        new TopicTail(broker.bootstrapServers(), Topics.department(new OwnerCode(department)))) {
      return Awaitility.await()
          .atMost(20, TimeUnit.SECONDS)
          .until(
              () ->
                  tail.read().stream()
                      .map(record -> Codec.readWork(record.value()))
                      .filter(work -> work.requestId().equals(id))
                      .toList(),
              found -> !found.isEmpty());
    }
  }

  @Override
  public void close() {
    log.close();
    service.close();
    try (broker) {
      store.close();
    }
  }
}
