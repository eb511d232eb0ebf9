package alo153.proving.check;

import alo153.events.RequestEvent;
import alo153.events.work.DepartmentUpdate;
import alo153.proving.Run;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Compares each case as the desk sees it with what a model makes of its events. */
public final class Projections {
  private static final int AT_ONCE = 6;

  private final Run run;
  private final Map<String, DepartmentUpdate> said = new HashMap<>();

  private Projections(Run run, List<DepartmentUpdate> updates) {
    this.run = run;
    // of an id that is used again the first words count
    updates.forEach(update -> said.putIfAbsent(update.updateId(), update));
  }

  /**
   * What was compared.
   *
   * @param cases how many requests
   * @param events of theirs, each once
   * @param differences in words; empty when everything is as it should be
   */
  public record Compared(int cases, long events, List<String> differences) {}

  /**
   * Looks at every request that was submitted.
   *
   * @param log in the order of each request's events
   * @param updates what departments said, in order
   */
  public static Compared compare(Run run, List<RequestEvent> log, List<DepartmentUpdate> updates) {
    Map<String, List<RequestEvent>> histories = new LinkedHashMap<>();
    log.forEach(
        event ->
            histories
                .computeIfAbsent(event.requestId().value(), any -> new ArrayList<>())
                .add(event));
    var projections = new Projections(run, updates);
    ExecutorService readers = Executors.newFixedThreadPool(AT_ONCE);
    try {
      var answers = new ArrayList<Future<List<String>>>();
      histories.forEach(
          (request, events) ->
              answers.add(readers.submit(() -> projections.differences(request, events))));
      var differences = new ArrayList<String>();
      for (Future<List<String>> answer : answers) {
        differences.addAll(answer.get());
      }
      long events =
          histories.values().stream()
              .mapToLong(some -> some.stream().map(RequestEvent::id).distinct().count())
              .sum();
      return new Compared(histories.size(), events, differences);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a case could not be compared", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } finally {
      readers.shutdownNow();
    }
  }

  private List<String> differences(String request, List<RequestEvent> events) {
    JsonNode view = Evidence.desk(run, "/api/tracking/v1/requests/" + request);
    JsonNode line = view.path("line");
    CaseModel.Seen wanted = CaseModel.of(events);
    var differences = new ArrayList<String>();
    expect(differences, "status", wanted.status(), text(line.path("status")));
    expect(differences, "owner", wanted.owner(), text(line.path("owner").path("code")));
    expect(differences, "assignment", wanted.assignment(), text(view.path("assignmentId")));
    expect(differences, "hop", wanted.hop(), view.path("hop").asInt());
    expect(differences, "outcome", wanted.outcome(), text(line.path("outcome")));
    expect(differences, "reason", wanted.reason(), text(view.path("reason")));
    expect(differences, "planned for", wanted.plannedFor(), text(line.path("plannedFor")));
    expect(
        differences,
        "undeliverable",
        wanted.undeliverable(),
        line.path("undeliverable").asBoolean(false));
    expect(
        differences,
        "rating",
        wanted.rating(),
        view.path("rating").isNumber() ? view.path("rating").asInt() : null);
    expect(differences, "deadlines", new TreeMap<>(wanted.deadlines()), clocks(view));
    var timeline = new ArrayList<String>();
    for (JsonNode entry : view.path("timeline")) {
      timeline.add(entry.path("entry").path("id").asString());
      words(differences, entry);
    }
    expect(differences, "timeline", wanted.timeline(), timeline);
    return differences.stream().map(what -> request + ": " + what).toList();
  }

  private static Map<String, CaseModel.Clock> clocks(JsonNode view) {
    Map<String, CaseModel.Clock> clocks = new TreeMap<>();
    for (JsonNode one : view.path("deadlines")) {
      clocks.put(
          one.path("name").asString(),
          new CaseModel.Clock(
              java.time.Instant.parse(one.path("due").asString()),
              one.hasNonNull("stoppedAt"),
              one.hasNonNull("metAt"),
              one.path("missed").asBoolean(false)));
    }
    return clocks;
  }

  /** What a department wrote stands beside the step it made, word by word. */
  private void words(List<String> differences, JsonNode entry) {
    String update = text(entry.path("entry").path("updateId"));
    DepartmentUpdate by = update == null ? null : said.get(update);
    if (by != null && entry.path("entry").path("type").asString().equals("status.changed.v1")) {
      expect(differences, "answer of " + update, by.answer(), text(entry.path("answer")));
      expect(differences, "question of " + update, by.question(), text(entry.path("question")));
    }
  }

  private static @Nullable String text(JsonNode node) {
    return node.isString() ? node.asString() : null;
  }

  private static void expect(
      List<String> differences, String what, @Nullable Object wanted, @Nullable Object found) {
    if (!Objects.equals(wanted, found)) {
      differences.add(what + " is " + found + ", and the log makes it " + wanted);
    }
  }
}
