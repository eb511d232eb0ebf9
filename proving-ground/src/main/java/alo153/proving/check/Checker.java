package alo153.proving.check;

import static alo153.proving.check.Verdict.Promise.DEAD_LETTERS_ARE_INJECTED;
import static alo153.proving.check.Verdict.Promise.LAG_IS_ZERO;
import static alo153.proving.check.Verdict.Promise.NOTHING_DOUBLED;
import static alo153.proving.check.Verdict.Promise.NOTHING_LOST;
import static alo153.proving.check.Verdict.Promise.NO_PHANTOM;
import static alo153.proving.check.Verdict.Promise.ONE_ASSIGNMENT;
import static alo153.proving.check.Verdict.Promise.ONLY_LEGAL_STEPS;
import static alo153.proving.check.Verdict.Promise.ORDER_KEPT;
import static alo153.proving.check.Verdict.Promise.PROJECTION_IS_THE_LOG;
import static alo153.proving.check.Verdict.Promise.REFUSED_IS_ABSENT;
import static alo153.proving.check.Verdict.Promise.SAME_CONTENT;
import static alo153.proving.check.Verdict.Promise.UPDATES_COUNTED_ONCE;

import alo153.events.CitizenWrote;
import alo153.events.OwnerKind;
import alo153.events.RequestAssigned;
import alo153.events.RequestEvent;
import alo153.events.RequestSubmitted;
import alo153.events.Status;
import alo153.events.StatusChanged;
import alo153.events.TriageRequested;
import alo153.events.UpdateNoted;
import alo153.events.wire.Headers;
import alo153.events.wire.Topics;
import alo153.events.work.DepartmentUpdate;
import alo153.events.work.WorkAssigned;
import alo153.proving.load.ClientLedger;
import alo153.proving.load.Door;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Holds the promise against the evidence: acknowledged means exactly once with the same content,
 * refused means absent, unknown means at most once; and what follows inside keeps its order, its
 * rules and its count.
 */
public final class Checker {
  /** What every operation's text ends with, and no other text has. */
  private static final Pattern TOKEN = Pattern.compile("Kayıt ([a-z0-9]+-\\d{8})");

  private final Evidence evidence;
  private final List<Injected> injected;
  private final Verdict.Notes notes = new Verdict.Notes();
  private final Map<String, List<RequestEvent>> histories = new LinkedHashMap<>();

  /** Steps that changed nothing, since routing wrote before them. */
  private final Set<String> overtaken = new HashSet<>();

  /** The request each operation became, by its token; and the other way round. */
  private final Map<String, List<String>> requestsByToken = new HashMap<>();

  private Checker(Evidence evidence, List<Injected> injected) {
    this.evidence = evidence;
    this.injected = injected;
  }

  /**
   * Looks at everything.
   *
   * @param injected what was put on topics to see who refuses it
   */
  public static Verdict check(Evidence evidence, List<Injected> injected) {
    return new Checker(evidence, injected).check();
  }

  private Verdict check() {
    for (RequestEvent event : evidence.log()) {
      histories.computeIfAbsent(event.requestId().value(), any -> new ArrayList<>()).add(event);
    }
    totals();
    submissions();
    messages();
    histories.values().forEach(this::history);
    HandedOver.check(histories, evidence.handed(), evidence.inDoubt(), notes);
    updates();
    feeds();
    deadLetters();
    evidence
        .lag()
        .forEach(
            (group, behind) ->
                notes.broken(LAG_IS_ZERO, group + " has " + behind + " records to take", null));
    return notes.verdict();
  }

  private void totals() {
    notes.total("operations", evidence.operations().size());
    notes.total(
        "acknowledged",
        evidence.operations().stream().filter(ClientLedger.Entry::acknowledged).count());
    notes.total(
        "refused", evidence.operations().stream().filter(ClientLedger.Entry::refused).count());
    notes.total(
        "unknown",
        evidence.operations().stream()
            .filter(entry -> !entry.acknowledged() && !entry.refused())
            .count());
    notes.total(
        "attempts", evidence.operations().stream().mapToLong(ClientLedger.Entry::attempts).sum());
    notes.total("requests", submitted().size());
    notes.total("events", evidence.log().size());
    notes.total("updates", evidence.updates().size());
    notes.total("dead letters", evidence.dead().size());
  }

  private Set<String> submitted() {
    return evidence.log().stream()
        .filter(RequestSubmitted.class::isInstance)
        .map(event -> event.requestId().value())
        .collect(Collectors.toSet());
  }

  /** Clients' operations against requests on the log. */
  private void submissions() {
    Map<String, ClientLedger.Entry> asked = new HashMap<>();
    for (ClientLedger.Entry entry : evidence.operations()) {
      if (entry.operation().door() != Door.MESSAGE) {
        asked.put(token(entry.operation().text()), entry);
      }
    }
    for (String request : submitted()) {
      Evidence.Case seen = evidence.cases().get(request);
      if (seen == null) {
        notes.broken(
            PROJECTION_IS_THE_LOG,
            request + " is on the log, and the desk does not find it",
            histories.get(request));
        continue;
      }
      String token = token(seen.text());
      requestsByToken.computeIfAbsent(token, any -> new ArrayList<>()).add(request);
      ClientLedger.Entry entry = asked.get(token);
      if (entry == null) {
        notes.broken(
            NO_PHANTOM,
            request + " says \"" + seen.text() + "\", which nobody sent",
            histories.get(request));
      } else if (!seen.text().equals(entry.operation().text())) {
        notes.broken(
            SAME_CONTENT,
            "sent \"" + entry.operation().text() + "\", kept \"" + seen.text() + "\"",
            histories.get(request));
      }
    }
    asked.forEach(this::submission);
  }

  private void submission(String token, ClientLedger.Entry entry) {
    List<String> requests = requestsByToken.getOrDefault(token, List.of());
    String who = entry.operation().door() + " " + entry.operation().key();
    if (requests.size() > 1) {
      notes.broken(
          NOTHING_DOUBLED, who + " is on the log as " + requests, histories.get(requests.get(1)));
    }
    if (entry.acknowledged() && requests.isEmpty()) {
      String named = entry.requestId();
      notes.broken(
          NOTHING_LOST,
          who + " was acknowledged" + (named == null ? "" : " as " + named) + " and is not there",
          named == null ? null : histories.get(named));
    }
    if (entry.refused() && !requests.isEmpty()) {
      notes.broken(
          REFUSED_IS_ABSENT,
          who + " was refused (" + entry.answers() + ") and is there",
          histories.get(requests.get(0)));
    }
    for (String named : entry.requestIds()) {
      if (!requests.isEmpty() && !requests.contains(named)) {
        notes.broken(
            SAME_CONTENT,
            who + " was told it is " + named + " and is " + requests,
            histories.get(requests.get(0)));
      }
    }
  }

  /** Citizens' later words against what is on the log and in the timeline. */
  private void messages() {
    Map<String, List<ClientLedger.Entry>> about =
        evidence.operations().stream()
            .filter(entry -> entry.operation().door() == Door.MESSAGE)
            .collect(Collectors.groupingBy(entry -> String.valueOf(entry.operation().about())));
    about.forEach(
        (request, entries) -> {
          List<String> texts = evidence.wrote().getOrDefault(request, List.of());
          long onTheLog =
              histories.getOrDefault(request, List.of()).stream()
                  .filter(CitizenWrote.class::isInstance)
                  .map(event -> event.id().value())
                  .distinct()
                  .count();
          for (ClientLedger.Entry entry : entries) {
            long times = texts.stream().filter(entry.operation().text()::equals).count();
            String who = "message " + entry.operation().key() + " about " + request;
            if (entry.acknowledged() && times == 0) {
              notes.broken(
                  NOTHING_LOST,
                  who + " was acknowledged and is not in the timeline",
                  histories.get(request));
            } else if (times > 1) {
              notes.broken(
                  NOTHING_DOUBLED, who + " is there " + times + " times", histories.get(request));
            } else if (entry.refused() && times > 0) {
              notes.broken(
                  REFUSED_IS_ABSENT, who + " was refused and is there", histories.get(request));
            }
          }
          if (onTheLog != texts.size()) {
            notes.broken(
                PROJECTION_IS_THE_LOG,
                request
                    + " has "
                    + onTheLog
                    + " messages of its citizen on the log and "
                    + texts.size()
                    + " in its timeline",
                histories.get(request));
          }
        });
  }

  /** One request's events, in order: steps, assignments, and what the desk sees at the end. */
  private void history(List<RequestEvent> events) {
    String request = events.get(0).requestId().value();
    var seen = new HashSet<String>();
    Set<String> content = new LinkedHashSet<>();
    Set<String> usedAgain = new HashSet<>();
    Status status = null;
    RequestEvent mover = events.get(0);
    String owner = "";
    int rules = 0;
    for (RequestEvent event : events) {
      if (event instanceof RequestSubmitted submitted) {
        content.add(submitted.contentHash());
      } else if (event instanceof UpdateNoted note
          && note.reason() == UpdateNoted.Reason.KEY_USED_AGAIN) {
        usedAgain.add(note.updateId());
      }
      if (!seen.add(event.id().value())) {
        continue; // the same thing said again
      }
      if (status == null && !(event instanceof RequestSubmitted)) {
        notes.broken(ORDER_KEPT, request + " begins with " + event.type(), events);
        return;
      }
      Status before = status;
      if (event instanceof RequestSubmitted) {
        if (status != null) {
          notes.broken(NOTHING_DOUBLED, request + " was submitted twice", events);
        }
        status = Status.SUBMITTED;
      } else if (event instanceof RequestAssigned assigned) {
        if (assigned.hop() == 0 && assigned.decidedBy() == RequestAssigned.DecidedBy.RULE) {
          rules++;
        }
        Status to =
            assigned.owner().kind() == OwnerKind.DEPARTMENT ? Status.ASSIGNED : Status.FORWARDED;
        if (before != null && Steps.allowed(before, to)) {
          status = to;
          owner = assigned.owner().code().value();
        }
      } else if (event instanceof TriageRequested) {
        if (before != null && Steps.allowed(before, Status.IN_TRIAGE)) {
          status = Status.IN_TRIAGE;
        }
      } else if (event instanceof StatusChanged changed) {
        if (changed.from() != before) {
          if (mover instanceof StatusChanged || !isMadeGood(changed, before, events)) {
            notes.broken(
                ORDER_KEPT, request + " leaves " + changed.from() + " and was " + before, events);
          }
          overtaken.add(changed.id().value());
          continue; // routing wrote before it: it changes nothing
        } else if (!Steps.allowed(changed.from(), changed.to())) {
          notes.broken(
              ONLY_LEGAL_STEPS,
              request + " went from " + changed.from() + " to " + changed.to(),
              events);
        }
        status = changed.to();
      }
      mover = status == before ? mover : event;
    }
    if (content.stream().skip(1).anyMatch(other -> !usedAgain.contains(other))) {
      notes.broken(
          SAME_CONTENT, request + " is on the log with two contents, and no note says so", events);
    }
    if (rules > 1) {
      notes.broken(ONE_ASSIGNMENT, request + " was assigned " + rules + " times by rule", events);
    }
    if (rules == 0 && events.stream().noneMatch(TriageRequested.class::isInstance)) {
      notes.broken(ONE_ASSIGNMENT, request + " has neither an owner nor a triage", events);
    }
    projection(request, status, owner, events);
  }

  /**
   * A step that routing overtook is not forgotten: an update is noted, and a citizen who withdraws
   * does so from where the request stands by then.
   */
  private static boolean isMadeGood(
      StatusChanged step, @Nullable Status status, List<RequestEvent> events) {
    List<RequestEvent> after = events.subList(events.indexOf(step) + 1, events.size());
    if (step.updateId() != null) {
      return after.stream()
          .anyMatch(
              event ->
                  event instanceof UpdateNoted noted && noted.updateId().equals(step.updateId()));
    }
    boolean open =
        step.to() == Status.WITHDRAWN && status != null && Steps.allowed(status, step.to());
    return !open
        || after.stream()
            .anyMatch(
                event ->
                    event instanceof StatusChanged again
                        && again.by().equals(step.by())
                        && again.to() == step.to());
  }

  private void projection(
      String request, @Nullable Status status, String owner, List<RequestEvent> events) {
    Evidence.Case seen = evidence.cases().get(request);
    if (seen == null || status == null) {
      return; // said already
    }
    if (!seen.status().equals(status.name())) {
      notes.broken(
          PROJECTION_IS_THE_LOG,
          request + " is " + status + " on the log, and the desk sees " + seen.status(),
          events);
    } else if (!owner.isEmpty() && !seen.owner().equals(owner)) {
      notes.broken(
          PROJECTION_IS_THE_LOG,
          request + " belongs to " + owner + " on the log, and the desk sees " + seen.owner(),
          events);
    }
  }

  /** What departments said against what came of it, and in which order. */
  private void updates() {
    Map<String, List<String>> effects = new LinkedHashMap<>();
    histories.forEach(
        (request, events) -> {
          var seen = new HashSet<String>();
          var order = new ArrayList<String>();
          for (RequestEvent event : events) {
            if (seen.add(event.id().value())) {
              if (event instanceof StatusChanged changed
                  && changed.updateId() != null
                  && !overtaken.contains(changed.id().value())) {
                order.add(changed.updateId());
              } else if (event instanceof UpdateNoted noted) {
                order.add(noted.updateId());
              }
            }
          }
          effects.put(request, order);
        });
    Map<String, List<String>> said = new LinkedHashMap<>();
    for (DepartmentUpdate update : evidence.updates()) {
      List<String> order =
          said.computeIfAbsent(update.requestId().value(), any -> new ArrayList<>());
      if (!order.contains(update.updateId())) {
        order.add(update.updateId());
      }
    }
    said.forEach(
        (request, order) -> {
          List<String> effect = effects.getOrDefault(request, List.of());
          for (String update : order) {
            long times = effect.stream().filter(update::equals).count();
            if (times != 1) {
              notes.broken(
                  UPDATES_COUNTED_ONCE,
                  "update " + update + " of " + request + " had " + times + " effects",
                  histories.get(request));
            }
          }
          List<String> ofThese = effect.stream().filter(order::contains).distinct().toList();
          List<String> expected = order.stream().filter(effect::contains).toList();
          if (!ofThese.equals(expected)) {
            notes.broken(
                ORDER_KEPT,
                request + " was told " + expected + " and did " + ofThese,
                histories.get(request));
          }
        });
  }

  /** Each assignment to a department is in its feed, and nothing else is. */
  private void feeds() {
    Map<String, RequestAssigned> assigned = new HashMap<>();
    for (RequestEvent event : evidence.log()) {
      if (event instanceof RequestAssigned one && one.owner().kind() == OwnerKind.DEPARTMENT) {
        assigned.put(one.id().value(), one);
      }
    }
    Set<String> told = new HashSet<>();
    for (WorkAssigned work : evidence.feeds()) {
      told.add(work.id().value());
      RequestAssigned by = assigned.get(work.id().value());
      if (by == null || !by.owner().code().equals(work.department())) {
        notes.broken(
            ONE_ASSIGNMENT,
            work.department() + " was given " + work.requestId() + ", which is not on the log",
            histories.get(work.requestId().value()));
      }
    }
    assigned.forEach(
        (id, event) -> {
          if (!told.contains(id)) {
            notes.broken(
                ONE_ASSIGNMENT,
                event.owner().code() + " was never told of " + event.requestId(),
                histories.get(event.requestId().value()));
          }
        });
  }

  /** In each box lies what its service must refuse, once and as it came, and nothing else. */
  private void deadLetters() {
    Map<String, Injected> known = new HashMap<>();
    Map<String, Injected> missing = new LinkedHashMap<>();
    for (Injected one : injected) {
      known.put(one.place(), one);
      one.boxes().forEach(box -> missing.put(Topics.dead(box) + " " + one.place(), one));
    }
    long again = 0;
    for (Evidence.Dead dead : evidence.dead()) {
      again += dead.times() - 1;
      Injected one = missing.remove(dead.topic() + " " + dead.id());
      if (one == null) {
        Injected elsewhere = known.get(dead.id());
        notes.broken(
            DEAD_LETTERS_ARE_INJECTED,
            "%s has %s (%s %s), %s"
                .formatted(
                    dead.topic(),
                    dead.id(),
                    dead.reason(),
                    dead.headers().getOrDefault(Headers.DEAD_DETAIL, ""),
                    elsewhere == null
                        ? "which nobody injected"
                        : "\"" + elsewhere.kind() + "\", which that service should take"),
            null);
      } else if (!one.isWhole(dead)) {
        notes.broken(
            DEAD_LETTERS_ARE_INJECTED,
            "%s has %s (\"%s\") otherwise than it was"
                .formatted(dead.topic(), dead.id(), one.kind()),
            null);
      }
    }
    missing.forEach(
        (where, one) ->
            notes.broken(
                DEAD_LETTERS_ARE_INJECTED,
                "\"%s\" is not where it belongs: %s".formatted(one.kind(), where),
                null));
    notes.total("dead letters written again", again);
  }

  private static String token(String text) {
    Matcher token = TOKEN.matcher(text);
    return token.find() ? token.group(1) : "";
  }
}
