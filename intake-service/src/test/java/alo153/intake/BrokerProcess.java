package alo153.intake;

import static org.awaitility.Awaitility.await;

import alo153.embedded.EmbeddedBackends;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A broker in a process of its own, which can be killed without a word and started again. */
final class BrokerProcess implements AutoCloseable {
  private final Path directory;
  private final int port;
  private Process process;

  BrokerProcess(Path directory) throws IOException {
    this.directory = directory;
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      this.port = free.getLocalPort();
    }
    this.process = start();
  }

  String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  private Process start() throws IOException {
    Path output = Files.createTempFile(directory, "broker", ".log");
    Process started =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx300m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                EmbeddedBackends.class.getName(),
                "--broker",
                directory.resolve("log").toString(),
                Integer.toString(port))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    await()
        .atMost(Duration.ofMinutes(2))
        .until(
            () -> {
              if (!started.isAlive()) {
                throw new IllegalStateException("no broker: " + Files.readString(output));
              }
              return Files.readString(output).contains("broker ready");
            });
    return started;
  }

  void kill() {
    try {
      process.destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns when it is ready, with what it had. */
  void startAgain() {
    try {
      process = start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    kill();
  }
}
