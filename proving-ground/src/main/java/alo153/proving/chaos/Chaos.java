package alo153.proving.chaos;

import alo153.proving.faults.AllFaults;
import alo153.proving.house.Addresses;
import alo153.proving.house.Installation;
import alo153.proving.house.Plan;
import alo153.proving.house.SeparateHouse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes one thing after the other go wrong, and says of each whether the promise held. Ends with 0
 * only if it held every time, with 1 if it did not, with 2 when the command line makes no sense.
 */
public final class Chaos {
  private final Options options;
  private final Installation installation;
  private final Consumer<String> out;
  private final long began = System.nanoTime();
  private @Nullable SeparateHouse house;
  private int houses;

  private Chaos(Options options, Installation installation, Consumer<String> out) {
    this.options = options;
    this.installation = installation;
    this.out = out;
  }

  /**
   * One fault's line.
   *
   * @param leftOut why it could not be tried; null when it was, and nothing is measured otherwise
   * @param took how long it ran, without the start of its house
   */
  public record Line(
      Fault fault, Measured measured, @Nullable String leftOut, Duration took, long seed) {

    static Line leftOut(Fault fault, String why) {
      return new Line(fault, new Measured(List.of(), List.of()), why, Duration.ZERO, 0);
    }

    /** The figures, or why there are none. */
    String told() {
      return leftOut == null ? String.join("; ", measured.figures()) : leftOut;
    }

    boolean tried() {
      return leftOut == null;
    }

    boolean held() {
      return tried() && measured.held();
    }
  }

  public static void main(String[] arguments) {
    // libraries lower-case names by the default: a Turkish one makes "INTAKE" "ıntake"
    Locale.setDefault(Locale.ROOT);
    Options options;
    try {
      options = Options.of(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println("alo153: " + e.getMessage());
      System.exit(2);
      return;
    }
    System.exit(clean(run(options, Installation.here(), System.out::println)) ? 0 : 1);
  }

  /** Whether all held that could be tried, and something could. */
  static boolean clean(List<Line> lines) {
    return lines.stream().anyMatch(Line::held)
        && lines.stream().allMatch(line -> line.held() || !line.tried());
  }

  /** Runs what the options ask for; one line for each fault. */
  public static List<Line> run(Options options, Installation installation, Consumer<String> out) {
    return new Chaos(options, installation, out).run();
  }

  private List<Line> run() {
    out.accept(
        "chaos: profile %s, seed %d, in %s"
            .formatted(
                options.profile().name().toLowerCase(Locale.ROOT),
                options.seed(),
                options.folder()));
    empty(options.folder());
    options.sign();
    if (!installation.hasArchives()) {
      out.accept("        0 s  each service is started once, so that it starts faster later …");
    }
    if (installation.makeArchives(freeBase())) {
      out.accept(
          "     %4d s  each service was started once, so that it starts faster"
              .formatted(seconds()));
    }
    var lines = new ArrayList<Line>();
    var possible = new ArrayList<Fault>();
    for (Fault fault : AllFaults.list()) {
      boolean named = !options.only().isEmpty();
      if (options.wants(fault.id()) && (named || !fault.isSpared(options.profile()))) {
        fault
            .impossible()
            .ifPresentOrElse(why -> lines.add(Line.leftOut(fault, why)), () -> possible.add(fault));
      }
    }
    lines.forEach(this::tell);
    try {
      for (Fault fault : inOrderOfHouses(possible)) {
        Line line =
            since(began).compareTo(options.begin()) < 0
                ? run(fault)
                : Line.leftOut(
                    fault, "the %d minutes were over".formatted(options.begin().toMinutes()));
        lines.add(line);
        tell(line);
      }
    } finally {
      closeHouse();
    }
    Report.write(options, lines);
    out.accept("");
    out.accept(lastLine(lines, options.seed(), seconds()));
    return lines;
  }

  static String lastLine(List<Line> lines, long seed, long seconds) {
    long held = lines.stream().filter(Line::held).count();
    long leftOut = lines.stream().filter(line -> !line.tried()).count();
    String left = leftOut == 0 ? "" : ", %d left out".formatted(leftOut);
    String about = ", seed %d, %d s".formatted(seed, seconds);
    if (clean(lines)) {
      return "clean: %d of %d faults%s%s".formatted(held, lines.size(), left, about);
    }
    return held == 0 && leftOut == lines.size()
        ? "NOT clean: nothing could be tried%s%s".formatted(left, about)
        : "NOT clean: %d of %d faults broke the promise%s%s"
            .formatted(lines.size() - held - leftOut, lines.size(), left, about);
  }

  private long seconds() {
    return Duration.ofNanos(System.nanoTime() - began).toSeconds();
  }

  /** Faults that can have the same house come one after the other. */
  private List<Fault> inOrderOfHouses(List<Fault> faults) {
    Map<Plan, List<Fault>> byPlan = new LinkedHashMap<>();
    for (Fault fault : faults) {
      byPlan.computeIfAbsent(fault.plan(options.profile()), any -> new ArrayList<>()).add(fault);
    }
    return byPlan.values().stream().flatMap(List::stream).toList();
  }

  private Line run(Fault fault) {
    // each fault has a seed of its own, so that one alone does the same as among the others
    long seed = new Random(options.seed() ^ fault.id().hashCode()).nextInt(1_000_000_000);
    long before = System.nanoTime();
    try {
      SeparateHouse house = houseFor(fault.plan(options.profile()));
      before = System.nanoTime();
      Path folder = options.folder().resolve(fault.id());
      try (var trial =
          new Trial(
              house,
              options.profile(),
              options.rate(),
              fault.id().toLowerCase(Locale.ROOT),
              seed,
              folder,
              said -> out.accept("     %4d s  %s".formatted(seconds(), said)))) {
        out.accept("%-4s %4d s  %s …".formatted(fault.id(), seconds(), fault.title()));
        Measured measured = fault.run(trial);
        if (!measured.held()) {
          closeHouse(); // what it left may break the next one
        }
        return new Line(fault, measured, null, since(before), seed);
      }
    } catch (Exception e) {
      closeHouse();
      return new Line(
          fault,
          new Measured(List.of(), List.of("it could not be measured: " + trace(e))),
          null,
          since(before),
          seed);
    }
  }

  private static Duration since(long before) {
    return Duration.ofNanos(System.nanoTime() - before);
  }

  private static String trace(Throwable failure) {
    var text = new java.io.StringWriter();
    failure.printStackTrace(new java.io.PrintWriter(text));
    return text.toString();
  }

  private void tell(Line line) {
    out.accept(
        "%-4s %4d s  %-8s %s; %s"
            .formatted(
                line.fault().id(),
                seconds(),
                !line.tried() ? "left out" : line.held() ? "held" : "NOT HELD",
                line.fault().title(),
                line.told()));
    line.measured().broken().forEach(what -> out.accept("      " + what));
  }

  private SeparateHouse houseFor(Plan plan) {
    SeparateHouse standing = house;
    if (standing != null && standing.plan().equals(plan)) {
      return standing;
    }
    closeHouse();
    houses++;
    out.accept(
        "     %4d s  a house of %d instances of each service starts"
            .formatted(seconds(), plan.instances()));
    SeparateHouse started =
        SeparateHouse.start(
            installation, plan, options.folder().resolve("house-" + houses), freeBase());
    house = started;
    return started;
  }

  private void closeHouse() {
    if (house != null) {
      house.close();
      house = null;
    }
  }

  private int freeBase() {
    for (int base = options.port(); base < 60_000; base += Addresses.SPAN) {
      if (free(base)) {
        return base;
      }
    }
    throw new IllegalStateException("no free range of ports from " + options.port() + " on");
  }

  private static boolean free(int base) {
    for (int port = base; port < base + Addresses.SPAN; port++) {
      try (var probe = new ServerSocket()) {
        probe.setReuseAddress(true);
        probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      } catch (IOException e) {
        return false; // somebody's: that is the answer
      }
    }
    return true;
  }

  /** What an earlier run left there; nothing else lies in such a folder. */
  private static void empty(Path folder) {
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
