package alo153.proving.house;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** What a part says about itself, as a balancer or an orchestrator asks it. */
public final class Health {
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(1))
          .build();

  private Health() {}

  /** Whether it takes work. */
  public static boolean ready(int port) {
    return answers(port, "readiness");
  }

  /** Whether it lives: false is what an orchestrator restarts it for. */
  public static boolean live(int port) {
    return answers(port, "liveness");
  }

  private static boolean answers(int port, String group) {
    try {
      return HTTP.send(
                  HttpRequest.newBuilder(
                          URI.create("http://127.0.0.1:" + port + "/actuator/health/" + group))
                      .timeout(Duration.ofSeconds(4))
                      .build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException e) {
      return false; // not there, or not answering: that is the answer
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
