package alo153.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import alo153.embedded.EmbeddedBroker;
import alo153.embedded.EmbeddedStore;
import alo153.events.RequestEvent;
import alo153.events.RequestId;
import alo153.events.RequestSubmitted;
import alo153.events.personal.PersonalPart;
import alo153.events.wire.Codec;
import alo153.events.wire.Topics;
import alo153.transport.Envelopes;
import alo153.transport.EventPublisher;
import alo153.transport.LogRecord;
import alo153.transport.LogReplay;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;

/** The service on real ports with a real broker and store, for tests. */
public final class RunningIntake implements AutoCloseable {
  public static final String ADAPTER = "adapter-key-for-tests-0123456789";
  public static final String DESK = "desk-key-for-tests-0123456789abc";
  public static final String OPERATOR = "operator-key-for-tests-012345678";
  public static final byte[] ID_KEY = "test id key 0123456789".getBytes(UTF_8);
  public static final String EXCHANGE_SECRET = "0123456789abcdef0123456789abcdef";

  /** The beginning of a picture, which is enough to be taken for one. */
  public static final byte[] JPEG = {
    (byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xe0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1
  };

  private final Path directory;
  private @Nullable EmbeddedBroker broker;
  private final String bootstrapServers;
  private final EmbeddedStore store;
  private final ConfigurableApplicationContext context;
  private final HttpClient http = HttpClient.newHttpClient();
  private final URI base;

  /** What was read of each topic so far, and how far: every look only reads what is new. */
  private final Map<String, List<LogRecord>> seen = new HashMap<>();

  private final Map<String, Long> ends = new HashMap<>();
  private final KafkaConsumer<byte[], byte[]> offsets;

  private RunningIntake(
      Path directory,
      @Nullable EmbeddedBroker broker,
      String bootstrapServers,
      EmbeddedStore store,
      ConfigurableApplicationContext context) {
    this.directory = directory;
    this.broker = broker;
    this.bootstrapServers = bootstrapServers;
    this.store = store;
    this.context = context;
    String port = context.getBean(Environment.class).getProperty("local.server.port");
    this.base = URI.create("http://127.0.0.1:" + port);
    this.offsets =
        new KafkaConsumer<>(
            Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
  }

  public static RunningIntake start(String... settings) throws IOException {
    Path directory = Files.createTempDirectory("intake-it");
    var broker = EmbeddedBroker.start(new EmbeddedBroker.Settings(directory.resolve("log"), 0, 0));
    return start(directory, broker, broker.bootstrapServers(), settings);
  }

  /** With a broker of somebody else's, who also ends it. */
  public static RunningIntake against(String bootstrapServers, String... settings)
      throws IOException {
    return start(Files.createTempDirectory("intake-it"), null, bootstrapServers, settings);
  }

  private static RunningIntake start(
      Path directory,
      @Nullable EmbeddedBroker broker,
      String bootstrapServers,
      String... settings) {
    var store = EmbeddedStore.start(new EmbeddedStore.Settings(null, 0));
    String[] all =
        Stream.concat(
                Stream.of(
                    "server.port=0",
                    "alo153.transport.bootstrap-servers=" + bootstrapServers,
                    "alo153.transport.master-key-file=" + directory.resolve("master.key"),
                    "alo153.transport.partitions=3",
                    "alo153.store.uri=" + store.uri(),
                    "alo153.key.adapter=" + ADAPTER,
                    "alo153.key.desk=" + DESK,
                    "alo153.key.operator=" + OPERATOR,
                    "alo153.rate.per-minute=100000",
                    "alo153.rate.burst=100000",
                    "alo153.intake.phone.verimor-secret=" + EXCHANGE_SECRET,
                    "alo153.intake.phone.netgsm-secret=" + EXCHANGE_SECRET,
                    "alo153.intake.id-key=" + Base64.getEncoder().encodeToString(ID_KEY)),
                Stream.of(settings))
            // what a test says wins; said twice it would be a list
            .collect(
                Collectors.toMap(
                    it -> it.substring(0, it.indexOf('=')),
                    it -> "--" + it,
                    (ours, wanted) -> wanted))
            .values()
            .toArray(String[]::new);
    return new RunningIntake(
        directory, broker, bootstrapServers, store, IntakeApplication.application().run(all));
  }

  /** What the service answered. */
  public record Answer(int status, HttpResponse<byte[]> response) {
    public JsonNode json() {
      return Codec.json().readTree(response.body());
    }

    public String text() {
      return new String(response.body(), UTF_8);
    }

    public String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }
  }

  /** The id of the request that was accepted with this answer. */
  public static RequestId requestId(Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(202);
    return new RequestId(answer.json().get("requestId").asString());
  }

  /** An idempotency key nobody used before. */
  public static String key() {
    return UUID.randomUUID().toString();
  }

  public <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  public String bootstrapServers() {
    return bootstrapServers;
  }

  public void stopBroker() {
    Objects.requireNonNull(broker).close();
  }

  /** On the same port, with what it had. */
  public void startBrokerAgain() {
    int port = Integer.parseInt(bootstrapServers().substring(bootstrapServers().indexOf(':') + 1));
    broker = EmbeddedBroker.start(new EmbeddedBroker.Settings(directory.resolve("log"), port, 0));
  }

  public void stopStore() {
    store.close();
  }

  public URI address(String path) {
    return base.resolve(path);
  }

  public Answer post(String path, String contentType, byte[] body, String... headers) {
    var request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", contentType)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request);
  }

  public Answer json(String path, String body, String... headers) {
    return post(path, "application/json", body.getBytes(UTF_8), headers);
  }

  /** A file of a form, and what the part that holds it is called. */
  public record Part(String name, String fileName, byte[] bytes) {}

  public Answer form(String path, List<Part> parts, String... headers) {
    String boundary = "----tests" + key();
    var body = new ByteArrayOutputStream();
    for (Part part : parts) {
      body.writeBytes(
          """
          --%s\r
          Content-Disposition: form-data; name="%s"; filename="%s"\r
          Content-Type: application/octet-stream\r
          \r
          """
              .formatted(boundary, part.name(), part.fileName())
              .getBytes(UTF_8));
      body.writeBytes(part.bytes());
      body.writeBytes("\r\n".getBytes(UTF_8));
    }
    body.writeBytes(("--" + boundary + "--\r\n").getBytes(UTF_8));
    return post(path, "multipart/form-data; boundary=" + boundary, body.toByteArray(), headers);
  }

  public Answer get(String path, String... headers) {
    var request = HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(30)).GET();
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request);
  }

  private Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<byte[]> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      return new Answer(response.statusCode(), response);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public void publish(RequestEvent event) {
    bean(EventPublisher.class).publishAndWait(List.of(bean(Envelopes.class).event(event)));
  }

  /** Everything on these topics now. */
  public synchronized List<LogRecord> log(String... topics) {
    if (Stream.of(topics).anyMatch(this::hasMore)) {
      var report =
          bean(LogReplay.class)
              .replay(
                  List.of(topics),
                  ends,
                  batch ->
                      batch.forEach(
                          record ->
                              seen.computeIfAbsent(record.origin().topic(), it -> new ArrayList<>())
                                  .add(record.value())));
      ends.putAll(report.ends());
    }
    return Stream.of(topics)
        .flatMap(topic -> seen.getOrDefault(topic, List.of()).stream())
        .toList();
  }

  private boolean hasMore(String topic) {
    var partitions =
        offsets.partitionsFor(topic).stream()
            .map(it -> new TopicPartition(topic, it.partition()))
            .toList();
    offsets.assign(partitions);
    return offsets.endOffsets(partitions).entrySet().stream()
        .anyMatch(
            end -> end.getValue() > ends.getOrDefault(topic + "/" + end.getKey().partition(), 0L));
  }

  public List<RequestEvent> events(RequestId requestId) {
    return log(Topics.REQUESTS).stream()
        .filter(LogRecord.EventRecord.class::isInstance)
        .map(record -> ((LogRecord.EventRecord) record).event())
        .filter(event -> event.requestId().equals(requestId))
        .toList();
  }

  /** The request, which was accepted once. */
  public RequestSubmitted onlyRequest(RequestId id) {
    List<RequestEvent> events =
        events(id).stream().filter(RequestSubmitted.class::isInstance).toList();
    assertThat(events).hasSize(1);
    return (RequestSubmitted) events.get(0);
  }

  public long eventCount() {
    return log(Topics.REQUESTS).size();
  }

  public Map<String, PersonalPart> parts(RequestId requestId) {
    var parts = new LinkedHashMap<String, PersonalPart>();
    for (LogRecord record : log(Topics.PERSONAL)) {
      if (record instanceof LogRecord.PartRecord part
          && part.key().requestId().equals(requestId)
          && part.part() != null) {
        parts.put(part.key().part(), part.part());
      }
    }
    return parts;
  }

  @Override
  public void close() {
    offsets.close();
    context.close();
    store.close();
    if (broker != null) {
      broker.close();
    }
    try {
      FileSystemUtils.deleteRecursively(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
