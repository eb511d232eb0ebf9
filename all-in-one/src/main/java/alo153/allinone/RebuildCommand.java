package alo153.allinone;

import java.io.PrintWriter;
import java.time.Duration;
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
 * if all are equal.
 */
@Command(
    name = "rebuild",
    description = {
      "Build the projections anew from the log, compare them with the live ones at the same position"
          + " of the log, and switch to them.",
      "The services go on meanwhile; for the switch each is held still for a moment."
    },
    mixinStandardHelpOptions = true)
final class RebuildCommand implements Callable<Integer> {
  private static final int SHOWN_OF_HASH = 16;

  @Mixin private Place place = new Place();

  @Option(
      names = "--service",
      defaultValue = "all",
      description = "intake, routing, tracking, notification, or all (default)")
  private String service = "all";

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Map<String, Integer> services =
        new Ports(place.run().port()).services(service.equals("all") ? "" : service);
    var client = new ServiceClient(place.folder());
    int equal = 0;
    int different = 0;
    int failed = 0;
    for (Map.Entry<String, Integer> one : services.entrySet()) {
      out.printf("%-13s reading the log …%n", one.getKey());
      out.flush();
      try {
        JsonNode report =
            client.call(
                "POST",
                one.getValue(),
                "/api/" + one.getKey() + "/v1/rebuilds",
                null,
                Duration.ofHours(2));
        print(out, one.getKey(), report);
        for (JsonNode collection : report.path("collections")) {
          if (collection.path("equal").asBoolean(false)) {
            equal++;
          } else {
            different++;
          }
        }
      } catch (CommandException e) {
        failed++;
        out.printf("%-13s NOT rebuilt: %s%n", one.getKey(), e.getMessage());
      }
      out.flush();
    }
    if (failed > 0) {
      out.printf(
          "NOT all rebuilt: %d of %d services failed; what is live there stays%n",
          failed, services.size());
    } else if (different > 0) {
      out.printf(
          "rebuilt, but %d of %d collections are NOT equal to what was there before%n",
          different, equal + different);
    } else {
      out.printf("rebuilt and equal: %d collections of %d services%n", equal, services.size());
    }
    return failed + different == 0 ? 0 : 1;
  }

  private static void print(PrintWriter out, String service, JsonNode report) {
    for (JsonNode collection : report.path("collections")) {
      out.printf(
          "%-13s %-11s %,9d documents   live %s   rebuilt %s   %s%n",
          service,
          collection.path("name").asString(),
          collection.path("documents").asLong(),
          hash(collection, "liveHash"),
          hash(collection, "rebuiltHash"),
          collection.path("equal").asBoolean(false) ? "equal" : "NOT EQUAL");
      for (JsonNode id : collection.path("differing")) {
        out.printf("%-13s   differs: %s%n", "", id.asString());
      }
    }
    double seconds = report.path("seconds").asDouble();
    long records = report.path("records").asLong();
    out.printf(
        "%-13s %,d records of the log in %.1f s (%,.0f/s), held still for %.1f s%s%n",
        service,
        records,
        seconds,
        records / Math.max(seconds, 0.001),
        report.path("stillSeconds").asDouble(),
        report.path("restored").asInt() == 0
            ? ""
            : "; " + report.path("restored").asInt() + " messages put back");
    if (report.path("unreadable").asLong() > 0) {
      out.printf(
          "%-13s %,d of them could not be read and lie in the dead letters%n",
          "", report.path("unreadable").asLong());
    }
  }

  private static String hash(JsonNode collection, String name) {
    String hash = collection.path(name).asString("");
    return hash.substring(0, Math.min(SHOWN_OF_HASH, hash.length()));
  }
}
