package alo153.proving.house;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;

/**
 * What was built: the same jars the images take, unpacked once so that they start fast, with an
 * archive of their classes (class-data sharing halves a start).
 */
public final class Installation {
  private static final Duration UNPACKING = Duration.ofMinutes(2);

  private final Path home;
  private final Path unpacked;

  private Installation(Path home) {
    this.home = home.toAbsolutePath().normalize();
    this.unpacked = this.home.resolve("proving-ground/target/separate");
  }

  /**
   * @param home the project's folder, built
   * @throws IllegalStateException when something is not built
   */
  public static Installation at(Path home) {
    var installation = new Installation(home);
    for (Part part : Part.values()) {
      if (!Files.exists(installation.built(part))) {
        throw new IllegalStateException(
            installation.built(part) + " is not there: build with ./alo153 up, or mvn package");
      }
    }
    return installation;
  }

  /** The project's folder above the classes that run. */
  public static Installation here() {
    try {
      Path at =
          Path.of(Installation.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      while (!Files.exists(at.resolve("docker-compose.yml"))) {
        at = at.getParent();
        if (at == null) {
          throw new IllegalStateException("no project folder above the classes that run");
        }
      }
      return at(at);
    } catch (java.net.URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  public Path home() {
    return home;
  }

  private Path built(Part part) {
    return home.resolve(part.module()).resolve("target").resolve(part.module() + "-exec.jar");
  }

  private Path folder(Part part) {
    return unpacked.resolve(part.module());
  }

  private Path archive(Part part) {
    return folder(part).resolve("classes.jsa");
  }

  /**
   * The command that starts a part.
   *
   * @param javaOptions go before the jar
   */
  List<String> command(Part part, List<String> javaOptions) {
    unpack(part);
    var command = new ArrayList<>(List.of(java(), "-Xmx192m", "-XX:+UseSerialGC"));
    command.add("-XX:TieredStopAtLevel=1");
    // as in the image
    command.add("-XX:+ExitOnOutOfMemoryError");
    if (Files.exists(archive(part))) {
      command.add("-XX:SharedArchiveFile=" + archive(part));
    }
    command.add("-Djava.net.preferIPv4Stack=true");
    // as on a Turkish operator's machine
    command.add("-Duser.language=tr");
    command.add("-Duser.country=TR");
    command.addAll(javaOptions);
    command.add("-jar");
    command.add(folder(part).resolve(part.module() + "-exec.jar").toString());
    return command;
  }

  /** The command that starts a broker or a store, with the arguments of its main class. */
  List<String> backendCommand(List<String> arguments) {
    var command =
        new ArrayList<>(
            List.of(
                java(),
                "-Xmx384m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.net.preferIPv4Stack=true",
                "-cp",
                home.resolve("all-in-one/target/lib") + "/*",
                "alo153.embedded.EmbeddedBackends"));
    command.addAll(arguments);
    return command;
  }

  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private synchronized void unpack(Part part) {
    try {
      String now = fingerprint(built(part));
      Path mark = folder(part).resolve("unpacked-from");
      if (Files.exists(mark) && Files.readString(mark).equals(now)) {
        return;
      }
      delete(folder(part));
      var unpacking =
          ChildProcess.start(
              "unpacking " + part.module(),
              unpacked.resolve(part.module() + ".log"),
              Map.of(),
              List.of(
                  java(),
                  "-Djarmode=tools",
                  "-jar",
                  built(part).toString(),
                  "extract",
                  "--destination",
                  folder(part).toString()));
      unpacking.awaitEnd(UNPACKING);
      if (unpacking.exitCode() != 0) {
        throw new IllegalStateException(
            built(part) + " could not be unpacked: " + unpacking.lastLines(20));
      }
      Files.writeString(mark, now);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Tells builds apart; their times do not, since every build carries the same one. */
  private static String fingerprint(Path jar) throws IOException {
    var checksum = new CRC32C();
    try (var content = new CheckedInputStream(Files.newInputStream(jar), checksum)) {
      content.transferTo(OutputStream.nullOutputStream());
    }
    return Long.toHexString(checksum.getValue()) + " " + Files.size(jar);
  }

  /** Whether each program has what makes it start faster. */
  public boolean hasArchives() {
    return Stream.of(Part.values()).allMatch(part -> Files.exists(archive(part)));
  }

  /**
   * Makes the archives of classes that are not there yet, by one start and orderly end of each part
   * on a throw-away log and store.
   *
   * @param base a free range of {@link Addresses#SPAN} ports
   * @return whether one was missing
   */
  public boolean makeArchives(int base) {
    for (Part part : Part.values()) {
      unpack(part);
    }
    if (hasArchives()) {
      return false;
    }
    Path scratch = unpacked.resolve("scratch");
    delete(scratch);
    Map<Part, List<String>> dumping = new LinkedHashMap<>();
    for (Part part : Part.values()) {
      if (!Files.exists(archive(part))) {
        dumping.put(part, List.of("-XX:ArchiveClassesAtExit=" + archive(part)));
      }
    }
    try (var house =
        SeparateHouse.start(
            this,
            Plan.single().withStore(Plan.Store.MEMORY).withJavaOptions(dumping),
            scratch,
            base)) {
      // all at once: each waits a while before it ends
      Stream.of(Part.values())
          .parallel()
          .forEach(part -> house.instance(part, 1).terminate(Duration.ofMinutes(2)));
    }
    delete(scratch);
    return true;
  }

  static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(one);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
