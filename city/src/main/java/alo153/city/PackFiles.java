package alo153.city;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The files of a city pack: a deployment's own folder file by file, else Sakarya's. */
final class PackFiles {
  static final String CITY = "city.yaml";
  static final String DISTRICTS = "districts.geojson";
  static final String NEIGHBOURHOODS = "neighbourhoods.csv";
  static final String DEPARTMENTS = "departments.yaml";
  static final String INSTITUTIONS = "institutions.yaml";
  static final String CATEGORIES = "categories.yaml";
  static final String RULES = "rules.yaml";
  static final String CALENDAR = "calendar.yaml";
  static final String REASONS = "reasons.yaml";
  static final String TEXTS_TR = "texts.tr.yaml";
  static final String TEXTS_EN = "texts.en.yaml";

  private static final String DEFAULT_PACK = "/city/sakarya/";

  /** A misspelt name must not be read as "not given". */
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  private final @Nullable Path folder;
  private final Map<String, byte[]> read = new TreeMap<>();

  PackFiles(@Nullable Path folder) {
    this.folder = folder;
    if (folder != null && !Files.isDirectory(folder)) {
      throw new CityPackException(
          folder + " is not a folder; a city pack is a folder with files such as " + CITY);
    }
  }

  <T> T yaml(String file, Class<T> type) {
    T value;
    try {
      value = YAML.readValue(text(file), type);
    } catch (JacksonException e) {
      throw new CityPackException(file + where(e) + ": " + e.getOriginalMessage(), e);
    }
    if (value == null) {
      throw new CityPackException(file + " is empty; write it or leave the file out");
    }
    Complete.check(file, value);
    return value;
  }

  private static String where(JacksonException e) {
    TokenStreamLocation location = e.getLocation();
    String line = location == null ? "" : ", line " + location.getLineNr();
    if (e instanceof DatabindException && !e.getPath().isEmpty()) {
      return line + ", " + e.getPathReference().replaceAll("[\\w.$]+\\[", "[");
    }
    return line;
  }

  String text(String file) {
    return new String(bytes(file), StandardCharsets.UTF_8);
  }

  private byte[] bytes(String file) {
    return read.computeIfAbsent(file, this::load);
  }

  private byte[] load(String file) {
    try {
      if (folder != null) {
        try {
          return Files.readAllBytes(folder.resolve(file));
        } catch (NoSuchFileException e) {
          // not overridden: the default pack's file is taken
        }
      }
      try (InputStream in = PackFiles.class.getResourceAsStream(DEFAULT_PACK + file)) {
        if (in == null) {
          throw new CityPackException(file + " is missing from the default pack");
        }
        return in.readAllBytes();
      }
    } catch (IOException e) {
      throw new CityPackException(file + " can not be read: " + e.getMessage(), e);
    }
  }

  /** Hash of all files read so far. */
  String version() {
    MessageDigest digest = sha256();
    read.forEach(
        (file, bytes) -> {
          digest.update(file.getBytes(StandardCharsets.UTF_8));
          digest.update((byte) 0);
          digest.update(sha256().digest(bytes));
        });
    return HexFormat.of().formatHex(digest.digest(), 0, 8);
  }

  /** Hash of one file. */
  String version(String file) {
    return HexFormat.of().formatHex(sha256().digest(bytes(file)), 0, 4);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
