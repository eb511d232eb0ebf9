package alo153.intake.decide;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads phone numbers as people and exchanges write them. */
public final class Phones {
  private static final PhoneNumberUtil LIBRARY = PhoneNumberUtil.getInstance();
  private static final String HOME = "TR";
  private static final Set<String> HIDDEN =
      Set.of(
          "anonymous",
          "unknown",
          "<unknown>",
          "restricted",
          "private",
          "unavailable",
          "withheld",
          "hidden",
          "gizli",
          "bilinmiyor",
          "asterisk",
          "0",
          "-");
  private static final Pattern DIALLABLE = Pattern.compile("[0-9+()\\s./\\-\u00a0\u2013;,]{1,60}");

  private Phones() {}

  /** What a written number turned out to be. */
  public enum Kind {
    /** A number the whole world can dial. */
    NUMBER,
    /** A short code, a 444 number or an extension: dialled at home only, no text messages. */
    LOCAL,
    /** The caller withheld it, or there was none. */
    HIDDEN,
    /** Not a phone number. */
    UNREADABLE
  }

  /**
   * A number as it was understood.
   *
   * @param e164 such as {@code +905321112233}; null unless the kind is {@link Kind#NUMBER}
   * @param kind what it is
   */
  public record Phone(@Nullable String e164, Kind kind) {}

  /**
   * Reads a number; one of Turkey when it does not name a country. Of several numbers separated by
   * a slash or comma the first one that can be read counts.
   */
  public static Phone read(@Nullable String written) {
    if (written == null) {
      return new Phone(null, Kind.HIDDEN);
    }
    String text = written.strip();
    if (text.regionMatches(true, 0, "tel:", 0, 4)) {
      text = text.substring(4);
    }
    if (text.isEmpty() || HIDDEN.contains(text.toLowerCase(Locale.ROOT))) {
      return new Phone(null, Kind.HIDDEN);
    }
    if (!DIALLABLE.matcher(text).matches()) {
      return new Phone(null, Kind.UNREADABLE);
    }
    Phone whole = readOne(text.replace('/', ' '));
    if (whole.kind() != Kind.UNREADABLE) {
      return whole;
    }
    for (String one : text.split("[/;,]")) {
      Phone phone = readOne(one.strip());
      if (phone.kind() == Kind.NUMBER) {
        return phone;
      }
    }
    return whole;
  }

  private static Phone readOne(String text) {
    String digits = text.replaceAll("[^0-9]", "");
    if (digits.isEmpty()) {
      return new Phone(null, Kind.UNREADABLE);
    }
    boolean international = text.strip().startsWith("+");
    if (!international
        && (digits.length() <= 5 || digits.length() == 7 && digits.startsWith("444"))) {
      return new Phone(null, digits.length() < 3 ? Kind.UNREADABLE : Kind.LOCAL);
    }
    try {
      // exchanges leave the plus out: 905321112233
      String dialled =
          !international && digits.length() == 12 && digits.startsWith("90") ? "+" + digits : text;
      PhoneNumber number = LIBRARY.parse(dialled, HOME);
      return LIBRARY.isValidNumber(number)
          ? new Phone(LIBRARY.format(number, PhoneNumberFormat.E164), Kind.NUMBER)
          : new Phone(null, Kind.UNREADABLE);
    } catch (NumberParseException e) {
      return new Phone(null, Kind.UNREADABLE);
    }
  }
}
