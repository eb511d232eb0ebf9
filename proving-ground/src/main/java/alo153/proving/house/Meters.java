package alo153.proving.house;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What a part measured of itself, as Prometheus would read it.
 *
 * @param samples by name with its labels, as written
 */
public record Meters(Map<String, Double> samples) {
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(1))
          .build();

  public Meters {
    samples = Map.copyOf(samples);
  }

  /**
   * Reads some of them; all would be hundreds of kilobytes.
   *
   * @param names as Prometheus names them; a histogram's without {@code _bucket}
   * @return empty when the part does not answer within four seconds
   */
  public static Meters of(int port, String... names) {
    try {
      HttpResponse<String> answer =
          HTTP.send(
              HttpRequest.newBuilder(
                      URI.create(
                          "http://127.0.0.1:%d/actuator/prometheus?includedNames=%s"
                              .formatted(port, String.join(",", names))))
                  .timeout(Duration.ofSeconds(4))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() == 200 ? read(answer.body()) : new Meters(Map.of());
    } catch (IOException e) {
      return new Meters(Map.of()); // not there, or not answering: there is nothing to read
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Meters(Map.of());
    }
  }

  static Meters read(String text) {
    Map<String, Double> samples = new HashMap<>();
    text.lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(
            line -> {
              int space = line.lastIndexOf(' ');
              if (space > 0) {
                samples.put(line.substring(0, space), number(line.substring(space + 1)));
              }
            });
    return new Meters(samples);
  }

  private static double number(String written) {
    return Double.parseDouble(written.replace("Inf", "Infinity"));
  }

  /**
   * One sample.
   *
   * @param name without labels
   * @param label that has to be among its labels, such as {@code le="0.05"}; empty for any
   * @return nothing when there is none
   */
  public OptionalDouble value(String name, String label) {
    return samples.entrySet().stream()
        .filter(
            sample ->
                (sample.getKey().equals(name) || sample.getKey().startsWith(name + "{"))
                    && sample.getKey().contains(label))
        .mapToDouble(Map.Entry::getValue)
        .findFirst();
  }
}
