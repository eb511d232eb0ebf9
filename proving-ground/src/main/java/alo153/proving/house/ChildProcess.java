package alo153.proving.house;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A process of ours; what it prints goes to a file. */
public final class ChildProcess implements AutoCloseable {
  private static final Set<Process> STARTED = ConcurrentHashMap.newKeySet();

  static {
    // whoever stops us in the middle is not left with a house nobody ends
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> STARTED.forEach(Process::destroyForcibly), "end of children"));
  }

  private final String name;
  private final Process process;
  private final Path output;
  private final long printedBefore;

  private ChildProcess(String name, Process process, Path output, long printedBefore) {
    this.name = name;
    this.process = process;
    this.output = output;
    this.printedBefore = printedBefore;
  }

  /**
   * @param name for people
   * @param output where its lines are appended
   * @param environment all it hears of settings: what this process was started with stays outside
   */
  public static ChildProcess start(
      String name, Path output, Map<String, String> environment, List<String> command) {
    try {
      Files.createDirectories(output.getParent());
      var builder =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
      builder
          .environment()
          .keySet()
          .removeIf(
              setting ->
                  setting.startsWith("ALO153_")
                      || setting.startsWith("SPRING_")
                      || setting.startsWith("JAVA_TOOL_"));
      builder.environment().putAll(environment);
      long before = Files.exists(output) ? Files.size(output) : 0;
      Process process = builder.start();
      STARTED.add(process);
      process.onExit().thenAccept(STARTED::remove);
      return new ChildProcess(name, process, output, before);
    } catch (IOException e) {
      throw new UncheckedIOException(name + " could not be started", e);
    }
  }

  public String name() {
    return name;
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public Path output() {
    return output;
  }

  /** Whether it printed something; what earlier processes wrote into the file does not count. */
  boolean saidSinceStart(String words) {
    try {
      byte[] all = Files.readAllBytes(output);
      int from = (int) Math.min(printedBefore, all.length);
      return new String(all, from, all.length - from, UTF_8).contains(words);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The last lines it printed, for the person who reads why something failed. */
  public String lastLines(int count) {
    try {
      List<String> lines = Files.readAllLines(output);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - count), lines.size()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * SIGKILL, also when it is stopped: nothing is flushed, no hook runs. Returns when it is gone.
   */
  public void kill() {
    process.destroyForcibly();
    waitFor(Duration.ofSeconds(20));
  }

  /** SIGSTOP: it stays where it is, connections open, and does nothing. */
  public void pause() {
    signal("STOP");
  }

  /** SIGCONT. */
  public void resume() {
    signal("CONT");
  }

  /**
   * SIGTERM, and waits for the end.
   *
   * @return how long it took
   * @throws IllegalStateException when it is still there after all that time
   */
  public Duration terminate(Duration patience) {
    long before = System.nanoTime();
    process.destroy();
    if (!waitFor(patience)) {
      throw new IllegalStateException(
          name + " did not end within " + patience.toSeconds() + " s of SIGTERM");
    }
    return Duration.ofNanos(System.nanoTime() - before);
  }

  /**
   * Waits until it ends by itself.
   *
   * @throws IllegalStateException when it is still there after all that time
   */
  void awaitEnd(Duration patience) {
    if (!waitFor(patience)) {
      throw new IllegalStateException(name + " did not end within " + patience.toSeconds() + " s");
    }
  }

  /** How it ended; 128 + the signal's number when a signal ended it. */
  public int exitCode() {
    return process.exitValue();
  }

  private boolean waitFor(Duration patience) {
    try {
      return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void signal(String signal) {
    try {
      int exit =
          new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
              .redirectErrorStream(true)
              .start()
              .waitFor();
      if (exit != 0 && process.isAlive()) {
        throw new IllegalStateException("kill -" + signal + " " + name + " ended with " + exit);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** SIGTERM, and after ten seconds SIGKILL. */
  @Override
  public void close() {
    process.destroy();
    if (!waitFor(Duration.ofSeconds(10))) {
      process.destroyForcibly();
      waitFor(Duration.ofSeconds(10));
    }
  }
}
