package alo153.allinone;

import alo153.events.PersonErased;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Forgets a person: their words, contact and files go, the log of what happened stays. */
@Command(name = "erase", description = "Forget a person.", mixinStandardHelpOptions = true)
final class EraseCommand implements Callable<Integer> {
  @Mixin private Place place = new Place();

  static final class Who {
    @Option(names = "--phone", required = true, description = "all requests with this phone number")
    private String phone = "";

    @Option(names = "--email", required = true, description = "all requests with this address")
    private String email = "";

    @Option(names = "--code", required = true, description = "the request with this tracking code")
    private String code = "";
  }

  @ArgGroup(multiplicity = "1")
  private Who who = new Who();

  @Option(
      names = "--reason",
      description = "why, for the record of destruction: ${COMPLETION-CANDIDATES}")
  private PersonErased.@Nullable Reason reason;

  @Option(names = "--dry-run", description = "only say what would be erased")
  private boolean dryRun;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    DataFolder.Run run = place.run();
    Map<String, Object> body = new HashMap<>();
    if (!who.phone.isEmpty()) {
      body.put("phone", who.phone);
    }
    if (!who.email.isEmpty()) {
      body.put("email", who.email);
    }
    if (!who.code.isEmpty()) {
      body.put("trackingCode", who.code);
    }
    if (reason != null) {
      body.put("reason", reason.name());
    }
    body.put("dryRun", dryRun);
    JsonNode report =
        new ServiceClient(place.folder())
            .call(
                "POST",
                new Ports(run.port()).tracking(),
                "/api/tracking/v1/erasures",
                body,
                Duration.ofMinutes(10));
    out.println(report.toPrettyString());
    if (isNobody(report)) {
      out.println("NOBODY was found by this: is it written as the person gave it?");
      return 1;
    }
    if (report.path("resumed").asBoolean()) {
      out.println("an erasure of this person was interrupted: this one goes on with it");
    }
    if (dryRun) {
      out.println("nothing was erased: this only says what would be");
      return 0;
    }
    out.printf(
        "erased: %d requests, %d personal parts, %d lines in department feeds, %d dead letters, %d"
            + " calls%n",
        report.path("requests").size(),
        report.path("parts").asInt(),
        report.path("feedRecords").asInt(),
        report.path("deadLetters").asInt(),
        report.path("contacts").asInt());
    out.println(
        "nobody can read it any more; the bytes leave the disk when log and store are cleaned:"
            + " within a day");
    if (!report.path("settled").asBoolean()) {
      out.println("NOT finished: a service is behind and may still hold a copy; run it once more");
      return 1;
    }
    return 0;
  }

  private static boolean isNobody(JsonNode report) {
    return report.path("requests").isEmpty()
        && report.path("deadLetters").asInt() == 0
        && report.path("contacts").asInt() == 0;
  }
}
