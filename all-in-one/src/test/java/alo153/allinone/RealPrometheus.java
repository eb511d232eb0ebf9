package alo153.allinone;

import alo153.events.wire.Codec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** A Prometheus of its own, configured as the project's is, that scrapes a house in this JVM. */
final class RealPrometheus implements AutoCloseable {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Pattern TARGET = Pattern.compile("- ([a-z-]+):(\\d+)");

  private final Process process;
  private final int port;

  private RealPrometheus(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * @param monitoring the project's folder with {@code prometheus.yml} and {@code alerts.yml}
   * @param folder for its configuration, storage and output
   */
  static RealPrometheus of(Path monitoring, Ports house, Path folder) throws IOException {
    Map<String, Integer> parts =
        Map.of(
            "gateway", house.gateway(),
            "intake-service", house.intake(),
            "routing-service", house.routing(),
            "tracking-service", house.tracking(),
            "notification-service", house.notification());
    String theirs =
        Files.readString(monitoring.resolve("prometheus.yml"))
            .replaceAll("(scrape|evaluation)_interval: \\d+s", "$1_interval: 1s")
            .replace(
                "- alerts.yml",
                "- " + monitoring.resolve("alerts.yml").toAbsolutePath().normalize());
    String configuration =
        TARGET.matcher(theirs).replaceAll(target -> "- 127.0.0.1:" + port(parts, target.group(1)));
    Path file = Files.writeString(folder.resolve("prometheus.yml"), configuration);
    int port = freePort();
    Process process =
        new ProcessBuilder(
                "prometheus",
                "--config.file=" + file,
                "--storage.tsdb.path=" + folder.resolve("storage"),
                "--web.listen-address=127.0.0.1:" + port,
                "--log.level=warn")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("prometheus.log").toFile())
            .start();
    return new RealPrometheus(process, port);
  }

  private static int port(Map<String, Integer> parts, String name) {
    Integer port = parts.get(name);
    if (port == null) {
      throw new IllegalStateException("prometheus.yml scrapes " + name + ", which is no part");
    }
    return port;
  }

  private static int freePort() throws IOException {
    try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  boolean ready() throws InterruptedException {
    if (!process.isAlive()) {
      throw new IllegalStateException("prometheus ended with " + process.exitValue());
    }
    try {
      return HTTP.send(
                  HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/-/ready"))
                      .timeout(Duration.ofSeconds(5))
                      .build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /** The samples an expression has now; an expression it can not read fails. */
  JsonNode query(String expression) throws IOException, InterruptedException {
    JsonNode answer =
        Codec.json()
            .readTree(
                HTTP.send(
                        HttpRequest.newBuilder(
                                URI.create(
                                    "http://127.0.0.1:"
                                        + port
                                        + "/api/v1/query?query="
                                        + URLEncoder.encode(expression, StandardCharsets.UTF_8)))
                            .timeout(Duration.ofSeconds(10))
                            .build(),
                        HttpResponse.BodyHandlers.ofByteArray())
                    .body());
    if (!answer.path("status").asString("").equals("success")) {
      throw new IllegalStateException(expression + ": " + answer);
    }
    return answer.path("data").path("result");
  }

  /** Whether an expression has a sample that is a number. */
  boolean shows(String expression) throws IOException, InterruptedException {
    for (JsonNode sample : query(expression)) {
      if (!sample.path("value").path(1).asString("NaN").equals("NaN")) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
