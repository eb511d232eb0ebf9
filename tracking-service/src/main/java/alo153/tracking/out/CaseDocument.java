package alo153.tracking.out;

import alo153.city.TurkishText;
import alo153.events.RequestEvent;
import alo153.events.RequestId;
import alo153.events.Status;
import alo153.events.personal.CitizenContact;
import alo153.events.personal.CitizenWords;
import alo153.events.personal.PersonalPart;
import alo153.tracking.decide.CaseFile;
import alo153.tracking.decide.CaseState;
import alo153.tracking.decide.Deadline;
import alo153.tracking.decide.Deadlines;
import alo153.tracking.decide.Transitions;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A case as it lies in the store: the fold as one JSON text (it is always read and written whole,
 * and a text costs a tenth of a nested document), the personal parts beside it, and plain fields to
 * find it by.
 */
public final class CaseDocument {
  static final String ID = "_id";
  static final String CODE = "code";
  static final String REVISION = "rev";
  static final String WRITER = "writer";
  static final String STATE = "state";
  static final String PENDING = "pending";
  static final String PARTS = "parts";
  static final String PENDING_PARTS = "pendingParts";
  static final String STATUS = "status";
  static final String OPEN = "open";
  static final String OWNER = "owner";
  static final String CATEGORY = "category";
  static final String DISTRICT = "district";
  static final String CHANNEL = "channel";
  static final String RECEIVED_AT = "receivedAt";
  static final String UPDATED_AT = "updatedAt";
  static final String ANSWER_DUE = "answerDue";
  static final String NEXT = "next";
  static final String PHONE = "phone";
  static final String EMAIL = "email";
  static final String WORDS = "words";
  static final String ERASED = "erased";
  static final String ORPHANED_AT = "orphanedAt";

  private static final int MOST_WORDS = 300;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .changeDefaultPropertyInclusion(
              any -> any.withValueInclusion(JsonInclude.Include.NON_NULL))
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private CaseDocument() {}

  static Document write(CaseFile file, long revision, String writer) {
    CaseState now = file.now();
    RequestId id = file.requestId();
    var document =
        new Document(ID, id.value())
            .append(CODE, id.trackingCode().value())
            .append(REVISION, revision)
            .append(WRITER, writer)
            .append(STATE, JSON.writeValueAsString(file.state()));
    if (!file.pending().isEmpty()) {
      document.append(PENDING, file.pending().stream().map(JSON::writeValueAsString).toList());
    }
    document.append(PARTS, texts(file.parts()));
    if (!file.pendingParts().isEmpty()) {
      document.append(PENDING_PARTS, texts(file.pendingParts()));
    }
    findByPerson(document, file);
    Status status = now.status();
    if (status == null) {
      return document;
    }
    document.append(STATUS, status.name()).append(OPEN, Transitions.isUnanswered(status));
    put(document, OWNER, now.owner() == null ? null : now.owner().toString());
    put(document, CATEGORY, now.category() == null ? null : now.category().value());
    put(document, DISTRICT, now.district() == null ? null : now.district().value());
    put(document, CHANNEL, now.channel() == null ? null : now.channel().name());
    put(document, RECEIVED_AT, date(now.receivedAt()));
    put(document, UPDATED_AT, date(now.updatedAt()));
    put(document, ANSWER_DUE, date(answerDue(now)));
    put(document, NEXT, date(Deadlines.next(now).orElse(null)));
    if (now.erased()) {
      document.append(ERASED, true);
    }
    findByWords(document, file);
    return document;
  }

  /** By every contact that lies there, whether its submission came or not: all can be erased. */
  private static void findByPerson(Document document, CaseFile file) {
    Set<String> phones = new LinkedHashSet<>();
    Set<String> emails = new LinkedHashSet<>();
    for (PersonalPart part : file.parts().values()) {
      if (part instanceof CitizenContact contact) {
        if (contact.phone() != null) {
          phones.add(contact.phone());
        }
        if (contact.email() != null) {
          emails.add(normalisedEmail(contact.email()));
        }
      }
    }
    put(document, PHONE, phones.isEmpty() ? null : List.copyOf(phones));
    put(document, EMAIL, emails.isEmpty() ? null : List.copyOf(emails));
  }

  private static void findByWords(Document document, CaseFile file) {
    Set<String> words = new LinkedHashSet<>();
    for (PersonalPart part : file.parts().values()) {
      if (part instanceof CitizenWords written) {
        TurkishText.words(written.folded()).stream()
            .filter(word -> word.length() > 1 && word.length() <= 40)
            .forEach(words::add);
      }
    }
    if (!words.isEmpty()) {
      document.append(WORDS, words.stream().limit(MOST_WORDS).toList());
    }
  }

  /** The last moment for the answer while somebody waits for it. */
  public static @Nullable Instant answerDue(CaseState state) {
    return state
        .deadline(Deadline.ANSWER)
        .filter(deadline -> deadline.metAt() == null)
        .map(Deadline::due)
        .orElse(null);
  }

  /** An address as it is compared. */
  public static String normalisedEmail(String email) {
    return email.strip().toLowerCase(java.util.Locale.ROOT);
  }

  static CaseFile read(Document document) {
    var pending = new ArrayList<RequestEvent>();
    for (String event : document.getList(PENDING, String.class, List.of())) {
      pending.add(JSON.readValue(event, RequestEvent.class));
    }
    return new CaseFile(
        JSON.readValue(document.getString(STATE), CaseState.class),
        pending,
        parts(document.get(PARTS, Document.class)),
        parts(document.get(PENDING_PARTS, Document.class)));
  }

  /**
   * A hash over what the log says of a case and nothing else: the same after a rebuild, whatever
   * the order of parts and events and however often they came.
   */
  static String hash(CaseFile file) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(JSON.writeValueAsBytes(file.state()));
      texts(file.parts())
          .forEach(
              (name, text) ->
                  digest.update((name + "=" + text + "\n").getBytes(StandardCharsets.UTF_8)));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static Document texts(Map<String, PersonalPart> parts) {
    var texts = new Document();
    parts.forEach((name, part) -> texts.append(name, JSON.writeValueAsString(part)));
    return texts;
  }

  private static Map<String, PersonalPart> parts(@Nullable Document texts) {
    var parts = new TreeMap<String, PersonalPart>();
    if (texts != null) {
      texts.forEach(
          (name, text) -> parts.put(name, JSON.readValue((String) text, PersonalPart.class)));
    }
    return parts;
  }

  private static void put(Document document, String name, @Nullable Object value) {
    if (value != null) {
      document.append(name, value);
    }
  }

  private static @Nullable Date date(@Nullable Instant at) {
    return at == null ? null : Date.from(at);
  }
}
