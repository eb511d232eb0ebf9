package alo153.allinone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** What an operator deploys with says the same as the code. */
class CompositionTest {
  /** A setting as a service's own file reads it: name and default. */
  private static final Pattern SETTING = Pattern.compile("\\$\\{(ALO153_[A-Z_]+)(?::([^}]*))?}");

  /** A default that is another part of the house on the same machine. */
  private static final Pattern NEIGHBOUR = Pattern.compile("(.*//)?127\\.0\\.0\\.1:(81\\d\\d).*");

  /** The public address of the pages, which only the deployment knows: it goes into keys.env. */
  private static final Set<String> OF_THE_DEPLOYMENT = Set.of("ALO153_TRACKING_PAGE");

  /** The simulators' ports: providers, which go into keys.env too. */
  private static final Set<String> SIMULATED = Set.of("8161", "8162", "8163");

  static List<Composition.Part> parts() {
    return Composition.parts();
  }

  @Test
  void theFivePartsAreBuilt() {
    assertThat(parts())
        .extracting(Composition.Part::name)
        .containsExactlyInAnyOrder(
            "gateway",
            "intake-service",
            "routing-service",
            "tracking-service",
            "notification-service");
  }

  @ParameterizedTest
  @MethodSource("parts")
  void aPartIsAModuleWhoseProgramTheImageTakes(Composition.Part part) {
    assertThat(Composition.map(Composition.map(part.definition().get("build")).get("args")))
        .containsEntry("PART", part.name());
    assertThat(Composition.text("pom.xml"))
        .contains("<module>" + part.name() + "</module>")
        .contains("<finalName>${project.artifactId}</finalName>")
        .contains("<classifier>exec</classifier>");
    assertThat(Composition.text(part.name() + "/pom.xml"))
        .contains("<artifactId>" + part.name() + "</artifactId>")
        .contains("<artifactId>spring-boot-maven-plugin</artifactId>")
        .doesNotContain("<finalName>");
    assertThat(Composition.text("Dockerfile"))
        .contains("COPY --from=build /src/${PART}/target/${PART}-exec.jar ");
  }

  @ParameterizedTest
  @MethodSource("parts")
  void aPartIsReachedAtThePortItsOwnFileNames(Composition.Part part) {
    String port = port(part.name());
    if (part.name().equals("gateway")) {
      assertThat(part.ports("ports")).containsExactly(port + ":" + port);
    } else {
      assertThat(part.ports("expose")).containsExactly(port);
      assertThat(part.ports("ports")).as("only the gateway is public").isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("parts")
  void aPartListensBeyondItsContainerOnlyWhenTold(Composition.Part part) {
    assertThat(Composition.imageEnvironment()).containsEntry("ALO153_BIND", "0.0.0.0");
    assertThat(settings(part.name()).get("ALO153_BIND")).isEqualTo("127.0.0.1");
    assertThat(files(part.name())).contains("address: ${ALO153_BIND:127.0.0.1}");
  }

  @ParameterizedTest
  @MethodSource("parts")
  void aPartIsToldWhereItsNeighboursAre(Composition.Part part) {
    Set<String> needed = new HashSet<>();
    settings(part.name())
        .forEach(
            (name, value) -> {
              Matcher neighbour = NEIGHBOUR.matcher(value);
              if (neighbour.matches()
                  && !SIMULATED.contains(neighbour.group(2))
                  && !OF_THE_DEPLOYMENT.contains(name)) {
                needed.add(name);
              }
            });
    assertThat(needed).isNotEmpty();
    assertThat(part.environment()).containsKeys(needed.toArray(String[]::new));
    if (!part.name().equals("gateway")) {
      assertThat(needed).contains("ALO153_KAFKA", "ALO153_MONGODB_URI");
      assertThat(part.definition()).containsEntry("env_file", "keys.env");
      assertThat(settings(part.name())).containsKey("ALO153_MASTER_KEY_FILE");
      assertThat(Composition.imageEnvironment())
          .containsEntry("ALO153_MASTER_KEY_FILE", "/data/master.key");
      assertThat(part.ports("volumes")).as("one key for all").containsExactly("master-key:/data");
    }
  }

  @ParameterizedTest
  @MethodSource("parts")
  void aNeighbourIsThereUnderThatNameAndPort(Composition.Part part) {
    part.environment()
        .forEach(
            (name, value) -> {
              URI address = URI.create(value.contains("//") ? value : "kafka://" + value);
              assertThat(Composition.services()).as(name).containsKey(address.getHost());
              assertThat(Integer.toString(address.getPort()))
                  .as(name)
                  .isEqualTo(
                      switch (address.getHost()) {
                        case "kafka" -> "9092";
                        case "mongo" -> "27017";
                        default -> port(address.getHost());
                      });
            });
  }

  @Test
  void everySettingOfTheCompositionIsReadBySomePart() {
    Set<String> read = new HashSet<>();
    parts().forEach(part -> read.addAll(settings(part.name()).keySet()));
    assertThat(read).containsAll(Composition.imageEnvironment().keySet());
    parts().forEach(part -> assertThat(read).containsAll(part.environment().keySet()));
    assertThat(read).as("the keys that up makes").containsAll(Keys.names(List.of()));
  }

  @Test
  void prometheusAsksEveryPartAtItsPort() {
    List<String> targets = new ArrayList<>();
    Map<String, Object> prometheus = Composition.yaml("monitoring/prometheus.yml");
    for (Object job : Composition.list(prometheus.get("scrape_configs"))) {
      assertThat(Composition.map(job)).containsEntry("metrics_path", "/actuator/prometheus");
      for (Object group : Composition.list(Composition.map(job).get("static_configs"))) {
        Composition.list(Composition.map(group).get("targets"))
            .forEach(target -> targets.add(target.toString()));
      }
    }
    assertThat(targets)
        .containsExactlyInAnyOrderElementsOf(
            parts().stream().map(part -> part.name() + ":" + port(part.name())).toList());
    parts().forEach(part -> assertThat(files(part.name())).contains("prometheus"));
    Composition.list(prometheus.get("rule_files"))
        .forEach(file -> assertThat(Composition.HOME.resolve("monitoring/" + file)).exists());
  }

  @Test
  void whatIsMountedIsThereAndWhatIsWaitedForIsStarted() {
    Map<String, Object> all = Composition.services();
    Map<String, Object> volumes =
        Composition.map(Composition.yaml("docker-compose.yml").get("volumes"));
    all.forEach(
        (name, definition) -> {
          for (Object mount : Composition.list(Composition.map(definition).get("volumes"))) {
            String source = mount.toString().split(":", 2)[0];
            if (source.startsWith("./")) {
              assertThat(Composition.HOME.resolve(source)).as(name).exists();
            } else {
              assertThat(volumes).as(name).containsKey(source);
            }
          }
          Object needs = Composition.map(definition).get("depends_on");
          if (needs instanceof List<?> names) {
            names.forEach(need -> assertThat(all).as(name).containsKey(need.toString()));
          } else {
            Composition.map(needs)
                .keySet()
                .forEach(
                    need -> assertThat(Composition.map(all.get(need))).containsKey("healthcheck"));
          }
        });
  }

  @Test
  void whatIsSecretGetsIntoNeitherTheProjectNorAnImage() {
    for (String secret : List.of("keys.env", "grafana-password.txt")) {
      assertThat(Composition.text(".gitignore").lines()).contains(secret);
      assertThat(Composition.text(".dockerignore").lines()).contains(secret);
    }
  }

  /** The default port of a part's own file. */
  private static String port(String part) {
    Map<String, Object> own = Composition.map(new Yaml().load(resource(part + ".yml")));
    Matcher setting =
        SETTING.matcher(Composition.map(own.get("server")).getOrDefault("port", "").toString());
    assertThat(setting.matches()).as("%s.yml names its port", part).isTrue();
    return setting.group(2);
  }

  private static Map<String, String> settings(String part) {
    var settings = new HashMap<String, String>();
    Matcher setting = SETTING.matcher(files(part));
    while (setting.find()) {
      settings.put(setting.group(1), setting.group(2) == null ? "" : setting.group(2));
    }
    return settings;
  }

  /** A part's own file with those it imports. */
  private static String files(String part) {
    var text = new StringBuilder(resource(part + ".yml"));
    for (String shared : List.of("transport-defaults.yml", "service-defaults.yml")) {
      if (text.indexOf("classpath:" + shared) >= 0) {
        text.append('\n').append(resource(shared));
      }
    }
    return text.toString();
  }

  private static String resource(String name) {
    try (InputStream file = CompositionTest.class.getClassLoader().getResourceAsStream(name)) {
      assertThat(file).as(name).isNotNull();
      return new String(file.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
