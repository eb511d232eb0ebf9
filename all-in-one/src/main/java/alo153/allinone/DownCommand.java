package alo153.allinone;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Stops the run on a data folder and waits for its end. */
@Command(name = "down", description = "Stop what runs.", mixinStandardHelpOptions = true)
final class DownCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Mixin private Place place = new Place();
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException, ExecutionException {
    PrintWriter out = spec.commandLine().getOut();
    DataFolder data = place.folder();
    var run = data.run();
    if (run.isEmpty()) {
      out.println("nothing runs on " + data.root());
      return 0;
    }
    ProcessHandle process =
        ProcessHandle.of(run.get().pid())
            .orElseThrow(() -> new CommandException("it ended just now", null));
    out.println("stopping process " + process.pid() + " …");
    out.flush();
    process.destroy();
    try {
      process.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new CommandException(
          "process "
              + process.pid()
              + " did not stop within "
              + PATIENCE.toSeconds()
              + " s; see "
              + data.log(),
          e);
    }
    out.println("stopped; the data stays in " + data.root());
    return 0;
  }
}
