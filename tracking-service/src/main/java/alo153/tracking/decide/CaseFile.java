package alo153.tracking.decide;

import alo153.events.EventId;
import alo153.events.RequestEvent;
import alo153.events.RequestId;
import alo153.events.RequestSubmitted;
import alo153.events.personal.CitizenContact;
import alo153.events.personal.CitizenWords;
import alo153.events.personal.OwnerWords;
import alo153.events.personal.PersonalKey;
import alo153.events.personal.PersonalPart;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything tracking keeps about a request. What was read from the log is kept apart from what we
 * wrote ourselves and have not read back yet: others may have written in between, and the log alone
 * says in which order things happened. {@link #now()} is both together.
 *
 * @param state the fold of what was read
 * @param pending our own events that are in the log but were not read back yet, in their order
 * @param parts personal parts that were read, by name; a forgotten part is not there
 * @param pendingParts our own parts that were not read back yet
 */
public record CaseFile(
    CaseState state,
    List<RequestEvent> pending,
    Map<String, PersonalPart> parts,
    Map<String, PersonalPart> pendingParts) {

  /**
   * More characters than this a case does not keep; further parts stay sealed in the log only. A
   * document without a bound would one day be too large for the store, and hold up everybody
   * else's.
   */
  public static final int MOST_CHARACTERS = 1_500_000;

  public CaseFile {
    pending = List.copyOf(pending);
    parts = Collections.unmodifiableMap(new TreeMap<>(parts));
    pendingParts = Collections.unmodifiableMap(new TreeMap<>(pendingParts));
  }

  public static CaseFile empty(RequestId requestId) {
    return new CaseFile(CaseState.unknown(requestId), List.of(), Map.of(), Map.of());
  }

  public RequestId requestId() {
    return state.requestId();
  }

  /** Whether there is nothing to keep. */
  public boolean isEmpty() {
    return state.timeline().isEmpty()
        && pending.isEmpty()
        && parts.isEmpty()
        && pendingParts.isEmpty();
  }

  /** Where the request stands, our own latest events included. */
  public CaseState now() {
    CaseState now = state;
    for (RequestEvent event : pending) {
      now = now.after(event);
    }
    return now;
  }

  /** Whether the event is in the log already. */
  public boolean knows(EventId id) {
    return state.knows(id) || pending.stream().anyMatch(event -> event.id().equals(id));
  }

  /** With an event read from the log. Of a forgotten person no part is kept. */
  public CaseFile read(RequestEvent event) {
    CaseState after = state.after(event);
    return new CaseFile(
        after,
        pending.stream().filter(own -> !own.id().equals(event.id())).toList(),
        after.erased() ? Map.of() : parts,
        after.erased() ? Map.of() : pendingParts);
  }

  /** With an event of our own, on its way to the log. */
  public CaseFile wrote(RequestEvent event) {
    if (knows(event.id())) {
      return this;
    }
    var more = new ArrayList<>(pending);
    more.add(event);
    return new CaseFile(state, more, parts, pendingParts);
  }

  /**
   * With a part read from the log.
   *
   * @param part null when it was forgotten
   */
  public CaseFile readPart(String name, @Nullable PersonalPart part) {
    if (state.erased()) {
      return this;
    }
    var own = new TreeMap<>(pendingParts);
    own.remove(name);
    var all = new TreeMap<>(parts);
    if (part == null) {
      all.remove(name);
    } else if (weight(all) + weight(part) <= MOST_CHARACTERS) {
      all.put(name, part);
    }
    return new CaseFile(state, pending, all, own);
  }

  private static long weight(Map<String, PersonalPart> parts) {
    return parts.values().stream().mapToLong(CaseFile::weight).sum();
  }

  private static long weight(PersonalPart part) {
    if (part instanceof CitizenWords words) {
      return length(words.text()) + length(words.folded()) + length(words.subject());
    }
    if (part instanceof OwnerWords words) {
      return length(words.answer()) + length(words.question()) + length(words.note());
    }
    // a contact has short fields only
    return 500;
  }

  private static long length(@Nullable String text) {
    return text == null ? 0 : text.length();
  }

  /** With a part of our own, on its way to the log. */
  public CaseFile wrotePart(String name, PersonalPart part) {
    if (parts.containsKey(name) || state.erased()) {
      return this;
    }
    var own = new TreeMap<>(pendingParts);
    own.put(name, part);
    return new CaseFile(state, pending, parts, own);
  }

  public Optional<PersonalPart> part(String name) {
    PersonalPart part = parts.get(name);
    return Optional.ofNullable(part == null ? pendingParts.get(name) : part);
  }

  /** What an owner wrote with an event; empty while it is on its way, or forgotten. */
  public Optional<OwnerWords> ownerWords(@Nullable EventId event) {
    return event == null
        ? Optional.empty()
        : part(PersonalKey.ownerWords(event))
            .filter(OwnerWords.class::isInstance)
            .map(OwnerWords.class::cast);
  }

  /** The words of the submission; empty while they are on their way, or forgotten. */
  public Optional<CitizenWords> words() {
    return submitted("words-", CitizenWords.class);
  }

  /** Who submitted it; empty while it is on its way, or forgotten. */
  public Optional<CitizenContact> contact() {
    return submitted("contact-", CitizenContact.class);
  }

  private <P extends PersonalPart> Optional<P> submitted(String kind, Class<P> type) {
    return state.timeline().stream()
        .filter(entry -> entry.type().equals(RequestSubmitted.TYPE))
        .flatMap(entry -> entry.parts() == null ? Stream.<String>of() : entry.parts().stream())
        .filter(name -> name.startsWith(kind))
        .findFirst()
        .flatMap(this::part)
        .filter(type::isInstance)
        .map(type::cast);
  }
}
