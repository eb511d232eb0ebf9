package alo153.proving.sabotage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A JVM with a fault in it, or without; what it prints goes to a file. */
final class OwnJvm {
  private final Process process;
  private final Writer commands;
  private final Path output;

  private OwnJvm(Process process, Path output) {
    this.process = process;
    this.commands = process.outputWriter();
    this.output = output;
  }

  /**
   * @param sabotage null for none
   * @param main the name of the main class, loaded as in an executable jar, below the JVM's loader
   */
  static OwnJvm start(
      Path jar,
      @Nullable Switch sabotage,
      Path output,
      String classPath,
      String main,
      String... with)
      throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Djava.net.preferIPv4Stack=true"));
    if (sabotage != null) {
      command.add(sabotage.argument(jar));
    }
    command.addAll(List.of("-cp", jar.toString(), OwnLoader.class.getName(), classPath, main));
    command.addAll(List.of(with));
    return new OwnJvm(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start(),
        output);
  }

  /** A line for its standard input. */
  void tell(String line) {
    try {
      commands.write(line + "\n");
      commands.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean hasSaid(String text) {
    return output().contains(text);
  }

  /** Its exit code, when it has ended by itself. */
  int end() throws InterruptedException {
    return process.waitFor();
  }

  /** SIGKILL: what it has in memory is gone. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }
}
