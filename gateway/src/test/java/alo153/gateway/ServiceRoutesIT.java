package alo153.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class ServiceRoutesIT {
  private static RunningGateway gateway;

  @BeforeAll
  static void start() throws Exception {
    gateway =
        new RunningGateway(
            "--gateway.timeouts.response=700ms",
            "--gateway.limits.document=16KB",
            "--gateway.limits.upload=64KB");
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void everyServiceHasItsOwnPaths() throws Exception {
    assertThat(gateway.get("/api/intake/v1/city?x=1").body())
        .isEqualTo("intake GET /api/intake/v1/city?x=1 0");
    assertThat(gateway.get("/open311/v2/services.json").body())
        .startsWith("intake GET /open311/v2/services.json");
    assertThat(gateway.get("/api/routing/v1/rules").body()).startsWith("routing GET");
    assertThat(gateway.get("/api/tracking/v1/track/K7MH-2QXR-94TZ3").body())
        .startsWith("tracking GET");
  }

  @Test
  void bodiesAndStatusPassUnchanged() throws Exception {
    HttpResponse<String> posted =
        gateway.send(
            gateway
                .request("/api/intake/v1/requests")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "k-1")
                .header("X-Api-Key", "key")
                .POST(BodyPublishers.ofString("{\"text\":\"Sokak lambası yanmıyor\"}")));

    assertThat(posted.body()).startsWith("intake POST /api/intake/v1/requests");
    assertThat(gateway.intake.lastHeaders())
        .containsEntry("idempotency-key", "k-1")
        .containsEntry("x-api-key", "key");

    HttpResponse<String> refused = gateway.get("/api/routing/problem");
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().firstValue("Retry-After")).contains("20");
    assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
  }

  @Test
  void nobodyCanPassForSomebodyElse() throws Exception {
    gateway.get(
        "/api/routing/echo",
        "X-Forwarded-For",
        "10.1.2.3",
        "X-Forwarded-Host",
        "elsewhere.example",
        "Forwarded",
        "for=10.1.2.3",
        "X-Real-IP",
        "10.1.2.3",
        "X-Alo153-Role",
        "arbiter");

    assertThat(gateway.routing.lastHeaders())
        .containsEntry("x-forwarded-for", "127.0.0.1")
        .doesNotContainKeys("x-forwarded-host", "forwarded", "x-real-ip", "x-alo153-role");
  }

  @Test
  void behindOurOwnProxyTheCallerIsWhoItSays() throws Exception {
    try (var behindProxy =
        new RunningGateway("--ALO153_TRUSTED_PROXIES=127.0.0.1, ::1,10.0.0.0/8")) {
      behindProxy.get("/api/routing/echo", "X-Forwarded-For", "10.9.9.9, 203.0.113.9, 10.1.2.3");

      assertThat(behindProxy.routing.lastHeaders()).containsEntry("x-forwarded-for", "203.0.113.9");
    }
  }

  @Test
  void aServiceThatIsDownIsSaidToBeUnavailableAndWhenToTryAgain() throws Exception {
    HttpResponse<String> answer = gateway.get("/api/notification/v1/requests/1/messages");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(retryAfter(answer)).isBetween(3L, 8L);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(answer.body()).contains("/problems/unavailable\"").contains("\"traceId\":\"");
  }

  @Test
  void aServiceThatDoesNotAnswerInTimeIsSaidToBeLate() throws Exception {
    HttpResponse<String> answer = gateway.get("/api/routing/v1/hang");

    assertThat(answer.statusCode()).isEqualTo(504);
    assertThat(retryAfter(answer)).isBetween(3L, 8L);
    assertThat(answer.body()).contains("/problems/unavailable\"");
  }

  private static long retryAfter(HttpResponse<String> answer) {
    return answer.headers().firstValueAsLong("Retry-After").orElse(0);
  }

  @Test
  void readingIsTriedOnceMoreWhenTheConnectionWasCutAndWritingIsNot() throws Exception {
    assertThat(gateway.get("/api/routing/v1/cut").body()).isEqualTo("routing after a cut");
    assertThat(gateway.routing.cuts()).isEqualTo(2);

    HttpResponse<String> written =
        gateway.send(gateway.request("/api/routing/v1/cut").POST(BodyPublishers.ofString("x")));
    assertThat(written.statusCode()).isEqualTo(503);
    assertThat(gateway.routing.cuts()).isEqualTo(3);
  }

  @Test
  void anUploadMayTakeLongerThanAnAnswer() throws Exception {
    try (var slow = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
      var out = slow.getOutputStream();
      out.write(
          """
          POST /api/intake/v1/attachments HTTP/1.1\r
          Host: localhost\r
          Content-Type: multipart/form-data; boundary=b\r
          Content-Length: 10\r
          Connection: close\r
          \r
          01234"""
              .getBytes(StandardCharsets.US_ASCII));
      out.flush();
      // nothing comes back although twice the response timeout has gone by
      slow.setSoTimeout(1_400);
      assertThat(readsNothing(slow.getInputStream())).isTrue();
      out.write("56789".getBytes(StandardCharsets.US_ASCII));
      out.flush();
      slow.setSoTimeout(10_000);

      assertThat(new String(slow.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 200")
          .endsWith("intake POST /api/intake/v1/attachments 10");
    }
  }

  private static boolean readsNothing(InputStream in) throws Exception {
    try {
      in.read();
      return false;
    } catch (java.net.SocketTimeoutException nothing) {
      return true;
    }
  }

  @Test
  void aDocumentOverTheLimitIsRefusedBeforeItIsRead() throws Exception {
    HttpResponse<String> answer =
        gateway.send(
            gateway
                .request("/api/intake/v1/requests")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(new byte[20_000])));

    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.body()).contains("/problems/payload-too-large\"");
  }

  @Test
  void aBodyThatDoesNotSayItsLengthIsCountedWhileItPasses() throws Exception {
    HttpResponse<String> small = upload(30_000);
    HttpResponse<String> large = upload(70_000);

    assertThat(small.body()).endsWith(" 30000");
    assertThat(large.statusCode()).isEqualTo(413);
    assertThat(large.body()).contains("/problems/payload-too-large\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "text/", "a/b/c;", "application/json;charset=\"", ";"})
  void aKindOfContentNobodyCanReadIsTheCallersMistake(String type) throws Exception {
    HttpResponse<String> answer =
        gateway.send(
            gateway
                .request("/api/intake/v1/requests")
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString("{}")));

    assertThat(answer.statusCode()).isEqualTo(415);
    assertThat(answer.body()).contains("/problems/unsupported-media-type\"");
  }

  @Test
  void whatCannotBeReadIsRefusedAndItsPathIsNotWrittenDown(CapturedOutput output) throws Exception {
    try (var torn = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
      torn.setSoTimeout(10_000);
      torn.getOutputStream()
          .write(
              "GET /takip/W7MH-2QXR-94TZ3 HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));

      assertThat(
              new BufferedReader(
                      new InputStreamReader(torn.getInputStream(), StandardCharsets.US_ASCII))
                  .readLine())
          .startsWith("HTTP/1.1 400");
    }
    assertThat(output).doesNotContain("W7MH");
  }

  private static HttpResponse<String> upload(int bytes) throws Exception {
    return gateway.send(
        gateway
            .request("/api/intake/v1/attachments")
            .header("Content-Type", "multipart/form-data; boundary=b")
            .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[bytes]))));
  }

  @Test
  void theStreamFlowsEventByEventAndOutlivesTheResponseTimeout() throws Exception {
    HttpResponse<InputStream> stream =
        gateway
            .client()
            .send(
                gateway.request("/api/tracking/v1/stream").timeout(Duration.ofSeconds(5)).build(),
                BodyHandlers.ofInputStream());
    try (var lines =
        new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
      assertThat(lines.readLine()).isEqualTo("id: 1");
      assertThat(lines.readLine()).isEqualTo("data: first");
      assertThat(lines.readLine()).isEmpty();
      // another request runs into the timeout meanwhile, so it has certainly gone by
      assertThat(gateway.get("/api/routing/v1/hang").statusCode()).isEqualTo(504);
      gateway.tracking.release();
      assertThat(lines.readLine()).isEqualTo("id: 2");
    }
  }

  @Test
  void anUnknownApiPathIsAProblemDocumentAndNotAPage() throws Exception {
    HttpResponse<String> answer = gateway.page("/api/unknown");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(answer.body()).contains("/problems/not-found\"");
  }

  @Test
  void operatorsSeeHealthAndMetricsAndNothingElse() throws Exception {
    assertThat(gateway.get("/actuator/health/liveness").body()).contains("UP");
    assertThat(gateway.get("/actuator/health/readiness").body()).contains("UP");
    gateway.get("/api/tracking/v1/track/K7MH-2QXR-94TZ3");
    assertThat(gateway.get("/actuator/prometheus").body())
        .contains("routeId=\"tracking\"")
        .doesNotContain("K7MH");
    for (String hidden : new String[] {"env", "beans", "gateway/routes", "heapdump", "loggers"}) {
      assertThat(gateway.get("/actuator/" + hidden).statusCode()).isEqualTo(404);
    }
  }
}
