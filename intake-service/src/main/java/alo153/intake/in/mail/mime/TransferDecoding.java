package alo153.intake.in.mail.mime;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Undoes a Content-Transfer-Encoding; what does not belong there is passed over, never a fault. */
final class TransferDecoding {
  private TransferDecoding() {}

  /** Whether undoing it gives other bytes than those that came. */
  static boolean changes(@Nullable String encoding) {
    String name = name(encoding);
    return name.startsWith("base64")
        || name.startsWith("quoted-printable")
        || name.startsWith("x-uu")
        || name.startsWith("uu");
  }

  private static String name(@Nullable String encoding) {
    return encoding == null ? "" : encoding.strip().toLowerCase(Locale.ROOT);
  }

  static byte[] decode(byte[] bytes, @Nullable String encoding) {
    String name = name(encoding);
    if (name.startsWith("base64")) {
      return base64(bytes);
    }
    if (name.startsWith("quoted-printable")) {
      return quotedPrintable(bytes);
    }
    if (name.startsWith("x-uu") || name.startsWith("uu")) {
      return uuencoded(bytes);
    }
    return bytes;
  }

  /** Several padded pieces one after the other are read as one. */
  static byte[] base64(byte[] bytes) {
    var out = new ByteArrayOutputStream(bytes.length * 3 / 4 + 3);
    int group = 0;
    int symbols = 0;
    for (byte b : bytes) {
      int value = base64Value(b);
      if (value >= 0) {
        group = group << 6 | value;
        symbols++;
        if (symbols == 4) {
          out.write(group >> 16);
          out.write(group >> 8);
          out.write(group);
          group = 0;
          symbols = 0;
        }
      } else if (b == '=') {
        flush(out, group, symbols);
        group = 0;
        symbols = 0;
      }
    }
    flush(out, group, symbols);
    return out.toByteArray();
  }

  private static void flush(ByteArrayOutputStream out, int group, int symbols) {
    if (symbols == 2) {
      out.write(group >> 4);
    } else if (symbols == 3) {
      out.write(group >> 10);
      out.write(group >> 2);
    }
  }

  private static int base64Value(byte b) {
    if (b >= 'A' && b <= 'Z') {
      return b - 'A';
    }
    if (b >= 'a' && b <= 'z') {
      return b - 'a' + 26;
    }
    if (b >= '0' && b <= '9') {
      return b - '0' + 52;
    }
    return switch (b) {
      case '+', '-' -> 62;
      case '/', '_' -> 63;
      default -> -1;
    };
  }

  static byte[] quotedPrintable(byte[] bytes) {
    var out = new ByteArrayOutputStream(bytes.length);
    int i = 0;
    while (i < bytes.length) {
      if (bytes[i] != '=') {
        out.write(bytes[i++]);
        continue;
      }
      int high = i + 1 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
      int low = i + 2 < bytes.length ? Character.digit(bytes[i + 2], 16) : -1;
      if (high >= 0 && low >= 0) {
        out.write(high << 4 | low);
        i += 3;
        continue;
      }
      int end = i + 1;
      while (end < bytes.length && (bytes[end] == ' ' || bytes[end] == '\t')) {
        end++;
      }
      if (end >= bytes.length) {
        break;
      }
      if (bytes[end] == '\n' || bytes[end] == '\r') {
        i = Lines.afterBreak(bytes, end, bytes.length);
      } else {
        out.write('=');
        i++;
      }
    }
    return out.toByteArray();
  }

  private static byte[] uuencoded(byte[] bytes) {
    var out = new ByteArrayOutputStream(bytes.length);
    boolean inside = false;
    byte[] begin = "begin ".getBytes(US_ASCII);
    int at = 0;
    while (at < bytes.length) {
      int end = Lines.endOfLine(bytes, at, bytes.length);
      if (!inside) {
        inside = Lines.startsWith(bytes, at, end, begin);
      } else if (end > at) {
        int length = bytes[at] - 32 & 63;
        if (length == 0) {
          break;
        }
        uuLine(bytes, at + 1, end, length, out);
      }
      at = Lines.afterBreak(bytes, end, bytes.length);
    }
    return inside ? out.toByteArray() : bytes;
  }

  private static void uuLine(
      byte[] bytes, int from, int to, int length, ByteArrayOutputStream out) {
    int written = 0;
    for (int i = from; i < to && written < length; i += 4) {
      int group = 0;
      for (int j = 0; j < 4; j++) {
        group = group << 6 | (i + j < to ? bytes[i + j] - 32 & 63 : 0);
      }
      for (int shift = 16; shift >= 0 && written < length; shift -= 8) {
        out.write(group >> shift);
        written++;
      }
    }
  }
}
