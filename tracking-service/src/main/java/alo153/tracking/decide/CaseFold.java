package alo153.tracking.decide;

import alo153.events.Actor;
import alo153.events.Attachment;
import alo153.events.BilingualText;
import alo153.events.CategoryCode;
import alo153.events.CitizenWrote;
import alo153.events.DeadlineApproaching;
import alo153.events.DeadlineMissed;
import alo153.events.DeadlineSet;
import alo153.events.EventCases;
import alo153.events.EventId;
import alo153.events.MessageDelivered;
import alo153.events.MessageFailed;
import alo153.events.MessagePurpose;
import alo153.events.MessageSent;
import alo153.events.Outcome;
import alo153.events.Owner;
import alo153.events.OwnerCode;
import alo153.events.PersonErased;
import alo153.events.RequestAssigned;
import alo153.events.RequestEvent;
import alo153.events.RequestSubmitted;
import alo153.events.Status;
import alo153.events.StatusChanged;
import alo153.events.TriageRequested;
import alo153.events.UpdateNoted;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One event on top of a state. Used once. */
final class CaseFold implements EventCases<CaseState> {
  private final CaseState before;

  private @Nullable Status status;
  private @Nullable CategoryCode category;
  private @Nullable Owner owner;
  private @Nullable EventId assignment;
  private int hop;
  private @Nullable BilingualText explanation;
  private CaseState.@Nullable Triage triage;
  private @Nullable Outcome outcome;
  private @Nullable String reason;
  private @Nullable LocalDate plannedFor;
  private @Nullable EventId answer;
  private @Nullable Instant answeredAt;
  private @Nullable EventId question;
  private boolean undeliverable;
  private @Nullable Integer rating;
  private boolean erased;
  private final Map<String, Deadline> deadlines;

  CaseFold(CaseState before) {
    this.before = before;
    this.status = before.status();
    this.category = before.category();
    this.owner = before.owner();
    this.assignment = before.assignment();
    this.hop = before.hop();
    this.explanation = before.explanation();
    this.triage = before.triage();
    this.outcome = before.outcome();
    this.reason = before.reason();
    this.plannedFor = before.plannedFor();
    this.answer = before.answer();
    this.answeredAt = before.answeredAt();
    this.question = before.question();
    this.undeliverable = before.undeliverable();
    this.rating = before.rating();
    this.erased = before.erased();
    this.deadlines = new TreeMap<>(before.deadlines());
  }

  @Override
  public CaseState requestSubmitted(RequestSubmitted event) {
    if (status == null) {
      status = Status.SUBMITTED;
    }
    if (category == null) {
      category = event.category();
    }
    CaseState now = done(line(event).attachments(event.attachments()).build());
    return new CaseState(
        now.requestId(),
        now.status(),
        event.channel(),
        event.kind(),
        event.language(),
        event.regime(),
        now.category(),
        event.district(),
        event.identityHidden(),
        event.at(),
        event.submittedAt(),
        event.contentHash(),
        now.owner(),
        now.assignment(),
        now.hop(),
        now.explanation(),
        now.triage(),
        now.outcome(),
        now.reason(),
        now.plannedFor(),
        now.answer(),
        now.answeredAt(),
        now.question(),
        now.undeliverable(),
        now.rating(),
        now.erased(),
        now.updatedAt(),
        now.deadlines(),
        now.timeline(),
        now.forgotten());
  }

  @Override
  public CaseState citizenWrote(CitizenWrote event) {
    if (event.purpose() == CitizenWrote.Purpose.RATING && event.rating() != null) {
      rating = event.rating();
    }
    Line line = line(event);
    line.name = event.purpose().name();
    line.detail = event.channel().name();
    line.rating = event.rating();
    return done(line.attachments(event.attachments()).build());
  }

  @Override
  public CaseState requestAssigned(RequestAssigned event) {
    Status to =
        switch (event.owner().kind()) {
          case DEPARTMENT -> Status.ASSIGNED;
          case INSTITUTION -> Status.FORWARDED;
        };
    boolean moves = status == null || Transitions.bySystem(status, to).isPresent();
    if (moves) {
      move(to, event.at());
      owner = event.owner();
      assignment = event.id();
      hop = event.hop();
      category = event.category();
      explanation = event.explanation();
      triage = null;
    }
    Line line = line(event);
    line.to = to;
    line.ignored = moves ? null : true;
    line.owner = event.owner();
    line.text = event.explanation();
    line.reason = event.ruleId();
    line.name = event.decidedBy().name();
    return done(line.build());
  }

  @Override
  public CaseState triageRequested(TriageRequested event) {
    boolean moves = status == null || Transitions.bySystem(status, Status.IN_TRIAGE).isPresent();
    if (moves) {
      move(Status.IN_TRIAGE, event.at());
      hop = event.hop();
      explanation = event.explanation();
      triage = new CaseState.Triage(event.queue().name(), event.reason().name());
      if (event.category() != null) {
        category = event.category();
      }
    }
    Line line = line(event);
    line.to = Status.IN_TRIAGE;
    line.ignored = moves ? null : true;
    line.reason = event.reason().name();
    line.name = event.queue().name();
    line.text = event.explanation();
    return done(line.build());
  }

  @Override
  public CaseState statusChanged(StatusChanged event) {
    boolean moves = event.from() == status;
    if (moves) {
      move(event.to(), event.at());
      reason = event.reason() == null ? reason : event.reason();
      switch (event.to()) {
        case ANSWERED, DECLINED -> {
          outcome = event.outcome();
          answer = event.id();
          answeredAt = event.at();
          undeliverable = false;
        }
        case PLANNED -> plannedFor = event.plannedFor();
        case WAITING_FOR_CITIZEN -> question = event.id();
        case SUBMITTED,
            IN_TRIAGE,
            ASSIGNED,
            ACCEPTED,
            IN_PROGRESS,
            FORWARDED,
            REFUSED,
            OBJECTED,
            CLOSED,
            WITHDRAWN,
            MERGED -> {
          // the status itself says it all
        }
      }
    }
    Line line = line(event);
    line.by = event.by();
    line.from = event.from();
    line.to = event.to();
    line.ignored = moves ? null : true;
    line.outcome = event.outcome();
    line.reason = event.reason();
    line.suggestedOwner = event.suggestedOwner();
    line.plannedFor = event.plannedFor();
    line.updateId = event.updateId();
    return done(line.attachments(event.attachments()).build());
  }

  /** A new status ends what belonged to the old one, and meets the clocks it satisfies. */
  private void move(Status to, Instant at) {
    if (to != Status.WAITING_FOR_CITIZEN) {
      question = null;
    }
    if (to != Status.PLANNED) {
      plannedFor = null;
    }
    if (!Transitions.isUnanswered(to)) {
      triage = null;
      deadlines.replaceAll((name, deadline) -> deadline.met(at));
    } else if (Transitions.isAccepted(to)) {
      deadlines.computeIfPresent(Deadline.ACCEPT, (name, deadline) -> deadline.met(at));
    }
    if (status == Status.PLANNED && to != Status.PLANNED) {
      deadlines.computeIfPresent(Deadline.PROMISE, (name, deadline) -> deadline.met(at));
    }
    status = to;
  }

  @Override
  public CaseState updateNoted(UpdateNoted event) {
    Line line = line(event);
    line.by = event.by();
    line.from = event.status();
    line.to = event.wanted();
    line.reason = event.reason().name();
    line.updateId = event.updateId();
    return done(
        line.attachments(event.attachments() == null ? List.of() : event.attachments()).build());
  }

  @Override
  public CaseState deadlineSet(DeadlineSet event) {
    boolean matters = (status == null || Transitions.isUnanswered(status)) && !erased;
    if (matters) {
      Deadline old = deadlines.get(event.deadline());
      boolean sameMoment = old != null && old.due().equals(event.due());
      deadlines.put(
          event.deadline(),
          new Deadline(
              event.deadline(),
              event.regime(),
              startOf(event, old, sameMoment),
              event.due(),
              event.stoppedAt(),
              event.basis(),
              sameMoment ? old.warned() : List.of(),
              sameMoment && old.missed(),
              sameMoment ? old.metAt() : metAlready(event)));
    }
    Line line = line(event);
    line.name = event.deadline();
    line.due = event.due();
    line.detail = event.stoppedAt() == null ? null : "STOPPED";
    line.ignored = matters ? null : true;
    line.text = event.basis();
    return done(line.build());
  }

  /** Whoever takes the work before its clock was read back has been in time. */
  private @Nullable Instant metAlready(DeadlineSet event) {
    return event.deadline().equals(Deadline.ACCEPT)
            && status != null
            && Transitions.isAccepted(status)
        ? event.at()
        : null;
  }

  /** The first clock of a name runs since the submission, however late we come to set it. */
  private Instant startOf(DeadlineSet event, @Nullable Deadline old, boolean sameMoment) {
    boolean first = old == null && !event.deadline().equals(Deadline.PROMISE);
    if (first && before.submittedAt() != null) {
      return before.submittedAt();
    }
    return old != null && sameMoment ? old.startedAt() : event.at();
  }

  @Override
  public CaseState deadlineApproaching(DeadlineApproaching event) {
    change(event.deadline(), event.due(), deadline -> deadline.withWarning(event.warning()));
    Line line = line(event);
    line.name = event.deadline();
    line.due = event.due();
    line.detail = event.warning();
    return done(line.build());
  }

  @Override
  public CaseState deadlineMissed(DeadlineMissed event) {
    change(
        event.deadline(),
        event.due(),
        deadline -> deadline.metAt() == null ? deadline.passed() : deadline);
    Line line = line(event);
    line.name = event.deadline();
    line.due = event.due();
    line.owner = event.owner();
    return done(line.build());
  }

  private void change(String name, Instant due, UnaryOperator<Deadline> how) {
    deadlines.computeIfPresent(
        name, (any, deadline) -> deadline.due().equals(due) ? how.apply(deadline) : deadline);
  }

  @Override
  public CaseState personErased(PersonErased event) {
    erased = true;
    deadlines.replaceAll((name, deadline) -> deadline.met(event.at()));
    return done(line(event).build());
  }

  @Override
  public CaseState messageSent(MessageSent event) {
    Line line = line(event);
    line.name = event.purpose().name();
    line.detail = event.channel().name();
    line.reason = event.certain() ? null : "MAYBE_SENT";
    return done(line.build());
  }

  @Override
  public CaseState messageDelivered(MessageDelivered event) {
    if (isTheAnswer(event.purpose(), event.cause())) {
      undeliverable = false;
    }
    Line line = line(event);
    line.name = event.purpose().name();
    line.detail = event.channel().name();
    line.reason = event.proof().name();
    return done(line.build());
  }

  @Override
  public CaseState messageFailed(MessageFailed event) {
    if (isTheAnswer(event.purpose(), event.cause())) {
      undeliverable = true;
    }
    Line line = line(event);
    line.name = event.purpose().name();
    line.detail = event.channel().name();
    line.reason = event.reason();
    return done(line.build());
  }

  private boolean isTheAnswer(MessagePurpose purpose, EventId cause) {
    return Objects.equals(cause, answer)
        && (purpose == MessagePurpose.ANSWERED || purpose == MessagePurpose.DECLINED);
  }

  private static Line line(RequestEvent event) {
    return new Line(event);
  }

  private CaseState done(Entry entry) {
    var timeline = new ArrayList<>(before.timeline());
    timeline.add(entry);
    int forgotten = before.forgotten();
    if (timeline.size() > CaseState.LONGEST_TIMELINE) {
      timeline.remove(1);
      forgotten++;
    }
    return new CaseState(
        before.requestId(),
        status,
        before.channel(),
        before.kind(),
        before.language(),
        before.regime(),
        category,
        before.district(),
        before.identityHidden(),
        before.receivedAt(),
        before.submittedAt(),
        before.contentHash(),
        owner,
        assignment,
        hop,
        explanation,
        triage,
        outcome,
        reason,
        plannedFor,
        answer,
        answeredAt,
        question,
        undeliverable,
        rating,
        erased,
        entry.at(),
        deadlines,
        timeline,
        forgotten);
  }

  /** A line in the making. */
  private static final class Line {
    private final RequestEvent event;
    private @Nullable Actor by;
    private @Nullable Status from;
    private @Nullable Status to;
    private @Nullable Boolean ignored;
    private @Nullable Outcome outcome;
    private @Nullable String reason;
    private @Nullable Owner owner;
    private @Nullable OwnerCode suggestedOwner;
    private @Nullable LocalDate plannedFor;
    private @Nullable BilingualText text;
    private @Nullable String name;
    private @Nullable Instant due;
    private @Nullable String detail;
    private @Nullable Integer rating;
    private @Nullable String updateId;
    private @Nullable List<String> attachments;

    private Line(RequestEvent event) {
      this.event = event;
    }

    private Line attachments(List<Attachment> some) {
      attachments = some.isEmpty() ? null : some.stream().map(Attachment::id).toList();
      return this;
    }

    private Entry build() {
      return new Entry(
          event.id(),
          event.type(),
          event.at(),
          by,
          from,
          to,
          ignored,
          outcome,
          reason,
          owner,
          suggestedOwner,
          plannedFor,
          text,
          name,
          due,
          detail,
          rating,
          updateId,
          attachments,
          event.parts().isEmpty() ? null : event.parts());
    }
  }
}
