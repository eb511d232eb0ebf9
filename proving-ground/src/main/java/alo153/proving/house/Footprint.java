package alo153.proving.house;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The memory of a JVM of the house.
 *
 * @param live bytes of the heap that are left after a full collection, asked for just before
 * @param resident bytes the operating system holds for the process after it
 */
public record Footprint(long live, long resident) {
  /** The generations of the serial collector, which all JVMs of the house have. */
  private static final Pattern USED =
      Pattern.compile(
          "^\\s*(?:def new generation|DefNew|tenured generation|Tenured)\\s.*?used (\\d+)K",
          Pattern.MULTILINE);

  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s*(\\d+) kB");
  private static final long KILO = 1024;

  /**
   * Collects its garbage and measures. The process must not be stopped.
   *
   * @throws IllegalStateException when it does not say
   */
  public static Footprint of(ChildProcess process) {
    String pid = Long.toString(process.pid());
    jcmd(process, pid, "GC.run");
    String heap = jcmd(process, pid, "GC.heap_info");
    Matcher used = USED.matcher(heap);
    long live = 0;
    int generations = 0;
    while (used.find()) {
      live += Long.parseLong(used.group(1)) * KILO;
      generations++;
    }
    if (generations != 2) {
      throw new IllegalStateException(process.name() + " does not have two generations:\n" + heap);
    }
    return new Footprint(live, resident(process, pid));
  }

  private static long resident(ChildProcess process, String pid) {
    try {
      Matcher resident = RESIDENT.matcher(Files.readString(Path.of("/proc", pid, "status")));
      if (!resident.find()) {
        throw new IllegalStateException(process.name() + " has no resident size");
      }
      return Long.parseLong(resident.group(1)) * KILO;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String jcmd(ChildProcess process, String pid, String command) {
    try {
      Process asked =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), pid, command)
              .redirectErrorStream(true)
              .start();
      String said = new String(asked.getInputStream().readAllBytes(), UTF_8);
      if (asked.waitFor() != 0) {
        throw new IllegalStateException(process.name() + " does not do " + command + ": " + said);
      }
      return said;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
