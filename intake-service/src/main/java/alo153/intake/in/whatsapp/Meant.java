package alo153.intake.in.whatsapp;

import alo153.events.CitizenWrote.Purpose;
import alo153.intake.decide.FollowUp;
import alo153.intake.decide.Objections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What somebody means by writing again. Whether words answer a question of a department only the
 * tracking knows: they are an addition, and an addition while we wait for the citizen is an answer.
 */
final class Meant {
  private static final Pattern RATING =
      Pattern.compile("(?:rate|rating|csat|puan)[^0-9a-z]?([1-5])(?![0-9])");
  private static final Pattern WITHDRAWAL = Pattern.compile("\\b(?:withdraw|geri-?cek)");
  private static final Pattern OBJECTION = Pattern.compile("\\b(?:object|reopen|itiraz)");

  private Meant() {}

  /** Words; an objection only when they begin by saying so. */
  static FollowUp byWords(String text, List<String> files) {
    Purpose purpose = Objections.beginWith(text) ? Purpose.OBJECTION : Purpose.ADDITION;
    return new FollowUp(purpose, text, null, null, files);
  }

  /**
   * A button: what we put behind it says what it means.
   *
   * @param payload such as {@code rate-4:7Q2K-9F4M-X0B1E} or {@code reopen:…}
   */
  static FollowUp byButton(String payload, String title) {
    String verb = payload.toLowerCase(Locale.ROOT);
    Integer rating = rating(verb);
    if (rating != null) {
      return new FollowUp(Purpose.RATING, title, null, rating, List.of());
    }
    Purpose purpose =
        WITHDRAWAL.matcher(verb).find()
            ? Purpose.WITHDRAWAL
            : OBJECTION.matcher(verb).find() ? Purpose.OBJECTION : Purpose.ADDITION;
    return new FollowUp(purpose, title, null, null, List.of());
  }

  private static @Nullable Integer rating(String verb) {
    Matcher rating = RATING.matcher(verb);
    return rating.find() ? Integer.valueOf(rating.group(1)) : null;
  }
}
