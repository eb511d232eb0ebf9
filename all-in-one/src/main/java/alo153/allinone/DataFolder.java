package alo153.allinone;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Everything that survives a restart: the log, the store, the keys. One run at a time. */
final class DataFolder {
  private final Path root;
  private @Nullable FileLock lock;

  DataFolder(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  Path root() {
    return root;
  }

  Path kafka() {
    return root.resolve("kafka");
  }

  Path store() {
    return root.resolve("store.mv.db");
  }

  Path masterKey() {
    return root.resolve("master.key");
  }

  Path keys() {
    return root.resolve("keys.env");
  }

  /** What the operator sets for this deployment, one {@code NAME=value} a line; may be absent. */
  Path settings() {
    return root.resolve("settings.env");
  }

  Path log() {
    return root.resolve("logs").resolve("alo153.log");
  }

  private Path runFile() {
    return root.resolve("run.env");
  }

  /**
   * Takes the folder for this process until it ends.
   *
   * @throws CommandException when another process has it
   */
  void take() {
    try {
      Files.createDirectories(root);
      FileChannel channel =
          FileChannel.open(
              root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      throw taken(e);
    } catch (IOException e) {
      throw new CommandException(
          "the data folder " + root + " can not be used: " + e.getMessage(), e);
    }
    if (lock == null) {
      throw taken(null);
    }
  }

  private CommandException taken(@Nullable Throwable cause) {
    return new CommandException(
        "alo153 already runs on " + root + ": see ./alo153 status, stop it with ./alo153 down",
        cause);
  }

  /** Notes which process runs here, where it listens, and which brokers hold its log. */
  void running(int basePort, String brokers) {
    ProcessHandle here = ProcessHandle.current();
    write(
        runFile(),
        "PID=%d\nSTARTED=%s\nPORT=%d\nKAFKA=%s\n"
            .formatted(here.pid(), startOf(here), basePort, brokers));
  }

  /** What tells a process from a later one that was given the same number. */
  private static String startOf(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toString).orElse("");
  }

  void stopped() {
    try {
      Files.deleteIfExists(runFile());
    } catch (IOException e) {
      throw new CommandException(runFile() + " can not be removed", e);
    }
  }

  /**
   * The run that has this folder.
   *
   * @param pid its process
   * @param port its base port
   */
  record Run(long pid, int port) {}

  /**
   * The run that is alive on this folder, if any; a file left by a killed process does not count.
   */
  Optional<Run> run() {
    if (!Files.exists(runFile())) {
      return Optional.empty();
    }
    Map<String, String> values = read(runFile());
    long pid = Long.parseLong(values.getOrDefault("PID", "0"));
    int port = Integer.parseInt(values.getOrDefault("PORT", "0"));
    String started = values.getOrDefault("STARTED", "");
    boolean alive =
        ProcessHandle.of(pid)
            .filter(ProcessHandle::isAlive)
            .filter(process -> startOf(process).equals(started))
            .isPresent();
    return alive ? Optional.of(new Run(pid, port)) : Optional.empty();
  }

  /**
   * Reads a file of {@code NAME=value} lines; lines that begin with # and empty ones do not count.
   *
   * @throws CommandException naming the line that is none
   */
  static Map<String, String> read(Path file) {
    var values = new LinkedHashMap<String, String>();
    try {
      int number = 0;
      for (String line : Files.readAllLines(file)) {
        number++;
        if (line.isBlank() || line.startsWith("#")) {
          continue;
        }
        int equals = line.indexOf('=');
        if (equals < 1) {
          throw new CommandException(file + " line " + number + " is not NAME=value", null);
        }
        values.put(line.substring(0, equals).strip(), line.substring(equals + 1).strip());
      }
    } catch (IOException e) {
      throw new CommandException(file + " can not be read", e);
    }
    return values;
  }

  static void write(Path file, String content) {
    try {
      Files.createDirectories(file.getParent());
      Path draft = file.resolveSibling(file.getFileName() + ".tmp");
      Files.writeString(draft, content);
      Files.move(draft, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new CommandException(file + " can not be written", e);
    }
  }
}
