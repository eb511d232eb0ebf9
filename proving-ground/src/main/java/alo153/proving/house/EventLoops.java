package alo153.proving.house;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The threads of the services' event loops as the kernel shows them: how long one was held, by work
 * of its own or by waiting for anything but its events. A thread that waits for a processor is not
 * held by us, nor is one that stands still with its whole JVM while that collects garbage.
 *
 * <p>A loop that has nothing to do waits in epoll. Seen twice outside of it without having slept in
 * between, it was held all the time. What it does between two looks and is over at the next is not
 * seen, so that the figure is a least one, too small by two looks at most.
 *
 * @see <a href="https://docs.kernel.org/filesystems/proc.html">proc: wchan, schedstat, status</a>
 */
final class EventLoops implements AutoCloseable {
  private static final Duration EVERY = Duration.ofMillis(10);

  /** The kernel keeps fifteen characters of a name. */
  private static final String LOOP = "webflux-http-ep";

  private static final String VM = "VM Thread";
  private static final Pattern SLEPT = Pattern.compile("\nvoluntary_ctxt_switches:\\s*(\\d+)");

  private final List<Jvm> jvms;
  private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor();
  private boolean epollSeen;
  private long held;
  private String where = "";
  private long starved;

  private EventLoops(List<Jvm> jvms) {
    this.jvms = jvms;
  }

  /**
   * Begins to look.
   *
   * @param processes JVMs by name, each with the number of its process; their loops have to be
   *     there
   */
  static EventLoops watch(Map<String, Long> processes) {
    var jvms = new ArrayList<Jvm>();
    processes.forEach((name, pid) -> jvms.add(Jvm.of(name, pid)));
    var loops = new EventLoops(jvms);
    loops.looks.scheduleWithFixedDelay(loops::look, 0, EVERY.toNanos(), TimeUnit.NANOSECONDS);
    return loops;
  }

  private synchronized void look() {
    jvms.forEach(jvm -> jvm.look(this));
  }

  private void note(long nanos, String instance) {
    if (nanos > held) {
      held = nanos;
      where = instance;
    }
  }

  /** How long the longest was held until now. */
  synchronized Duration held() {
    return Duration.ofNanos(held);
  }

  /** Which instance that was; empty when none was held. */
  synchronized String where() {
    return where;
  }

  /** The longest that a loop waited for a processor, between two times it got one. */
  synchronized Duration starved() {
    return Duration.ofNanos(starved);
  }

  /** Whether the kernel says what a thread waits for; where not, nothing was measured. */
  synchronized boolean isMeasured() {
    return epollSeen;
  }

  @Override
  public void close() {
    looks.shutdownNow();
  }

  /** One process: its loops, and the thread that works while all others stand still. */
  private static final class Jvm {
    private final String name;
    private final List<Loop> loops;
    private final List<Path> vm;

    private Jvm(String name, List<Loop> loops, List<Path> vm) {
      this.name = name;
      this.loops = loops;
      this.vm = vm;
    }

    static Jvm of(String name, long pid) {
      var loops = new ArrayList<Loop>();
      var vm = new ArrayList<Path>();
      try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
        for (Path task : (Iterable<Path>) tasks::iterator) {
          String thread = read(task.resolve("comm")).strip();
          if (thread.equals(LOOP)) {
            loops.add(new Loop(task));
          } else if (thread.equals(VM)) {
            vm.add(task);
          }
        }
      } catch (NoSuchFileException e) {
        return new Jvm(name, List.of(), List.of()); // no Linux, or it has just ended
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return new Jvm(name, loops, vm);
    }

    void look(EventLoops all) {
      boolean standsStill =
          vm.stream().anyMatch(task -> !read(task.resolve("wchan")).contains("futex"));
      loops.forEach(loop -> loop.look(all, name, standsStill));
    }
  }

  private static final class Loop {
    private final Path task;
    private long slept = -1;
    private long looked;
    private long ran;
    private long waited = -1;
    private long sum;

    private Loop(Path task) {
      this.task = task;
    }

    void look(EventLoops all, String name, boolean standsStill) {
      String waitsFor = read(task.resolve("wchan"));
      if (waitsFor.contains("epoll") || waitsFor.contains("ep_poll")) {
        all.epollSeen = true;
        slept = -1;
        return;
      }
      Matcher status = SLEPT.matcher(read(task.resolve("status")));
      String[] scheduled = read(task.resolve("schedstat")).strip().split(" ");
      if (scheduled.length < 2 || !status.find()) {
        slept = -1;
        return;
      }
      long now = System.nanoTime();
      long sleeps = Long.parseLong(status.group(1));
      long runs = Long.parseLong(scheduled[0]);
      long waits = Long.parseLong(scheduled[1]);
      if (slept == sleeps) {
        all.starved = Math.max(all.starved, waits - waited);
        boolean works = waitsFor.strip().equals("0");
        // of one that works only its work counts: the rest it waits for a processor
        sum += works ? runs - ran : standsStill ? 0 : now - looked;
        all.note(sum, name);
      } else {
        sum = 0;
      }
      slept = sleeps;
      looked = now;
      ran = runs;
      waited = waits;
    }
  }

  /** Empty when the thread has ended, or the kernel does not say. */
  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), US_ASCII);
    } catch (IOException e) {
      return ""; // it is no longer there: nothing holds it
    }
  }
}
