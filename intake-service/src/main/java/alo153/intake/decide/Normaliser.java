package alo153.intake.decide;

import static java.nio.charset.StandardCharsets.UTF_8;

import alo153.events.Attachment;
import alo153.events.CategoryCode;
import alo153.events.Channel;
import alo153.events.CitizenWrote;
import alo153.events.EventId;
import alo153.events.Kind;
import alo153.events.Language;
import alo153.events.Regime;
import alo153.events.RequestId;
import alo153.events.RequestSubmitted;
import alo153.events.personal.CitizenContact;
import alo153.events.personal.CitizenWords;
import alo153.events.personal.PersonalKey;
import alo153.events.personal.PersonalPart;
import alo153.events.personal.Place;
import alo153.events.wire.Codec;
import alo153.events.work.Submission;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one way from what a door hands in to what stands on the log: whatever the door, the same
 * checks and the same spelling. Knows no framework and no store; answers the same for the same.
 */
public final class Normaliser {
  /** The longest text of a form, a call or a chat, in characters. */
  public static final int MAX_TEXT = 10_000;

  /** The longest text of a mail or a CİMER case; whoever wrote it can not shorten it any more. */
  public static final int MAX_LETTER = 50_000;

  /** How many files one message may bring. */
  public static final int MAX_FILES = 10;

  private static final int MAX_SUBJECT = 300;
  private static final int MAX_ACCOUNT = 120;
  private static final int MAX_KVKK_VERSION = 40;
  private static final int RECORD_BYTES = Codec.MAX_BYTES - 8 * 1024;
  private static final Duration CLOCK_DIFFERENCE = Duration.ofMinutes(5);

  private final CityFacts city;
  private final byte[] idKey;

  /**
   * @param city what the city pack says
   * @param idKey the deployment's id key, at least 16 bytes; the same on every instance
   */
  public Normaliser(CityFacts city, byte[] idKey) {
    this.city = city;
    this.idKey = idKey.clone();
  }

  /** The longest text this door may bring. */
  public static int maxText(Channel channel) {
    return switch (channel) {
      case MAIL, CIMER -> MAX_LETTER;
      case PHONE, WEB, WHATSAPP, MOBILE -> MAX_TEXT;
    };
  }

  /** Which request a delivery by this door stands for. */
  public RequestId requestId(Door door) {
    return door.requestId(idKey);
  }

  /**
   * A submission, looked at.
   *
   * @param submission as the outside says it; its id, channel and account are the door's to judge
   * @param door by which it came
   * @param requestId what {@link #requestId} said, asked once per delivery
   * @param files the stored files among the submission's references
   */
  public Verdict<RequestSubmitted> judge(
      Submission submission, Door door, RequestId requestId, Map<String, StoredFile> files) {
    var flaws = new Flaws();
    String text = text(submission.text(), maxText(door.channel()), true, flaws);
    String subject = line("#/subject", submission.subject(), MAX_SUBJECT, door, flaws);
    CategoryCode category = category(submission.category(), flaws);
    Kind kind = kind(submission.kind(), category, flaws);
    Language language =
        Names.read(Language.class, submission.language(), Language.TR, "#/language", flaws);
    Regime regime =
        Names.read(Regime.class, submission.regime(), usualRegime(door, kind), "#/regime", flaws);
    var place = new PlaceReader(city, flaws, door.correctable()).read(submission.location());
    boolean hidden = Boolean.TRUE.equals(submission.identityHidden());
    String kvkkVersion =
        line("#/kvkkVersion", submission.kvkkVersion(), MAX_KVKK_VERSION, door, flaws);
    CitizenContact contact =
        new ContactReader(flaws, door.correctable())
            .read(submission.contact(), door, regime, subject, kvkkVersion);
    if (ContactReader.hidesIdentity(door, hidden)) {
      contact = ContactReader.withoutIdentity(contact);
    }
    String account = line("#/account", door.account(), MAX_ACCOUNT, door, flaws);
    List<StoredFile> attached = files(submission.attachments(), files, requestId, flaws);
    Instant submittedAt = submittedAt(submission.submittedAt(), door, flaws);
    var words = words(text, subject, place.place(), attached, flaws);
    if (!flaws.none()) {
      return new Verdict.Rejected<>(flaws.all());
    }
    List<Attachment> attachments = attached.stream().map(StoredFile::attachment).toList();
    String hash =
        new ContentHash(idKey, "submission")
            .add(words.text())
            .add(subject)
            .add(category)
            .add(kind)
            .add(language)
            .add(regime)
            .add(place.place())
            .add(place.roadClass())
            .add(hidden)
            .add(contentOf(contact))
            .add(submission.submittedAt())
            .add(attachments.stream().map(Attachment::sha256).toList())
            .end();
    Map<String, PersonalPart> parts = new LinkedHashMap<>();
    parts.put(PersonalKey.words(hash), words);
    parts.put(PersonalKey.contact(hash), contact);
    var event =
        new RequestSubmitted(
            RequestSubmitted.idOf(requestId),
            requestId,
            door.receivedAt(),
            door.channel(),
            account,
            kind,
            category,
            language,
            regime,
            place.district(),
            place.source(),
            place.roadClass(),
            hidden,
            submittedAt,
            hash,
            attachments,
            List.copyOf(parts.keySet()));
    return new Verdict.Accepted<>(event, parts, hash);
  }

  /**
   * A later message about a request, looked at.
   *
   * @param requestId the request it is about
   * @param messageKey what makes this delivery the same as another one of it
   */
  public Verdict<CitizenWrote> judge(
      FollowUp message,
      Door door,
      RequestId requestId,
      String messageKey,
      Map<String, StoredFile> files) {
    var flaws = new Flaws();
    List<StoredFile> attached = files(message.attachments(), files, requestId, flaws);
    boolean wordsNeeded =
        switch (message.purpose()) {
          case ANSWER, ADDITION -> attached.isEmpty();
          case OBJECTION -> true;
          case RATING, WITHDRAWAL -> false;
        };
    boolean wordsThere = message.text() != null && !Words.isEmpty(message.text());
    String text =
        wordsNeeded || wordsThere ? text(message.text(), maxText(door.channel()), true, flaws) : "";
    String subject = line("#/subject", message.subject(), MAX_SUBJECT, door, flaws);
    Integer rating = rating(message, flaws);
    var words = words(text, subject, null, attached, flaws);
    if (!flaws.none()) {
      return new Verdict.Rejected<>(flaws.all());
    }
    List<Attachment> attachments = attached.stream().map(StoredFile::attachment).toList();
    EventId id = EventId.derive(CitizenWrote.TYPE, requestId, door.channel().name(), messageKey);
    String hash =
        new ContentHash(idKey, "message")
            // equal words of two messages are two parts: each is forgotten with its own message
            .add(id.value())
            .add(message.purpose())
            .add(text)
            .add(subject)
            .add(rating)
            .add(attachments.stream().map(Attachment::sha256).toList())
            .end();
    Map<String, PersonalPart> parts =
        text.isEmpty() && attachments.isEmpty() ? Map.of() : Map.of(PersonalKey.words(hash), words);
    var event =
        new CitizenWrote(
            id,
            requestId,
            door.receivedAt(),
            door.channel(),
            message.purpose(),
            rating,
            attachments,
            List.copyOf(parts.keySet()));
    return new Verdict.Accepted<>(event, parts, hash);
  }

  /** Until when an answer to this request is owed; empty when nothing says so. */
  public Optional<Instant> answerBy(RequestSubmitted event) {
    return city.answerBy(event.regime(), event.kind(), event.category(), event.submittedAt());
  }

  private static Regime usualRegime(Door door, Kind kind) {
    if (door.channel() != Channel.CIMER) {
      return Regime.SERVICE;
    }
    return kind == Kind.INFORMATION ? Regime.INFORMATION_4982 : Regime.CIMER;
  }

  private static String text(@Nullable String given, int max, boolean needed, Flaws flaws) {
    String text = given == null ? "" : Words.clean(given);
    if (needed && Words.isEmpty(text)) {
      flaws.add(
          "#/text",
          "REQUIRED",
          "Ne olduğunu birkaç sözle yazın.",
          "Say in a few words what it is.");
    } else if (Words.length(text) > max) {
      flaws.add(
          "#/text",
          "TOO_LONG",
          "Metin en fazla " + max + " karakter olabilir.",
          "The text may have " + max + " characters at most.");
    }
    return text;
  }

  private CitizenWords words(
      String text,
      @Nullable String subject,
      @Nullable Place place,
      List<StoredFile> attached,
      Flaws flaws) {
    var words =
        new CitizenWords(
            text,
            city.fold(text),
            subject,
            place,
            attached.stream().map(StoredFile::fileName).toList());
    // letters of several bytes can fill a record before the characters are counted out
    if (flaws.none() && !fitsARecord(words)) {
      flaws.add("#/text", "TOO_LONG", "Metin çok uzun.", "The text is too long.");
    }
    return words;
  }

  private @Nullable CategoryCode category(@Nullable String given, Flaws flaws) {
    if (given == null || given.isBlank()) {
      return null;
    }
    try {
      var category = new CategoryCode(given.strip());
      if (city.knows(category)) {
        return category;
      }
    } catch (IllegalArgumentException e) {
      // not even the shape of a code: as unknown as any other
    }
    flaws.add("#/category", "UNKNOWN_CATEGORY", "Böyle bir konu yok.", "There is no such topic.");
    return null;
  }

  private Kind kind(@Nullable String given, @Nullable CategoryCode category, Flaws flaws) {
    Kind usual = category == null ? Kind.REQUEST : city.usualKind(category).orElse(Kind.REQUEST);
    return Names.read(Kind.class, given, usual, "#/kind", flaws);
  }

  private static @Nullable Integer rating(FollowUp message, Flaws flaws) {
    Integer rating = message.rating();
    boolean needed = message.purpose() == CitizenWrote.Purpose.RATING;
    if (needed ? rating == null || rating < 1 || rating > 5 : rating != null) {
      flaws.add(
          "#/rating",
          "RATING",
          "Puan 1 ile 5 arasında ve yalnızca değerlendirmede olmalı.",
          "A rating is 1 to 5 and belongs to a rating only.");
    }
    return rating;
  }

  private static List<StoredFile> files(
      @Nullable List<@Nullable String> references,
      Map<String, StoredFile> files,
      RequestId requestId,
      Flaws flaws) {
    if (references == null) {
      return List.of();
    }
    if (references.size() > MAX_FILES) {
      flaws.add(
          "#/attachments",
          "TOO_MANY",
          "En fazla " + MAX_FILES + " dosya eklenebilir.",
          "At most " + MAX_FILES + " files.");
      return List.of();
    }
    var attached = new LinkedHashMap<String, StoredFile>();
    for (int i = 0; i < references.size(); i++) {
      String reference = references.get(i);
      StoredFile file = reference == null ? null : files.get(reference);
      if (file == null || file.requestId() != null && !file.requestId().equals(requestId)) {
        flaws.add(
            "#/attachments/" + i,
            "UNKNOWN_FILE",
            "Böyle bir dosya yok; yeniden yükleyin.",
            "There is no such file; upload it again.");
      } else {
        attached.put(file.attachment().id(), file);
      }
    }
    return List.copyOf(attached.values());
  }

  private static @Nullable String line(
      String pointer, @Nullable String given, int max, Door door, Flaws flaws) {
    String line = given == null ? "" : Words.line(given);
    if (line.isEmpty()) {
      return null;
    }
    if (Words.length(line) <= max) {
      return line;
    }
    if (door.correctable()) {
      flaws.add(
          pointer, "TOO_LONG", "En fazla " + max + " karakter.", "At most " + max + " characters.");
    }
    return line.substring(0, line.offsetByCodePoints(0, max));
  }

  private static Instant submittedAt(@Nullable Instant given, Door door, Flaws flaws) {
    Instant received = door.receivedAt();
    if (given == null) {
      return received;
    }
    if (given.isAfter(received.plus(CLOCK_DIFFERENCE)) && door.correctable()) {
      flaws.add(
          "#/submittedAt",
          "IN_THE_FUTURE",
          "Gönderim zamanı gelecekte olamaz.",
          "It can not have been sent in the future.");
    }
    if (given.isBefore(received.minus(Door.TEN_YEARS))) {
      if (door.correctable()) {
        flaws.add(
            "#/submittedAt",
            "TOO_OLD",
            "Gönderim zamanı on yıldan eski olamaz.",
            "It can not have been sent more than ten years ago.");
      }
      return received;
    }
    Instant earliest = received.minus(door.believedFor());
    return given.isAfter(received) ? received : given.isBefore(earliest) ? earliest : given;
  }

  private static boolean fitsARecord(CitizenWords words) {
    try {
      return Codec.write(words).length <= RECORD_BYTES;
    } catch (IllegalArgumentException e) {
      // the codec's own limit is a little above ours
      return false;
    }
  }

  /** All that was given, in one spelling. */
  private static String contentOf(CitizenContact contact) {
    return new String(Codec.write(contact), UTF_8);
  }
}
