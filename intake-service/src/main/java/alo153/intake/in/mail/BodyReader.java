package alo153.intake.in.mail;

import alo153.intake.decide.Words;
import alo153.intake.in.mail.mime.Addresses;
import alo153.intake.in.mail.mime.MimePart;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Gathers what was written and what was attached from all parts of a mail. */
final class BodyReader {
  private static final int MAX_TEXT = 1_000_000;
  private static final int PIXEL = 2048;
  private static final Map<String, String> ENDINGS =
      Map.of(
          "image/jpeg", ".jpg",
          "image/png", ".png",
          "image/gif", ".gif",
          "application/pdf", ".pdf",
          "text/calendar", ".ics",
          "application/ms-tnef", ".dat");

  private final StringBuilder full = new StringBuilder();
  private final StringBuilder visible = new StringBuilder();
  private final List<MailFile> files = new ArrayList<>();

  /** What stands in a part, and what of it is new. */
  private record Written(String full, String visible) {
    boolean isStub() {
      String words = full.strip().toLowerCase(Locale.ROOT);
      return words.isEmpty() || words.length() < 200 && words.contains("html");
    }
  }

  void read(MimePart mail) {
    visit(mail, false);
  }

  String full() {
    return full.toString().strip();
  }

  String visible() {
    return visible.toString().strip();
  }

  List<MailFile> files() {
    return files;
  }

  private void visit(MimePart part, boolean related) {
    if (part.is("multipart/alternative") && part.isMultipart()) {
      add(best(part));
      for (MimePart child : part.parts()) {
        visitFilesOnly(child);
      }
    } else if (part.isMultipart()) {
      boolean inRelated = related || part.is("multipart/related");
      part.parts().forEach(child -> visit(child, inRelated));
    } else if (isForwarded(part)) {
      add(forwarded(part.parts().get(0)));
      part.parts().forEach(child -> visit(child, related));
    } else if (isText(part)) {
      add(written(part));
    } else {
      file(part, related);
    }
  }

  private static boolean isForwarded(MimePart part) {
    return !part.parts().isEmpty() && part.mediaType().startsWith("message/");
  }

  private static boolean isText(MimePart part) {
    return (part.is("text/plain") || part.is("text/html"))
        && !part.isAttachment()
        && part.fileName().isEmpty();
  }

  private static boolean isReportDetail(MimePart part) {
    return switch (part.mediaType()) {
      case "message/delivery-status",
          "message/global-delivery-status",
          "message/disposition-notification",
          "message/feedback-report",
          "text/rfc822-headers" ->
          true;
      default -> false;
    };
  }

  /** The plain text, unless it only says that there is HTML. */
  private static Written best(MimePart alternatives) {
    List<MimePart> texts = new ArrayList<>();
    alternatives.parts().forEach(child -> texts(child, texts));
    Written best = new Written("", "");
    for (MimePart text : texts) {
      if (text.is("text/plain")) {
        Written plain = written(text);
        if (!plain.isStub()) {
          return plain;
        }
        best = best.full().isBlank() ? plain : best;
      }
    }
    for (MimePart text : texts) {
      if (text.is("text/html")) {
        Written html = written(text);
        if (!html.full().isBlank()) {
          return html;
        }
      }
    }
    return best;
  }

  private static void texts(MimePart part, List<MimePart> texts) {
    if (isText(part)) {
      texts.add(part);
    } else if (part.isMultipart()) {
      part.parts().forEach(child -> texts(child, texts));
    }
  }

  private void visitFilesOnly(MimePart part) {
    if (part.isMultipart()) {
      part.parts().forEach(this::visitFilesOnly);
    } else if (!isText(part)) {
      file(part, true);
    }
  }

  private static Written written(MimePart part) {
    if (part.is("text/html")) {
      String html = part.text();
      return new Written(HtmlText.full(html), HtmlText.withoutQuotes(html));
    }
    String text = part.text().replace("\r\n", "\n").replace('\r', '\n');
    if (part.parameter("format").filter(it -> it.equalsIgnoreCase("flowed")).isPresent()) {
      text =
          unflowed(
              text, part.parameter("delsp").filter(it -> it.equalsIgnoreCase("yes")).isPresent());
    }
    return new Written(text, text);
  }

  /** RFC 3676: a line that ends in a space goes on in the next. */
  private static String unflowed(String text, boolean dropSpace) {
    var out = new StringBuilder(text.length());
    String[] lines = text.split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      String line = lines[i];
      if (line.startsWith(" ")) {
        line = line.substring(1);
      }
      boolean flows =
          line.endsWith(" ")
              && !line.equals("-- ")
              && !line.startsWith(">")
              && i + 1 < lines.length
              && !lines[i + 1].startsWith(">");
      out.append(flows && dropSpace ? line.substring(0, line.length() - 1) : line);
      if (!flows && i + 1 < lines.length) {
        out.append('\n');
      }
    }
    return out.toString();
  }

  private static Written forwarded(MimePart mail) {
    var lines = new StringBuilder("----- İletilen ileti / Forwarded message -----\n");
    Addresses.in(mail.header(), "From").stream()
        .findFirst()
        .ifPresent(
            from ->
                lines
                    .append("Kimden / From: ")
                    .append(from.name() == null ? "" : from.name() + " ")
                    .append('<')
                    .append(from.address())
                    .append(">\n"));
    mail.header()
        .first("Date")
        .ifPresent(date -> lines.append("Tarih / Date: ").append(date).append('\n'));
    mail.header()
        .text("Subject")
        .ifPresent(subject -> lines.append("Konu / Subject: ").append(subject).append('\n'));
    return new Written(lines.toString(), lines.toString());
  }

  private void add(Written written) {
    append(full, written.full());
    append(visible, written.visible());
  }

  private static void append(StringBuilder to, String text) {
    String clean = Words.clean(text).strip();
    int room = MAX_TEXT - to.length();
    if (!clean.isEmpty() && room > 0) {
      to.append(to.isEmpty() ? "" : "\n\n").append(clean, 0, Math.min(clean.length(), room));
    }
  }

  private void file(MimePart part, boolean related) {
    if (isReportDetail(part)) {
      return;
    }
    byte[] content = part.content();
    boolean decoration = related && part.mediaType().startsWith("image/") && content.length < PIXEL;
    if (content.length > 0 && !decoration) {
      files.add(new MailFile(name(part), content));
    }
  }

  private String name(MimePart part) {
    return part.fileName()
        .map(Words::line)
        .filter(name -> !name.isEmpty())
        .orElseGet(() -> "ek-" + (files.size() + 1) + ENDINGS.getOrDefault(part.mediaType(), ""));
  }
}
