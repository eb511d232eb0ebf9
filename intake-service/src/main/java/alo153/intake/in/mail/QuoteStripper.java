package alo153.intake.in.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What somebody wrote in a reply, without the mail it answers and without the signature. Only a
 * guess, so nothing is lost by it: when nothing would be left, all is left.
 */
final class QuoteStripper {
  private static final int MAX_CHARACTERS = 1_000_000;
  private static final int MAX_LINES = 5_000;
  private static final int SHORT = 20;
  private static final int MAX_LINE = 500;

  /** The sentence above a quote, on one line. */
  private static final List<Pattern> WROTE =
      List.of(
          Pattern.compile("(?iu)^.{0,400}\\btarihinde şunu yazd[ıi]\\s?:\\s*$"),
          Pattern.compile("(?iu)^.{0,400}\\b(?:şunları|şunu|şöyle) yazd[ıi]\\s?:\\s*$"),
          Pattern.compile("(?iu)^.{0,400}<[^>\\s]{3,200}>.{0,100}\\byazd[ıi]\\s?:\\s*$"),
          Pattern.compile("(?iu)^(?:on|am|le)\\b.{5,400}\\b(?:wrote|schrieb|a écrit)\\s?:\\s*$"),
          Pattern.compile("(?iu)^.{0,200}<[^>\\s]{3,200}>.{0,60}\\bwrote\\s?:\\s*$"));

  private static final Pattern DATE_OR_ADDRESS =
      Pattern.compile("\\d{1,2}[:.]\\d{2}|\\b(?:19|20)\\d{2}\\b|[^\\s<>]{1,100}@[^\\s<>]{1,100}");

  /** From here on it is the older mail. */
  private static final List<Pattern> CUT =
      List.of(
          Pattern.compile(
              "(?iu)^[-_—\\s]{2,20}(?:özgün|orijinal|asıl|original|ursprüngliche)\\s+"
                  + "(?:ileti|mesaj|e-posta|message|nachricht)[-_—\\s]{0,20}$"),
          Pattern.compile(
              "(?iu)^[-_—\\s]{2,20}(?:iletilmiş|iletilen|yönlendirilen|yönlendirilmiş|forwarded)\\s+"
                  + "(?:mesaj|ileti|e-posta|message)[-_—\\s]{0,20}$"),
          Pattern.compile(
              "(?iu)^(?:ileti başlangıcı|begin forwarded message|yönlendirilen ileti)\\s?:?\\s*$"));

  private static final Pattern HEADER_FROM =
      Pattern.compile("(?iu)^\\*?(?:kimden|gönderen|from)\\s?:\\*?\\s.*");
  private static final Pattern HEADER_NEXT =
      Pattern.compile(
          "(?iu)^\\*?(?:gönderildi|gönderilme tarihi|gönderme tarihi|tarih|kime|alıcı|bilgi|cc|konu|sent|date|to|subject)\\s?:\\*?.*");
  private static final Pattern RULE = Pattern.compile("^_{20,}$");

  private static final List<Pattern> SIGNATURE =
      List.of(
          Pattern.compile("^-- ?$"),
          Pattern.compile(
              "(?iu)^.{0,30}(?:iphone|ipad|android|samsung|huawei|xiaomi|galaxy).{0,30}"
                  + "\\bgönderildi\\.?$"),
          Pattern.compile("(?iu)^sent from my .{2,40}$"),
          Pattern.compile("(?iu)^.{0,20}yahoo mail.{0,30}gönderildi\\.?$"),
          Pattern.compile("(?iu)^.{0,10}outlook for (?:ios|android).{0,60}$"),
          Pattern.compile("(?iu)^windows için posta ile gönderildi\\.?$"),
          Pattern.compile(
              "(?iu)^bu e-?posta(?: mesajı)? ve (?:ekleri|ekli|içeriği).{0,200}"
                  + "(?:gizli|yalnızca|sadece|özeldir).{0,300}$"));

  private static final Pattern FORWARD =
      Pattern.compile("(?iu)^\\s*(?:ilt|i̇lt|ilet|fw|fwd|yön)\\s?:.*");

  private QuoteStripper() {}

  /** Whether a subject says that somebody else's mail is what it is about. */
  static boolean isForward(@org.jspecify.annotations.Nullable String subject) {
    return subject != null
        && subject.length() < MAX_LINE
        && FORWARD.matcher(subject.replace('İ', 'i').replace('I', 'i')).matches();
  }

  /**
   * @param text with plain line ends
   * @param subject of the mail; null when none
   */
  static String visible(String text, @org.jspecify.annotations.Nullable String subject) {
    if (text.length() > MAX_CHARACTERS || isForward(subject)) {
      return text.strip();
    }
    List<String> lines = text.lines().toList();
    if (lines.size() > MAX_LINES) {
      return text.strip();
    }
    String visible = String.join("\n", withoutSignature(withoutQuotes(lines))).strip();
    if (visible.isEmpty()) {
      return text.strip();
    }
    boolean cutOffForwarded =
        visible.length() < SHORT && lines.stream().anyMatch(QuoteStripper::isForwardMark);
    return cutOffForwarded ? text.strip() : visible;
  }

  private static boolean isForwardMark(String line) {
    return line.length() < MAX_LINE
        && (CUT.get(1).matcher(line).matches() || CUT.get(2).matcher(line).matches());
  }

  private static List<String> withoutQuotes(List<String> lines) {
    var kept = new ArrayList<String>();
    int i = 0;
    while (i < lines.size()) {
      String line = lines.get(i).strip();
      if (line.startsWith(">")) {
        i++;
        continue;
      }
      if (isCut(lines, i)) {
        break;
      }
      int wrote = wroteLines(lines, i);
      if (wrote > 0) {
        int quote = nextWritten(lines, i + wrote);
        if (quote < lines.size() && !lines.get(quote).strip().startsWith(">")) {
          // the older mail follows without marks
          break;
        }
        i = quote;
        continue;
      }
      kept.add(lines.get(i));
      i++;
    }
    return kept;
  }

  /** How many lines the sentence above a quote takes here; 0 when there is none. */
  private static int wroteLines(List<String> lines, int at) {
    var sentence = new StringBuilder();
    for (int taken = 1; taken <= 3 && at + taken <= lines.size(); taken++) {
      String line = lines.get(at + taken - 1).strip();
      if (line.isEmpty() || sentence.length() + line.length() > MAX_LINE) {
        return 0;
      }
      sentence.append(taken == 1 ? "" : " ").append(line);
      String whole = sentence.toString();
      // only a sentence that begins with a date or an address can be wrapped: else the line above
      // it is what the person wrote
      if (taken > 1 && !DATE_OR_ADDRESS.matcher(lines.get(at)).find()) {
        return 0;
      }
      if (whole.endsWith(":") && WROTE.stream().anyMatch(it -> it.matcher(whole).matches())) {
        return taken;
      }
    }
    return 0;
  }

  private static int nextWritten(List<String> lines, int from) {
    int i = from;
    while (i < lines.size() && lines.get(i).isBlank()) {
      i++;
    }
    return i;
  }

  private static boolean isCut(List<String> lines, int at) {
    String line = lines.get(at).strip();
    if (line.length() > MAX_LINE) {
      return false;
    }
    if (CUT.stream().anyMatch(it -> it.matcher(line).matches())) {
      return true;
    }
    int header = RULE.matcher(line).matches() ? nextWritten(lines, at + 1) : at;
    return header + 1 < lines.size()
        && lines.get(header).length() < MAX_LINE
        && HEADER_FROM.matcher(lines.get(header).strip()).matches()
        && lines.subList(header + 1, Math.min(header + 4, lines.size())).stream()
                .filter(it -> it.length() < MAX_LINE && HEADER_NEXT.matcher(it.strip()).matches())
                .count()
            >= 2;
  }

  private static List<String> withoutSignature(List<String> lines) {
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      // only "-- " itself ends a text anywhere; the rest only near the end
      boolean dashes = SIGNATURE.get(0).matcher(line).matches();
      boolean nearEnd = lines.size() - i <= 15;
      if (i > 0
          && line.length() < MAX_LINE
          && (dashes
              || nearEnd
                  && SIGNATURE.stream().anyMatch(it -> it.matcher(line.strip()).matches()))) {
        return lines.subList(0, i);
      }
    }
    return lines;
  }
}
