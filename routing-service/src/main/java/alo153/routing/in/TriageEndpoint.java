package alo153.routing.in;

import alo153.city.CityPack;
import alo153.events.BilingualText;
import alo153.events.CategoryCode;
import alo153.events.Channel;
import alo153.events.EventId;
import alo153.events.Kind;
import alo153.events.Owner;
import alo153.events.OwnerCode;
import alo153.events.OwnerKind;
import alo153.events.RequestId;
import alo153.events.TriageRequested;
import alo153.events.personal.CitizenWords;
import alo153.events.personal.PersonalKey;
import alo153.events.personal.Place;
import alo153.frame.FieldProblem;
import alo153.frame.ProblemException;
import alo153.routing.decide.KeptWords;
import alo153.routing.decide.RequestState;
import alo153.routing.decide.Said;
import alo153.routing.out.ActiveRules;
import alo153.routing.out.MongoDecisions;
import alo153.routing.out.MongoWords;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Requests without an owner, for the desk and the arbiter. */
@RestController
@RequestMapping("/api/routing/v1/triage")
@Tag(name = "triage", description = "Requests no rule found an owner for, and the desk's decisions")
class TriageEndpoint {
  private static final int MOST = 200;

  private final MongoDecisions decisions;
  private final MongoWords words;
  private final DeskDecisions desk;
  private final CityPack city;

  TriageEndpoint(MongoDecisions decisions, MongoWords words, DeskDecisions desk, CityPack city) {
    this.decisions = decisions;
    this.words = words;
    this.desk = desk;
    this.city = city;
  }

  /**
   * A page of open questions.
   *
   * @param next where the next page begins; null on the last
   */
  record Page(List<Question> items, @Nullable String next) {}

  /** An open question with all a clerk needs to decide it. */
  record Question(
      RequestId requestId,
      String trackingCode,
      EventId questionId,
      TriageRequested.Queue queue,
      TriageRequested.Reason reason,
      Instant since,
      Instant submittedAt,
      Channel channel,
      Kind kind,
      @Nullable CategoryCode category,
      @Nullable String district,
      int hop,
      Map<String, String> facts,
      BilingualText explanation,
      List<NamedOwner.Suggestion> suggestions,
      List<NamedOwner> refusedBy,
      @Nullable String text,
      @Nullable String subject,
      @Nullable Place place) {}

  /**
   * What a clerk decides.
   *
   * @param decisionId the client's own id: the same id is the same decision
   * @param owner who gets it
   * @param category the topic; null keeps what was understood
   * @param note for the department; null when none
   */
  record DecisionBody(
      @Nullable String decisionId,
      @Nullable OwnerBody owner,
      @Nullable String category,
      @Nullable String note) {}

  /** An owner as the client names it. */
  record OwnerBody(@Nullable String kind, @Nullable String code) {}

  /** The decision is in the log. */
  record Decided(RequestId requestId, EventId assignmentId, NamedOwner owner) {}

  @GetMapping
  @Operation(summary = "Open questions, the oldest first")
  Mono<Page> list(
      @RequestParam(name = "queue", required = false) TriageRequested.@Nullable Queue queue,
      @RequestParam(name = "cursor", required = false) @Nullable String cursor,
      @RequestParam(name = "limit", defaultValue = "50") int limit) {
    return blocking(
        () -> page(queue, cursor == null ? null : TriageCursor.parse(cursor), within(limit)));
  }

  @PostMapping("/{requestId}/decisions")
  @Operation(
      summary = "Give a request its owner",
      description = "Idempotent by decisionId; 409 when somebody else decided meanwhile")
  Mono<Decided> decide(
      @PathVariable("requestId") String requestId, @RequestBody DecisionBody body) {
    RequestId id = requestId(requestId);
    DeskDecisions.Order order = checked(body);
    return blocking(() -> desk.claim(id, order))
        .flatMap(desk::publish)
        .map(
            assigned ->
                new Decided(
                    assigned.requestId(), assigned.id(), NamedOwner.of(assigned.owner(), names())));
  }

  private Page page(
      TriageRequested.@Nullable Queue queue, MongoDecisions.@Nullable Open after, int limit) {
    List<MongoDecisions.Open> open = decisions.open(queue, after, limit);
    Map<RequestId, MongoDecisions.Stored> states =
        decisions.load(open.stream().map(MongoDecisions.Open::requestId).toList());
    var keys = new ArrayList<PersonalKey>();
    states.values().forEach(stored -> wordsKey(stored.state()).ifPresent(keys::add));
    Map<PersonalKey, KeptWords> kept = words.find(keys);
    var items = new ArrayList<Question>();
    for (MongoDecisions.Open one : open) {
      MongoDecisions.Stored stored = states.get(one.requestId());
      // decided between the two readings
      if (stored != null && stored.state().triage() != null) {
        items.add(question(stored.state(), stored.state().triage(), kept));
      }
    }
    return new Page(
        items, open.size() == limit ? TriageCursor.after(open.get(open.size() - 1)) : null);
  }

  private Question question(
      RequestState state, TriageRequested triage, Map<PersonalKey, KeptWords> kept) {
    CitizenWords citizen = wordsKey(state).map(kept::get).map(KeptWords::words).orElse(null);
    var submitted = state.submitted();
    return new Question(
        state.requestId(),
        state.requestId().trackingCode().toString(),
        triage.id(),
        triage.queue(),
        triage.reason(),
        triage.at(),
        submitted.submittedAt(),
        submitted.channel(),
        submitted.kind(),
        triage.category(),
        submitted.district() == null ? null : submitted.district().value(),
        triage.hop(),
        triage.facts(),
        triage.explanation(),
        triage.suggestions().stream().map(one -> NamedOwner.Suggestion.of(one, names())).toList(),
        state.refusedBy().stream().map(owner -> NamedOwner.of(owner, names())).toList(),
        citizen == null ? null : citizen.text(),
        citizen == null ? null : citizen.subject(),
        citizen == null ? null : citizen.place());
  }

  private static Optional<PersonalKey> wordsKey(RequestState state) {
    return Optional.ofNullable(Said.part(state.submitted()))
        .map(part -> new PersonalKey(state.requestId(), part));
  }

  private DeskDecisions.Order checked(DecisionBody body) {
    var problems = new ArrayList<FieldProblem>();
    String decisionId = body.decisionId();
    if (decisionId == null || decisionId.isBlank() || decisionId.length() > 100) {
      problems.add(
          new FieldProblem(
              "#/decisionId",
              "REQUIRED",
              "1 ile 100 karakter arasında bir karar kimliği gerekli",
              "A decision id of 1 to 100 characters is needed"));
    }
    Optional<Owner> owner = owner(body.owner());
    if (owner.isEmpty()) {
      problems.add(
          new FieldProblem(
              "#/owner",
              "UNKNOWN_OWNER",
              "Böyle bir birim ya da kurum kayıtlı değil",
              "No such department or institution is on record"));
    }
    Optional<CategoryCode> category = category(body.category());
    if (body.category() != null && category.isEmpty()) {
      problems.add(
          new FieldProblem(
              "#/category", "UNKNOWN_CATEGORY", "Böyle bir konu yok", "There is no such topic"));
    }
    if (body.note() != null && body.note().length() > 4000) {
      problems.add(
          new FieldProblem(
              "#/note",
              "TOO_LONG",
              "Not en çok 4000 karakter olabilir",
              "A note has at most 4000 characters"));
    }
    if (!problems.isEmpty() || decisionId == null || owner.isEmpty()) {
      throw ProblemException.invalid(problems);
    }
    String note = body.note() == null || body.note().isBlank() ? null : body.note();
    return new DeskDecisions.Order(decisionId, owner.get(), category.orElse(null), note);
  }

  private Optional<Owner> owner(@Nullable OwnerBody body) {
    if (body == null || body.code() == null) {
      return Optional.empty();
    }
    try {
      OwnerKind kind = body.kind() == null ? null : OwnerKind.valueOf(body.kind());
      return city.owner(new OwnerCode(body.code()))
          .map(info -> info.owner())
          .filter(owner -> kind == null || owner.kind() == kind);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Optional<CategoryCode> category(@Nullable String code) {
    if (code == null) {
      return Optional.empty();
    }
    try {
      var category = new CategoryCode(code);
      return city.category(category).map(known -> category);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Function<Owner, BilingualText> names() {
    return owner -> ActiveRules.name(city, owner);
  }

  static RequestId requestId(String text) {
    try {
      return new RequestId(text);
    } catch (IllegalArgumentException e) {
      throw ProblemException.notFound();
    }
  }

  private static int within(int limit) {
    return Math.max(1, Math.min(MOST, limit));
  }

  /** The store's calls block; not on a Netty thread. */
  static <T> Mono<T> blocking(java.util.concurrent.Callable<T> call) {
    return Mono.fromCallable(call).subscribeOn(Schedulers.boundedElastic());
  }
}
