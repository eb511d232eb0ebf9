package alo153.allinone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import alo153.events.RequestSubmitted;
import alo153.events.wire.Codec;
import alo153.events.wire.Topics;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/**
 * What operators do while the house works, with two instances of every service: rebuild under load,
 * and redrive a thousand dead letters. With {@code ALO153_MONGODB_URI} set it runs on that store.
 *
 * <p>{@code -Drebuild.events=100000} measures a rebuild of so many events.
 */
class OperatorsDrillIT {
  private static final Duration SOON = Duration.ofMinutes(3);
  private static final int EVENTS = Integer.getInteger("rebuild.events", 4_000);
  private static final int LETTERS = 1_000;

  @TempDir static Path folder;
  @TempDir static Path second;
  private static RunningHouse house;
  private static House others;

  @BeforeAll
  static void start() throws IOException {
    house = RunningHouse.on(folder);
    others = secondInstances();
  }

  /** One more of every service on the same log and store. */
  private static House secondInstances() throws IOException {
    var data = new DataFolder(second);
    Files.createDirectories(data.keys().getParent());
    Files.copy(house.data.keys(), data.keys());
    Files.copy(house.data.masterKey(), data.masterKey());
    String providers = "http://127.0.0.1:" + house.ports.simulators();
    String store =
        System.getenv()
            .getOrDefault("ALO153_MONGODB_URI", "mongodb://127.0.0.1:" + house.ports.store());
    Files.writeString(
        data.settings(),
        String.join(
            "\n",
            "ALO153_KAFKA=" + house.run().brokers(),
            "ALO153_MONGODB_URI=" + store,
            "ALO153_SMS_URL=" + providers,
            "ALO153_SMS_PER_SECOND=0",
            "ALO153_WHATSAPP_URL=" + providers,
            "ALO153_PUSH_URL=" + providers,
            "ALO153_WEBHOOK_RELAY=" + providers + "/webhook",
            "ALO153_SMTP_PORT=" + house.ports.smtp(),
            "ALO153_IMAP_PORT=" + house.ports.imap(),
            ""));
    var more = new House(data, new Ports(RunningHouse.freeBase()), System.out::println);
    try {
      more.start();
      return more;
    } catch (RuntimeException e) {
      more.close();
      throw e;
    }
  }

  @AfterAll
  static void stop() {
    others.close();
    house.close();
  }

  private record Said(int code, String text) {}

  private static Said command(Object command, String... more) {
    var said = new StringWriter();
    List<String> arguments = new ArrayList<>(List.of("--data", folder.toString()));
    arguments.addAll(List.of(more));
    int code =
        new CommandLine(command)
            .setOut(new PrintWriter(said))
            .setExecutionExceptionHandler(
                (e, line, parsed) -> {
                  line.getOut().println(e.getMessage());
                  return 1;
                })
            .execute(arguments.toArray(String[]::new));
    System.out.println(said);
    return new Said(code, said.toString());
  }

  private static void publish(String topic, int count, IntFunction<byte[]> value) throws Exception {
    Map<String, Object> configuration =
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            house.run().brokers(),
            ProducerConfig.ACKS_CONFIG,
            "all",
            ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
            StringSerializer.class,
            ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
            ByteArraySerializer.class);
    try (var producer = new KafkaProducer<String, byte[]>(configuration)) {
      var sent = new ArrayList<Future<RecordMetadata>>();
      for (int i = 0; i < count; i++) {
        sent.add(producer.send(new ProducerRecord<>(topic, "drill-" + i, value.apply(i))));
      }
      for (Future<RecordMetadata> one : sent) {
        one.get(60, TimeUnit.SECONDS);
      }
    }
  }

  private static byte[] submission(String id) {
    return Codec.json()
        .writeValueAsBytes(
            Map.of(
                "id",
                id,
                "channel",
                "WEB",
                "text",
                "Hendek girişinde yolda çukur var (" + id + ")",
                "contact",
                Map.of("phone", "0532 111 22 33", "preferred", "SMS")));
  }

  /** Tracking codes of all requests, and how many events there are. */
  private static List<String> codes(AtomicLong events) {
    var codes = new ArrayList<String>();
    events.set(0);
    Disk.read(
        house.run().brokers(),
        List.of(Topics.REQUESTS),
        record -> {
          events.incrementAndGet();
          if (Codec.readEvent(record.value()) instanceof RequestSubmitted submitted) {
            codes.add(submitted.requestId().trackingCode().value());
          }
        });
    return codes;
  }

  /** Asks for requests that are there, at both instances, as long as it is open. */
  private static final class Readers implements AutoCloseable {
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<String> wrong = new CopyOnWriteArrayList<>();
    private final AtomicLong asked = new AtomicLong();
    private final Thread thread;
    private volatile boolean closed;

    private Readers(List<String> codes) {
      thread =
          new Thread(
              () -> {
                for (int i = 0; !closed; i = (i + 7) % codes.size()) {
                  ask(house.ports.tracking(), codes.get(i));
                }
              },
              "readers");
      thread.start();
    }

    private void ask(int port, String code) {
      try {
        HttpResponse<String> answer =
            http.send(
                HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/api/tracking/v1/track/" + code))
                    .header("X-Api-Key", house.run().key("ALO153_KEY_DESK"))
                    .timeout(Duration.ofSeconds(20))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
        asked.incrementAndGet();
        if (answer.statusCode() == 404) {
          wrong.add(code + " " + answer.body());
        }
      } catch (IOException e) {
        wrong.add(code + " " + e);
      } catch (InterruptedException e) {
        closed = true;
      }
    }

    @Override
    public void close() {
      closed = true;
      thread.interrupt();
    }
  }

  @Test
  void aRebuildUnderLoadEqualsAndLosesNothing() throws Exception {
    var events = new AtomicLong();
    int sent = 0;
    while (events.get() < EVENTS) {
      int from = sent;
      int more = Math.max(50, (int) ((EVENTS - events.get()) / 10));
      publish(Topics.INBOX, more, i -> submission("bulk-" + (from + i)));
      sent += more;
      int all = sent;
      var before = new AtomicLong(-1);
      await()
          .atMost(Duration.ofMinutes(8))
          .pollInterval(Duration.ofSeconds(3))
          .until(
              () -> codes(events).size() == all && events.get() == before.getAndSet(events.get()));
    }
    System.out.println(sent + " requests, " + events + " events");
    List<String> codes = codes(events);
    try (var readers = new Readers(codes)) {
      Sender load = Sender.start(house.run(), 100_000);
      try (load) {
        await().atMost(SOON).until(() -> load.acknowledged().size() > 20);
        twiceAtOnce();
        int before = load.acknowledged().size();
        Said again = command(new RebuildCommand());
        assertThat(again.code()).as(again.text()).isZero();
        assertThat(again.text()).contains("rebuilt and equal: 7 collections of 4 services");
        assertThat(load.acknowledged()).as("requests came in").hasSizeGreaterThan(before);
      }
      await()
          .atMost(SOON)
          .pollInterval(Duration.ofSeconds(2))
          .untilAsserted(() -> assertThat(load.unanswered()).isEmpty());
      assertThat(readers.asked.get()).isPositive();
      assertThat(readers.wrong).isEmpty();
    }
    assertThat(command(new RebuildCommand()).code()).isZero();
  }

  private static void twiceAtOnce() {
    CompletableFuture<Said> atOnce =
        CompletableFuture.supplyAsync(() -> command(new RebuildCommand()));
    Said one = command(new RebuildCommand());
    for (Said said : List.of(one, atOnce.join())) {
      assertThat(said.text()).doesNotContain("NOT EQUAL");
      assertThat(said.code() == 0 || said.text().contains("A rebuild is running")).isTrue();
    }
  }

  private static JsonNode letters() {
    return new ServiceClient(house.data)
        .call(
            "GET",
            house.ports.tracking(),
            "/api/tracking/v1/dead-letters?most=0",
            null,
            Duration.ofSeconds(30));
  }

  @Test
  void aThousandDeadLettersAreRedrivenAndParkedAfterThree() throws Exception {
    publish(Topics.UPDATES, LETTERS, i -> ("poison " + i).getBytes(UTF_8));
    await().atMost(SOON).until(() -> letters().path("total").asInt() == LETTERS);
    Said listed = command(new DeadCommand(), "list", "--limit", "5");
    assertThat(listed.text())
        .contains("tracking: 1000 dead letters", "UNREADABLE", "… and 995 younger");
    assertThat(listed.text().lines().filter(line -> line.contains(Topics.UPDATES)).count())
        .isEqualTo(5);
    String id = listed.text().replaceAll("(?s).*?(" + Topics.UPDATES + "/\\d+/\\d+).*", "$1");
    assertThat(command(new DeadCommand(), "show", id).text()).contains("bytesBase64", id);

    for (int round = 1; round <= 3; round++) {
      long began = System.nanoTime();
      CompletableFuture<Said> second =
          CompletableFuture.supplyAsync(() -> command(new DeadCommand(), "redrive", "--all"));
      Said first = command(new DeadCommand(), "redrive", "--all");
      double seconds = (System.nanoTime() - began) / 1e9;
      Said other = second.join();
      System.out.printf("redrive of %d dead letters: %.1f s%n", LETTERS, seconds);
      assertThat(List.of(first.code(), other.code())).contains(0);
      await()
          .atMost(SOON)
          .untilAsserted(
              () ->
                  assertThat(letters().path("total").asInt()).as("died again").isEqualTo(LETTERS));
      if (letters().path("parked").asInt() == LETTERS) {
        break;
      }
    }
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              command(new DeadCommand(), "redrive", "--all");
              assertThat(letters().path("parked").asInt()).isEqualTo(LETTERS);
            });
    Said parked = command(new DeadCommand(), "redrive", "--all", "--service", "tracking");
    assertThat(parked.text()).contains("0 redriven, 1000 parked");
    assertThat(parked.code()).isZero();
  }

  @Test
  void badInputIsAnsweredInAClearLine() {
    assertThat(command(new DeadCommand(), "redrive").text()).contains("say which");
    assertThat(command(new DeadCommand(), "show").text()).contains("name the dead letter");
    assertThat(command(new DeadCommand(), "show", "nonsense").text()).contains("is no dead letter");
    assertThat(command(new DeadCommand(), "show", "alo153.updates/0/99999").text())
        .contains("no dead letter is called");
    assertThat(command(new DeadCommand(), "redrive", "--all", "--count", "3").text())
        .contains("say which");
    assertThat(command(new DeadCommand(), "list", "--limit", "-1").text()).contains("--limit");
    assertThat(command(new DeadCommand(), "list", "--service", "kitchen").text())
        .contains("no service is called kitchen");
    assertThat(command(new RebuildCommand(), "--service", "kitchen").text())
        .contains("no service is called kitchen");
  }
}
