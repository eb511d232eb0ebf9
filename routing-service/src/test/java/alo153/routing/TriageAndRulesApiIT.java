package alo153.routing;

import static alo153.routing.RunningRouting.DESK_KEY;
import static alo153.routing.RunningRouting.NONSENSE;
import static alo153.routing.RunningRouting.POTHOLE;
import static alo153.routing.RunningRouting.status;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import alo153.events.Actor;
import alo153.events.Owner;
import alo153.events.RequestAssigned;
import alo153.events.RequestAssigned.DecidedBy;
import alo153.events.RequestSubmitted;
import alo153.events.RoadClass;
import alo153.events.Status;
import alo153.events.TriageRequested;
import alo153.events.wire.Codec;
import alo153.events.work.WorkAssigned;
import alo153.frame.ApiDocument;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** The triage and the rules of the routing, as the desk works with them over HTTP. */
class TriageAndRulesApiIT {
  @TempDir static Path folder;
  static RunningRouting routing;

  @BeforeAll
  static void start() {
    routing = new RunningRouting(folder, Map.of("alo153.routing.words-cap", "3s"));
  }

  @AfterAll
  static void stop() {
    routing.close();
  }

  @Test
  void aClerkDecidesOnceAndSeesWhoWasFaster() {
    RequestSubmitted submitted = routing.submit(NONSENSE, null, "serdivan");
    routing.awaitEvents(submitted.requestId(), TriageRequested.class, 1);
    var desk = routing.http(DESK_KEY);
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                desk.get()
                    .uri("/api/routing/v1/triage?queue=TRIAGE&limit=200")
                    .exchange()
                    .expectStatus()
                    .isOk()
                    .expectBody(String.class)
                    .value(
                        body ->
                            assertThat(body).contains(submitted.requestId().value(), NONSENSE)));
    String path = "/api/routing/v1/triage/" + submitted.requestId() + "/decisions";
    Map<String, Object> decision =
        Map.of(
            "decisionId", "d-1",
            "owner", Map.of("kind", "DEPARTMENT", "code", "saski"),
            "category", "water.outage",
            "note", "Lütfen bakın");
    for (int i = 0; i < 2; i++) {
      desk.post()
          .uri(path)
          .bodyValue(decision)
          .exchange()
          .expectStatus()
          .isOk()
          .expectBody()
          .jsonPath("$.owner.code")
          .isEqualTo("saski");
    }
    var other = new java.util.HashMap<>(decision);
    other.put("owner", Map.of("kind", "DEPARTMENT", "code", "ulasim"));
    desk.post().uri(path).bodyValue(other).exchange().expectStatus().isEqualTo(409);
    other.put("decisionId", "d-2");
    other.put("owner", Map.of("kind", "DEPARTMENT", "code", "yol-bakim"));
    desk.post().uri(path).bodyValue(other).exchange().expectStatus().isEqualTo(409);

    List<RequestAssigned> assigned =
        routing.awaitEvents(submitted.requestId(), RequestAssigned.class, 1);
    assertThat(assigned).extracting(RequestAssigned::decidedBy).containsOnly(DecidedBy.DESK);
    assertThat(new HashSet<>(assigned)).hasSize(1);
    assertThat(routing.feed("saski", submitted.requestId()))
        .anySatisfy(
            line ->
                assertThat(line)
                    .isInstanceOfSatisfying(
                        WorkAssigned.class,
                        work -> assertThat(work.note()).isEqualTo("Lütfen bakın")));
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () ->
                desk.post()
                    .uri(path)
                    .bodyValue(decision)
                    .exchange()
                    .expectStatus()
                    .isOk()
                    .expectBody()
                    .jsonPath("$.assignmentId")
                    .isEqualTo(assigned.get(0).id().value()));
    desk.post().uri(path).bodyValue(other).exchange().expectStatus().isEqualTo(409);
  }

  @Test
  void whatTheDeskAnsweredItselfWaitsForNobody() {
    RequestSubmitted submitted = routing.submit(NONSENSE, null, "serdivan");
    routing.awaitEvents(submitted.requestId(), TriageRequested.class, 1);
    routing.publish(status(submitted, Status.ANSWERED, Actor.DESK, null, "a-desk"));
    routing.settle();

    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                routing
                    .http(DESK_KEY)
                    .get()
                    .uri("/api/routing/v1/triage?limit=200")
                    .exchange()
                    .expectBody(String.class)
                    .value(body -> assertThat(body).doesNotContain(submitted.requestId().value())));
    routing
        .http(DESK_KEY)
        .post()
        .uri("/api/routing/v1/triage/" + submitted.requestId() + "/decisions")
        .bodyValue(
            Map.of(
                "decisionId", "d-late",
                "owner", Map.of("kind", "DEPARTMENT", "code", "saski"),
                "category", "water.outage"))
        .exchange()
        .expectStatus()
        .isEqualTo(409);
  }

  @Test
  void anUnknownOwnerIsAProblemOfTheField() {
    RequestSubmitted submitted = routing.submit(NONSENSE, null, null);
    routing.awaitEvents(submitted.requestId(), TriageRequested.class, 1);
    routing
        .http(DESK_KEY)
        .post()
        .uri("/api/routing/v1/triage/" + submitted.requestId() + "/decisions")
        .bodyValue(
            Map.of("decisionId", "d-1", "owner", Map.of("kind", "DEPARTMENT", "code", "nobody")))
        .exchange()
        .expectStatus()
        .isEqualTo(422)
        .expectBody()
        .jsonPath("$.errors[0].pointer")
        .isEqualTo("#/owner");
  }

  @Test
  void nobodyWithoutAKeySeesTheTriage() {
    routing
        .http("wrong")
        .get()
        .uri("/api/routing/v1/triage")
        .exchange()
        .expectStatus()
        .is4xxClientError();
    routing
        .http(DESK_KEY)
        .post()
        .uri("/api/routing/v1/rebuilds")
        .exchange()
        .expectStatus()
        .isForbidden();
  }

  @Test
  void aTextCanBeTriedWithoutStoringIt() {
    routing
        .http(DESK_KEY)
        .post()
        .uri("/api/routing/v1/rules/preview")
        .bodyValue(
            Map.of(
                "text",
                "D-100 üzerinde çukur",
                "channel",
                "PHONE",
                "location",
                Map.of("lat", 40.7731, "lon", 30.3948)))
        .exchange()
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.owner.code")
        .isEqualTo("karayollari")
        .jsonPath("$.facts.roadClass")
        .isEqualTo("STATE_ROAD")
        .jsonPath("$.explanation.tr")
        .isNotEmpty();
  }

  @Test
  void aRuleSetIsDraftedTriedActivatedAndTakenBack() {
    RequestSubmitted past = routing.submit(POTHOLE, RoadClass.MAIN_ROAD, "adapazari");
    routing.assignedOnce(past);
    var desk = routing.http(DESK_KEY);
    JsonNode before = json(desk.get().uri("/api/routing/v1/rules"));
    assertThat(before.get("fromTheCity").asBoolean()).isTrue();
    String changed =
        before.get("rules").toString().replace("\"owner\":\"yol-bakim\"", "\"owner\":\"ulasim\"");
    JsonNode draft =
        json(
            desk.post()
                .uri("/api/routing/v1/rules/drafts")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue("{\"note\":\"deneme\",\"rules\":" + changed + "}"));
    String drafts = "/api/routing/v1/rules/drafts/";
    String id = draft.get("id").asString();
    JsonNode again =
        json(
            desk.post()
                .uri("/api/routing/v1/rules/drafts")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue("{\"note\":\"başka\",\"rules\":" + changed + "}"));
    assertThat(again).isEqualTo(draft);
    JsonNode outcome = json(desk.post().uri(drafts + id + "/simulate"));
    assertThat(outcome.get("changed").asInt()).isPositive();
    assertThat(outcome.get("owners").toString())
        .contains("DEPARTMENT:ulasim", "DEPARTMENT:yol-bakim");

    try {
      json(desk.post().uri(drafts + id + "/activate").bodyValue(Map.of("note", "deneme")));
      RequestSubmitted next = routing.submit(POTHOLE, RoadClass.MAIN_ROAD, "adapazari");
      RequestAssigned assigned = routing.assignedOnce(next);
      assertThat(assigned.owner()).isEqualTo(Owner.department("ulasim"));
      assertThat(assigned.ruleVersion()).isEqualTo(id);
    } finally {
      json(
          desk.post()
              .uri(drafts + before.get("version").asString() + "/activate")
              .bodyValue(Map.of("note", "geri")));
    }
    JsonNode after = json(desk.get().uri("/api/routing/v1/rules"));
    assertThat(after.get("fromTheCity").asBoolean()).isTrue();
    assertThat(after.get("history")).hasSizeGreaterThanOrEqualTo(2);
    assertThat(after.get("history").get(1).get("version").asString()).isEqualTo(id);
  }

  @Test
  void aRuleSetWithFlawsIsNotKept() {
    routing
        .http(DESK_KEY)
        .post()
        .uri("/api/routing/v1/rules/drafts")
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(
            """
            {"rules":[
              {"id":"a","when":{"categories":["road.pothole"]},"owner":"nobody",
               "explanation":{"tr":"x","en":"x"}},
              {"id":"a","when":{"categories":["no.such"]},"owner":"saski",
               "explanation":{"tr":"x","en":"x"}},
              {"id":"c","when":{"categories":["road.pothole"],"kinds":["TIP"]},"owner":"saski",
               "explanation":{"tr":"x","en":"x"}}]}
            """)
        .exchange()
        .expectStatus()
        .isEqualTo(422)
        .expectBody(String.class)
        .value(
            body ->
                assertThat(body)
                    .contains("UNKNOWN_OWNER", "DUPLICATE_ID", "UNKNOWN_CATEGORY", "UNREACHABLE"));
  }

  private static JsonNode json(WebTestClient.RequestHeadersSpec<?> call) {
    byte[] body =
        call.exchange()
            .expectStatus()
            .is2xxSuccessful()
            .expectBody()
            .returnResult()
            .getResponseBody();
    return Codec.json().readTree(body);
  }

  @Test
  void theApiDocumentSaysWhatIsServed() throws IOException {
    byte[] served =
        routing
            .http(RunningRouting.DESK_KEY)
            .get()
            .uri("/v3/api-docs")
            .exchange()
            .expectBody()
            .returnResult()
            .getResponseBody();
    ApiDocument.assertWritten("routing", new String(Objects.requireNonNull(served), UTF_8));
  }
}
