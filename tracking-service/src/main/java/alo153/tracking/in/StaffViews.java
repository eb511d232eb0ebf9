package alo153.tracking.in;

import alo153.events.BilingualText;
import alo153.events.CategoryCode;
import alo153.events.Channel;
import alo153.events.DistrictCode;
import alo153.events.Kind;
import alo153.events.Language;
import alo153.events.Outcome;
import alo153.events.Owner;
import alo153.events.Regime;
import alo153.events.RequestId;
import alo153.events.Status;
import alo153.events.TrackingCode;
import alo153.events.personal.CitizenContact;
import alo153.events.personal.CitizenWords;
import alo153.events.personal.OwnerWords;
import alo153.events.personal.PersonalPart;
import alo153.events.personal.Place;
import alo153.tracking.decide.CaseFile;
import alo153.tracking.decide.CaseState;
import alo153.tracking.decide.Deadline;
import alo153.tracking.decide.Entry;
import alo153.tracking.decide.Move.Need;
import alo153.tracking.decide.Move.Who;
import alo153.tracking.decide.Transitions;
import alo153.tracking.out.CaseDocument;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What staff see. */
final class StaffViews {
  private static final int TEXT_START = 160;

  private StaffViews() {}

  /**
   * A step somebody may take.
   *
   * @param status to where
   * @param needs what has to be brought along
   */
  record Action(Status status, Set<Need> needs) {}

  /**
   * A line of a list.
   *
   * @param textStart how it begins; null while it is on its way, or forgotten
   * @param answerBy the last moment; null when nobody waits
   * @param undeliverable the answer reached nobody
   */
  record Line(
      RequestId requestId,
      TrackingCode trackingCode,
      Status status,
      BilingualText statusText,
      @Nullable Channel channel,
      @Nullable Kind kind,
      @Nullable CategoryCode category,
      @Nullable DistrictCode district,
      @Nullable Owner owner,
      @Nullable BilingualText ownerName,
      @Nullable Outcome outcome,
      @Nullable Instant receivedAt,
      @Nullable Instant updatedAt,
      @Nullable Instant answerBy,
      @Nullable LocalDate plannedFor,
      @Nullable String textStart,
      boolean undeliverable,
      boolean erased,
      long version) {}

  /**
   * A page of a list.
   *
   * @param items the lines
   * @param next where the next page begins; null on the last one
   */
  record Page<T>(List<T> items, @Nullable String next) {}

  /**
   * A department's work.
   *
   * @param assignmentId what to quote in updates
   * @param text the citizen's words; never who wrote them
   * @param place where exactly
   */
  record WorkItem(
      Line line,
      alo153.events.@Nullable EventId assignmentId,
      @Nullable String text,
      @Nullable Place place,
      @Nullable BilingualText explanation,
      Collection<Deadline> deadlines,
      List<Action> allowedActions) {}

  /**
   * A line of the timeline with what was written.
   *
   * @param text a citizen's words; null when none
   * @param answer an owner's answer
   * @param question an owner's question
   * @param note an owner's note
   */
  record TimelineLine(
      Entry entry,
      @Nullable String text,
      @Nullable String answer,
      @Nullable String question,
      @Nullable String note) {}

  /**
   * A case as the desk sees it.
   *
   * @param contact who wrote; null while it is on its way, or forgotten
   * @param words the submission; null likewise
   * @param deadlines all clocks
   * @param timeline oldest first
   * @param allowedActions what the desk may do now
   */
  record CaseView(
      Line line,
      @Nullable Language language,
      @Nullable Regime regime,
      boolean identityHidden,
      @Nullable Instant submittedAt,
      @Nullable CitizenContact contact,
      @Nullable String text,
      @Nullable String subject,
      @Nullable Place place,
      alo153.events.@Nullable EventId assignmentId,
      int hop,
      @Nullable BilingualText explanation,
      CaseState.@Nullable Triage triage,
      @Nullable String reason,
      @Nullable Integer rating,
      Collection<Deadline> deadlines,
      List<TimelineLine> timeline,
      List<Action> allowedActions) {}

  static List<Action> actions(CaseState now, Who who) {
    if (now.status() == null || now.erased()) {
      return List.of();
    }
    return Transitions.from(now.status(), who).stream()
        .map(to -> new Action(to, Transitions.needs(to)))
        .toList();
  }

  static Line line(CaseFile file, CityNames names) {
    CaseState now = file.now();
    Status status = Objects.requireNonNull(now.status());
    return new Line(
        now.requestId(),
        now.requestId().trackingCode(),
        status,
        names.status(status),
        now.channel(),
        now.kind(),
        now.category(),
        now.district(),
        now.owner(),
        now.owner() == null ? null : names.owner(now.owner()),
        now.outcome(),
        now.receivedAt(),
        now.updatedAt(),
        CaseDocument.answerDue(now),
        now.plannedFor(),
        file.words().map(StaffViews::start).orElse(null),
        now.undeliverable(),
        now.erased(),
        Versions.of(file));
  }

  private static String start(CitizenWords words) {
    String text = words.text().strip();
    return text.length() <= TEXT_START
        ? text
        : text.substring(
                0,
                Character.isHighSurrogate(text.charAt(TEXT_START - 1))
                    ? TEXT_START - 1
                    : TEXT_START)
            + "…";
  }

  static WorkItem work(CaseFile file, CityNames names) {
    CaseState now = file.now();
    return new WorkItem(
        line(file, names),
        now.assignment(),
        file.words().map(CitizenWords::text).orElse(null),
        file.words().map(CitizenWords::place).orElse(null),
        now.explanation(),
        now.deadlines().values(),
        actions(now, Who.OWNER));
  }

  static CaseView view(CaseFile file, CityNames names) {
    CaseState now = file.now();
    return new CaseView(
        line(file, names),
        now.language(),
        now.regime(),
        now.identityHidden(),
        now.submittedAt(),
        file.contact().orElse(null),
        file.words().map(CitizenWords::text).orElse(null),
        file.words().map(CitizenWords::subject).orElse(null),
        file.words().map(CitizenWords::place).orElse(null),
        now.assignment(),
        now.hop(),
        now.explanation(),
        now.triage(),
        now.reason(),
        now.rating(),
        now.deadlines().values(),
        now.timeline().stream().map(entry -> timelineLine(file, entry)).toList(),
        actions(now, Who.DESK));
  }

  private static TimelineLine timelineLine(CaseFile file, Entry entry) {
    String text = null;
    OwnerWords owner = new OwnerWords(null, null, null);
    List<String> parts = entry.parts() == null ? List.of() : entry.parts();
    for (String name : parts) {
      PersonalPart part = file.part(name).orElse(null);
      if (part instanceof CitizenWords words) {
        text = words.text();
      } else if (part instanceof OwnerWords words) {
        owner = words;
      }
    }
    return new TimelineLine(entry, text, owner.answer(), owner.question(), owner.note());
  }
}
