package alo153.intake.in.mail.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Header text as people read it: RFC 2047 words, also when they split a letter, lack the space
 * between them or stand beside raw 8-bit text.
 */
public final class EncodedWords {
  private static final Pattern WORD =
      Pattern.compile("=\\?([^?\\s]{1,80})\\?([bBqQ])\\?([^?]*)\\?=");

  private EncodedWords() {}

  /**
   * @param raw one character per byte, unfolded
   */
  public static String decode(String raw) {
    var text = new StringBuilder(raw.length());
    Matcher word = WORD.matcher(raw);
    var run = new Run(text);
    int at = 0;
    while (word.find()) {
      String between = raw.substring(at, word.start());
      if (!between.isBlank() || at == 0) {
        run.end();
        text.append(plain(between));
      }
      String label = word.group(1);
      int language = label.indexOf('*');
      run.add(
          language < 0 ? label : label.substring(0, language), bytes(word.group(2), word.group(3)));
      at = word.end();
    }
    run.end();
    text.append(plain(raw.substring(at)));
    return Charsets.repaired(text.toString());
  }

  private static String plain(String raw) {
    return raw.chars().allMatch(c -> c < 128)
        ? raw
        : Charsets.decode(raw.getBytes(ISO_8859_1), null);
  }

  private static byte[] bytes(String encoding, String encoded) {
    byte[] bytes = encoded.getBytes(ISO_8859_1);
    return encoding.equalsIgnoreCase("b")
        ? TransferDecoding.base64(bytes)
        : TransferDecoding.quotedPrintable(encoded.replace('_', ' ').getBytes(ISO_8859_1));
  }

  /** Words of one character set that follow each other: their bytes belong together. */
  private static final class Run {
    private final StringBuilder text;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private @Nullable String label;

    Run(StringBuilder text) {
      this.text = text;
    }

    void add(String charset, byte[] more) {
      if (label != null && !label.equalsIgnoreCase(charset)) {
        end();
      }
      label = charset;
      bytes.writeBytes(more);
    }

    void end() {
      if (label != null) {
        text.append(Charsets.decode(bytes.toByteArray(), label));
        bytes.reset();
        label = null;
      }
    }
  }
}
