package alo153.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two instances of a service behind the gateway, and what callers notice when one of them goes. */
@Timeout(60)
class SeveralInstancesIT {
  private static final String REQUESTS = "/api/intake/v1/requests";
  private static final Duration BAR = Duration.ofSeconds(3);

  private StubService first;
  private StubService second;
  private RunningGateway gateway;

  @BeforeEach
  void start() throws Exception {
    first = new StubService("first");
    second = new StubService("second");
    gateway =
        new RunningGateway("--gateway.services.intake=" + first.address() + "," + second.address());
  }

  @AfterEach
  void stop() {
    gateway.close();
    first.close();
    second.close();
  }

  @Test
  void theyTakeTurns() throws Exception {
    for (int i = 0; i < 10; i++) {
      assertThat(write("x").statusCode()).isEqualTo(200);
    }
    assertThat(first.received()).isEqualTo(5);
    assertThat(second.received()).isEqualTo(5);
  }

  @Test
  void whatOneRefusesToConnectForTheOtherTakesWhole() throws Exception {
    first.close();
    for (int i = 1; i <= 10; i++) {
      assertThat(write("x".repeat(i)).body()).isEqualTo("second POST " + REQUESTS + " " + i);
    }
    assertThat(second.received()).isEqualTo(10);
  }

  @Test
  void aReadThatWasCutIsRepeatedOnTheOtherAndAWriteIsNot() throws Exception {
    for (int i = 0; i < 4; i++) {
      assertThat(gateway.get("/api/intake/cut-at-first").body()).isEqualTo("second");
    }
    assertThat(first.cuts()).isEqualTo(2);

    List<Integer> written = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      HttpResponse<String> answer = write("/api/intake/cut-at-first", "x");
      written.add(answer.statusCode());
      assertThat(answer.headers().firstValue("Retry-After").isPresent())
          .isEqualTo(answer.statusCode() == 503);
    }
    assertThat(written).containsExactlyInAnyOrder(200, 200, 503, 503);
    assertThat(first.cuts()).isEqualTo(4);
  }

  @Test
  void aWriteWhoseConnectionWasResetIsNotSentAgainByAnyLayer() throws Exception {
    try (var resets = new Resets();
        var resetting = new RunningGateway("--gateway.services.intake=" + resets.address())) {
      HttpResponse<String> answer =
          resetting.send(resetting.request(REQUESTS).POST(BodyPublishers.ofString("x")));

      assertUnavailable(answer);
      // a look of our own: whoever came before it was the gateway
      try (var last = new Socket(InetAddress.getLoopbackAddress(), resets.port())) {
        last.getOutputStream().write('x');
        await().until(() -> resets.connections() == 2);
      }
    }
  }

  @Test
  void oneThatIsStoppingGetsNoMoreUntilItIsReadyAgain() throws Exception {
    first.ready(false);
    await().until(() -> untouchedBy(10, first));

    first.ready(true);
    await().until(() -> !untouchedBy(10, first));
  }

  @Test
  void whenNoneIsReadyTheyAreStillAskedThemselves() throws Exception {
    first.ready(false);
    second.ready(false);
    int looks = Math.max(first.looks(), second.looks());
    await().until(() -> Math.min(first.looks(), second.looks()) >= looks + 2);

    assertThat(untouchedBy(4, first)).isFalse();
    assertThat(untouchedBy(4, second)).isFalse();
  }

  @Test
  void oneThatWasAwayIsFoundAgain() throws Exception {
    int port = first.address().getPort();
    first.close();
    await().until(() -> untouchedBy(10, first));

    first = new StubService("first", port);
    await().until(() -> !untouchedBy(10, first));
  }

  @Test
  void whenAllAreAwayTheCallerHearsAtOnceWhenToTryAgain() throws Exception {
    first.close();
    second.close();

    long begin = System.nanoTime();
    HttpResponse<String> answer = write("x");

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(BAR);
    assertUnavailable(answer);
  }

  @Test
  void whenNobodyEvenRefusesTheCallerHearsWithinThreeSeconds() throws Exception {
    try (var one = new Silence();
        var two = new Silence();
        var three = new Silence();
        var silent =
            new RunningGateway(
                "--gateway.services.intake=%s,%s,%s"
                    .formatted(one.address(), two.address(), three.address()))) {
      long begin = System.nanoTime();
      HttpResponse<String> answer =
          silent.send(silent.request(REQUESTS).POST(BodyPublishers.ofString("x")));

      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(BAR);
      assertUnavailable(answer);
    }
  }

  @Test
  void aStreamStaysOnTheInstanceItReachedWhileOthersComeAndGo() throws Exception {
    try (var other = new StubService("other");
        var streaming =
            new RunningGateway(
                "--gateway.services.tracking=" + first.address() + "," + other.address())) {
      HttpResponse<InputStream> stream =
          streaming
              .client()
              .send(
                  streaming.request("/api/tracking/v1/stream").build(),
                  BodyHandlers.ofInputStream());
      try (var lines =
          new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
        assertThat(lines.readLine()).isEqualTo("id: 1");
        StubService streams = first.received() == 1 ? first : other;
        (streams == first ? other : first).close();
        for (int i = 0; i < 4; i++) {
          assertThat(streaming.get("/api/tracking/v1/requests").statusCode()).isEqualTo(200);
        }
        streams.release();
        assertThat(lines.lines().limit(3)).contains("id: 2");
      }
    }
  }

  @Test
  void aGatewayThatStopsAnswersWhatIsInFlightAndEndsStreams() throws Exception {
    try (var stopping = new RunningGateway("--gateway.timeouts.lull=500ms")) {
      HttpResponse<InputStream> stream =
          stopping
              .client()
              .send(
                  stopping.request("/api/tracking/v1/stream").build(),
                  BodyHandlers.ofInputStream());
      CompletableFuture<HttpResponse<String>> inFlight =
          stopping
              .client()
              .sendAsync(
                  stopping
                      .request("/api/routing/v1/hang")
                      .POST(BodyPublishers.ofString("x"))
                      .build(),
                  BodyHandlers.ofString());
      await().until(() -> stopping.routing.received() == 1);
      CompletableFuture<Void> stopped = CompletableFuture.runAsync(stopping::stop);
      await().until(() -> closesConnections(stopping));
      stopping.routing.release();

      assertThat(inFlight.get(10, TimeUnit.SECONDS).body()).isEqualTo("late");
      // the stream would have lasted until the service ended it
      stopped.get(8, TimeUnit.SECONDS);
      stream.body().close();
    }
  }

  private static boolean closesConnections(RunningGateway gateway) throws Exception {
    return gateway
        .get("/api/intake/v1/city")
        .headers()
        .firstValue("Connection")
        .filter("close"::equals)
        .isPresent();
  }

  @Test
  void anAddressNobodyCanReachIsRefusedAtTheStart() {
    assertThatThrownBy(() -> new RunningGateway("--gateway.services.intake=http://a,intake:8154"))
        .rootCause()
        .hasMessageContaining("intake:8154");
  }

  private static void assertUnavailable(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(answer.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(3L, 8L);
  }

  /** Whether that many requests are answered and none of them by this instance. */
  private boolean untouchedBy(int requests, StubService instance) throws Exception {
    int before = instance.received();
    for (int i = 0; i < requests; i++) {
      assertThat(write("x").statusCode()).isEqualTo(200);
    }
    return instance.received() == before;
  }

  private HttpResponse<String> write(String body) throws Exception {
    return write(REQUESTS, body);
  }

  private HttpResponse<String> write(String path, String body) throws Exception {
    return gateway.send(gateway.request(path).POST(BodyPublishers.ofString(body)));
  }

  /** Takes the beginning of each request and resets its connection. */
  private static final class Resets implements AutoCloseable {
    private final ServerSocket port = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final AtomicInteger connections = new AtomicInteger();
    private final Thread thread = new Thread(this::run, "resets");

    Resets() throws IOException {
      thread.start();
    }

    private void run() {
      while (!port.isClosed()) {
        try (Socket connection = port.accept()) {
          if (connection.getInputStream().read() >= 0) {
            connection.setSoLinger(true, 0);
            connections.incrementAndGet();
          }
        } catch (IOException closed) {
          assertThat(port.isClosed()).isTrue();
        }
      }
    }

    int connections() {
      return connections.get();
    }

    int port() {
      return port.getLocalPort();
    }

    String address() {
      return "http://127.0.0.1:" + port();
    }

    @Override
    public void close() throws IOException {
      port.close();
    }
  }

  /** A port whose queue is full: whoever wants to connect hears nothing. */
  private static final class Silence implements AutoCloseable {
    private final ServerSocket port = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final List<Socket> queue = new ArrayList<>();

    Silence() throws IOException {
      boolean full = false;
      while (!full) {
        var waiting = new Socket();
        queue.add(waiting);
        try {
          waiting.connect(port.getLocalSocketAddress(), 200);
        } catch (SocketTimeoutException nobodyAnswers) {
          full = true;
        }
      }
    }

    String address() {
      return "http://127.0.0.1:" + port.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      for (Socket waiting : queue) {
        waiting.close();
      }
      port.close();
    }
  }
}
