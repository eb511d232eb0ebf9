package alo153.notification.out;

import alo153.events.Channel;
import alo153.events.CitizenWrote;
import alo153.events.EventId;
import alo153.events.Kind;
import alo153.events.Language;
import alo153.events.Owner;
import alo153.events.OwnerCode;
import alo153.events.OwnerKind;
import alo153.events.PersonErased;
import alo153.events.Regime;
import alo153.events.RequestAssigned;
import alo153.events.RequestEvent;
import alo153.events.RequestId;
import alo153.events.RequestSubmitted;
import alo153.events.StatusChanged;
import alo153.events.personal.CitizenContact;
import alo153.events.personal.CitizenWords;
import alo153.events.personal.OwnerWords;
import alo153.events.personal.PersonalPart;
import alo153.events.wire.Codec;
import alo153.events.wire.Topics;
import alo153.notification.decide.RequestFacts;
import alo153.transport.Origin;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * What this service keeps of a request: facts from the log, and the personal parts messages need.
 * Used by one thread at a time.
 */
public final class RequestFile {
  static final String PARTS = "parts";
  private static final String GONE = "gone";
  static final String ERASED = "erased";
  static final String CLOSED = "closedAt";

  /** Up to where each topic was read when the file was last changed from it. */
  private static final Map<String, String> READ_TO =
      Map.of(Topics.REQUESTS, "eventsTo", Topics.PERSONAL, "partsTo");

  private final RequestId requestId;
  private @Nullable RequestFacts facts;
  private final Map<String, PersonalPart> parts = new HashMap<>();
  private final Set<String> gone = new HashSet<>();
  private boolean erased;

  private @Nullable Instant closedAt;
  private boolean factsChanged;
  private boolean closedChanged;
  private boolean forgotten;
  private final Set<String> changedParts = new HashSet<>();
  private final Set<String> newlyGone = new HashSet<>();
  private final Map<String, Long> readTo = new HashMap<>();
  private Map<String, Long> storedReadTo = Map.of();
  private boolean stored;
  private boolean storedErased;

  public RequestFile(RequestId requestId) {
    this.requestId = requestId;
  }

  static RequestFile of(Document document) {
    var file = new RequestFile(new RequestId(document.getString("_id")));
    String channel = document.getString("channel");
    if (channel != null) {
      String owner = document.getString("owner");
      String assignment = document.getString("assignment");
      Date lastInbound = document.getDate("lastInbound");
      file.facts =
          new RequestFacts(
              Channel.valueOf(channel),
              Language.valueOf(document.getString("language")),
              Kind.valueOf(document.getString("kind")),
              Regime.valueOf(document.getString("regime")),
              document.getBoolean("identityHidden", false),
              document.getDate("submittedAt").toInstant(),
              document.getString("contactPart"),
              document.getString("wordsPart"),
              lastInbound == null ? null : lastInbound.toInstant(),
              owner == null
                  ? null
                  : new Owner(
                      OwnerKind.valueOf(document.getString("ownerKind")), new OwnerCode(owner)),
              assignment == null ? null : new EventId(assignment));
    }
    if (document.get(PARTS) instanceof Document kept) {
      kept.forEach(
          (name, json) ->
              file.parts.put(
                  name, Codec.json().readValue(String.valueOf(json), PersonalPart.class)));
    }
    file.gone.addAll(document.getList(GONE, String.class, List.of()));
    file.erased = document.getBoolean(ERASED, false);
    Date closedAt = document.getDate(CLOSED);
    file.closedAt = closedAt == null ? null : closedAt.toInstant();
    for (String field : READ_TO.values()) {
      if (document.get(field) instanceof Number offset) {
        file.readTo.put(field, offset.longValue());
      }
    }
    file.storedReadTo = Map.copyOf(file.readTo);
    file.stored = true;
    file.storedErased = file.erased;
    return file;
  }

  public RequestId requestId() {
    return requestId;
  }

  /** Null until the submission was read. */
  public @Nullable RequestFacts facts() {
    return facts;
  }

  void facts(RequestFacts newFacts) {
    facts = newFacts;
    factsChanged = true;
  }

  /**
   * Whether the file does not stand after a record yet, as it does when the record comes again:
   * then it says nothing new, and what it once said may be out of date. What was planned from it
   * was written before the file was.
   */
  public boolean reaches(Origin record) {
    String field = Objects.requireNonNull(READ_TO.get(record.topic()), "of a topic that is read");
    if (record.offset() < readTo.getOrDefault(field, 0L)) {
      return false;
    }
    readTo.put(field, record.offset() + 1);
    return true;
  }

  /** Takes in what the log says; of a key used again, the first submission counts. */
  public void read(RequestEvent event) {
    RequestFacts known = facts;
    if (event instanceof RequestSubmitted submitted) {
      if (known == null) {
        facts(RequestFacts.of(submitted));
      }
    } else if (event instanceof PersonErased gone) {
      erase(gone.parts());
    } else if (known != null) {
      if (event instanceof RequestAssigned assigned) {
        facts(known.assignedBy(assigned));
      } else if (event instanceof CitizenWrote wrote && wrote.channel() == Channel.WHATSAPP) {
        facts(known.heardFrom(wrote.at()));
      } else if (event instanceof StatusChanged changed) {
        close(changed);
      }
    }
  }

  private void close(StatusChanged changed) {
    switch (changed.to()) {
      case CLOSED, DECLINED, WITHDRAWN, MERGED -> closed(changed.at());
      case OBJECTED -> closed(null);
      case SUBMITTED,
          IN_TRIAGE,
          ASSIGNED,
          ACCEPTED,
          IN_PROGRESS,
          PLANNED,
          WAITING_FOR_CITIZEN,
          FORWARDED,
          REFUSED,
          ANSWERED -> {
        // under way
      }
    }
  }

  /**
   * Takes in a personal part: of it, what a message can carry. Notes are for no message, but that
   * the part has come counts; what the citizen writes later may be for an institution.
   *
   * @param part null when it was forgotten
   */
  public void read(String name, @Nullable PersonalPart part) {
    if (part == null) {
      forget(name);
    } else if (part instanceof OwnerWords words) {
      keep(name, new OwnerWords(words.answer(), words.question(), null));
    } else if (part instanceof CitizenContact || part instanceof CitizenWords) {
      keep(name, part);
    }
  }

  void keep(String name, PersonalPart part) {
    if (!erased) {
      parts.put(name, part);
      changedParts.add(name);
    }
  }

  /** A tombstone was read. */
  void forget(String name) {
    parts.remove(name);
    changedParts.remove(name);
    gone.add(name);
    newlyGone.add(name);
  }

  /** The person was erased: nothing readable stays. */
  void erase(Collection<String> names) {
    names.forEach(this::forget);
    parts.clear();
    changedParts.clear();
    erased = true;
    forgotten = true;
  }

  /**
   * Nothing more is to be said about the request, or something is again.
   *
   * @param at since when; null when it was opened again
   */
  void closed(@Nullable Instant at) {
    closedAt = at;
    closedChanged = true;
  }

  public boolean erased() {
    return erased;
  }

  public @Nullable PersonalPart part(@Nullable String name) {
    return name == null ? null : parts.get(name);
  }

  /** Whether a part will never come, since it was forgotten. */
  public boolean isGone(@Nullable String name) {
    return erased || name != null && gone.contains(name);
  }

  /** Whether nothing is known of the request. */
  boolean isBlank() {
    return facts == null && parts.isEmpty() && gone.isEmpty() && !erased && closedAt == null;
  }

  /** All that counts, in one order: the same for the same file. Holds what the file holds. */
  String inOneLine() {
    return String.join(
        " ",
        requestId.value(),
        String.valueOf(facts),
        Codec.json().writeValueAsString(new TreeMap<>(parts)),
        // of an erased file nothing will ever come
        erased ? "erased" : new TreeSet<>(gone).toString(),
        String.valueOf(closedAt));
  }

  /** What has to be written; null when nothing changed. */
  @Nullable Bson pending() {
    var updates = new ArrayList<Bson>();
    RequestFacts now = facts;
    if (factsChanged && now != null) {
      updates.add(Updates.set("channel", now.channel().name()));
      updates.add(Updates.set("language", now.language().name()));
      updates.add(Updates.set("kind", now.kind().name()));
      updates.add(Updates.set("regime", now.regime().name()));
      updates.add(Updates.set("identityHidden", now.identityHidden()));
      updates.add(Updates.set("submittedAt", Date.from(now.submittedAt())));
      setIfThere(updates, "contactPart", now.contactPart());
      setIfThere(updates, "wordsPart", now.wordsPart());
      Owner owner = now.owner();
      EventId assignment = now.assignment();
      if (owner != null) {
        updates.add(Updates.set("owner", owner.code().value()));
        updates.add(Updates.set("ownerKind", owner.kind().name()));
      }
      setIfThere(updates, "assignment", assignment == null ? null : assignment.value());
      Instant lastInbound = now.lastInbound();
      setIfThere(updates, "lastInbound", lastInbound == null ? null : Date.from(lastInbound));
    }
    if (closedChanged) {
      Instant at = closedAt;
      updates.add(at == null ? Updates.unset(CLOSED) : Updates.set(CLOSED, Date.from(at)));
    }
    if (forgotten) {
      updates.add(Updates.unset(PARTS));
      updates.add(Updates.set(ERASED, true));
    } else {
      for (String name : newlyGone) {
        updates.add(Updates.unset(PARTS + "." + name));
      }
      for (String name : changedParts) {
        updates.add(
            Updates.set(PARTS + "." + name, Codec.json().writeValueAsString(parts.get(name))));
      }
    }
    if (!newlyGone.isEmpty()) {
      updates.add(Updates.addEachToSet(GONE, List.copyOf(newlyGone)));
    }
    if (updates.isEmpty()) {
      return null;
    }
    readTo.forEach((field, offset) -> updates.add(Updates.set(field, offset)));
    return Updates.combine(updates);
  }

  /** Whether it was read from the store. */
  boolean isStored() {
    return stored;
  }

  /** The file as it was loaded: nobody has changed it since. */
  Bson unchanged() {
    var same = new ArrayList<Bson>();
    same.add(Filters.eq("_id", requestId.value()));
    for (String field : READ_TO.values()) {
      Long offset = storedReadTo.get(field);
      same.add(offset == null ? Filters.exists(field, false) : Filters.eq(field, offset));
    }
    if (!storedErased) {
      same.add(Filters.ne(ERASED, true));
    }
    return Filters.and(same);
  }

  private static void setIfThere(List<Bson> updates, String field, @Nullable Object value) {
    if (value != null) {
      updates.add(Updates.set(field, value));
    }
  }

  @Override
  public String toString() {
    return "RequestFile[" + requestId + "]";
  }
}
