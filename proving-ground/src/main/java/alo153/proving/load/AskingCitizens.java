package alo153.proving.load;

import alo153.events.RequestId;
import alo153.proving.Run;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Citizens who look up by tracking code where their request stands, the whole time, and how they
 * are answered.
 */
public final class AskingCitizens implements AutoCloseable {
  /** Longer than anybody waits behind the gateway. */
  private static final Duration PATIENCE = Duration.ofSeconds(12);

  /** The status that stands for no answer at all. */
  public static final int NONE = 0;

  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(3))
          .build();

  private final Run run;
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final Map<Integer, Integer> answers = new ConcurrentSkipListMap<>();
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger open = new AtomicInteger();

  private AskingCitizens(Run run) {
    this.run = run;
  }

  /**
   * Begins to ask, for one request after the other.
   *
   * @param requests that exist; at least one
   * @param perSecond how often
   */
  public static AskingCitizens ask(Run run, List<String> requests, double perSecond) {
    var citizens = new AskingCitizens(run);
    long apart = (long) (TimeUnit.SECONDS.toNanos(1) / perSecond);
    citizens.clock.scheduleAtFixedRate(
        () -> citizens.next(requests), 0, apart, TimeUnit.NANOSECONDS);
    return citizens;
  }

  private void next(List<String> requests) {
    HttpRequest question =
        question(run, requests.get(Math.floorMod(asked.getAndIncrement(), requests.size())));
    open.incrementAndGet();
    answer(question)
        .thenAccept(
            status -> {
              answers.merge(status, 1, Integer::sum);
              open.decrementAndGet();
            });
  }

  private static HttpRequest question(Run run, String request) {
    return HttpRequest.newBuilder(
            URI.create(
                run.gateway("/api/tracking/v1/track/")
                    + new RequestId(request).trackingCode().value()))
        .timeout(PATIENCE)
        // the public may ask only so often from one address
        .header("X-Api-Key", run.key("ALO153_KEY_ADAPTER"))
        .build();
  }

  private static CompletableFuture<Integer> answer(HttpRequest question) {
    return HTTP.sendAsync(question, HttpResponse.BodyHandlers.discarding())
        .handle((answer, failure) -> answer == null ? NONE : answer.statusCode());
  }

  /** Whether a request can be looked up. */
  public static boolean isKnown(Run run, String request) {
    return answer(question(run, request)).join() == 200;
  }

  /**
   * Asks no more, and waits for the answers.
   *
   * @return how often each HTTP status was heard; {@link #NONE} for no answer
   */
  public Map<Integer, Integer> end() {
    clock.shutdown();
    alo153.proving.house.Waiting.cameTrue(PATIENCE.plusSeconds(1), () -> open.get() == 0);
    return new TreeMap<>(answers);
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
