package alo153.tracking.decide;

import alo153.events.Actor;
import alo153.events.Attachment;
import alo153.events.EventId;
import alo153.events.Outcome;
import alo153.events.OwnerKind;
import alo153.events.RequestAssigned;
import alo153.events.Status;
import alo153.events.StatusChanged;
import alo153.events.UpdateNoted;
import alo153.events.personal.OwnerWords;
import alo153.events.personal.PersonalKey;
import alo153.events.work.DepartmentUpdate;
import alo153.tracking.decide.Move.Need;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
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

  /** Nobody promises a day further away. */
  private static final int MOST_YEARS = 5;

  private final ZoneId zone;

  /**
   * @param zone the city's: where a promised day begins and ends
   */
  public UpdateJudge(ZoneId zone) {
    this.zone = zone;
  }

  /**
   * @param file the case as it is now
   * @param now what the events say as their time
   */
  public Verdict judge(CaseFile file, DepartmentUpdate update, Instant now) {
    Optional<Verdict> unusable = unusable(update);
    if (unusable.isPresent()) {
      return unusable.get();
    }
    CaseState state = file.now();
    Status status = state.status();
    if (status == null) {
      return new Verdict.Unknown();
    }
    Optional<Entry> first = state.find(appliedId(update));
    if (first.isPresent() && saysTheSame(file, first.get(), update)
        || state.knows(notedId(update))) {
      return new Verdict.Repeat();
    }
    if (first.isPresent()) {
      return note(file, update, UpdateNoted.Reason.KEY_USED_AGAIN, now);
    }
    if (update.assignmentId() != null && !hasSeenAssignment(file, update.assignmentId())) {
      return new Verdict.Hold();
    }
    if (state.erased()) {
      return note(file, update, UpdateNoted.Reason.PERSON_ERASED, now);
    }
    OwnerWords words = words(update);
    Optional<UpdateNoted.Reason> objection = objection(state, status, update, now);
    return objection.isPresent()
        ? note(file, update, objection.get(), now)
        : new Verdict.Apply(applied(update, status, words, now), words);
  }

  /** It waited long enough for an assignment that never came. */
  public static Verdict.Note neverAssigned(CaseFile file, DepartmentUpdate update, Instant now) {
    return note(file, update, UpdateNoted.Reason.NOT_THE_OWNER, now);
  }

  /** Why the update does not apply; empty when it does. */
  private Optional<UpdateNoted.Reason> objection(
      CaseState state, Status status, DepartmentUpdate update, Instant now) {
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
    Optional<UpdateNoted.Reason> missing = missing(update, Transitions.needs(to));
    return missing.isEmpty() && to == Status.PLANNED && !isPlausible(update.plannedFor(), now)
        ? Optional.of(UpdateNoted.Reason.DATE_IMPLAUSIBLE)
        : missing;
  }

  /** A day can be promised from today on, and not for a time nobody here will see. */
  private boolean isPlausible(@Nullable LocalDate day, Instant now) {
    LocalDate today = LocalDate.ofInstant(now, zone);
    return day != null && !day.isBefore(today) && !day.isAfter(today.plusYears(MOST_YEARS));
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

  /** Whether an update says what the first one under its id said; forgotten words are no other. */
  private static boolean saysTheSame(CaseFile file, Entry first, DepartmentUpdate update) {
    Status to = update.status();
    if (to == null || first.to() != to) {
      return false;
    }
    OwnerWords words = words(update);
    StatusChanged again = applied(update, to, words, first.at());
    return first.outcome() == again.outcome()
        && Objects.equals(first.reason(), again.reason())
        && Objects.equals(first.suggestedOwner(), again.suggestedOwner())
        && Objects.equals(first.plannedFor(), again.plannedFor())
        && references(first.attachments()).equals(references(update.attachments()))
        && (first.parts() != null) == (words != null)
        && file.ownerWords(first.id()).filter(earlier -> !earlier.equals(words)).isEmpty();
  }

  private static List<String> references(@Nullable List<String> some) {
    return some == null ? List.of() : some;
  }

  /** Of a forgotten person nothing is kept that somebody wrote or sent along. */
  private static Verdict.Note note(
      CaseFile file, DepartmentUpdate update, UpdateNoted.Reason reason, Instant now) {
    CaseState state = file.now();
    EventId id = notedId(update);
    OwnerWords words = state.erased() ? null : words(update);
    List<Attachment> attachments = state.erased() ? List.of() : attachments(update);
    return new Verdict.Note(
        new UpdateNoted(
            id,
            update.requestId(),
            now,
            actor(update),
            Objects.requireNonNull(state.status(), "an unknown request has no notes"),
            update.status(),
            reason,
            update.updateId(),
            words == null ? List.of() : List.of(PersonalKey.ownerWords(id)),
            attachments.isEmpty() ? null : attachments),
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
    return references(update.attachments()).stream()
        .map(reference -> new Attachment(reference, "application/octet-stream", 0, ""))
        .toList();
  }

  private static Optional<Verdict> unusable(DepartmentUpdate update) {
    if (!UPDATE_ID.matcher(update.updateId()).matches()) {
      return unusable("UPDATE_ID", "an update id has 1 to 120 visible ASCII characters");
    }
    if (isByDesk(update) == (update.by() != null)) {
      return unusable("BY", "an update names its owner in by, or says byDesk: one of the two");
    }
    if (update.reason() != null && !CODE.matcher(update.reason()).matches()) {
      return unusable("REASON", "a reason is a code, not a sentence");
    }
    if (tooLong(update.answer()) || tooLong(update.question()) || tooLong(update.note())) {
      return unusable("TOO_LONG", "more than " + MOST_WORDS + " characters");
    }
    if (update.attachments() != null
        && (update.attachments().size() > 20
            || !update.attachments().stream().allMatch(UpdateJudge::isReference))) {
      return unusable("ATTACHMENTS", "at most 20 references of 24 hexadecimal digits");
    }
    return Optional.empty();
  }

  private static Optional<Verdict> unusable(String reason, String detail) {
    return Optional.of(new Verdict.Unusable(reason, detail));
  }

  private static boolean isReference(@Nullable String text) {
    return text != null && REFERENCE.matcher(text).matches();
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

  /** Who says it; of updates that are usable. */
  public static Actor actor(DepartmentUpdate update) {
    if (update.by() == null) {
      return Actor.DESK;
    }
    return new Actor(
        update.byKind() == OwnerKind.INSTITUTION ? Actor.Role.INSTITUTION : Actor.Role.DEPARTMENT,
        update.by());
  }

  /** The desk says so itself: whoever merely forgets to name the owner is not the desk. */
  public static boolean isByDesk(DepartmentUpdate update) {
    return Boolean.TRUE.equals(update.byDesk());
  }

  private static String whose(DepartmentUpdate update) {
    Actor by = actor(update);
    return by.code() == null ? by.role().name() : by.role() + ":" + by.code();
  }

  /** Ids are each owner's own: two owners may use the same. */
  private static EventId appliedId(DepartmentUpdate update) {
    return EventId.derive(StatusChanged.TYPE, update.requestId(), whose(update), update.updateId());
  }

  /**
   * What did not apply may come again under its id, mended: so here the content counts, too. Also
   * names what waits.
   */
  public static EventId notedId(DepartmentUpdate update) {
    return EventId.derive(
        UpdateNoted.TYPE,
        update.requestId(),
        whose(update),
        update.updateId(),
        String.valueOf(update.assignmentId()),
        String.valueOf(update.status()),
        String.valueOf(update.outcome()),
        String.valueOf(update.reason()),
        String.valueOf(update.suggestedOwner()),
        String.valueOf(update.plannedFor()),
        references(update.attachments()).toString(),
        String.valueOf(update.answer()),
        String.valueOf(update.question()),
        String.valueOf(update.note()));
  }
}
