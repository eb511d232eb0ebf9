package alo153.tracking.in;

import alo153.embedded.EmbeddedBroker;
import alo153.embedded.EmbeddedStore;
import alo153.events.RequestEvent;
import alo153.events.RequestId;
import alo153.events.personal.PersonalPart;
import alo153.events.work.DepartmentUpdate;
import alo153.tracking.TrackingApplication;
import alo153.transport.Envelopes;
import alo153.transport.EventPublisher;
import alo153.transport.LogRecord;
import alo153.transport.LogReplay;
import alo153.transport.Outgoing;
import com.mongodb.reactivestreams.client.MongoDatabase;
import io.netty.handler.codec.http.HttpMethod;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufMono;
import reactor.netty.http.client.HttpClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A broker, a store and the service, as they are in the field. */
final class House implements AutoCloseable {
  static final String DESK = "desk-key-0123456789abcdef";
  static final String OPERATOR = "operator-key-0123456789abcdef";
  static final String ROADS = "roads-key-0123456789abcdef";
  static final String WATER = "water-key-0123456789abcdef";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Path folder;
  private final EmbeddedBroker broker;
  private EmbeddedStore store;
  private final int storePort;
  private ConfigurableApplicationContext service;

  House(Path folder) {
    this.folder = folder;
    this.broker = EmbeddedBroker.start(new EmbeddedBroker.Settings(folder.resolve("log"), 0, 0));
    this.store = EmbeddedStore.start(new EmbeddedStore.Settings(folder.resolve("store.db"), 0));
    this.storePort = URI.create(store.uri()).getPort();
  }

  House start(String... more) {
    var arguments =
        new ArrayList<>(
            List.of(
                "--server.port=0",
                "--alo153.transport.bootstrap-servers=" + broker.bootstrapServers(),
                "--alo153.transport.partitions=4",
                "--alo153.transport.master-key-file=" + folder.resolve("master.key"),
                "--alo153.store.uri=" + store.uri(),
                "--alo153.key.desk=" + DESK,
                "--alo153.key.operator=" + OPERATOR,
                "--alo153.key.department.yol-bakim=" + ROADS,
                "--alo153.key.department.saski=" + WATER,
                "--alo153.tracking.sweep=200ms",
                "--alo153.tracking.rebuild-cases=2",
                "--alo153.rate.burst=10000"));
    arguments.addAll(List.of(more));
    service = TrackingApplication.application().run(arguments.toArray(String[]::new));
    return this;
  }

  void stop() {
    service.close();
  }

  void storeDown() {
    store.close();
  }

  void storeUp() {
    store = EmbeddedStore.start(new EmbeddedStore.Settings(folder.resolve("store.db"), storePort));
  }

  <B> B bean(Class<B> type) {
    return service.getBean(type);
  }

  MongoDatabase database() {
    return bean(MongoDatabase.class);
  }

  void happens(RequestEvent... events) {
    Envelopes envelopes = bean(Envelopes.class);
    bean(EventPublisher.class)
        .publishAndWait(List.of(events).stream().map(envelopes::event).toList());
  }

  void part(RequestId id, String name, PersonalPart part) {
    send(bean(Envelopes.class).part(id, name, part));
  }

  void says(DepartmentUpdate update) {
    send(bean(Envelopes.class).update(update));
  }

  void send(Outgoing... records) {
    bean(EventPublisher.class).publishAndWait(List.of(records));
  }

  /** What the log says of a request. */
  List<RequestEvent> log(RequestId id) {
    var events = new ArrayList<RequestEvent>();
    bean(LogReplay.class)
        .replay(
            List.of(alo153.events.wire.Topics.REQUESTS),
            batch ->
                batch.forEach(
                    record -> {
                      if (record.value() instanceof LogRecord.EventRecord read
                          && read.event().requestId().equals(id)) {
                        events.add(read.event());
                      }
                    }));
    return events;
  }

  /** An answer. */
  record Answer(int status, JsonNode body, @Nullable String etag) {}

  Answer get(String path, @Nullable String key) {
    return call("GET", path, key, null);
  }

  Answer post(String path, @Nullable String key, String body, String... headers) {
    return call("POST", path, key, body, headers);
  }

  int port() {
    return Integer.parseInt(
        java.util.Objects.requireNonNull(
            service.getEnvironment().getProperty("local.server.port")));
  }

  private Answer call(
      String method, String path, @Nullable String key, @Nullable String body, String... headers) {
    return java.util.Objects.requireNonNull(
        HttpClient.create()
            .headers(
                all -> {
                  all.set("Content-Type", "application/json");
                  if (key != null) {
                    all.set("X-Api-Key", key);
                  }
                  for (int i = 0; i < headers.length; i += 2) {
                    all.set(headers[i], headers[i + 1]);
                  }
                })
            .request(HttpMethod.valueOf(method))
            .uri("http://127.0.0.1:" + port() + path)
            .send(body == null ? Mono.empty() : ByteBufMono.fromString(Mono.just(body)))
            .responseSingle(
                (response, content) ->
                    content
                        .asString()
                        .defaultIfEmpty("{}")
                        .map(
                            text ->
                                new Answer(
                                    response.status().code(),
                                    JSON.readTree(text),
                                    response.responseHeaders().get("ETag"))))
            .block(Duration.ofSeconds(60)));
  }

  @Override
  public void close() {
    if (service != null) {
      service.close();
    }
    store.close();
    broker.close();
  }
}
