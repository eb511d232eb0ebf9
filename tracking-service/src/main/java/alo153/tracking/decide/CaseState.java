package alo153.tracking.decide;

import alo153.events.BilingualText;
import alo153.events.CategoryCode;
import alo153.events.Channel;
import alo153.events.CitizenWrote;
import alo153.events.DistrictCode;
import alo153.events.EventId;
import alo153.events.Kind;
import alo153.events.Language;
import alo153.events.Outcome;
import alo153.events.Owner;
import alo153.events.Regime;
import alo153.events.RequestEvent;
import alo153.events.RequestId;
import alo153.events.RequestSubmitted;
import alo153.events.Status;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a request: the fold of its events in the order of the log, and of nothing else.
 * No clock of this machine, no personal data, so that the same log always gives the same state.
 *
 * @param requestId the request
 * @param status where it stands; null until its submission was read
 * @param channel the door
 * @param kind what the citizen wants
 * @param language to answer in
 * @param regime the clock that applies
 * @param category the topic; null when not understood
 * @param district where; null when unknown
 * @param identityHidden nobody but the desk learns who wrote
 * @param receivedAt when it was accepted
 * @param submittedAt when the citizen sent it
 * @param contentHash of what was submitted
 * @param owner who has the work, or had it last; null before
 * @param assignment the event that gave it; null before
 * @param hop how often it was refused on the way
 * @param explanation why this owner, or why none
 * @param triage the queue that decides and why; null when routed
 * @param outcome of the last answer
 * @param reason of the last refusal or decline
 * @param plannedFor the promised day; null unless planned
 * @param answer the event with the last answer; its words are in the part of that name
 * @param answeredAt when
 * @param question the event with the open question; null when none is open
 * @param undeliverable the last answer reached nobody
 * @param rating the citizen's last
 * @param erased the person was forgotten
 * @param updatedAt when the last event happened
 * @param deadlines by name
 * @param timeline all events in the order of the log, from the oldest
 * @param forgotten how many lines the timeline lost because it grew too long
 */
public record CaseState(
    RequestId requestId,
    @Nullable Status status,
    @Nullable Channel channel,
    @Nullable Kind kind,
    @Nullable Language language,
    @Nullable Regime regime,
    @Nullable CategoryCode category,
    @Nullable DistrictCode district,
    boolean identityHidden,
    @Nullable Instant receivedAt,
    @Nullable Instant submittedAt,
    @Nullable String contentHash,
    @Nullable Owner owner,
    @Nullable EventId assignment,
    int hop,
    @Nullable BilingualText explanation,
    @Nullable Triage triage,
    @Nullable Outcome outcome,
    @Nullable String reason,
    @Nullable LocalDate plannedFor,
    @Nullable EventId answer,
    @Nullable Instant answeredAt,
    @Nullable EventId question,
    boolean undeliverable,
    @Nullable Integer rating,
    boolean erased,
    @Nullable Instant updatedAt,
    Map<String, Deadline> deadlines,
    List<Entry> timeline,
    int forgotten) {

  /** Longer timelines lose their second-oldest line: only a flood of messages makes one so long. */
  public static final int LONGEST_TIMELINE = 1000;

  /**
   * An undecided request.
   *
   * @param queue who decides
   * @param reason why no owner was found
   */
  public record Triage(String queue, String reason) {}

  public CaseState {
    deadlines = Collections.unmodifiableMap(new TreeMap<>(deadlines));
    timeline = List.copyOf(timeline);
  }

  /** Nothing is known yet. */
  public static CaseState unknown(RequestId requestId) {
    return new CaseState(
        requestId, null, null, null, null, null, null, null, false, null, null, null, null, null, 0,
        null, null, null, null, null, null, null, null, false, null, false, null, Map.of(),
        List.of(), 0);
  }

  /** Whether its submission was read. */
  public boolean isKnown() {
    return status != null;
  }

  /** Whether the event was applied, or listed. */
  public boolean knows(EventId id) {
    return find(id).isPresent();
  }

  /** The line of an event. */
  public Optional<Entry> find(EventId id) {
    for (int i = timeline.size() - 1; i >= 0; i--) {
      if (timeline.get(i).id().equals(id)) {
        return Optional.of(timeline.get(i));
      }
    }
    return Optional.empty();
  }

  /** This state and one more event; the same state when the event is already in it. */
  public CaseState after(RequestEvent event) {
    return knows(event.id()) ? this : event.fold(new CaseFold(this));
  }

  /** Whether the event is here already, with other words of the citizen under the same key. */
  public boolean isKeyUsedAgain(RequestEvent event) {
    if (event instanceof CitizenWrote again) {
      return find(again.id()).filter(first -> !isSame(first, again)).isPresent();
    }
    return event instanceof RequestSubmitted again
        && contentHash != null
        && !contentHash.equals(again.contentHash());
  }

  /** The names of the parts tell other words: they are made of the words' hash. */
  private static boolean isSame(Entry first, CitizenWrote again) {
    List<String> parts = first.parts() == null ? List.of() : first.parts();
    return parts.equals(again.parts())
        && Objects.equals(first.name(), again.purpose().name())
        && Objects.equals(first.rating(), again.rating());
  }

  public Optional<Deadline> deadline(String name) {
    return Optional.ofNullable(deadlines.get(name));
  }
}
