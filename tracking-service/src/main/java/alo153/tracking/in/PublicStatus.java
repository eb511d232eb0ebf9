package alo153.tracking.in;

import alo153.events.BilingualText;
import alo153.events.CategoryCode;
import alo153.events.CitizenWrote;
import alo153.events.Outcome;
import alo153.events.OwnerKind;
import alo153.events.RequestAssigned;
import alo153.events.RequestSubmitted;
import alo153.events.Status;
import alo153.events.StatusChanged;
import alo153.events.TrackingCode;
import alo153.events.TriageRequested;
import alo153.events.personal.OwnerWords;
import alo153.tracking.decide.CaseFile;
import alo153.tracking.decide.CaseState;
import alo153.tracking.decide.Entry;
import alo153.tracking.decide.Transitions;
import alo153.tracking.decide.Transitions.CitizenAction;
import alo153.tracking.out.CaseDocument;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What whoever has the code may see: no names, no places, nothing anyone wrote but the answer and
 * the question that are meant for who has the code.
 *
 * @param trackingCode the code
 * @param status where it stands
 * @param statusText the same in words
 * @param outcome what became of the matter; null before, and while it is taken up again
 * @param outcomeText the same in words
 * @param category the topic; null when not understood
 * @param owner who has it; null before
 * @param receivedAt when we got it
 * @param updatedAt when something last happened
 * @param answerBy the last moment for the answer; null when nobody waits for one
 * @param plannedFor the promised day; null unless planned
 * @param answer the answer; null before, and while it is taken up again
 * @param question the open question; null when none is open
 * @param timeline newest first
 * @param allowedActions what the citizen can do now
 * @param erased the person was forgotten; only the bare course is left
 */
public record PublicStatus(
    TrackingCode trackingCode,
    Status status,
    BilingualText statusText,
    @Nullable Outcome outcome,
    @Nullable BilingualText outcomeText,
    @Nullable Topic category,
    @Nullable Holder owner,
    @Nullable Instant receivedAt,
    @Nullable Instant updatedAt,
    @Nullable Instant answerBy,
    @Nullable LocalDate plannedFor,
    @Nullable Words answer,
    @Nullable Words question,
    List<Step> timeline,
    List<CitizenAction> allowedActions,
    boolean erased) {

  /** The topic. */
  public record Topic(CategoryCode code, BilingualText name) {}

  /**
   * Who has it.
   *
   * @param name of the department or institution, never of a person
   * @param external outside the municipality
   */
  public record Holder(BilingualText name, boolean external) {}

  /** What was written, and when. */
  public record Words(String text, Instant at) {}

  /**
   * One thing that happened.
   *
   * @param status where it stood then; null when the status did not change
   */
  public record Step(Instant at, String type, @Nullable Status status, BilingualText text) {}

  static PublicStatus of(CaseFile file, CityNames names) {
    CaseState now = file.now();
    Status status = Objects.requireNonNull(now.status());
    boolean answered = Transitions.isAnswered(status);
    Outcome outcome = answered ? now.outcome() : null;
    return new PublicStatus(
        now.requestId().trackingCode(),
        status,
        names.status(status),
        outcome,
        outcome == null ? null : names.outcome(outcome),
        now.category() == null ? null : new Topic(now.category(), names.category(now.category())),
        now.owner() == null
            ? null
            : new Holder(names.owner(now.owner()), now.owner().kind() == OwnerKind.INSTITUTION),
        now.receivedAt(),
        now.updatedAt(),
        CaseDocument.answerDue(now),
        now.plannedFor(),
        answered ? words(file, now, now.answer(), OwnerWords::answer) : null,
        words(file, now, now.question(), OwnerWords::question),
        steps(now, names),
        now.erased() ? List.of() : Transitions.citizenActions(status),
        now.erased());
  }

  private static @Nullable Words words(
      CaseFile file,
      CaseState now,
      alo153.events.@Nullable EventId event,
      java.util.function.Function<OwnerWords, @Nullable String> which) {
    return file.ownerWords(event)
        .map(which)
        .flatMap(
            text ->
                now.find(Objects.requireNonNull(event)).map(entry -> new Words(text, entry.at())))
        .orElse(null);
  }

  private static List<Step> steps(CaseState now, CityNames names) {
    var steps = new ArrayList<Step>();
    for (Entry entry : now.timeline()) {
      if (entry.ignored() != null) {
        continue;
      }
      switch (entry.type()) {
        case RequestSubmitted.TYPE ->
            steps.add(step(entry, Status.SUBMITTED, names.status(Status.SUBMITTED)));
        case RequestAssigned.TYPE, TriageRequested.TYPE, StatusChanged.TYPE -> {
          if (entry.to() != null) {
            steps.add(step(entry, entry.to(), names.status(entry.to())));
          }
        }
        case CitizenWrote.TYPE ->
            steps.add(step(entry, null, names.citizenWrote(String.valueOf(entry.name()))));
        default -> {
          // what happens behind the desk is not the citizen's timeline
        }
      }
    }
    Collections.reverse(steps);
    return steps;
  }

  private static Step step(Entry entry, @Nullable Status status, BilingualText text) {
    return new Step(entry.at(), entry.type(), status, text);
  }
}
