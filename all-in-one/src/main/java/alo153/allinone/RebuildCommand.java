package alo153.allinone;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/**
 * Builds the projections anew from the log and compares them with the live ones; exit code 0 only
 * if they are equal.
 */
@Command(
    name = "rebuild",
    description = "Build the projections anew from the log, and compare.",
    mixinStandardHelpOptions = true)
final class RebuildCommand implements Callable<Integer> {
  @Mixin private Place place = new Place();

  @Option(
      names = "--service",
      defaultValue = "all",
      description = "tracking, routing, notification, or all (default)")
  private String service = "all";

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    DataFolder.Run run = place.run();
    Ports ports = new Ports(run.port());
    Map<String, Integer> services = new LinkedHashMap<>();
    services.put("tracking", ports.tracking());
    services.put("routing", ports.routing());
    services.put("notification", ports.notification());
    if (!service.equals("all") && !services.containsKey(service)) {
      throw new CommandException("no service to rebuild is called " + service, null);
    }
    var client = new ServiceClient(place.folder());
    boolean equal = true;
    for (var one : services.entrySet()) {
      if (!service.equals("all") && !service.equals(one.getKey())) {
        continue;
      }
      out.println(one.getKey() + ": reading the log …");
      out.flush();
      JsonNode report =
          client.call(
              "POST",
              one.getValue(),
              "/api/" + one.getKey() + "/v1/rebuilds",
              null,
              Duration.ofHours(2));
      equal &= report.path("equal").asBoolean(false);
      out.println(one.getKey() + ": " + report);
    }
    out.println(equal ? "rebuilt and equal" : "rebuilt, but NOT equal to what was there before");
    return equal ? 0 : 1;
  }
}
