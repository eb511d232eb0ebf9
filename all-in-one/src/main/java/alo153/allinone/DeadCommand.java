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
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** What is asked for at once, so that a long redrive tells how far it is. */
  private static final int STEP = 1000;

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

  @Option(
      names = "--service",
      defaultValue = "",
      description = "only this service's: intake, routing, tracking or notification")
  private String service = "";

  @Option(
      names = "--limit",
      defaultValue = "20",
      description = "list so many per service, the oldest (default: ${DEFAULT-VALUE})")
  private int limit = 20;

  @Option(names = "--count", defaultValue = "0", description = "redrive the oldest so many")
  private int count;

  @Option(names = "--all", description = "redrive all that can be")
  private boolean all;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    check();
    PrintWriter out = spec.commandLine().getOut();
    Map<String, Integer> services = new Ports(place.run().port()).services(service);
    var client = new ServiceClient(place.folder());
    return switch (action) {
      case list -> list(out, services, client);
      case show -> show(out, services, client);
      case redrive -> redrive(out, services, client);
    };
  }

  private void check() {
    if (limit < 0 || limit > 10_000) {
      throw new CommandException("--limit is from 0 to 10000", null);
    }
    if (count < 0) {
      throw new CommandException("--count is how many of the oldest to redrive", null);
    }
    if (action == Action.list && !id.isEmpty()) {
      throw new CommandException("list takes no ID: show " + id + " shows it", null);
    }
    if (action != Action.redrive && (all || count > 0)) {
      throw new CommandException("--all and --count are for redrive", null);
    }
    if (action == Action.show && id.isEmpty()) {
      throw new CommandException(
          "name the dead letter: topic/partition/offset as the list shows it", null);
    }
    if (!id.isEmpty() && !id.matches("[^/]+/[0-9]+/[0-9]+")) {
      throw new CommandException(
          id + " is no dead letter: the list names them by topic/partition/offset", null);
    }
    int ways = (id.isEmpty() ? 0 : 1) + (count > 0 ? 1 : 0) + (all ? 1 : 0);
    if (action == Action.redrive && ways != 1) {
      throw new CommandException(
          "say which: an ID, --count N for the oldest N, or --all for all that can be", null);
    }
    if (count > 0 && service.isEmpty()) {
      throw new CommandException(
          "name whose oldest " + count + ": --service intake|routing|tracking|notification", null);
    }
  }

  private static String path(String service) {
    return "/api/" + service + "/v1/dead-letters";
  }

  private int list(PrintWriter out, Map<String, Integer> services, ServiceClient client) {
    int total = 0;
    int parked = 0;
    for (Map.Entry<String, Integer> one : services.entrySet()) {
      JsonNode listing =
          client.call("GET", one.getValue(), path(one.getKey()) + "?most=" + limit, null, PATIENCE);
      total += listing.path("total").asInt();
      parked += listing.path("parked").asInt();
      list(out, one.getKey(), listing);
    }
    if (services.size() > 1) {
      out.println(total + " dead letters in all" + said(parked));
    }
    return 0;
  }

  private static void list(PrintWriter out, String service, JsonNode listing) {
    int total = listing.path("total").asInt();
    out.println(service + ": " + total + " dead letters" + said(listing.path("parked").asInt()));
    JsonNode letters = listing.path("letters");
    for (JsonNode letter : letters) {
      out.printf(
          "  %-40s %s  %-14s %7d bytes  %s  %s%n",
          letter.path("id").asString(),
          letter.path("at").asString(),
          letter.path("reason").asString(),
          letter.path("bytes").asInt(),
          letter.path("parked").asBoolean()
              ? "parked"
              : "redriven " + letter.path("redriven").asInt(),
          letter.path("detail").asString(""));
    }
    if (letters.size() < total) {
      out.println("  … and " + (total - letters.size()) + " younger; --limit N shows more");
    }
  }

  private static String said(int parked) {
    return parked == 0 ? "" : ", " + parked + " of them parked";
  }

  private int show(PrintWriter out, Map<String, Integer> services, ServiceClient client) {
    boolean known = false;
    // several services may have refused the same record
    for (Map.Entry<String, Integer> one : services.entrySet()) {
      JsonNode found =
          client.find(one.getValue(), path(one.getKey()) + "/letter?id=" + encoded(), PATIENCE);
      if (found != null) {
        out.println(one.getKey() + ":");
        out.println(found.toPrettyString());
        known = true;
      }
    }
    if (!known) {
      throw new CommandException("no dead letter is called " + id, null);
    }
    return 0;
  }

  private int redrive(PrintWriter out, Map<String, Integer> services, ServiceClient client) {
    Map<String, Integer> asked = id.isEmpty() ? services : holder(services, client);
    int redriven = 0;
    int parked = 0;
    boolean complete = true;
    for (Map.Entry<String, Integer> one : asked.entrySet()) {
      String path = path(one.getKey());
      int wanted = Math.max(count, 1);
      int stay = 0;
      if (all) {
        JsonNode listing = client.call("GET", one.getValue(), path + "?most=0", null, PATIENCE);
        stay = listing.path("parked").asInt();
        wanted = listing.path("total").asInt() - stay;
      }
      int mine = 0;
      String failure = "";
      // never more than there were: what dies again meanwhile is for the next time
      while (mine < wanted) {
        String which =
            id.isEmpty() ? "?count=" + Math.min(STEP, wanted - mine) : "?id=" + encoded();
        JsonNode done =
            client.call("POST", one.getValue(), path + "/redrive" + which, null, PATIENCE);
        int now = done.path("redriven").asInt();
        stay = done.path("parked").asInt();
        failure = done.path("failure").asString("");
        mine += now;
        if (now == 0 || !failure.isEmpty()) {
          break;
        }
        if (mine < wanted) {
          out.println(one.getKey() + ": " + mine + " redriven so far");
          out.flush();
        }
      }
      out.println(
          one.getKey()
              + ": "
              + mine
              + " redriven"
              + (stay == 0
                  ? ""
                  : ", " + stay + " parked: they came back three times or are not all here")
              + (failure.isEmpty() ? "" : "; then it stopped: " + failure));
      out.flush();
      redriven += mine;
      parked += stay;
      complete &= failure.isEmpty();
    }
    out.println(
        (complete ? "" : "NOT complete: ")
            + redriven
            + " redriven"
            + (parked == 0 ? "" : ", " + parked + " parked"));
    boolean nothingDone = !id.isEmpty() && redriven == 0;
    return complete && !nothingDone ? 0 : 1;
  }

  /** Whose letter it is. */
  private Map<String, Integer> holder(Map<String, Integer> services, ServiceClient client) {
    Map<String, Integer> holder = new LinkedHashMap<>();
    for (Map.Entry<String, Integer> one : services.entrySet()) {
      if (client.find(one.getValue(), path(one.getKey()) + "/letter?id=" + encoded(), PATIENCE)
          != null) {
        holder.put(one.getKey(), one.getValue());
      }
    }
    if (holder.isEmpty()) {
      throw new CommandException("no dead letter is called " + id, null);
    }
    return holder;
  }

  private String encoded() {
    return URLEncoder.encode(id, StandardCharsets.UTF_8);
  }
}
