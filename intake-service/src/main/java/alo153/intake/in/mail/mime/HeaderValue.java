package alo153.intake.in.mail.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A field such as Content-Type: a value and its parameters, in plain spelling, in RFC 2231's and
 * with RFC 2047 words in quotes.
 *
 * @param value before the first semicolon, lower case
 * @param parameters decoded, by name in lower case
 */
public record HeaderValue(String value, Map<String, String> parameters) {
  private static final Pattern NAME = Pattern.compile("([^*]+?)(?:\\*(\\d{1,3}))?(\\*)?");

  public HeaderValue {
    parameters = Map.copyOf(parameters);
  }

  private record Piece(String text, boolean extended) {}

  /**
   * @param raw one character per byte; null when the field is missing
   */
  public static HeaderValue parse(@Nullable String raw) {
    if (raw == null) {
      return new HeaderValue("", Map.of());
    }
    List<String> items = items(raw);
    var plain = new HashMap<String, String>();
    var pieces = new HashMap<String, TreeMap<Integer, Piece>>();
    for (String item : items.subList(1, items.size())) {
      int equals = item.indexOf('=');
      if (equals <= 0) {
        continue;
      }
      String name = item.substring(0, equals).strip().toLowerCase(Locale.ROOT);
      String value = unquoted(item.substring(equals + 1).strip());
      Matcher shape = NAME.matcher(name);
      if (!shape.matches() || shape.group(2) == null && shape.group(3) == null) {
        plain.putIfAbsent(name, EncodedWords.decode(value));
      } else {
        int number = shape.group(2) == null ? 0 : Integer.parseInt(shape.group(2));
        pieces
            .computeIfAbsent(shape.group(1), key -> new TreeMap<>())
            .putIfAbsent(number, new Piece(value, shape.group(3) != null));
      }
    }
    pieces.forEach((name, numbered) -> plain.put(name, joined(numbered)));
    return new HeaderValue(items.get(0).strip().toLowerCase(Locale.ROOT), plain);
  }

  public Optional<String> parameter(String name) {
    return Optional.ofNullable(parameters.get(name)).filter(it -> !it.isBlank());
  }

  private static String joined(TreeMap<Integer, Piece> numbered) {
    String charset = null;
    var bytes = new ByteArrayOutputStream();
    boolean first = true;
    for (Piece piece : numbered.values()) {
      String text = piece.text();
      if (first && piece.extended()) {
        String[] parts = text.split("'", 3);
        if (parts.length == 3) {
          charset = parts[0];
          text = parts[2];
        }
      }
      first = false;
      bytes.writeBytes(piece.extended() ? percentDecoded(text) : text.getBytes(ISO_8859_1));
    }
    return Charsets.decode(bytes.toByteArray(), charset);
  }

  private static byte[] percentDecoded(String text) {
    var bytes = new ByteArrayOutputStream();
    for (int i = 0; i < text.length(); i++) {
      int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
      int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
      if (text.charAt(i) == '%' && high >= 0 && low >= 0) {
        bytes.write(high << 4 | low);
        i += 2;
      } else {
        bytes.write(text.charAt(i));
      }
    }
    return bytes.toByteArray();
  }

  private static List<String> items(String raw) {
    var items = new ArrayList<String>();
    var item = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (quoted && c == '\\' && i + 1 < raw.length()) {
        item.append(c).append(raw.charAt(++i));
      } else if (c == ';' && !quoted) {
        items.add(item.toString());
        item.setLength(0);
      } else {
        quoted ^= c == '"';
        item.append(c);
      }
    }
    items.add(item.toString());
    return items;
  }

  private static String unquoted(String value) {
    if (value.isEmpty() || value.charAt(0) != '"') {
      return value;
    }
    var text = new StringBuilder();
    for (int i = 1; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"') {
        break;
      }
      // a quoted pair is one character; a path of Windows is not a quoted pair
      boolean pair =
          c == '\\'
              && i + 1 < value.length()
              && (value.charAt(i + 1) == '"' || value.charAt(i + 1) == '\\');
      text.append(pair ? value.charAt(++i) : c);
    }
    return text.toString();
  }
}
