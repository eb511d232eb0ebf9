package alo153.proving.load;

import alo153.events.wire.Codec;
import alo153.proving.Run;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whoever enters answers in CİMER: takes the file every few seconds and says what was entered. */
public final class CimerOfficer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CimerOfficer.class);
  private static final String EXPORTS = "/api/notification/v1/cimer/exports";

  private final Run run;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();
  private final ScheduledExecutorService rounds = Executors.newSingleThreadScheduledExecutor();

  public CimerOfficer(Run run) {
    this.run = run;
    rounds.scheduleWithFixedDelay(this::round, 1, 2, TimeUnit.SECONDS);
  }

  private void round() {
    try {
      var ids = new ArrayList<String>();
      // those of the last file as well: it may have been taken and never confirmed
      for (String state : List.of("PLANNED", "SENT")) {
        for (JsonNode line : json(EXPORTS + "?state=" + state)) {
          ids.add(line.path("messageId").asString());
        }
      }
      if (ids.isEmpty()) {
        return;
      }
      text("GET", EXPORTS + "?format=csv", null);
      text(
          "POST",
          EXPORTS + "/confirm",
          Map.of("messageIds", ids.subList(0, Math.min(ids.size(), 1000))));
    } catch (IOException | RuntimeException e) {
      LOG.debug("the house does not answer the officer; the next round will see", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private JsonNode json(String path) throws IOException, InterruptedException {
    return JsonMapper.shared().readTree(text("GET", path, null));
  }

  private String text(String method, String path, @org.jspecify.annotations.Nullable Object body)
      throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(run.gateway(path))
                .timeout(Duration.ofSeconds(10))
                .header("X-Api-Key", run.key("ALO153_KEY_DESK"))
                .header("Content-Type", "application/json")
                .method(
                    method,
                    body == null
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofByteArray(
                            Codec.json().writeValueAsBytes(body)))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(path + " answered " + answer.statusCode());
    }
    return answer.body();
  }

  @Override
  public void close() {
    rounds.shutdownNow();
  }
}
