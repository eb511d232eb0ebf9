package alo153.allinone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.Yaml;

/** The files an operator deploys with, as they stand in the project. */
final class Composition {
  /** The project's folder. */
  static final Path HOME = home();

  /** One started image of ours, by the name of its module. */
  record Part(String name, Map<String, Object> definition) {

    /** What the composition tells it, as it stands there. */
    Map<String, String> environment() {
      var values = new LinkedHashMap<String, String>();
      map(definition.get("environment"))
          .forEach((name, value) -> values.put(name, value.toString()));
      return values;
    }

    /** The ports it names: open to the other parts, or to everybody. */
    List<String> ports(String kind) {
      return list(definition.get(kind)).stream().map(Object::toString).toList();
    }

    /** Its program, as the build leaves it and the image takes it. */
    Path jar() {
      return HOME.resolve(name).resolve("target").resolve(name + "-exec.jar");
    }
  }

  private static final Pattern IMAGE_SETTING = Pattern.compile("\\b(ALO153_[A-Z_]+)=(\\S+)");

  private Composition() {}

  /** All that is built here. */
  static List<Part> parts() {
    var parts = new ArrayList<Part>();
    services()
        .forEach(
            (name, definition) -> {
              if (map(definition).containsKey("build")) {
                parts.add(new Part(name, map(definition)));
              }
            });
    return parts;
  }

  /** Everything the composition starts. */
  static Map<String, Object> services() {
    return map(yaml("docker-compose.yml").get("services"));
  }

  /** What the image tells every part. */
  static Map<String, String> imageEnvironment() {
    var values = new LinkedHashMap<String, String>();
    var settings = IMAGE_SETTING.matcher(text("Dockerfile"));
    while (settings.find()) {
      values.put(settings.group(1), settings.group(2));
    }
    return values;
  }

  static Map<String, Object> yaml(String path) {
    return map(new Yaml().load(text(path)));
  }

  static String text(String path) {
    try {
      return Files.readString(HOME.resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A mapping of the file; nothing there is an empty one. */
  @SuppressWarnings("unchecked") // the keys of these files are words
  static Map<String, Object> map(@org.jspecify.annotations.Nullable Object node) {
    return node == null ? Map.of() : (Map<String, Object>) node;
  }

  static List<?> list(@org.jspecify.annotations.Nullable Object node) {
    return node == null ? List.of() : (List<?>) node;
  }

  /** Above the classes of this test, wherever it was started. */
  private static Path home() {
    try {
      Path at =
          Path.of(Composition.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      while (!Files.exists(at.resolve("docker-compose.yml"))) {
        at = at.getParent();
        if (at == null) {
          throw new IllegalStateException("no docker-compose.yml above the classes of this test");
        }
      }
      return at;
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
