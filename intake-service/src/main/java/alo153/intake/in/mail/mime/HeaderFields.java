package alo153.intake.in.mail.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The header of a mail or of one of its parts. Values are kept as the bytes came, one character per
 * byte; {@link #text} decodes them.
 */
public final class HeaderFields {
  private static final int MAX_BYTES = 256 * 1024;
  private static final int MAX_FIELDS = 2000;

  private record Field(String name, String value) {}

  private final List<Field> fields;
  private final int end;

  private HeaderFields(List<Field> fields, int end) {
    this.fields = List.copyOf(fields);
    this.end = end;
  }

  /** Reads up to the first empty line; a line that is no field is passed over. */
  static HeaderFields parse(byte[] bytes, int from, int to) {
    var fields = new ArrayList<Field>();
    StringBuilder field = null;
    int at = from;
    while (at < to) {
      int lineEnd = Lines.endOfLine(bytes, at, to);
      int next = Lines.afterBreak(bytes, lineEnd, to);
      if (lineEnd == at) {
        add(fields, field);
        return new HeaderFields(fields, next);
      }
      if (at - from < MAX_BYTES && fields.size() < MAX_FIELDS) {
        int most = Math.min(lineEnd, from + MAX_BYTES);
        String line = new String(bytes, at, most - at, ISO_8859_1);
        boolean folded = line.charAt(0) == ' ' || line.charAt(0) == '\t';
        if (folded && field != null) {
          field.append(' ').append(line.strip());
        } else {
          add(fields, field);
          field = isField(line) ? new StringBuilder(line) : null;
        }
      }
      at = next;
    }
    add(fields, field);
    return new HeaderFields(fields, to);
  }

  private static boolean isField(String line) {
    int colon = line.indexOf(':');
    if (colon <= 0) {
      return false;
    }
    String name = line.substring(0, colon).stripTrailing();
    return !name.isEmpty() && name.chars().allMatch(c -> c > ' ' && c < 127);
  }

  private static void add(
      List<Field> fields, @org.jspecify.annotations.Nullable StringBuilder line) {
    if (line != null) {
      int colon = line.indexOf(":");
      fields.add(new Field(line.substring(0, colon).strip(), line.substring(colon + 1).strip()));
    }
  }

  /** Where the body begins. */
  int end() {
    return end;
  }

  /** The first field of that name, undecoded; empty when there is none or nothing in it. */
  public Optional<String> first(String name) {
    return all(name).stream().filter(value -> !value.isEmpty()).findFirst();
  }

  /** All fields of that name from top to bottom, undecoded. */
  public List<String> all(String name) {
    return fields.stream()
        .filter(field -> field.name().equalsIgnoreCase(name))
        .map(Field::value)
        .toList();
  }

  public boolean has(String name) {
    return fields.stream().anyMatch(field -> field.name().equalsIgnoreCase(name));
  }

  /** The first field of that name as people read it. */
  public Optional<String> text(String name) {
    return first(name).map(EncodedWords::decode).map(String::strip).filter(it -> !it.isEmpty());
  }

  /** Whether there is any field at all. */
  public boolean isEmpty() {
    return fields.isEmpty();
  }
}
