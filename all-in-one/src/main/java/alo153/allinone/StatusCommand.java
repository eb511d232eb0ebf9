package alo153.allinone;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says what runs and whether it is well; exit code 0 only if all is. */
@Command(
    name = "status",
    description = "What runs, and whether it is well.",
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
  @Mixin private Place place = new Place();
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    DataFolder data = place.folder();
    var run = data.run();
    if (run.isEmpty()) {
      out.println("nothing runs on " + data.root());
      return 3;
    }
    Ports ports = new Ports(run.get().port());
    out.println("process " + run.get().pid() + " on " + data.root());
    Map<String, Integer> parts = new LinkedHashMap<>();
    parts.put("gateway", ports.gateway());
    parts.put("intake", ports.intake());
    parts.put("routing", ports.routing());
    parts.put("tracking", ports.tracking());
    parts.put("notification", ports.notification());
    boolean well = true;
    for (var part : parts.entrySet()) {
      String health = ServiceClient.health(part.getValue());
      well &= health.equals("UP");
      out.printf("  %-13s http://127.0.0.1:%d  %s%n", part.getKey(), part.getValue(), health);
    }
    return well ? 0 : 1;
  }
}
