package alo153.intake.in.mail.mime;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Address fields, as they are written and not as they should be. */
public final class Addresses {
  private static final Pattern BARE = Pattern.compile("[^\\s<>()\",;:]+@[^\\s<>()\",;:]+");
  private static final int MAX = 200;
  private static final int MAX_LENGTH = 2000;

  private Addresses() {}

  /**
   * One address.
   *
   * @param name beside it; null when none
   * @param address such as {@code ayse@example.org}
   */
  public record Address(@Nullable String name, String address) {}

  /** All addresses of all fields of that name. */
  public static List<Address> in(HeaderFields header, String field) {
    var addresses = new ArrayList<Address>();
    for (String raw : header.all(field)) {
      for (String item : items(raw)) {
        Address address = item.length() <= MAX_LENGTH ? read(item) : null;
        if (address != null && addresses.size() < MAX) {
          addresses.add(address);
        }
      }
    }
    return addresses;
  }

  private static @Nullable Address read(String item) {
    int open = item.lastIndexOf('<');
    int close = item.indexOf('>', open + 1);
    if (open >= 0) {
      String inside = item.substring(open + 1, close < 0 ? item.length() : close);
      var bare = BARE.matcher(inside);
      return bare.find() ? new Address(name(item.substring(0, open)), bare.group()) : null;
    }
    var bare = BARE.matcher(item);
    if (!bare.find()) {
      return null;
    }
    int comment = item.indexOf('(', bare.end());
    int end = comment < 0 ? -1 : item.indexOf(')', comment);
    return new Address(end < 0 ? null : name(item.substring(comment + 1, end)), bare.group());
  }

  private static @Nullable String name(String raw) {
    String text = raw.strip();
    int group = text.indexOf(':');
    if (group >= 0 && text.indexOf('"') < 0 && !text.contains("=?")) {
      text = text.substring(group + 1).strip();
    }
    if (text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"")) {
      text = text.substring(1, text.length() - 1).replace("\\\"", "\"").replace("\\\\", "\\");
    }
    String name = EncodedWords.decode(text).strip();
    return name.isEmpty() ? null : name;
  }

  /** Cut at commas and semicolons outside of quotes, brackets and comments. */
  private static List<String> items(String raw) {
    var items = new ArrayList<String>();
    var item = new StringBuilder();
    boolean quoted = false;
    int inside = 0;
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (quoted && c == '\\' && i + 1 < raw.length()) {
        item.append(c).append(raw.charAt(++i));
        continue;
      }
      if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && (c == '<' || c == '(')) {
        inside++;
      } else if (!quoted && (c == '>' || c == ')')) {
        inside = Math.max(0, inside - 1);
      }
      if ((c == ',' || c == ';') && !quoted && inside == 0) {
        items.add(item.toString());
        item.setLength(0);
      } else {
        item.append(c);
      }
    }
    items.add(item.toString());
    return items;
  }
}
