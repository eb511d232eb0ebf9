package alo153.intake.in.mail;

import alo153.events.Outcome;
import alo153.events.OwnerCode;
import alo153.events.OwnerKind;
import alo153.events.RequestId;
import alo153.events.Status;
import alo153.events.work.DepartmentUpdate;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An institution's mail as an update: its words are the answer. A first line such as {@code SONUÇ:
 * YAPILDI} says what became of the matter; without it the citizen was informed.
 */
final class InstitutionReply {
  private static final Pattern OUTCOME =
      Pattern.compile(
          "(?iu)\\A\\s*(?:SONUÇ|SONUC|OUTCOME|RESULT)\\s*:\\s*([^\\n]{1,60})(?:\\n|\\z)");
  private static final int MAX_NOTE = 10_000;
  private static final Locale TURKISH = Locale.forLanguageTag("tr");
  private static final Map<String, Outcome> WORDS =
      Map.ofEntries(
          Map.entry("YAPILDI", Outcome.DONE),
          Map.entry("GİDERİLDİ", Outcome.DONE),
          Map.entry("ÇÖZÜLDÜ", Outcome.DONE),
          Map.entry("TAMAMLANDI", Outcome.DONE),
          Map.entry("PLANLANDI", Outcome.PLANNED),
          Map.entry("YAPILAMIYOR", Outcome.NOT_POSSIBLE),
          Map.entry("MÜMKÜN DEĞİL", Outcome.NOT_POSSIBLE),
          Map.entry("BİLGİ VERİLDİ", Outcome.INFORMED),
          Map.entry("BİLGİLENDİRİLDİ", Outcome.INFORMED),
          Map.entry("YÖNLENDİRİLDİ", Outcome.FORWARDED),
          Map.entry("MÜKERRER", Outcome.DUPLICATE),
          Map.entry("REDDEDİLDİ", Outcome.DECLINED));

  private InstitutionReply() {}

  /** Whether the first line says what became of the matter. */
  static boolean saysOutcome(String words) {
    Matcher line = OUTCOME.matcher(words);
    return line.find() && outcome(line.group(1)) != null;
  }

  /**
   * The legal answer.
   *
   * @param key what makes this mail the same at every delivery
   * @param words what is new in the mail
   * @param whole all of it; what {@code words} left out stands in a note for the desk
   * @param files references
   */
  static DepartmentUpdate answer(
      String key,
      RequestId requestId,
      OwnerCode institution,
      String words,
      String whole,
      List<String> files,
      Instant at) {
    Outcome outcome = Outcome.INFORMED;
    String answer = words.strip();
    Matcher line = OUTCOME.matcher(words);
    if (line.find()) {
      Outcome said = outcome(line.group(1));
      if (said != null) {
        outcome = said;
        String rest = words.substring(line.end()).strip();
        answer = rest.isEmpty() ? answer : rest;
      }
    }
    String note = whole.isBlank() || whole.equals(words) ? null : start(whole);
    return update(key, requestId, institution, Status.ANSWERED, outcome, answer, note, files, at);
  }

  /** Something to know about the matter that settles nothing; the citizen is not told. */
  static DepartmentUpdate note(
      String key,
      RequestId requestId,
      OwnerCode institution,
      String whole,
      List<String> files,
      Instant at) {
    return update(key, requestId, institution, null, null, null, start(whole), files, at);
  }

  private static DepartmentUpdate update(
      String key,
      RequestId requestId,
      OwnerCode institution,
      @Nullable Status status,
      @Nullable Outcome outcome,
      @Nullable String answer,
      @Nullable String note,
      List<String> files,
      Instant at) {
    return new DepartmentUpdate(
        key,
        requestId,
        null,
        institution,
        OwnerKind.INSTITUTION,
        status,
        outcome,
        answer,
        null,
        note,
        null,
        null,
        null,
        files.isEmpty() ? null : files,
        at);
  }

  private static String start(String text) {
    return text.length() <= MAX_NOTE
        ? text
        : text.substring(0, text.offsetByCodePoints(0, MAX_NOTE / 2)) + "…";
  }

  private static @Nullable Outcome outcome(String said) {
    String word = said.strip().replaceAll("[.!\\s]+$", "");
    for (Outcome outcome : Outcome.values()) {
      if (outcome.name().equals(word.toUpperCase(Locale.ROOT).replace(' ', '_'))) {
        return outcome;
      }
    }
    return WORDS.get(word.toUpperCase(TURKISH));
  }
}
