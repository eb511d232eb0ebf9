package alo153.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a citizen reads out, types or quotes to ask for a request: the leading 60 bits of the
 * request id and a Luhn mod 32 check symbol, written {@code XXXX-XXXX-XXXXX}. Short enough for the
 * telephone, too many to guess.
 *
 * @param value the canonical form; never null
 */
public record TrackingCode(@JsonValue String value) {
  private static final Pattern IN_TEXT =
      Pattern.compile(
          "(?<![0-9A-Za-z])([0-9A-Za-z]{4}-[0-9A-Za-z]{4}-[0-9A-Za-z]{5})(?![0-9A-Za-z])");
  private static final int SYMBOLS = 12;

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public TrackingCode {
    if (read(value).filter(value::equals).isEmpty()) {
      throw new IllegalArgumentException("not a tracking code");
    }
  }

  static TrackingCode of(RequestId requestId) {
    return new TrackingCode(format(requestId.value().substring(0, SYMBOLS)));
  }

  /**
   * Reads a code as people write it: any case, with or without spaces and dashes, Turkish letters,
   * O for 0 and I or L for 1. Empty when it is not a code; a mistyped symbol is noticed by the
   * check symbol.
   */
  public static Optional<TrackingCode> parse(String written) {
    return read(written).map(TrackingCode::new);
  }

  /** The first tracking code standing in a longer text, such as the subject of a reply. */
  public static Optional<TrackingCode> findIn(String text) {
    Matcher matcher = IN_TEXT.matcher(text);
    while (matcher.find()) {
      Optional<TrackingCode> code = parse(matcher.group(1));
      if (code.isPresent()) {
        return code;
      }
    }
    return Optional.empty();
  }

  /** How the ids of requests with this code begin. */
  public String requestIdPrefix() {
    return value.replace("-", "").substring(0, SYMBOLS);
  }

  private static Optional<String> read(String written) {
    if (written.length() > 40) {
      return Optional.empty();
    }
    var symbols = new StringBuilder();
    for (char c : written.toCharArray()) {
      if (c == '-'
          || c == '.'
          || Character.isWhitespace(c)
          || c == '\u2013'
          || c == '\u00a0'
          || c == '\u0307') {
        continue;
      }
      int value = CrockfordBase32.valueOf(c);
      if (value < 0) {
        return Optional.empty();
      }
      symbols.append(CrockfordBase32.ALPHABET.charAt(value));
    }
    if (symbols.length() != SYMBOLS + 1) {
      return Optional.empty();
    }
    String formatted = format(symbols.substring(0, SYMBOLS));
    return formatted.charAt(formatted.length() - 1) == symbols.charAt(SYMBOLS)
        ? Optional.of(formatted)
        : Optional.empty();
  }

  private static String format(String symbols) {
    return symbols.substring(0, 4)
        + "-"
        + symbols.substring(4, 8)
        + "-"
        + symbols.substring(8)
        + checkSymbol(symbols);
  }

  private static char checkSymbol(String symbols) {
    int factor = 2;
    int sum = 0;
    for (int i = symbols.length() - 1; i >= 0; i--) {
      int addend = factor * CrockfordBase32.valueOf(symbols.charAt(i));
      factor = 3 - factor;
      sum += addend / 32 + addend % 32;
    }
    return CrockfordBase32.ALPHABET.charAt((32 - sum % 32) % 32);
  }

  @Override
  public String toString() {
    return value;
  }
}
