package alo153.intake.in.mail.mime;

/** Lines of raw bytes, whatever ends them: CR LF, LF or CR. */
final class Lines {
  private Lines() {}

  /** Where the line that begins at {@code at} ends, before its break. */
  static int endOfLine(byte[] bytes, int at, int to) {
    int i = at;
    while (i < to && bytes[i] != '\n' && bytes[i] != '\r') {
      i++;
    }
    return i;
  }

  /** Where the next line begins. */
  static int afterBreak(byte[] bytes, int lineEnd, int to) {
    if (lineEnd >= to) {
      return to;
    }
    boolean crLf = bytes[lineEnd] == '\r' && lineEnd + 1 < to && bytes[lineEnd + 1] == '\n';
    return lineEnd + (crLf ? 2 : 1);
  }

  /** Without the break before {@code at}. */
  static int beforeBreak(byte[] bytes, int from, int at) {
    int end = at;
    if (end > from && bytes[end - 1] == '\n') {
      end--;
    }
    if (end > from && bytes[end - 1] == '\r') {
      end--;
    }
    return end;
  }

  static boolean startsWith(byte[] bytes, int at, int to, byte[] prefix) {
    if (to - at < prefix.length) {
      return false;
    }
    for (int i = 0; i < prefix.length; i++) {
      if (bytes[at + i] != prefix[i]) {
        return false;
      }
    }
    return true;
  }
}
