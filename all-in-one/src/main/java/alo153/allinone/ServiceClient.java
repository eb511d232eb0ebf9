package alo153.allinone;

import alo153.events.wire.Codec;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Calls a service of a run as an operator. */
final class ServiceClient {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(3)).build();

  private final DataFolder data;

  ServiceClient(DataFolder data) {
    this.data = data;
  }

  /** {@code UP}, or what is wrong. */
  static String health(int port) {
    try {
      HttpResponse<String> answer =
          HTTP.send(
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:" + port + "/actuator/health/readiness"))
                  .timeout(Duration.ofSeconds(5))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      return Codec.json().readTree(answer.body()).path("status").asString("?");
    } catch (IOException e) {
      return "does not answer";
    } catch (JacksonException e) {
      return "answers strangely";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  /**
   * Calls with the operator's key.
   *
   * @param body JSON; null for a GET
   * @throws CommandException with the problem's own words when the answer is not 2xx
   */
  JsonNode call(String method, int port, String path, @Nullable Object body, Duration patience) {
    HttpResponse<byte[]> answer = send(method, port, path, body, patience);
    if (answer.statusCode() / 100 != 2) {
      throw new CommandException(problem(path, answer), null);
    }
    return document(answer);
  }

  /**
   * Asks for something with the operator's key.
   *
   * @return null when there is none
   * @throws CommandException when the answer is neither 2xx nor 404
   */
  @Nullable JsonNode find(int port, String path, Duration patience) {
    HttpResponse<byte[]> answer = send("GET", port, path, null, patience);
    if (answer.statusCode() == 404) {
      return null;
    }
    if (answer.statusCode() / 100 != 2) {
      throw new CommandException(problem(path, answer), null);
    }
    return document(answer);
  }

  private static JsonNode document(HttpResponse<byte[]> answer) {
    return answer.body().length == 0
        ? Codec.json().createObjectNode()
        : Codec.json().readTree(answer.body());
  }

  private static String problem(String path, HttpResponse<byte[]> answer) {
    JsonNode document = document(answer);
    return path
        + " answered "
        + answer.statusCode()
        + ": "
        + document.path("title_en").asString("")
        + (document.has("detail") ? " – " + document.path("detail").asString("") : "")
        + (document.has("errors") ? " " + document.path("errors") : "");
  }

  private HttpResponse<byte[]> send(
      String method, int port, String path, @Nullable Object body, Duration patience) {
    String key = DataFolder.read(data.keys()).get("ALO153_KEY_OPERATOR");
    if (key == null) {
      throw new CommandException("no ALO153_KEY_OPERATOR in " + data.keys(), null);
    }
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
              .header("X-Api-Key", key)
              .header("Content-Type", "application/json")
              .timeout(patience)
              .method(
                  method,
                  body == null
                      ? HttpRequest.BodyPublishers.noBody()
                      : HttpRequest.BodyPublishers.ofByteArray(
                          Codec.json().writeValueAsBytes(body)))
              .build();
      return HTTP.send(request, HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new CommandException("port " + port + " does not answer: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("interrupted", e);
    }
  }
}
