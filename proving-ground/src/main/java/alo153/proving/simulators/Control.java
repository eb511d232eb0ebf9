package alo153.proving.simulators;

import alo153.events.wire.Codec;
import alo153.proving.simulators.Manner.Said;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/** What a test or an operator may ask of the simulators, in process or by HTTP. */
interface Control {
  ProviderLedger providers();

  DepartmentLedger departments();

  void misbehave(Misbehaviour misbehaviour);

  void limit(Limits limits);

  void work(Workload workload);

  boolean idle();

  /** Answers what is asked of the simulators themselves; empty when it is for a provider. */
  static Optional<Said> answer(Control control, String method, URI uri, byte[] body) {
    try {
      String answer =
          switch (method + " " + uri.getPath()) {
            case "GET /ping" -> "{\"simulators\":true}";
            case "GET /idle" -> "{\"idle\":" + control.idle() + "}";
            case "GET /ledger" ->
                Codec.json().writeValueAsString(control.providers().from(from(uri)));
            case "GET /departments" -> DepartmentLedger.json(control.departments().from(from(uri)));
            case "POST /misbehave" -> {
              control.misbehave(Codec.json().readValue(body, Misbehaviour.class));
              yield "{}";
            }
            case "POST /limits" -> {
              control.limit(Codec.json().readValue(body, Limits.class));
              yield "{}";
            }
            case "POST /workload" -> {
              control.work(Codec.json().readValue(body, Workload.class));
              yield "{}";
            }
            default -> "";
          };
      return answer.isEmpty() ? Optional.empty() : Optional.of(Said.json(200, answer));
    } catch (JacksonException | NumberFormatException e) {
      return Optional.of(
          Said.json(
              400,
              Codec.json().writeValueAsString(Map.of("error", String.valueOf(e.getMessage())))));
    }
  }

  private static int from(URI uri) {
    String query = uri.getQuery();
    return query == null || !query.startsWith("from=")
        ? 0
        : Integer.parseInt(query.substring("from=".length()));
  }
}
