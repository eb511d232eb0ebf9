package alo153.tracking.decide;

import alo153.events.Actor;
import alo153.events.Attachment;
import alo153.events.EventId;
import alo153.events.Outcome;
import alo153.events.OwnerKind;
import alo153.events.RequestAssigned;
import alo153.events.RequestEvent;
import alo153.events.Status;
import alo153.events.StatusChanged;
import alo153.events.UpdateNoted;
import alo153.events.personal.OwnerWords;
import alo153.events.personal.PersonalKey;
import alo153.events.work.DepartmentUpdate;
import alo153.tracking.decide.Move.Need;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Holds an owner's update against the case and the transition table. */
public final class UpdateJudge {
  /** More words than this are no answer. */
  public static final int MOST_WORDS = 20_000;

  /** What stands in the log has to be a code, never somebody's words. */
  private static final Pattern CODE = Pattern.compile("[A-Za-z0-9_.-]{1,60}");

  private static final Pattern UPDATE_ID = Pattern.compile("[\\x21-\\x7e]{1,120}");
  private static final Pattern REFERENCE = Pattern.compile("[0-9a-f]{24}");

  private UpdateJudge() {}

  /**
   * @param file the case as it is now
   * @param now what the events say as their time
   */
  public static Verdict judge(CaseFile file, DepartmentUpdate update, Instant now) {
    Optional<Verdict> unusable = unusable(update);
    if (unusable.isPresent()) {
      return unusable.get();
    }
    CaseState state = file.now();
    Status status = state.status();
    if (status == null) {
      return new Verdict.Unknown();
    }
    if (file.knows(appliedId(update)) || file.knows(notedId(update))) {
      return again(file, update, status, now);
    }
    if (update.assignmentId() != null && !hasSeenAssignment(file, update.assignmentId())) {
      return new Verdict.Hold();
    }
    if (state.erased()) {
      return note(update, status, UpdateNoted.Reason.PERSON_ERASED, null, now);
    }
    OwnerWords words = words(update);
    Optional<UpdateNoted.Reason> objection = objection(state, status, update);
    return objection.isPresent()
        ? note(update, status, objection.get(), words, now)
        : new Verdict.Apply(applied(update, status, words, now), words);
  }

  /** Why the update does not apply; empty when it does. */
  public static Optional<UpdateNoted.Reason> objection(
      CaseState state, Status status, DepartmentUpdate update) {
    if (!mayAct(state, update)) {
      return Optional.of(UpdateNoted.Reason.NOT_THE_OWNER);
    }
    Status to = update.status();
    if (to == null) {
      return Optional.of(UpdateNoted.Reason.NOTE);
    }
    if (!Transitions.allows(status, to, Move.Who.of(actor(update).role()))) {
      return Optional.of(UpdateNoted.Reason.ILLEGAL_STEP);
    }
    return missing(update, Transitions.needs(to));
  }

  private static Optional<UpdateNoted.Reason> missing(DepartmentUpdate update, Set<Need> needs) {
    for (Need need : needs) {
      boolean there =
          switch (need) {
            case OUTCOME -> update.outcome() != null;
            case ANSWER -> isWritten(update.answer());
            case REASON -> isWritten(update.reason());
            case DATE -> update.plannedFor() != null;
            case QUESTION -> isWritten(update.question());
          };
      if (!there) {
        return Optional.of(
            switch (need) {
              case OUTCOME -> UpdateNoted.Reason.OUTCOME_MISSING;
              case ANSWER -> UpdateNoted.Reason.ANSWER_MISSING;
              case REASON -> UpdateNoted.Reason.REASON_MISSING;
              case DATE -> UpdateNoted.Reason.DATE_MISSING;
              case QUESTION -> UpdateNoted.Reason.QUESTION_MISSING;
            });
      }
    }
    return Optional.empty();
  }

  /** The desk may always; an owner while the work is its own, and for that assignment only. */
  private static boolean mayAct(CaseState state, DepartmentUpdate update) {
    Actor by = actor(update);
    if (by.role() == Actor.Role.DESK) {
      return true;
    }
    return state.owner() != null
        && Actor.of(state.owner()).equals(by)
        && (update.assignmentId() == null || update.assignmentId().equals(state.assignment()));
  }

  private static boolean hasSeenAssignment(CaseFile file, EventId assignment) {
    return file.state()
        .find(assignment)
        .filter(entry -> entry.type().equals(RequestAssigned.TYPE))
        .isPresent();
  }

  /** The same update once more; with another content under the same id the first one counts. */
  private static Verdict again(CaseFile file, DepartmentUpdate update, Status status, Instant now) {
    OwnerWords words = words(update);
    boolean other =
        file.pending().stream().anyMatch(event -> isOtherThan(event, update))
            || file.state()
                .find(appliedId(update))
                .filter(
                    entry ->
                        entry.to() != update.status()
                            || !Objects.equals(entry.plannedFor(), update.plannedFor())
                            || differs(file, entry.id(), words))
                .isPresent();
    if (!other) {
      return new Verdict.Repeat();
    }
    EventId id = keyUsedAgainId(update);
    return file.knows(id)
        ? new Verdict.Repeat()
        : new Verdict.Note(
            new UpdateNoted(
                id,
                update.requestId(),
                now,
                actor(update),
                status,
                update.status(),
                UpdateNoted.Reason.KEY_USED_AGAIN,
                update.updateId(),
                words == null || file.now().erased()
                    ? List.of()
                    : List.of(PersonalKey.ownerWords(id))),
            file.now().erased() ? null : words);
  }

  private static boolean differs(CaseFile file, EventId first, @Nullable OwnerWords words) {
    return words != null
        && file.ownerWords(first).filter(earlier -> !earlier.equals(words)).isPresent();
  }

  private static boolean isOtherThan(RequestEvent event, DepartmentUpdate update) {
    return event instanceof StatusChanged changed
        && changed.id().equals(appliedId(update))
        && changed.to() != update.status();
  }

  private static Verdict note(
      DepartmentUpdate update,
      Status status,
      UpdateNoted.Reason reason,
      @Nullable OwnerWords words,
      Instant now) {
    EventId id = notedId(update);
    return new Verdict.Note(
        new UpdateNoted(
            id,
            update.requestId(),
            now,
            actor(update),
            status,
            update.status(),
            reason,
            update.updateId(),
            words == null ? List.of() : List.of(PersonalKey.ownerWords(id))),
        words);
  }

  private static StatusChanged applied(
      DepartmentUpdate update, Status from, @Nullable OwnerWords words, Instant now) {
    Status to = Objects.requireNonNull(update.status(), "a move has a goal");
    EventId id = appliedId(update);
    return new StatusChanged(
        id,
        update.requestId(),
        now,
        from,
        to,
        actor(update),
        outcome(to, update),
        update.reason(),
        to == Status.REFUSED ? update.suggestedOwner() : null,
        to == Status.PLANNED ? update.plannedFor() : null,
        update.updateId(),
        attachments(update),
        words == null ? List.of() : List.of(PersonalKey.ownerWords(id)));
  }

  private static @Nullable Outcome outcome(Status to, DepartmentUpdate update) {
    if (to == Status.DECLINED) {
      return Outcome.DECLINED;
    }
    return to == Status.ANSWERED ? update.outcome() : null;
  }

  /** Only the reference is known here; what it is stands with the file at the intake. */
  private static List<Attachment> attachments(DepartmentUpdate update) {
    return update.attachments() == null
        ? List.of()
        : update.attachments().stream()
            .map(reference -> new Attachment(reference, "application/octet-stream", 0, ""))
            .toList();
  }

  private static Optional<Verdict> unusable(DepartmentUpdate update) {
    if (!UPDATE_ID.matcher(update.updateId()).matches()) {
      return unusable("UPDATE_ID", "an update id has 1 to 120 visible ASCII characters");
    }
    if (update.reason() != null && !CODE.matcher(update.reason()).matches()) {
      return unusable("REASON", "a reason is a code, not a sentence");
    }
    if (tooLong(update.answer()) || tooLong(update.question()) || tooLong(update.note())) {
      return unusable("TOO_LONG", "more than " + MOST_WORDS + " characters");
    }
    if (update.attachments() != null
        && (update.attachments().size() > 20
            || !update.attachments().stream().allMatch(one -> REFERENCE.matcher(one).matches()))) {
      return unusable("ATTACHMENTS", "at most 20 references of 24 hexadecimal digits");
    }
    return Optional.empty();
  }

  private static Optional<Verdict> unusable(String reason, String detail) {
    return Optional.of(new Verdict.Unusable(reason, detail));
  }

  private static boolean tooLong(@Nullable String text) {
    return text != null && text.length() > MOST_WORDS;
  }

  private static boolean isWritten(@Nullable String text) {
    return text != null && !text.isBlank();
  }

  private static @Nullable OwnerWords words(DepartmentUpdate update) {
    return isWritten(update.answer()) || isWritten(update.question()) || isWritten(update.note())
        ? new OwnerWords(update.answer(), update.question(), update.note())
        : null;
  }

  /** Who says it: the desk unless an owner is named. */
  public static Actor actor(DepartmentUpdate update) {
    if (update.by() == null) {
      return Actor.DESK;
    }
    return new Actor(
        update.byKind() == OwnerKind.INSTITUTION ? Actor.Role.INSTITUTION : Actor.Role.DEPARTMENT,
        update.by());
  }

  private static EventId appliedId(DepartmentUpdate update) {
    return EventId.derive(StatusChanged.TYPE, update.requestId(), update.updateId());
  }

  private static EventId notedId(DepartmentUpdate update) {
    return EventId.derive(UpdateNoted.TYPE, update.requestId(), update.updateId());
  }

  private static EventId keyUsedAgainId(DepartmentUpdate update) {
    return EventId.derive(
        UpdateNoted.TYPE,
        update.requestId(),
        update.updateId(),
        "KEY_USED_AGAIN",
        String.valueOf(update.status()));
  }
}
