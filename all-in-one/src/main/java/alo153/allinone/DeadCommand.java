package alo153.allinone;

import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Looks at dead letters and sends them back. */
@Command(
    name = "dead",
    description = "Look at dead letters, or send them back to where they came from.",
    mixinStandardHelpOptions = true)
final class DeadCommand implements Callable<Integer> {
  /** What to do with them. */
  enum Action {
    list,
    show,
    redrive
  }

  @Mixin private Place place = new Place();

  @Parameters(
      index = "0",
      arity = "0..1",
      defaultValue = "list",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private Action action = Action.list;

  @Parameters(
      index = "1",
      arity = "0..1",
      defaultValue = "",
      paramLabel = "ID",
      description = "topic/partition/offset, for show and redrive")
  private String id = "";

  @Option(names = "--service", defaultValue = "", description = "only this service's")
  private String service = "";

  @Option(names = "--count", defaultValue = "0", description = "redrive the oldest so many")
  private int count;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Ports ports = new Ports(place.run().port());
    Map<String, Integer> services = new LinkedHashMap<>();
    services.put("intake", ports.intake());
    services.put("routing", ports.routing());
    services.put("tracking", ports.tracking());
    services.put("notification", ports.notification());
    if (!service.isEmpty()) {
      services.keySet().retainAll(java.util.Set.of(service));
      if (services.isEmpty()) {
        throw new CommandException("no service is called " + service, null);
      }
    }
    if (action != Action.list && services.size() != 1) {
      throw new CommandException(
          "name the service: --service intake|routing|tracking|notification", null);
    }
    var client = new ServiceClient(place.folder());
    for (var one : services.entrySet()) {
      String path = "/api/" + one.getKey() + "/v1/dead-letters";
      switch (action) {
        case list ->
            list(
                out,
                one.getKey(),
                client.call("GET", one.getValue(), path, null, Duration.ofSeconds(30)));
        case show ->
            out.println(
                client
                    .call(
                        "GET",
                        one.getValue(),
                        path + "/letter?id=" + encoded(),
                        null,
                        Duration.ofSeconds(30))
                    .toPrettyString());
        case redrive -> {
          if (id.isEmpty() && count < 1) {
            throw new CommandException("say which: an ID, or --count N for the oldest N", null);
          }
          String which = id.isEmpty() ? "?count=" + count : "?id=" + encoded();
          out.println(
              client.call(
                  "POST", one.getValue(), path + "/redrive" + which, null, Duration.ofMinutes(2)));
        }
      }
    }
    return 0;
  }

  private String encoded() {
    if (id.isEmpty()) {
      throw new CommandException(
          "name the dead letter: topic/partition/offset as the list shows it", null);
    }
    return URLEncoder.encode(id, StandardCharsets.UTF_8);
  }

  private static void list(PrintWriter out, String service, JsonNode listing) {
    out.println(service + ": " + listing.path("total").asInt() + " dead letters");
    for (JsonNode letter : listing.path("letters")) {
      out.printf(
          "  %-40s %s  %-14s %6d bytes%s  %s%n",
          letter.path("id").asString(),
          letter.path("at").asString(),
          letter.path("reason").asString(),
          letter.path("bytes").asInt(),
          letter.path("parked").asBoolean() ? "  parked" : "",
          letter.path("detail").asString(""));
    }
  }
}
