package alo153.proving.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import alo153.events.RequestEvent;
import alo153.events.RequestId;
import alo153.events.wire.Codec;
import alo153.events.wire.Topics;
import alo153.events.wire.UnreadableRecordException;
import alo153.events.work.DepartmentUpdate;
import alo153.proving.chaos.Fault;
import alo153.proving.chaos.Measured;
import alo153.proving.chaos.Profile;
import alo153.proving.chaos.Trial;
import alo153.proving.check.LogReading;
import alo153.proving.check.Projections;
import alo153.proving.check.Verdict;
import alo153.proving.house.Part;
import alo153.proving.house.Waiting;
import alo153.proving.load.Answer;
import alo153.proving.load.Door;
import alo153.proving.load.LoadClient;
import alo153.proving.load.Operation;
import alo153.proving.simulators.Workload;
import alo153.proving.simulators.Workload.Way;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import tools.jackson.databind.JsonNode;

/**
 * F11: many lives of requests, with everything said twice, too late and in a wrong order, against a
 * model of what has to come of them; then every projection is built anew from the log while
 * requests keep coming, and has to be the same.
 */
final class SeededHistories implements Fault {
  private static final int LARGEST_EXAMPLES = 5;

  @Override
  public String id() {
    return "F11";
  }

  @Override
  public String title() {
    return "seeded histories against a model, and the rebuild";
  }

  @Override
  public String bar() {
    return "10,000 histories with duplicates: projection = model; rebuild from 100,000 events:"
        + " rebuilt hash = live hash for every collection";
  }

  @Override
  public Measured run(Trial trial) throws IOException, InterruptedException {
    int histories = trial.profile().of(40, 10_000);
    Duration patience = Duration.ofMinutes(trial.profile().of(2, 10));
    trial.house().world().work(workload(trial.seed()));
    Lives lives;
    Verdict verdict;
    try {
      lives = new Lives(trial);
      lives.live(histories);
      verdict = trial.check(patience);
    } finally {
      trial.house().world().work(Workload.STEADY);
    }
    Projections.Compared compared = compared(trial);
    trial.say("%d cases compared with the model".formatted(compared.cases()));
    var notes =
        new Measured.Notes()
            .figure("%d histories, %d events", compared.cases(), compared.events())
            .figure("%d later words of citizens: %s", lives.wrote(), lives.purposes)
            .figure("%d differ from the model", compared.differences().size())
            .hold(compared.cases() >= histories, "only %d histories", compared.cases())
            .hold(
                compared.differences().isEmpty(),
                "%d differences, such as %s",
                compared.differences().size(),
                compared.differences().stream().limit(LARGEST_EXAMPLES).toList());
    if (trial.profile() == Profile.LONG) {
      notes.hold(compared.events() >= 100_000, "only %d events", compared.events());
    }
    rebuild(notes, trial);
    Verdict after = trial.check(patience);
    notes.hold(
        verdict.clean(), "before the rebuild: %s, such as %s", verdict.summary(), verdict.firsts());
    return notes.verdict(after).measured();
  }

  private static Workload workload(long seed) {
    return new Workload(
        seed,
        Map.of(Way.ANSWER, 35, Way.REFUSE, 20, Way.PLAN, 15, Way.ASK, 15, Way.DECLINE, 15),
        Duration.ofMillis(120),
        Duration.ofSeconds(2),
        25,
        20,
        10,
        Duration.ofSeconds(1));
  }

  private static Projections.Compared compared(Trial trial) {
    try (var reading = new LogReading(trial.house().run().brokers())) {
      List<RequestEvent> log = new ArrayList<>();
      List<DepartmentUpdate> updates = new ArrayList<>();
      reading
          .read(
              trial.mark(), topic -> topic.equals(Topics.REQUESTS) || topic.equals(Topics.UPDATES))
          .forEach(
              record -> {
                if (record.topic().equals(Topics.REQUESTS)) {
                  log.add(Codec.readEvent(record.value()));
                } else {
                  updates.add(Codec.readUpdate(record.value()));
                }
              });
      log.removeIf(event -> trial.earlier().contains(event.requestId().value()));
      updates.removeIf(update -> trial.earlier().contains(update.requestId().value()));
      return Projections.compare(trial.house().run(), log, updates);
    }
  }

  /** Every service builds anew what it keeps, while requests come in. */
  private static void rebuild(Measured.Notes notes, Trial trial)
      throws IOException, InterruptedException {
    LoadClient newcomers = trial.load(trial.perSecond(4, 25));
    HttpClient http = HttpClient.newHttpClient();
    try {
      for (Part part : Part.values()) {
        if (part.isService()) {
          int before = newcomers.acknowledged();
          JsonNode report = rebuilt(http, trial, part);
          var kept = new ArrayList<String>();
          for (JsonNode one : report.path("collections")) {
            String live = one.path("liveHash").asString("");
            String rebuilt = one.path("rebuiltHash").asString("");
            kept.add(
                "%s %d %s"
                    .formatted(
                        one.path("name").asString(),
                        one.path("documents").asLong(),
                        rebuilt.substring(0, Math.min(12, rebuilt.length()))));
            boolean same = !rebuilt.isEmpty() && rebuilt.equals(live);
            notes.hold(
                same,
                "%s: %s is %s and was rebuilt as %s; %s",
                part.module(),
                one.path("name").asString(),
                live,
                rebuilt,
                same ? "" : differing(trial, one.path("differing")));
          }
          notes
              .figure(
                  "%s rebuilt from %d records in %.1f s, held still for %.1f s: %s,"
                      + " %d requests came in meanwhile",
                  part.module(),
                  report.path("records").asLong(),
                  report.path("seconds").asDouble(),
                  report.path("stillSeconds").asDouble(),
                  String.join(", ", kept),
                  newcomers.acknowledged() - before)
              .hold(!kept.isEmpty(), "%s compared nothing: %s", part.module(), report)
              .hold(
                  report.path("switched").asBoolean(false),
                  "%s did not switch: %s",
                  part.module(),
                  report);
          trial.say(part.module() + " rebuilt");
        }
      }
    } finally {
      newcomers.stop();
    }
  }

  /** Which documents differ, and all the log says of the request of the first. */
  private static String differing(Trial trial, JsonNode ids) {
    String first = ids.path(0).asString("");
    List<RequestEvent> history = new ArrayList<>();
    try (var reading = new LogReading(trial.house().run().brokers())) {
      reading
          .read(Map.of(), topic -> topic.equals(Topics.REQUESTS))
          .forEach(
              record -> {
                if (record.key() != null && first.startsWith(new String(record.key(), UTF_8))) {
                  event(record.value()).ifPresent(history::add);
                }
              });
    }
    return new Verdict.CounterExample("%s differ".formatted(ids), history).toString();
  }

  /** Empty for what another fault put there; it lies in the dead letters. */
  private static Optional<RequestEvent> event(byte[] value) {
    try {
      return Optional.of(Codec.readEvent(value));
    } catch (UnreadableRecordException e) {
      return Optional.empty();
    }
  }

  private static JsonNode rebuilt(HttpClient http, Trial trial, Part part)
      throws IOException, InterruptedException {
    String service = part.module().substring(0, part.module().indexOf('-'));
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(
                    URI.create(
                        "http://127.0.0.1:%d/api/%s/v1/rebuilds"
                            .formatted(trial.house().addresses().of(part, 1), service)))
                .timeout(Duration.ofMinutes(trial.profile().of(2, 30)))
                .header("X-Api-Key", trial.house().run().key("ALO153_KEY_OPERATOR"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofString(UTF_8));
    if (answer.statusCode() != 200) {
      throw new IOException(part.module() + " answered " + answer.statusCode() + answer.body());
    }
    return Codec.json().readTree(answer.body());
  }

  /** Requests come in by all doors, and some of their citizens write again, most of it twice. */
  private static final class Lives {
    private final Trial trial;
    private final Random random;
    private final LoadClient client;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, Integer> purposes = new HashMap<>();

    Lives(Trial trial) {
      this.trial = trial;
      this.random = trial.random();
      this.client = trial.client();
    }

    int wrote() {
      return purposes.values().stream().mapToInt(Integer::intValue).sum();
    }

    void live(int histories) throws IOException, InterruptedException {
      List<Door> doors = EnumSet.complementOf(EnumSet.of(Door.MESSAGE)).stream().toList();
      Duration step = Duration.ofMillis(trial.profile().of(60, 20));
      for (int i = 0; i < histories; i++) {
        client.send(client.operation(doors.get(random.nextInt(doors.size()))));
        Waiting.pause(step);
        if (random.nextInt(100) < 40) {
          somebodyWrites();
        }
        if ((i + 1) % 1000 == 0) {
          trial.say((i + 1) + " histories begun");
        }
      }
      // some wait for the end before they object
      for (int i = 0; i < histories / 5; i++) {
        somebodyWrites();
        Waiting.pause(step);
      }
    }

    private void somebodyWrites() throws IOException, InterruptedException {
      List<String> requests = client.requests();
      if (requests.isEmpty()) {
        return;
      }
      String about = requests.get(random.nextInt(requests.size()));
      Operation drawn = client.operation(Door.MESSAGE, "Ek bilgi");
      var operation = new Operation(drawn.number(), Door.MESSAGE, drawn.key(), drawn.text(), about);
      String purpose =
          List.of("ADDITION", "ANSWER", "ANSWER", "OBJECTION", "OBJECTION", "WITHDRAWAL", "RATING")
              .get(random.nextInt(7));
      int times = 1 + (random.nextInt(100) < 40 ? 1 + random.nextInt(2) : 0);
      purposes.merge(purpose, 1, Integer::sum);
      for (int i = 0; i < times; i++) {
        trial.ledger().asked(operation).join();
        trial.ledger().told(operation, write(operation, purpose)).join();
      }
    }

    private Answer write(Operation operation, String purpose)
        throws IOException, InterruptedException {
      String code = new RequestId(String.valueOf(operation.about())).trackingCode().value();
      Map<String, Object> body = new HashMap<>();
      body.put("channel", "WEB");
      body.put("purpose", purpose);
      body.put("text", operation.text());
      if (purpose.equals("RATING")) {
        body.put("rating", 1 + (int) (operation.number() % 5));
      }
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(
                      trial.house().run().gateway("/api/intake/v1/requests/" + code + "/messages"))
                  .timeout(Duration.ofSeconds(20))
                  .header("Content-Type", "application/json")
                  .header("X-Api-Key", trial.house().run().key("ALO153_KEY_ADAPTER"))
                  .header("Idempotency-Key", operation.key())
                  .POST(
                      HttpRequest.BodyPublishers.ofByteArray(Codec.json().writeValueAsBytes(body)))
                  .build(),
              HttpResponse.BodyHandlers.ofString(UTF_8));
      Answer.Outcome outcome =
          answer.statusCode() == 202
              ? Answer.Outcome.OK
              : answer.statusCode() / 100 == 4 && answer.statusCode() != 429
                  ? Answer.Outcome.REFUSED
                  : Answer.Outcome.UNKNOWN;
      return new Answer(
          outcome, answer.statusCode(), operation.about(), "HTTP " + answer.statusCode(), null);
    }
  }
}
