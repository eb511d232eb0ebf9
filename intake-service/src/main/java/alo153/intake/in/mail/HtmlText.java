package alo153.intake.in.mail;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter;
import org.jsoup.select.NodeTraversor;

/** HTML as plain text: lines where a reader sees lines, the address of a link beside its words. */
final class HtmlText {
  private static final int MAX = 1_000_000;
  private static final Set<String> BREAKS =
      Set.of(
          "p",
          "div",
          "li",
          "tr",
          "table",
          "h1",
          "h2",
          "h3",
          "h4",
          "h5",
          "h6",
          "ul",
          "ol",
          "blockquote",
          "pre",
          "hr",
          "section",
          "article",
          "header",
          "footer",
          "dt",
          "dd");
  private static final String INVISIBLE =
      "script, style, head, noscript, template, object, iframe,"
          + " [style~=(?i)display\\s*:\\s*none], [hidden]";
  private static final String QUOTED =
      "div.gmail_quote, div.gmail_extra, div.gmail_attr, blockquote[type=cite], div#divRplyFwdMsg,"
          + " div#appendonsend, .yahoo_quoted, .moz-cite-prefix, #OLK_SRC_BODY_SECTION,"
          + " div.gmail_signature";

  /** Outlook's marks: the older mail is all that follows them. */
  private static final Set<String> REST_IS_QUOTED = Set.of("divRplyFwdMsg", "appendonsend");

  private HtmlText() {}

  /** All of it. */
  static String full(String html) {
    Document document = parse(html);
    return text(document, new HashSet<>(document.select(INVISIBLE)), false);
  }

  /** Without what mail programs mark as quoted. */
  static String withoutQuotes(String html) {
    Document document = parse(html);
    var left = new HashSet<Node>(document.select(INVISIBLE));
    left.addAll(document.select(QUOTED));
    return text(document, left, true);
  }

  private static Document parse(String html) {
    return Jsoup.parse(html.substring(0, Math.min(html.length(), MAX)));
  }

  /** What is left out is passed over: taking nodes out of a long row costs the row for each. */
  private static String text(Document document, Set<Node> left, boolean withoutRest) {
    var writer = new Writer(left, withoutRest);
    NodeTraversor.filter(writer, document);
    return writer.text();
  }

  private static final class Writer implements NodeFilter {
    private final StringBuilder text = new StringBuilder();
    private final Set<Node> left;
    private final boolean withoutRest;
    private final Set<Node> restLeft = new HashSet<>();
    private int preformatted;

    Writer(Set<Node> left, boolean withoutRest) {
      this.left = left;
      this.withoutRest = withoutRest;
    }

    @Override
    public FilterResult head(Node node, int depth) {
      if (withoutRest && isMark(node)) {
        restLeft.add(node.parentNode());
        return FilterResult.SKIP_ENTIRELY;
      }
      if (left.contains(node) || node instanceof Element && restLeft.contains(node.parentNode())) {
        return FilterResult.SKIP_ENTIRELY;
      }
      enter(node);
      return FilterResult.CONTINUE;
    }

    private static boolean isMark(Node node) {
      return node instanceof Element element
          && element.normalName().equals("div")
          && REST_IS_QUOTED.contains(element.id());
    }

    private void enter(Node node) {
      if (node instanceof TextNode words) {
        append(preformatted > 0 ? words.getWholeText() : words.text());
      } else if (node instanceof Element element) {
        String name = element.normalName();
        if (name.equals("br")) {
          newLine();
        } else if (BREAKS.contains(name)) {
          freshLine();
          preformatted += name.equals("pre") ? 1 : 0;
          if (name.equals("li")) {
            text.append("- ");
          } else if (name.equals("hr")) {
            text.append("________________________________\n");
          }
        } else if (name.equals("td") || name.equals("th")) {
          append(" ");
        }
      }
    }

    @Override
    public FilterResult tail(Node node, int depth) {
      leave(node);
      return FilterResult.CONTINUE;
    }

    private void leave(Node node) {
      if (node instanceof Element element) {
        String name = element.normalName();
        if (name.equals("a")) {
          String address = element.attr("href").strip();
          if (address.toLowerCase(Locale.ROOT).startsWith("http")
              && !element.text().contains(address)) {
            append(" (" + address + ")");
          }
        } else if (BREAKS.contains(name)) {
          freshLine();
          preformatted -= name.equals("pre") ? 1 : 0;
          if (name.equals("p")) {
            newLine();
          }
        }
      }
    }

    private void append(String words) {
      boolean lineStart = text.isEmpty() || text.charAt(text.length() - 1) == '\n';
      String more = words.replace('\u00a0', ' ');
      if (preformatted > 0) {
        text.append(more);
      } else if (lineStart || text.charAt(text.length() - 1) == ' ') {
        text.append(more.stripLeading());
      } else {
        text.append(more);
      }
    }

    private void freshLine() {
      if (!text.isEmpty() && text.charAt(text.length() - 1) != '\n') {
        newLine();
      }
    }

    private void newLine() {
      while (!text.isEmpty() && text.charAt(text.length() - 1) == ' ') {
        text.setLength(text.length() - 1);
      }
      text.append('\n');
    }

    String text() {
      var out = new StringBuilder(text.length());
      int empty = 0;
      for (String line : text.toString().split("\n", -1)) {
        String stripped = line.stripTrailing();
        empty = stripped.isEmpty() ? empty + 1 : 0;
        if (empty < 2) {
          out.append(stripped).append('\n');
        }
      }
      return out.toString().strip();
    }
  }
}
