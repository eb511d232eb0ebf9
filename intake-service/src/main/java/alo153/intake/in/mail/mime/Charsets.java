package alo153.intake.in.mail.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Bytes to text as Turkish mail needs it: a declared ISO-8859-9 is windows-1254, an undeclared set
 * is UTF-8 if it can be and windows-1254 else, Turkish letters that went through Latin-1 or twice
 * through UTF-8 are repaired.
 */
public final class Charsets {
  private static final Charset TURKISH = Charset.forName("windows-1254");
  private static final Charset WESTERN = Charset.forName("windows-1252");
  private static final String UTF_7 = "utf-7";

  private static final Map<String, String> ALIASES =
      Map.ofEntries(
          Map.entry("iso-8859-9", "windows-1254"),
          Map.entry("iso8859-9", "windows-1254"),
          Map.entry("iso-8859-9-windows-latin-5", "windows-1254"),
          Map.entry("iso_8859-9", "windows-1254"),
          Map.entry("iso_8859-9:1989", "windows-1254"),
          Map.entry("iso-ir-148", "windows-1254"),
          Map.entry("latin5", "windows-1254"),
          Map.entry("latin-5", "windows-1254"),
          Map.entry("l5", "windows-1254"),
          Map.entry("turkish", "windows-1254"),
          Map.entry("cp1254", "windows-1254"),
          Map.entry("cp-1254", "windows-1254"),
          Map.entry("x-cp1254", "windows-1254"),
          Map.entry("cswindows1254", "windows-1254"),
          Map.entry("iso-8859-1", "windows-1252"),
          Map.entry("iso8859-1", "windows-1252"),
          Map.entry("iso_8859-1", "windows-1252"),
          Map.entry("latin1", "windows-1252"),
          Map.entry("latin-1", "windows-1252"),
          Map.entry("cp1252", "windows-1252"),
          Map.entry("x-cp1252", "windows-1252"),
          Map.entry("x-mac-turkish", "x-MacTurkish"),
          Map.entry("macturkish", "x-MacTurkish"),
          Map.entry("utf8", "utf-8"),
          Map.entry("unicode-1-1-utf-8", "utf-8"),
          Map.entry("unicode-1-1-utf-7", UTF_7),
          Map.entry("csunicode11utf7", UTF_7));

  private static final Pattern TWICE =
      Pattern.compile(
          "[\u00c3\u00c4\u00c5][\u00a0-\u00bf\u0152-\u0178\u2013-\u2122\u017d\u017e\u0192\u02c6\u02dc\u20ac]");

  private Charsets() {}

  /**
   * @param label what the sender calls the character set; null when nothing was said
   */
  public static String decode(byte[] bytes, @Nullable String label) {
    String name = label == null ? "" : normalise(label);
    if (name.equals(UTF_7)) {
      return Utf7.decode(new String(bytes, ISO_8859_1));
    }
    Optional<Charset> known = charset(name).filter(it -> !it.equals(US_ASCII));
    String text;
    if (known.isEmpty()) {
      text = guess(bytes);
    } else if (known.get().equals(UTF_8)) {
      text = utf8(bytes);
    } else if (known.get().equals(WESTERN)) {
      // many programs say Latin-1 and mean UTF-8; real Latin-1 is hardly ever valid UTF-8
      text = strict(bytes, UTF_8).orElseGet(() -> turkishLetters(new String(bytes, WESTERN)));
    } else {
      text = new String(bytes, known.get());
    }
    return repaired(text);
  }

  private static String normalise(String label) {
    String name = label.strip().toLowerCase(Locale.ROOT);
    name = name.replaceAll("[\"';,\\s]", "");
    return ALIASES.getOrDefault(name, name);
  }

  private static Optional<Charset> charset(String name) {
    try {
      return name.isEmpty() || !Charset.isSupported(name)
          ? Optional.empty()
          : Optional.of(Charset.forName(name));
    } catch (IllegalArgumentException e) {
      // not even the shape of a name
      return Optional.empty();
    }
  }

  private static String guess(byte[] bytes) {
    return strict(bytes, UTF_8).orElseGet(() -> new String(bytes, TURKISH));
  }

  /** A few broken sequences in real UTF-8 cost only themselves; what was never UTF-8 is Turkish. */
  private static String utf8(byte[] bytes) {
    return strict(bytes, UTF_8)
        .orElseGet(
            () -> {
              String lenient = new String(bytes, UTF_8);
              long broken = lenient.chars().filter(c -> c == '\ufffd').count();
              long whole = lenient.chars().filter(c -> c > 127 && c != '\ufffd').count();
              return whole >= broken ? lenient : new String(bytes, TURKISH);
            });
  }

  static Optional<String> strict(byte[] bytes, Charset charset) {
    try {
      return Optional.of(
          charset
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes))
              .toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** The six places where Latin-5 differs from Latin-1, unless the text is really Icelandic. */
  static String turkishLetters(String text) {
    if (text.indexOf('\u00e6') >= 0 || text.indexOf('\u00e1') >= 0) {
      return text;
    }
    return text.replace('\u00dd', 'İ')
        .replace('\u00fd', 'ı')
        .replace('\u00d0', 'Ğ')
        .replace('\u00f0', 'ğ')
        .replace('\u00de', 'Ş')
        .replace('\u00fe', 'ş');
  }

  /** Undoes UTF-8 that was read as Windows text, if the whole text agrees. */
  static String repaired(String text) {
    if (TWICE.matcher(text).results().limit(2).count() < 2) {
      return text;
    }
    for (Charset readAs : new Charset[] {WESTERN, TURKISH}) {
      try {
        ByteBuffer bytes =
            readAs
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .encode(CharBuffer.wrap(text));
        byte[] once = new byte[bytes.remaining()];
        bytes.get(once);
        Optional<String> whole = strict(once, UTF_8);
        if (whole.isPresent()) {
          return whole.get();
        }
      } catch (CharacterCodingException e) {
        // some letters were never in that set: not this mistake
      }
    }
    return text;
  }

  /** RFC 2152, as old mail programs wrote it. */
  private static final class Utf7 {
    private static final Pattern SHIFTED = Pattern.compile("\\+([A-Za-z0-9+/]*)-?");

    static String decode(String ascii) {
      return SHIFTED
          .matcher(ascii)
          .replaceAll(
              shifted ->
                  shifted.group(1).isEmpty()
                      ? "+"
                      : java.util.regex.Matcher.quoteReplacement(
                          new String(
                              even(TransferDecoding.base64(shifted.group(1).getBytes(US_ASCII))),
                              UTF_16BE)));
    }

    private static byte[] even(byte[] bytes) {
      return bytes.length % 2 == 0 ? bytes : java.util.Arrays.copyOf(bytes, bytes.length - 1);
    }
  }
}
