package alo153.proving;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A running house, as far as its data folder tells: where it listens, and the keys callers need.
 *
 * @param data the data folder
 * @param base its public port
 * @param brokers where its log is
 * @param keys by name
 */
public record Run(Path data, int base, String brokers, Map<String, String> keys) {

  /**
   * @throws IllegalStateException when nothing was started on the folder
   */
  public static Run on(Path data) {
    Path run = data.resolve("run.env");
    if (!Files.exists(run)) {
      throw new IllegalStateException("nothing runs on " + data + ": start it with ./alo153 up");
    }
    Map<String, String> told = read(run);
    return new Run(
        data,
        Integer.parseInt(told.getOrDefault("PORT", "0")),
        told.getOrDefault("KAFKA", ""),
        read(data.resolve("keys.env")));
  }

  public URI gateway(String path) {
    return URI.create("http://127.0.0.1:" + base + path);
  }

  public URI notification(String path) {
    return URI.create("http://127.0.0.1:" + (base + 4) + path);
  }

  public int providersPort() {
    return base + 8;
  }

  public int smtpPort() {
    return base + 9;
  }

  public int imapPort() {
    return base + 10;
  }

  /**
   * @throws IllegalStateException when the deployment has no such key
   */
  public String key(String name) {
    String key = keys.get(name);
    if (key == null) {
      throw new IllegalStateException("no " + name + " in " + data.resolve("keys.env"));
    }
    return key;
  }

  /** Reads {@code NAME=value} lines. */
  public static Map<String, String> read(Path file) {
    try {
      var values = new LinkedHashMap<String, String>();
      for (String line : Files.readAllLines(file)) {
        int equals = line.indexOf('=');
        if (equals > 0 && !line.startsWith("#")) {
          values.put(line.substring(0, equals), line.substring(equals + 1));
        }
      }
      return values;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
