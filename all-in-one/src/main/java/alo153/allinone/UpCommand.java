package alo153.allinone;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.springframework.boot.logging.LoggingSystem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts everything and stays until Ctrl-C or {@code down}. */
@Command(
    name = "up",
    description = "Start everything; stays in the foreground unless --detach is given.",
    mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {
  @Mixin private Place place = new Place();

  @Option(
      names = "--port",
      defaultValue = "8153",
      description = "the public port; the ten above it are used too (default: ${DEFAULT-VALUE})")
  private int port = Place.DEFAULT_PORT;

  // taken care of by the script, which then leaves this process alone
  @Option(names = "--detach", description = "return as soon as it is ready")
  private boolean detach;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    long before = System.nanoTime();
    DataFolder data = place.folder();
    data.take();
    System.setProperty("alo153.log.file", data.log().toString());
    // one log file for the house; each starting context would otherwise reset the others' logging
    System.setProperty(LoggingSystem.SYSTEM_PROPERTY, LoggingSystem.NONE);
    Ports ports = new Ports(port);
    var house =
        new House(
            data,
            ports,
            line -> {
              out.println(line);
              out.flush();
            });
    var over = new CountDownLatch(1);
    Thread stopper = new Thread(() -> stop(house, data, out, over), "stop");
    Runtime.getRuntime().addShutdownHook(stopper);
    out.println("alo153 starts on " + data.root());
    try {
      house.start();
    } catch (RuntimeException e) {
      out.println("alo153 could not start; what was started is stopped again");
      throw e instanceof CommandException
          ? e
          : new CommandException(firstCause(e) + "; see " + data.log(), e);
    }
    data.running(port, house.brokers());
    out.printf(
        "alo153 is ready after %.1f s%n",
        Duration.ofNanos(System.nanoTime() - before).toMillis() / 1000.0);
    out.println();
    out.println("  citizens   http://127.0.0.1:" + port + "/");
    out.println("  keys       " + data.keys());
    out.println("  log        " + data.log());
    out.println("  stop       ./alo153 down --data " + place.data + "   (or Ctrl-C here)");
    out.flush();
    over.await();
    return 0;
  }

  private static void stop(House house, DataFolder data, PrintWriter out, CountDownLatch over) {
    out.println("alo153 stops: what was accepted is finished first");
    out.flush();
    house.close();
    data.stopped();
    out.println("alo153 has stopped");
    out.flush();
    over.countDown();
  }

  private static String firstCause(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root.getClass().getSimpleName() + ": " + root.getMessage();
  }
}
