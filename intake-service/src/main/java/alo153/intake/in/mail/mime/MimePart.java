package alo153.intake.in.mail.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A mail or a part of one. Reading never fails: what can not be taken apart is left in one piece,
 * and nesting, the number of parts and what decoding may cost are limited.
 */
public final class MimePart {
  private static final int MAX_DEPTH = 20;
  private static final int MAX_PARTS = 200;

  /** How many mails may lie in one another. */
  private static final int MAX_MAILS = 5;

  /** How much of the mails inside may be encoded: each is a copy, beside the whole mail. */
  private static final int MAX_DECODED = 8 * 1024 * 1024;

  /** How much of a body is read as words; the readers of our records get far less. */
  private static final int MAX_TEXT = 6 * 1024 * 1024;

  private static final Pattern TYPE =
      Pattern.compile("[a-z0-9!#$&^_.+-]{1,80}/[a-z0-9!#$&^_.+*-]{1,120}");

  private final HeaderFields header;
  private final HeaderValue type;
  private final byte[] source;
  private final int from;
  private final int to;
  private final List<MimePart> parts;

  private MimePart(
      HeaderFields header,
      HeaderValue type,
      byte[] source,
      int from,
      int to,
      List<MimePart> parts) {
    this.header = header;
    this.type = type;
    this.source = source;
    this.from = from;
    this.to = to;
    this.parts = List.copyOf(parts);
  }

  /** Takes a whole mail apart. */
  public static MimePart parse(byte[] mail) {
    return new Parser().parse(mail, 0, mail.length, 0, 0, "text/plain");
  }

  public HeaderFields header() {
    return header;
  }

  /** Lower case, such as {@code text/plain}. */
  public String mediaType() {
    return type.value();
  }

  /** A parameter of the Content-Type. */
  public Optional<String> parameter(String name) {
    return type.parameter(name);
  }

  public boolean is(String mediaType) {
    return type.value().equals(mediaType);
  }

  public boolean isMultipart() {
    return type.value().startsWith("multipart/") && !parts.isEmpty();
  }

  /** The parts of a multipart, or the one mail inside a forwarded one. */
  public List<MimePart> parts() {
    return parts;
  }

  /** The name the sender gave the file; empty when none. */
  public Optional<String> fileName() {
    return disposition().parameter("filename").or(() -> type.parameter("name"));
  }

  /** Whether the sender calls it an attachment. */
  public boolean isAttachment() {
    return disposition().value().equals("attachment");
  }

  private HeaderValue disposition() {
    return HeaderValue.parse(header.first("Content-Disposition").orElse(null));
  }

  /** The body as bytes, with the transfer encoding undone. */
  public byte[] content() {
    return TransferDecoding.decode(
        rawBody(), header.first("Content-Transfer-Encoding").orElse(null));
  }

  /** The body as it came. */
  public byte[] rawBody() {
    return Arrays.copyOfRange(source, from, to);
  }

  /** The body as text; of a very long one the beginning. */
  public String text() {
    byte[] words =
        TransferDecoding.decode(
            Arrays.copyOfRange(source, from, endOfText()),
            header.first("Content-Transfer-Encoding").orElse(null));
    return Charsets.decode(words, type.parameter("charset").orElse(null));
  }

  /** At the end of a line, so that no letter is torn. */
  private int endOfText() {
    int end = Math.min(to, from + MAX_TEXT);
    int at = end;
    while (end < to && at > from && source[at - 1] != '\n') {
      at--;
    }
    return at > from ? at : end;
  }

  private static final class Parser {
    private int count;
    private int decoded;

    /**
     * @param depth how many parts are around it
     * @param mails how many of them are mails
     */
    MimePart parse(byte[] bytes, int from, int to, int depth, int mails, String usualType) {
      count++;
      HeaderFields header = HeaderFields.parse(bytes, from, to);
      int body = header.end();
      HeaderValue type = type(header, usualType);
      List<MimePart> parts = List.of();
      if (depth < MAX_DEPTH && type.value().startsWith("multipart/")) {
        String inner = type.value().equals("multipart/digest") ? "message/rfc822" : "text/plain";
        parts = split(bytes, body, to, boundary(type, bytes, body, to), depth, mails, inner);
        if (parts.isEmpty()) {
          parts = split(bytes, body, to, guessedBoundary(bytes, body, to), depth, mails, inner);
        }
        if (parts.isEmpty()) {
          type = new HeaderValue("text/plain", type.parameters());
        }
      } else if (depth < MAX_DEPTH
          && mails < MAX_MAILS
          && isMail(type.value())
          && count < MAX_PARTS) {
        parts = inside(header, bytes, body, to, depth, mails);
      }
      return new MimePart(header, type, bytes, body, to, parts);
    }

    /** The mail inside, read where it lies unless it is encoded. */
    private List<MimePart> inside(
        HeaderFields header, byte[] bytes, int body, int to, int depth, int mails) {
      String encoding = header.first("Content-Transfer-Encoding").orElse(null);
      if (!TransferDecoding.changes(encoding)) {
        return List.of(parse(bytes, body, to, depth + 1, mails + 1, "text/plain"));
      }
      if (to - body > MAX_DECODED - decoded) {
        return List.of();
      }
      decoded += to - body;
      byte[] mail = TransferDecoding.decode(Arrays.copyOfRange(bytes, body, to), encoding);
      return List.of(parse(mail, 0, mail.length, depth + 1, mails + 1, "text/plain"));
    }

    private static boolean isMail(String type) {
      return type.equals("message/rfc822") || type.equals("message/global");
    }

    private static HeaderValue type(HeaderFields header, String usual) {
      for (String raw : header.all("Content-Type")) {
        HeaderValue type = HeaderValue.parse(raw);
        if (TYPE.matcher(type.value()).matches()) {
          return type;
        }
        if (type.value().equals("text")) {
          return new HeaderValue("text/plain", type.parameters());
        }
      }
      return new HeaderValue(usual, java.util.Map.of());
    }

    private static @Nullable String boundary(HeaderValue type, byte[] bytes, int from, int to) {
      return type.parameter("boundary").orElseGet(() -> guessedBoundary(bytes, from, to));
    }

    /** The first line that looks like one. */
    private static @Nullable String guessedBoundary(byte[] bytes, int from, int to) {
      for (int at = from; at < to; ) {
        int end = Lines.endOfLine(bytes, at, to);
        if (end - at > 4 && end - at < 200 && bytes[at] == '-' && bytes[at + 1] == '-') {
          String line = new String(bytes, at + 2, end - at - 2, ISO_8859_1).stripTrailing();
          if (line.indexOf(' ') < 0 && !line.isEmpty()) {
            return line;
          }
        }
        at = Lines.afterBreak(bytes, end, to);
      }
      return null;
    }

    private List<MimePart> split(
        byte[] bytes,
        int from,
        int to,
        @Nullable String boundary,
        int depth,
        int mails,
        String usualType) {
      if (boundary == null) {
        return List.of();
      }
      byte[] mark = ("--" + boundary.stripTrailing()).getBytes(ISO_8859_1);
      var parts = new ArrayList<MimePart>();
      int start = -1;
      for (int at = from; at < to; ) {
        int end = Lines.endOfLine(bytes, at, to);
        int next = Lines.afterBreak(bytes, end, to);
        if (Lines.startsWith(bytes, at, end, mark)) {
          String rest =
              new String(bytes, at + mark.length, end - at - mark.length, ISO_8859_1).strip();
          if (rest.isEmpty() || rest.equals("--")) {
            if (start >= 0) {
              add(
                  parts,
                  bytes,
                  start,
                  Lines.beforeBreak(bytes, start, at),
                  depth,
                  mails,
                  usualType);
            }
            start = rest.isEmpty() ? next : -1;
            if (!rest.isEmpty()) {
              return parts;
            }
          }
        }
        at = next;
      }
      if (start >= 0) {
        // the last boundary is missing: the mail was cut off
        add(parts, bytes, start, to, depth, mails, usualType);
      }
      return parts;
    }

    private void add(
        List<MimePart> parts,
        byte[] bytes,
        int from,
        int to,
        int depth,
        int mails,
        String usualType) {
      if (count < MAX_PARTS && to >= from) {
        parts.add(parse(bytes, from, to, depth + 1, mails, usualType));
      }
    }
  }

  @Override
  public String toString() {
    return "MimePart[" + mediaType().toLowerCase(Locale.ROOT) + ", " + (to - from) + " bytes]";
  }
}
