package alo153.allinone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import alo153.events.wire.Codec;
import alo153.proving.demo.Demo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * What the monitoring folder asks for is what the services tell, by a real Prometheus. Skipped,
 * with a line that says so, where no Prometheus is installed.
 */
class MonitoringIT {
  private static final Path MONITORING = Path.of("..", "monitoring");

  /** A name in an expression, and its selector if it has one. */
  private static final Pattern SELECTOR =
      Pattern.compile("\\b((?:alo153|http|resilience4j|jvm)_\\w+|up)\\b(\\{[^}]*})?");

  /** Selectors of the alerts that a house in good health has no series for, and why. */
  private static final Map<String, String> ONLY_WHEN_IT_HAPPENS =
      Map.of(
          "http_server_requests_seconds_count{job=\"alo153\",status=\"503\"}",
          "the first answer of 503 begins the series; the alert is about many of them");

  @TempDir Path folder;

  @Test
  void theAlertsAreValidAndEachFiresAndIsSilent() throws Exception {
    assumeInstalled("promtool");
    assertThat(promtool("check", "rules", "alerts.yml")).isZero();
    assertThat(promtool("test", "rules", "alerts_test.yml")).isZero();
  }

  @Test
  void everyPanelShowsSomethingOfARunningHouseAndEveryAlertCouldFire() throws Exception {
    assumeInstalled("prometheus");
    Map<String, String> panels = panels();
    assertThat(panels).hasSizeGreaterThan(15);
    try (RunningHouse house = RunningHouse.on(folder.resolve("house"));
        RealPrometheus prometheus =
            RealPrometheus.of(
                MONITORING, house.ports, Files.createDirectories(folder.resolve("prometheus")))) {
      await().atMost(Duration.ofSeconds(30)).until(prometheus::ready);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> prometheus.query("up{job=\"alo153\"} == 1").size(),
              answering -> answering == 5);
      assertThat(Demo.run(house.run())).isTrue();

      var missing = new LinkedHashMap<>(panels);
      await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofSeconds(1))
          .untilAsserted(
              () -> {
                for (var panel : panels.entrySet()) {
                  if (prometheus.shows(panel.getKey())) {
                    missing.remove(panel.getKey());
                  }
                }
                assertThat(missing).as("panels that show nothing").isEmpty();
              });

      var unknown = new ArrayList<String>();
      for (String selector : alertSelectors()) {
        if (prometheus.query(selector).isEmpty() && !ONLY_WHEN_IT_HAPPENS.containsKey(selector)) {
          unknown.add(selector);
        }
      }
      assertThat(unknown).as("alerts ask for what nobody tells").isEmpty();
      assertThat(prometheus.query("ALERTS{alertstate=\"firing\"}"))
          .as("a house in good health rings no bell")
          .isEmpty();
    }
  }

  /** Every expression of every panel, with the panel's title. */
  private static Map<String, String> panels() throws IOException {
    var expressions = new LinkedHashMap<String, String>();
    try (var files = Files.newDirectoryStream(MONITORING.resolve("grafana/dashboards"), "*.json")) {
      for (Path file : files) {
        for (JsonNode panel : Codec.json().readTree(Files.readAllBytes(file)).path("panels")) {
          for (JsonNode target : panel.path("targets")) {
            expressions.put(target.path("expr").asString(), panel.path("title").asString());
          }
        }
      }
    }
    return expressions;
  }

  private static TreeSet<String> alertSelectors() throws IOException {
    var selectors = new TreeSet<String>();
    Map<?, ?> rules =
        new org.yaml.snakeyaml.Yaml().load(Files.readString(MONITORING.resolve("alerts.yml")));
    for (Object group : (List<?>) rules.get("groups")) {
      for (Object rule : (List<?>) ((Map<?, ?>) group).get("rules")) {
        var matcher = SELECTOR.matcher(String.valueOf(((Map<?, ?>) rule).get("expr")));
        while (matcher.find()) {
          selectors.add(matcher.group());
        }
      }
    }
    assertThat(selectors).hasSizeGreaterThanOrEqualTo(8);
    return selectors;
  }

  private static int promtool(String... arguments) throws Exception {
    var command = new ArrayList<String>(List.of("promtool"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(MONITORING.toFile()).inheritIO().start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private static void assumeInstalled(String binary) {
    boolean installed =
        Pattern.compile(Pattern.quote(java.io.File.pathSeparator))
            .splitAsStream(System.getenv().getOrDefault("PATH", ""))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, binary)));
    if (!installed) {
      System.out.println("SKIPPED MonitoringIT: there is no " + binary + " on the PATH");
    }
    assumeTrue(installed, binary + " is not installed");
  }
}
