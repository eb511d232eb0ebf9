package alo153.gateway.pages;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/**
 * The files of the pages, read once. Only what is listed here is public: our own folder and the few
 * files of the two libraries, so no source maps and no other jar's resources.
 */
@Component
public class PageFiles {
  private static final String OWN = "pages/";
  private static final String LIBRARIES = "classpath*:/META-INF/resources/webjars/";

  /** Public path → where the library's jar keeps it, whatever the version. */
  private static final Map<String, String> LIBRARY_FILES =
      Map.of(
          "lib/lit-html.js", "lit-html/*/lit-html.js",
          "lib/directive.js", "lit-html/*/directive.js",
          "lib/directive-helpers.js", "lit-html/*/directive-helpers.js",
          "lib/directives/live.js", "lit-html/*/directives/live.js",
          "lib/leaflet.js", "leaflet/*/dist/leaflet.js",
          "lib/leaflet.css", "leaflet/*/dist/leaflet.css");

  private static final Map<String, MediaType> TYPES =
      Map.of(
          "js", new MediaType("text", "javascript", StandardCharsets.UTF_8),
          "css", new MediaType("text", "css", StandardCharsets.UTF_8),
          "html", new MediaType("text", "html", StandardCharsets.UTF_8),
          "txt", new MediaType("text", "plain", StandardCharsets.UTF_8),
          "json", MediaType.APPLICATION_JSON,
          "svg", new MediaType("image", "svg+xml"));

  private final SortedMap<String, PageFile> files = new TreeMap<>();
  private final String build;

  PageFiles() {
    try {
      readOwn();
      readLibraries();
      build = fingerprint();
    } catch (IOException e) {
      throw new UncheckedIOException("the pages cannot be read from the classpath", e);
    }
  }

  /**
   * One file.
   *
   * @param content its bytes
   * @param type its media type, with the charset where it is text
   */
  public record PageFile(byte[] content, MediaType type) {}

  /** The file at a public path such as {@code js/app.js}; null when there is none. */
  public @Nullable PageFile at(String path) {
    return files.get(path);
  }

  /** All public paths, sorted. */
  public Iterable<String> paths() {
    return Collections.unmodifiableSet(files.keySet());
  }

  /**
   * Names this state of all files, for addresses that may be kept for ever. Taken from the content,
   * so instances of one release agree and a release without a changed page changes nothing.
   */
  public String build() {
    return build;
  }

  private void readOwn() throws IOException {
    var resolver = new PathMatchingResourcePatternResolver();
    for (Resource resource : resolver.getResources("classpath:/" + OWN + "**")) {
      String url = resource.getURL().toString();
      String path = url.substring(url.lastIndexOf("/" + OWN) + OWN.length() + 1);
      MediaType type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
      if (type != null) {
        files.put(path, new PageFile(resource.getContentAsByteArray(), type));
      }
    }
  }

  private void readLibraries() throws IOException {
    var resolver = new PathMatchingResourcePatternResolver();
    for (Map.Entry<String, String> file : LIBRARY_FILES.entrySet()) {
      Resource[] found = resolver.getResources(LIBRARIES + file.getValue());
      if (found.length != 1) {
        throw new IllegalStateException(
            "%d versions of %s on the classpath".formatted(found.length, file.getKey()));
      }
      String path = file.getKey();
      MediaType type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
      files.put(path, new PageFile(found[0].getContentAsByteArray(), type));
    }
  }

  private String fingerprint() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      files.forEach(
          (path, file) -> {
            digest.update(path.getBytes(StandardCharsets.UTF_8));
            digest.update(file.content());
          });
      return HexFormat.of().formatHex(digest.digest()).substring(0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
