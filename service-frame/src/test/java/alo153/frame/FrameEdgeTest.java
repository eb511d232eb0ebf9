package alo153.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import alo153.events.wire.Codec;
import alo153.transport.InfrastructureException;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import com.mongodb.MongoNodeIsRecoveringException;
import com.mongodb.MongoWriteException;
import com.mongodb.ServerAddress;
import com.mongodb.WriteError;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import jakarta.validation.constraints.Min;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.JsonNode;

/** What every service answers at its edge, over real HTTP. */
class FrameEdgeTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String DESK = "desk-key-of-the-test-0123456789";
  private static final String YOL = "department-key-of-the-test-01234";
  private static final RSAKey ISSUER = key();
  private static ConfigurableApplicationContext service;
  private static String base;

  /**
   * A number.
   *
   * @param number any
   */
  public record Numbered(int number) {}

  @SpringBootConfiguration
  @EnableAutoConfiguration(
      excludeName = {
        "alo153.transport.TransportConfiguration",
        "alo153.frame.FrameConfiguration",
        "org.springframework.boot.security.autoconfigure.ReactiveUserDetailsServiceAutoConfiguration",
        "org.springframework.cloud.stream.config.BindingServiceConfiguration",
        "org.springframework.cloud.stream.function.FunctionConfiguration"
      })
  @EnableConfigurationProperties(alo153.transport.TransportSettings.class)
  @RestController
  static class TestService {
    @Bean
    ProblemHandler problems() {
      return new ProblemHandler();
    }

    /** What an issuer gives in production. */
    @Bean
    ReactiveJwtDecoder tokens() throws JOSEException {
      return NimbusReactiveJwtDecoder.withPublicKey(ISSUER.toRSAPublicKey()).build();
    }

    @Bean
    AccessRules rules() {
      return new AccessRules()
          .open(HttpMethod.GET, "/open")
          .open(HttpMethod.GET, "/slow")
          .open(HttpMethod.GET, "/typed")
          .open(HttpMethod.GET, "/bound")
          .open(HttpMethod.GET, "/stream")
          .open(HttpMethod.GET, "/fault/{which}")
          .open(HttpMethod.POST, "/numbers")
          .limited(HttpMethod.GET, "/limited")
          .allow(HttpMethod.GET, "/desk", AccessRules.Role.DESK)
          .allow(HttpMethod.GET, "/mine", AccessRules.Role.DEPARTMENT);
    }

    @GetMapping({"/open", "/limited", "/desk", "/undeclared"})
    Mono<String> ok() {
      return Mono.just("ok");
    }

    @GetMapping("/slow")
    Mono<String> slow() {
      return Mono.delay(Duration.ofMillis(50)).thenReturn("ok");
    }

    @GetMapping("/mine")
    Mono<String> mine() {
      return Caller.current().map(caller -> String.valueOf(caller.departmentCode()));
    }

    @GetMapping("/fault/ours")
    Mono<String> ours() {
      throw new IllegalStateException("with a secret inside");
    }

    @GetMapping("/fault/store")
    Mono<String> store() {
      return Mono.error(new InfrastructureException("the store is away", null));
    }

    @GetMapping("/fault/kafka")
    Mono<String> kafka() {
      return Mono.error(new org.apache.kafka.common.errors.TimeoutException("no broker"));
    }

    @GetMapping("/fault/several")
    Mono<String> several() {
      return Mono.error(
          Exceptions.multiple(new IllegalStateException("ours"), new IOException("reset")));
    }

    @GetMapping("/fault/recovering")
    Mono<String> recovering() {
      return Mono.error(
          new MongoNodeIsRecoveringException(new BsonDocument(), new ServerAddress()));
    }

    @GetMapping("/fault/refused")
    Mono<String> refused() {
      return Mono.error(
          new MongoWriteException(
              new WriteError(11000, "twice", new BsonDocument()),
              new ServerAddress(),
              java.util.Set.of()));
    }

    @GetMapping(path = "/stream", produces = "application/x-ndjson")
    Flux<Numbered> stream() {
      return Flux.just(new Numbered(1))
          .concatWith(Mono.error(new IllegalStateException("in the middle")));
    }

    @GetMapping("/typed")
    Mono<String> typed(
        @RequestParam(defaultValue = "1") @Min(0) int most,
        @RequestParam(name = "switch", defaultValue = "true") boolean doSwitch,
        @RequestParam(required = false) @Nullable Instant from,
        @RequestParam(required = false) HttpStatus.@Nullable Series kind) {
      return Mono.just(most + " " + doSwitch + " " + from + " " + kind);
    }

    @GetMapping("/bound")
    Mono<Numbered> bound(Numbered numbered) {
      return Mono.just(numbered);
    }

    @PostMapping("/numbers")
    Mono<Numbered> number(@RequestBody Numbered numbered) {
      return Mono.just(numbered);
    }
  }

  @BeforeAll
  static void start() {
    service =
        new SpringApplicationBuilder(TestService.class)
            .run(
                "--server.port=0",
                "--spring.config.name=service-defaults",
                "--spring.application.name=frame-edge-test",
                "--alo153.transport.service=TRACKING",
                "--management.endpoint.health.validate-group-membership=false",
                "--alo153.key.desk=" + DESK,
                "--alo153.key.department.YOL_BAKIM=" + YOL,
                "--alo153.rate.per-minute=1",
                "--alo153.rate.burst=3",
                "--spring.http.codecs.max-in-memory-size=4KB");
    base = "http://127.0.0.1:" + ((WebServerApplicationContext) service).getWebServer().getPort();
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void aServiceWhoseThreadsAllWaitForTheStoreSaysThatItLives() throws Exception {
    var storeIsBack = new CountDownLatch(1);
    for (int i = 0; i < 2 * Schedulers.DEFAULT_BOUNDED_ELASTIC_SIZE; i++) {
      Schedulers.boundedElastic()
          .schedule(
              () -> {
                try {
                  storeIsBack.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
    }
    try {
      CompletableFuture<HttpResponse<String>> lives =
          HTTP.sendAsync(
              HttpRequest.newBuilder(URI.create(base + "/actuator/health/liveness")).build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(lives)
          .succeedsWithin(Duration.ofSeconds(3))
          .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(200))
          .satisfies(answer -> assertThat(answer.body()).contains("livenessState"));
    } finally {
      storeIsBack.countDown();
    }
  }

  private static HttpResponse<String> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static RSAKey key() {
    try {
      return new RSAKeyGenerator(2048).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String bearer(Map<String, Object> claims) throws JOSEException {
    var content =
        new JWTClaimsSet.Builder().expirationTime(Date.from(Instant.now().plusSeconds(60)));
    claims.forEach(content::claim);
    var token = new SignedJWT(new JWSHeader(JWSAlgorithm.RS256), content.build());
    token.sign(new RSASSASigner(ISSUER));
    return "Bearer " + token.serialize();
  }

  private static HttpResponse<String> post(String type, String body) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create(base + "/numbers"))
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static void assertProblem(HttpResponse<String> answer, int status, String slug) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    JsonNode problem = Codec.json().readTree(answer.body());
    assertThat(problem.path("type").asString()).isEqualTo("https://alo153.org/problems/" + slug);
    assertThat(problem.path("title").asString()).isNotBlank();
    assertThat(problem.path("title_en").asString()).isNotBlank();
    assertThat(problem.path("status").asInt()).isEqualTo(status);
    assertThat(problem.path("traceId").asString()).isNotBlank();
  }

  /** A connection that is not read again looks to a gateway like a service that hangs. */
  @Test
  void aKeptConnectionIsReadAgainAfterRequestsThatCameTooEarly() throws IOException {
    URI server = URI.create(base);
    try (var connection = new Socket(server.getHost(), server.getPort())) {
      connection.setSoTimeout(5_000);
      OutputStream out = connection.getOutputStream();
      var in =
          new BufferedReader(
              new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1));
      for (int round = 0; round < 5; round++) {
        // the second is there before the first is answered
        out.write((bareGet("/slow") + bareGet("/open")).getBytes(StandardCharsets.ISO_8859_1));
        assertThat(List.of(bareAnswer(in), bareAnswer(in))).as("round %d", round).containsOnly(200);
        out.write(bareGet("/open").getBytes(StandardCharsets.ISO_8859_1));
        assertThat(bareAnswer(in)).as("round %d", round).isEqualTo(200);
      }
    }
  }

  private static String bareGet(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
  }

  /** Its status; the answer is read to its end. */
  private static int bareAnswer(BufferedReader in) throws IOException {
    int status = Integer.parseInt(in.readLine().split(" ", 3)[1]);
    int length = 0;
    for (String header = in.readLine(); !header.isEmpty(); header = in.readLine()) {
      if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(header.substring("content-length:".length()).strip());
      }
    }
    assertThat(in.read(new char[length])).isEqualTo(length);
    return status;
  }

  @Test
  void anOpenPathNeedsNoKey() throws Exception {
    assertThat(get("/open").body()).isEqualTo("ok");
  }

  @Test
  void aGuardedPathSaysHowToAuthenticate() throws Exception {
    HttpResponse<String> answer = get("/desk");
    assertProblem(answer, 401, "unauthenticated");
    assertThat(answer.headers().firstValue("WWW-Authenticate")).isPresent();
  }

  @Test
  void aWrongKeyIsRefusedEvenWhereNoneIsNeeded() throws Exception {
    assertProblem(
        get("/open", "X-Api-Key", "not-a-key-of-this-deployment"), 401, "unauthenticated");
  }

  @Test
  void aKeyOpensItsRoleAndNoOther() throws Exception {
    assertThat(get("/desk", "X-Api-Key", DESK).body()).isEqualTo("ok");
    assertProblem(get("/mine", "X-Api-Key", DESK), 403, "forbidden");
  }

  @Test
  void aDepartmentIsKnownByItsCode() throws Exception {
    assertThat(get("/mine", "X-Api-Key", YOL).body()).isEqualTo("yol-bakim");
  }

  @Test
  void whatNoRuleNamesDoesNotExistForAnybody() throws Exception {
    assertProblem(get("/undeclared"), 404, "not-found");
    assertProblem(get("/undeclared", "X-Api-Key", DESK), 404, "not-found");
    assertProblem(get("/nothing-here"), 404, "not-found");
  }

  @Test
  void aFaultOfOursTellsNothingButASupportCode() throws Exception {
    HttpResponse<String> answer = get("/fault/ours");
    assertProblem(answer, 500, "internal");
    assertThat(answer.body()).doesNotContain("secret").doesNotContain("IllegalState");
  }

  @Test
  void anAbsentStoreIsA503WithRetryAfter() throws Exception {
    HttpResponse<String> answer = get("/fault/store");
    assertProblem(answer, 503, "unavailable");
    assertThat(Integer.parseInt(answer.headers().firstValue("Retry-After").orElseThrow()))
        .isBetween(1, 15);
  }

  @Test
  void badBodiesAreProblemsOfTheCaller() throws Exception {
    assertProblem(post("application/json", "{"), 400, "malformed-request");
    assertProblem(post("application/json", "{\"number\":\"many\"}"), 400, "malformed-request");
    assertProblem(post("application/json", ""), 400, "malformed-request");
    assertProblem(post("application/xml", "<number/>"), 415, "unsupported-media-type");
    assertProblem(
        post("application/json", "{\"number\":1,\"x\":\"" + "x".repeat(10_000) + "\"}"),
        413,
        "payload-too-large");
  }

  @Test
  void aParameterOfTheWrongTypeIsNamedAndItsValueIsNot() throws Exception {
    for (String query :
        List.of("most=secret", "switch=secret", "from=secret", "kind=secret", "most=-1")) {
      HttpResponse<String> answer = get("/typed?" + query);
      assertProblem(answer, 400, "malformed-request");
      assertThat(answer.body())
          .contains(query.substring(0, query.indexOf('=')))
          .doesNotContain("secret");
    }
    HttpResponse<String> answer = get("/bound?number=secret");
    assertProblem(answer, 422, "validation-failed");
    assertThat(answer.body()).contains("#/number").doesNotContain("secret");
  }

  @Test
  void aTypeThatIsNoneIsNotAccepted() throws Exception {
    assertProblem(post("x", "1"), 415, "unsupported-media-type");
  }

  @Test
  void whatIsAwayIsA503AndWhatTheStoreRefusesIsOurFault() throws Exception {
    assertProblem(get("/fault/kafka"), 503, "unavailable");
    assertProblem(get("/fault/several"), 503, "unavailable");
    assertProblem(get("/fault/recovering"), 503, "unavailable");
    assertProblem(get("/fault/refused"), 500, "internal");
  }

  @Test
  void noAddressReachesTheLog() throws Exception {
    var lines = new ListAppender<ILoggingEvent>();
    lines.start();
    var root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.addAppender(lines);
    try {
      assertProblem(get("/fault/ours?code=11E5-90ZT-NZ9H8"), 500, "internal");
      assertThatThrownBy(() -> get("/stream?code=11E5-90ZT-NZ9H8")).isInstanceOf(IOException.class);
      await().until(() -> lines.list.toString().contains("/stream failed"));
    } finally {
      root.detachAppender(lines);
    }
    assertThat(List.copyOf(lines.list))
        .extracting(
            line ->
                line.getFormattedMessage() + ThrowableProxyUtil.asString(line.getThrowableProxy()))
        .anySatisfy(line -> assertThat(line).contains("TestService.ours("))
        .allSatisfy(line -> assertThat(line).doesNotContain("11E5-90ZT-NZ9H8"));
  }

  @Test
  void aTokenOpensWhatItsRolesSay() throws Exception {
    String desk = bearer(Map.of("roles", List.of("DESK")));
    assertThat(get("/desk", "Authorization", desk).body()).isEqualTo("ok");
    assertProblem(get("/mine", "Authorization", desk), 403, "forbidden");
    String operator = bearer(Map.of("roles", List.of("OPERATOR")));
    assertThat(get("/desk", "Authorization", operator).body()).isEqualTo("ok");
  }

  @Test
  void aTokensDepartmentIsACodeOrNone() throws Exception {
    String yol = bearer(Map.of("roles", List.of("DEPARTMENT"), "department", "YOL_BAKIM"));
    assertThat(get("/mine", "Authorization", yol).body()).isEqualTo("yol-bakim");
    String none = bearer(Map.of("roles", List.of("DEPARTMENT"), "department", "Yol Bakım"));
    assertThat(get("/mine", "Authorization", none).body()).isEqualTo("null");
  }

  @Test
  void aTokenThatIsNoneIsAProblem() throws Exception {
    String desk = bearer(Map.of("roles", List.of("DESK")));
    assertProblem(get("/desk", "Authorization", desk + "x"), 401, "unauthenticated");
    assertProblem(get("/open", "Authorization", "Bearer x"), 401, "unauthenticated");
  }

  @Test
  void theApiDocumentSaysWhoMay() throws Exception {
    JsonNode paths = Codec.json().readTree(get("/v3/api-docs").body()).path("paths");
    JsonNode desk = paths.path("/desk").path("get");
    assertThat(desk.path("security").toString())
        .isEqualTo("[{\"key\":[\"DESK\"]},{\"token\":[\"DESK\"]}]");
    assertThat(desk.path("responses").propertyNames()).contains("401", "403", "503", "default");
    JsonNode limited = paths.path("/limited").path("get");
    assertThat(limited.path("security").toString()).isEqualTo("[{},{\"key\":[]},{\"token\":[]}]");
    assertThat(limited.path("responses").propertyNames()).contains("401", "429", "503");
    JsonNode open = paths.path("/open").path("get");
    assertThat(open.has("security")).isFalse();
    assertThat(open.path("responses").propertyNames())
        .contains("503", "default")
        .doesNotContain("401", "429");
  }

  @Test
  void anotherMethodOnAKnownPathIsA405() throws Exception {
    HttpResponse<String> answer =
        HTTP.send(
            HttpRequest.newBuilder(URI.create(base + "/numbers")).DELETE().build(),
            HttpResponse.BodyHandlers.ofString());
    assertProblem(answer, 405, "method-not-allowed");
  }

  @Test
  void thePublicIsSlowedDownByAddressAndKeyHoldersAreNot() throws Exception {
    List<String> from = List.of("X-Forwarded-For", "203.0.113.7");
    int refused = 0;
    for (int i = 0; i < 6; i++) {
      HttpResponse<String> answer = get("/limited", from.toArray(String[]::new));
      if (answer.statusCode() == 429) {
        refused++;
        assertProblem(answer, 429, "too-many-requests");
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
      }
    }
    assertThat(refused).isEqualTo(3);
    assertThat(get("/limited", "X-Forwarded-For", "203.0.113.8").statusCode()).isEqualTo(200);
    for (int i = 0; i < 6; i++) {
      assertThat(get("/limited", "X-Forwarded-For", "203.0.113.7", "X-Api-Key", DESK).statusCode())
          .isEqualTo(200);
    }
  }
}
