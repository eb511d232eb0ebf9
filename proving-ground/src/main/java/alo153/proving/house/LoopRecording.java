package alo153.proving.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/**
 * Records, by each process's own flight recorder, where its event loops were made to wait: for a
 * lock, in sleep, for a file or a socket. How long a loop took says little on a machine without
 * time for anybody; that it called something that blocks says everything.
 */
final class LoopRecording {
  /** A loop that waits longer holds up everybody it serves. */
  static final Duration LONGEST = Duration.ofMillis(50);

  private static final String NAME = "loops";

  /** As Spring and Reactor Netty name their server's event loops. */
  private static final String LOOPS = "(webflux|reactor)-http-.*";

  private static final List<String> WAITS =
      List.of(
          "jdk.JavaMonitorEnter",
          "jdk.JavaMonitorWait",
          "jdk.ThreadPark",
          "jdk.ThreadSleep",
          "jdk.FileForce",
          "jdk.FileRead",
          "jdk.FileWrite",
          "jdk.SocketRead",
          "jdk.SocketWrite");

  private final Map<ChildProcess, Path> recordings = new LinkedHashMap<>();

  private LoopRecording() {}

  /**
   * Begins.
   *
   * @param folder for the recordings; made when it is not there
   * @throws IllegalStateException when a process does not record
   */
  static LoopRecording begin(List<ChildProcess> processes, Path folder) {
    var recording = new LoopRecording();
    try {
      Files.createDirectories(folder);
      Path settings = folder.resolve(NAME + ".jfc");
      Files.writeString(settings, settings());
      for (ChildProcess process : processes) {
        Path file = folder.resolve(process.name() + ".jfr");
        Files.deleteIfExists(file);
        recording.recordings.put(process, file);
      }
      processes.parallelStream()
          .forEach(one -> tell(one, "JFR.start", "name=" + NAME, "settings=" + settings));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return recording;
  }

  private static String settings() {
    return WAITS.stream()
        .map(
            event ->
                """
                  <event name="%s">
                    <setting name="enabled">true</setting>
                    <setting name="stackTrace">true</setting>
                    <setting name="threshold">%d ms</setting>
                  </event>
                """
                    .formatted(event, LONGEST.toMillis()))
        .collect(
            Collectors.joining(
                "", "<configuration version=\"2.0\" label=\"waiting\">\n", "</configuration>\n"));
  }

  /** Ends, and says what was recorded; one line for each wait, with the place in the code. */
  List<String> end() {
    recordings.entrySet().parallelStream()
        .forEach(
            one -> tell(one.getKey(), "JFR.stop", "name=" + NAME, "filename=" + one.getValue()));
    return recordings.entrySet().stream()
        .flatMap(one -> read(one.getKey().name(), one.getValue()).stream())
        .toList();
  }

  static List<String> read(String process, Path file) {
    List<String> waits = new ArrayList<>();
    try (var events = new RecordingFile(file)) {
      while (events.hasMoreEvents()) {
        RecordedEvent event = events.readEvent();
        @Nullable RecordedThread thread = event.getThread();
        if (thread != null
            && String.valueOf(thread.getJavaName()).matches(LOOPS)
            && event.getDuration().compareTo(LONGEST) > 0) {
          waits.add(
              "%s of %s: %d ms of %s in %s"
                  .formatted(
                      thread.getJavaName(),
                      process,
                      event.getDuration().toMillis(),
                      event.getEventType().getName(),
                      place(event)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return waits;
  }

  /** The innermost steps that are not the JDK's. */
  private static String place(RecordedEvent event) {
    if (event.getStackTrace() == null) {
      return "?";
    }
    return event.getStackTrace().getFrames().stream()
        .map(
            frame ->
                frame.getMethod().getType().getName()
                    + "."
                    + frame.getMethod().getName()
                    + ":"
                    + frame.getLineNumber())
        .filter(step -> !step.startsWith("java.") && !step.startsWith("jdk."))
        .limit(4)
        .collect(Collectors.joining(" < "));
  }

  private static void tell(ChildProcess process, String... order) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-J-XX:+UseSerialGC",
                Long.toString(process.pid())));
    command.addAll(List.of(order));
    try {
      Path said = Files.createTempFile("jcmd", ".txt");
      try {
        Process jcmd =
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        if (!jcmd.waitFor(30, TimeUnit.SECONDS) || jcmd.exitValue() != 0) {
          jcmd.destroyForcibly();
          throw new IllegalStateException(
              process.name() + " does not obey " + order[0] + ": " + Files.readString(said));
        }
      } finally {
        Files.deleteIfExists(said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
