package alo153.proving.faults;

import alo153.events.RequestEvent;
import alo153.events.UpdateNoted;
import alo153.events.wire.Codec;
import alo153.events.wire.Topics;
import alo153.proving.Run;
import alo153.proving.chaos.Fault;
import alo153.proving.chaos.Measured;
import alo153.proving.chaos.Trial;
import alo153.proving.check.LogReading;
import alo153.proving.check.Verdict;
import alo153.proving.house.Waiting;
import alo153.proving.load.Door;
import alo153.proving.load.LoadClient;
import alo153.proving.load.Operation;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/**
 * F13: a hundred clients send the same under one key at the same time, through all instances; and a
 * key is used again for something else.
 */
final class SameKey implements Fault {
  private static final int CLIENTS = 100;
  private static final int CONFLICTS = 100;
  private static final int AT_ONCE = 10;
  private static final Duration DRAIN = Duration.ofSeconds(60);
  private static final List<Door> DOORS = List.of(Door.WEB, Door.PHONE, Door.MOBILE, Door.WHATSAPP);

  @Override
  public String id() {
    return "F13";
  }

  @Override
  public String title() {
    return "one key from a hundred clients";
  }

  @Override
  public String bar() {
    return "100 × the same key from 100 parallel clients: one request each; a key used again with"
        + " another body: conflicts recorded 100/100";
  }

  /**
   * What came of a key that was used again.
   *
   * @param operation what it was used for first
   * @param requestId the request it became; empty when the first one was not named any
   * @param status the answer to the second
   * @param named the request the second was named; empty when none
   */
  private record Conflict(Operation operation, String requestId, int status, String named) {}

  @Override
  public Measured run(Trial trial) throws InterruptedException, ExecutionException {
    LoadClient clients = trial.client();
    int rounds = trial.profile().of(2, 100);
    for (int round = 0; round < rounds; round++) {
      Operation operation = clients.operation(DOORS.get(round % DOORS.size()));
      for (int i = 0; i < CLIENTS; i++) {
        clients.send(operation);
      }
      Waiting.until(
          Duration.ofSeconds(60),
          () -> clients.open() == 0,
          () -> clients.open() + " of the clients of one key have no answer");
      if (round % 10 == 4) {
        trial.say(
            "%d keys, %d answers, %d of them asked to come again"
                .formatted(
                    round + 1, clients.acknowledged() + clients.refused(), clients.unknown()));
      }
    }
    int answers = clients.acknowledged();
    List<Conflict> conflicts = conflicts(trial, clients);
    Verdict verdict = trial.check(DRAIN);
    Set<String> noted = noted(trial);
    long seen = conflicts.stream().filter(one -> one.status() == 422).count();
    long inTheLog =
        conflicts.stream()
            .filter(one -> one.status() == 202 && noted.contains(one.requestId()))
            .count();
    long elsewhere =
        conflicts.stream()
            .filter(one -> one.status() == 202 && !one.named().equals(one.requestId()))
            .count();
    return new Measured.Notes()
        .figure("%d keys × %d clients, %d taken", rounds, CLIENTS, answers)
        .figure(
            "%d of %d conflicts recorded: %d answered 422, %d noted in the log",
            seen + inTheLog, conflicts.size(), seen, inTheLog)
        .hold(answers + clients.unknown() >= rounds * CLIENTS, "only %d answers", answers)
        .hold(clients.refused() == 0, "%d of the same were refused", clients.refused())
        .hold(
            seen + inTheLog == CONFLICTS,
            "%d of %d conflicts are recorded nowhere",
            CONFLICTS - seen - inTheLog,
            CONFLICTS)
        .hold(elsewhere == 0, "%d conflicts were told of another request", elsewhere)
        .verdict(verdict)
        .measured();
  }

  /** Each key is used once, and when that was acknowledged a second time with other words. */
  private static List<Conflict> conflicts(Trial trial, LoadClient clients)
      throws InterruptedException, ExecutionException {
    Run run = trial.house().run();
    var pool = Executors.newFixedThreadPool(AT_ONCE);
    try (var http = new Conflicting(run)) {
      var tasks = new ArrayList<Callable<Conflict>>();
      for (int i = 0; i < CONFLICTS; i++) {
        Operation operation = clients.operation(Door.WEB);
        tasks.add(() -> http.conflict(trial, operation));
      }
      var conflicts = new ArrayList<Conflict>();
      for (Future<Conflict> one : pool.invokeAll(tasks)) {
        conflicts.add(one.get());
      }
      return conflicts;
    } finally {
      pool.shutdownNow();
    }
  }

  /** An adapter that uses its keys twice. */
  private static final class Conflicting implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private final Run run;
    private final java.util.concurrent.ExecutorService threads = Executors.newFixedThreadPool(4);
    private final HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .executor(threads)
            .connectTimeout(Duration.ofSeconds(3))
            .build();

    Conflicting(Run run) {
      this.run = run;
    }

    Conflict conflict(Trial trial, Operation operation) throws IOException, InterruptedException {
      trial.ledger().asked(operation).join();
      HttpResponse<byte[]> first = untilAnswered(operation, operation.text());
      if (first.statusCode() != 202) {
        throw new IllegalStateException("a first one was answered " + first.statusCode());
      }
      String requestId = named(first);
      trial
          .ledger()
          .told(
              operation,
              new alo153.proving.load.Answer(
                  alo153.proving.load.Answer.Outcome.OK, 202, requestId, "", null))
          .join();
      HttpResponse<byte[]> second = untilAnswered(operation, "Bu anahtarla başka sözler.");
      return new Conflict(operation, requestId, second.statusCode(), named(second));
    }

    private static String named(HttpResponse<byte[]> response) {
      return Codec.json().readTree(response.body()).path("requestId").asString("");
    }

    /** The same again while the house asks for it. */
    private HttpResponse<byte[]> untilAnswered(Operation operation, String text)
        throws IOException, InterruptedException {
      var submission = new LinkedHashMap<String, Object>();
      submission.put("channel", "WEB");
      submission.put("text", text);
      submission.put("contact", Map.of("phone", operation.phone(), "preferred", "SMS"));
      HttpRequest request =
          HttpRequest.newBuilder(run.gateway("/api/intake/v1/requests"))
              .timeout(PATIENCE)
              .header("Content-Type", "application/json")
              .header("X-Api-Key", run.key("ALO153_KEY_ADAPTER"))
              .header("Idempotency-Key", operation.key())
              .POST(
                  HttpRequest.BodyPublishers.ofByteArray(
                      Codec.json().writeValueAsBytes(submission)))
              .build();
      HttpResponse<byte[]> answer = null;
      for (int again = 0; again < 10; again++) {
        answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != 503 && answer.statusCode() != 429) {
          return answer;
        }
        Waiting.pause(Duration.ofSeconds(1));
      }
      throw new IllegalStateException("answered " + answer.statusCode() + " ten times");
    }

    @Override
    public void close() {
      threads.shutdownNow();
    }
  }

  /** The requests whose key the log says was used again. */
  private static Set<String> noted(Trial trial) {
    try (var reading = new LogReading(trial.house().run().brokers())) {
      return reading.read(trial.mark(), Topics.REQUESTS::equals).stream()
          .map(record -> Codec.readEvent(record.value()))
          .filter(
              event ->
                  event instanceof UpdateNoted note
                      && note.reason() == UpdateNoted.Reason.KEY_USED_AGAIN)
          .map(RequestEvent::requestId)
          .map(Object::toString)
          .collect(Collectors.toSet());
    }
  }
}
