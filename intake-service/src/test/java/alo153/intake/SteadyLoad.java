package alo153.intake;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Sends at a fixed rate, whether or not what was sent before has been answered, and asks beside it
 * whether the service is alive.
 */
final class SteadyLoad {
  private final RunningIntake intake;
  private final String path;
  private final HttpClient http = HttpClient.newHttpClient();

  SteadyLoad(RunningIntake intake, String path) {
    this.intake = intake;
    this.path = path;
  }

  /**
   * What came back.
   *
   * @param statuses how often each
   * @param latencies of all answers, in nanoseconds from its sending, ascending
   * @param retryAfters the different delays that were asked for, in seconds
   * @param withoutRetryAfter how many 503s asked for none
   * @param liveness how often the service said what about itself
   */
  record Report(
      Map<Integer, Integer> statuses,
      List<Long> latencies,
      SortedSet<Integer> retryAfters,
      int withoutRetryAfter,
      Map<Integer, Integer> liveness) {

    Duration percentile(int percent) {
      return Duration.ofNanos(latencies.get((latencies.size() - 1) * percent / 100));
    }

    @Override
    public String toString() {
      return "%s, p50 %d ms, p99 %d ms, longest %d ms, Retry-After %s, liveness %s"
          .formatted(
              statuses,
              percentile(50).toMillis(),
              percentile(99).toMillis(),
              percentile(100).toMillis(),
              retryAfters,
              liveness);
    }
  }

  private record Answered(int status, String retryAfter, long nanos) {}

  Report run(Duration time, int perSecond) throws InterruptedException {
    List<CompletableFuture<Answered>> sent = Collections.synchronizedList(new ArrayList<>());
    List<CompletableFuture<Answered>> alive = Collections.synchronizedList(new ArrayList<>());
    ScheduledExecutorService clock = Executors.newScheduledThreadPool(2);
    long apart = TimeUnit.SECONDS.toNanos(1) / perSecond;
    clock.scheduleAtFixedRate(
        () -> sent.add(send(request(path).POST(body(sent.size())))),
        0,
        apart,
        TimeUnit.NANOSECONDS);
    clock.scheduleAtFixedRate(
        () -> alive.add(send(request("/actuator/health/liveness").GET())),
        0,
        200,
        TimeUnit.MILLISECONDS);
    clock.schedule(clock::shutdownNow, time.toMillis(), TimeUnit.MILLISECONDS);
    if (!clock.awaitTermination(time.toMillis() + 10_000, TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("the load did not end");
    }
    List<Answered> answers = sent.stream().map(CompletableFuture::join).toList();
    return new Report(
        count(answers),
        answers.stream().map(Answered::nanos).sorted().toList(),
        new TreeSet<>(
            answers.stream()
                .filter(one -> !one.retryAfter().isEmpty())
                .map(one -> Integer.valueOf(one.retryAfter()))
                .toList()),
        (int)
            answers.stream()
                .filter(one -> one.status() == 503 && one.retryAfter().isEmpty())
                .count(),
        count(alive.stream().map(CompletableFuture::join).toList()));
  }

  private static Map<Integer, Integer> count(List<Answered> answers) {
    var counts = new TreeMap<Integer, Integer>();
    answers.forEach(one -> counts.merge(one.status(), 1, Integer::sum));
    return counts;
  }

  private HttpRequest.Builder request(String where) {
    return HttpRequest.newBuilder(intake.address(where))
        .timeout(Duration.ofSeconds(30))
        .header("Content-Type", "application/json");
  }

  private static HttpRequest.BodyPublisher body(int number) {
    return HttpRequest.BodyPublishers.ofString("{\"text\":\"su yok " + number + "\"}");
  }

  private CompletableFuture<Answered> send(HttpRequest.Builder request) {
    long begin = System.nanoTime();
    return http.sendAsync(request.build(), HttpResponse.BodyHandlers.discarding())
        .thenApply(
            answer ->
                new Answered(
                    answer.statusCode(),
                    answer.headers().firstValue("Retry-After").orElse(""),
                    System.nanoTime() - begin));
  }
}
