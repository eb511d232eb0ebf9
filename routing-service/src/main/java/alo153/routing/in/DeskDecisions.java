package alo153.routing.in;

import alo153.city.Category;
import alo153.city.CityPack;
import alo153.events.BilingualText;
import alo153.events.CategoryCode;
import alo153.events.Owner;
import alo153.events.RequestAssigned;
import alo153.events.RequestId;
import alo153.events.TriageRequested;
import alo153.events.personal.OwnerWords;
import alo153.events.personal.PersonalKey;
import alo153.frame.FieldProblem;
import alo153.frame.MongoStandstill;
import alo153.frame.ProblemException;
import alo153.routing.decide.DeskVerdict;
import alo153.routing.decide.RequestState;
import alo153.routing.out.ActiveRules;
import alo153.routing.out.MongoDecisions;
import alo153.routing.out.RoutingMeters;
import alo153.transport.Envelopes;
import alo153.transport.EventPublisher;
import alo153.transport.Outgoing;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * A clerk's decisions: claimed in the store, so that of two clerks one is told, and then published.
 * The department's feed and the state follow when the decision comes back by the log, so that a
 * crash in between loses nothing.
 */
@Component
class DeskDecisions {
  private static final int ATTEMPTS = 20;
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(100);

  private final MongoDecisions decisions;
  private final MongoStandstill standstill;
  private final EventPublisher publisher;
  private final Envelopes envelopes;
  private final CityPack city;
  private final RoutingMeters meters;
  private final Clock clock;

  DeskDecisions(
      MongoDecisions decisions,
      MongoStandstill standstill,
      EventPublisher publisher,
      Envelopes envelopes,
      CityPack city,
      RoutingMeters meters,
      Clock clock) {
    this.decisions = decisions;
    this.standstill = standstill;
    this.publisher = publisher;
    this.envelopes = envelopes;
    this.city = city;
    this.meters = meters;
    this.clock = clock;
  }

  /**
   * What a clerk wants.
   *
   * @param category null keeps what was understood
   * @param note null when none
   */
  record Order(
      String decisionId, Owner owner, @Nullable CategoryCode category, @Nullable String note) {}

  /**
   * A decision that is ours to publish, or was published before.
   *
   * @param question null when it was published and applied before
   */
  record Claimed(
      RequestAssigned assigned, @Nullable TriageRequested question, @Nullable String note) {}

  /**
   * Blocking.
   *
   * @throws ProblemException 404, 409 or 422
   */
  Claimed claim(RequestId requestId, Order order) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      RequestState state =
          decisions.load(requestId).orElseThrow(ProblemException::notFound).state();
      TriageRequested question = state.triage();
      if (question == null) {
        return publishedBefore(state, order);
      }
      var wanted =
          new MongoDecisions.Claim(
              order.decisionId(),
              // as exactly as the store keeps it, so that a repetition says the same
              clock.instant().truncatedTo(ChronoUnit.MILLIS),
              order.owner(),
              category(question, order),
              order.note());
      Optional<MongoDecisions.Claim> held =
          standstill.write(() -> decisions.claim(question, wanted));
      if (held.isPresent()) {
        return claimed(question, held.get(), wanted);
      }
      if (decisions.isClaimedByAnother(question, order.decisionId())) {
        throw decidedAlready();
      }
      // the answer has come back by the log and is being written: look again
      pause();
    }
    throw decidedAlready();
  }

  private Claimed claimed(
      TriageRequested question, MongoDecisions.Claim held, MongoDecisions.Claim wanted) {
    if (!held.owner().equals(wanted.owner()) || !held.category().equals(wanted.category())) {
      throw decidedAlready();
    }
    return new Claimed(assigned(question, held), question, held.note());
  }

  private static Claimed publishedBefore(RequestState state, Order order) {
    return Optional.ofNullable(state.assigned())
        .filter(
            assigned ->
                DeskVerdict.isTheSame(assigned, order.decisionId())
                    && assigned.owner().equals(order.owner())
                    && (order.category() == null || assigned.category().equals(order.category())))
        .map(assigned -> new Claimed(assigned, null, null))
        .orElseThrow(DeskDecisions::decidedAlready);
  }

  private static CategoryCode category(TriageRequested question, Order order) {
    CategoryCode category = order.category() == null ? question.category() : order.category();
    if (category == null) {
      throw ProblemException.invalid(
          List.of(
              new FieldProblem(
                  "#/category",
                  "REQUIRED",
                  "Konusu anlaşılamadı; bir konu seçin",
                  "The topic was not understood; choose one")));
    }
    return category;
  }

  private RequestAssigned assigned(TriageRequested question, MongoDecisions.Claim claim) {
    CategoryCode category = claim.category();
    return DeskVerdict.assigned(
        question,
        claim.decisionId(),
        claim.owner(),
        ActiveRules.name(city, claim.owner()),
        category,
        city.category(category)
            .map(Category::name)
            .orElse(new BilingualText(category.value(), category.value())),
        claim.at(),
        claim.note() != null);
  }

  private static void pause() {
    try {
      Thread.sleep(BETWEEN_ATTEMPTS.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ProblemException.unavailable(e);
    }
  }

  /** Completes when the decision is in the log. */
  Mono<RequestAssigned> publish(Claimed claimed) {
    RequestAssigned assigned = claimed.assigned();
    TriageRequested question = claimed.question();
    if (question == null) {
      return Mono.just(assigned);
    }
    var parts = new ArrayList<Outgoing>();
    if (claimed.note() != null) {
      parts.add(
          envelopes.part(
              assigned.requestId(),
              PersonalKey.ownerWords(assigned.id()),
              new OwnerWords(null, null, claimed.note())));
    }
    return Mono.fromFuture(
            () -> publisher.publishForCaller(parts, List.of(envelopes.event(assigned))))
        .then(
            Mono.fromCallable(
                    () ->
                        standstill.write(
                            () -> {
                              decisions.answered(question);
                              return question;
                            }))
                .subscribeOn(Schedulers.boundedElastic()))
        .then(Mono.fromRunnable(() -> meters.decided(List.of(assigned))))
        .thenReturn(assigned);
  }

  private static ProblemException decidedAlready() {
    return ProblemException.notAllowedNow(
        "Bu başvuru hakkında bu arada karar verildi / The request has been decided meanwhile");
  }
}
