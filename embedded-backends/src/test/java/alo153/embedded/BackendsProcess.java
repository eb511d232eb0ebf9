package alo153.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@link EmbeddedBackends} in a JVM of its own, to be stopped or killed. */
final class BackendsProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader lines;

  private BackendsProcess(Process process) {
    this.process = process;
    this.lines = process.inputReader(StandardCharsets.UTF_8);
  }

  static BackendsProcess start(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                EmbeddedBackends.class.getName()));
    command.addAll(List.of(arguments));
    return new BackendsProcess(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /**
   * @param beginning what the line must begin with, such as "broker ready "
   * @return the rest of the line
   */
  String readyLine(String beginning) throws IOException {
    String line = lines.readLine();
    if (line == null || !line.startsWith(beginning)) {
      throw new IOException("Expected a line beginning with '" + beginning + "', got: " + line);
    }
    return line.substring(beginning.length());
  }

  /** SIGKILL: nothing is flushed, no hook runs. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** SIGTERM. */
  int stop() throws InterruptedException {
    process.destroy();
    return process.waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
