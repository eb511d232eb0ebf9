package alo153.allinone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import alo153.events.wire.Codec;
import alo153.proving.Run;
import alo153.proving.demo.Demo;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * All-in-one: in by every door, out by the same door; and nothing is forgotten between two runs.
 */
class WholeWayIT {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir Path folder;

  @Test
  void oneRequestOfEveryDoorIsAnsweredByTheSameDoorAndSurvivesARestart() throws Exception {
    List<String> codes;
    try (RunningHouse house = RunningHouse.on(folder)) {
      assertThat(Demo.run(house.run())).isTrue();
      codes = codes(house.run());
      assertThat(codes).hasSize(9);
      var report =
          new ServiceClient(house.data)
              .call(
                  "POST",
                  house.ports.tracking(),
                  "/api/tracking/v1/rebuilds",
                  null,
                  Duration.ofMinutes(1));
      assertThat(report.path("equal").asBoolean()).as(report.toString()).isTrue();
    }
    try (RunningHouse again = RunningHouse.on(folder)) {
      for (String code : codes) {
        JsonNode status = get(again.run(), "/api/tracking/v1/track/" + code);
        assertThat(status.path("status").asString()).as(code).isIn("ANSWERED", "CLOSED");
        assertThat(status.path("answer").path("text").asString()).isNotBlank();
      }
      String late = submit(again.run(), "Hendek girişinde yolda çukur var");
      await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () ->
                  List.of("ANSWERED", "CLOSED")
                      .contains(
                          get(again.run(), "/api/tracking/v1/track/" + late)
                              .path("status")
                              .asString()));
    }
  }

  private static List<String> codes(Run run) throws Exception {
    JsonNode page =
        call(
            HttpRequest.newBuilder(run.gateway("/api/tracking/v1/requests"))
                .header("X-Api-Key", run.key("ALO153_KEY_DESK")));
    var codes = new ArrayList<String>();
    for (JsonNode request :
        page.path("requests").isArray() ? page.path("requests") : page.path("items")) {
      codes.add(request.path("trackingCode").asString());
    }
    return codes;
  }

  private static String submit(Run run, String text) throws Exception {
    return call(HttpRequest.newBuilder(run.gateway("/api/intake/v1/requests"))
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", UUID.randomUUID().toString())
            .POST(
                HttpRequest.BodyPublishers.ofByteArray(
                    Codec.json().writeValueAsBytes(java.util.Map.of("text", text)))))
        .path("trackingCode")
        .asString();
  }

  private static JsonNode get(Run run, String path) throws Exception {
    return call(HttpRequest.newBuilder(run.gateway(path)));
  }

  private static JsonNode call(HttpRequest.Builder request) throws Exception {
    return Codec.json()
        .readTree(HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()).body());
  }
}
