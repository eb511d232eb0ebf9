package alo153.intake.in.mail;

import static java.nio.charset.StandardCharsets.UTF_8;

import alo153.intake.in.mail.DeliveryReport.Action;
import alo153.intake.in.mail.mime.MimePart;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds delivery reports: proper ones, read receipts, complaints and bounces in plain words. */
final class DeliveryReports {
  private static final Pattern ID =
      Pattern.compile("<[^<>\\s@]{1,120}\\.[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{5}@[^<>\\s]{1,255}>");
  private static final Pattern STATUS = Pattern.compile("\\b([245]\\.\\d{1,3}\\.\\d{1,3})\\b");
  private static final Pattern FIELD =
      Pattern.compile("(?mi)^(action|status|original-message-id|disposition):[ \\t]*(.*)$");
  private static final int MAX_TEXT = 100_000;

  private DeliveryReports() {}

  /**
   * @param text what the mail says in plain words
   */
  static Optional<DeliveryReport> in(MimePart mail, String text) {
    List<MimePart> parts = new ArrayList<>();
    collect(mail, parts);
    Optional<String> original = parts.stream().flatMap(part -> original(part).stream()).findFirst();
    for (MimePart part : parts) {
      switch (part.mediaType()) {
        case "message/delivery-status", "message/global-delivery-status" -> {
          return Optional.of(status(fields(part), original.orElse(null)));
        }
        case "message/disposition-notification" -> {
          String fields = fields(part);
          return Optional.of(
              new DeliveryReport(
                  original.orElse(value(fields, "original-message-id").orElse(null)),
                  Action.READ,
                  null));
        }
        case "message/feedback-report" -> {
          return Optional.of(new DeliveryReport(original.orElse(null), Action.COMPLAINT, null));
        }
        default -> {
          // some other part
        }
      }
    }
    boolean nullSender =
        mail.header().all("Return-Path").stream().anyMatch(path -> path.strip().equals("<>"));
    return nullSender ? inWords(text, original) : Optional.empty();
  }

  private static Optional<DeliveryReport> inWords(String text, Optional<String> original) {
    String start = text.substring(0, Math.min(text.length(), MAX_TEXT));
    Matcher id = ID.matcher(start);
    Optional<String> ours =
        original.or(() -> id.find() ? Optional.of(id.group()) : Optional.empty());
    if (ours.isEmpty()) {
      return Optional.empty();
    }
    Matcher status = STATUS.matcher(start);
    String code = status.find() ? status.group(1) : null;
    Action action = code != null && code.startsWith("4") ? Action.DELAYED : Action.FAILED;
    return Optional.of(new DeliveryReport(ours.get(), action, code));
  }

  private static void collect(MimePart part, List<MimePart> parts) {
    parts.add(part);
    for (MimePart child : part.parts()) {
      collect(child, parts);
    }
  }

  /** The id of the mail that is given back inside the report. */
  private static Optional<String> original(MimePart part) {
    Optional<String> id =
        switch (part.mediaType()) {
          case "message/rfc822", "message/global" ->
              part.parts().stream()
                  .flatMap(it -> it.header().first("Message-ID").stream())
                  .findFirst();
          case "text/rfc822-headers", "message/global-headers" ->
              MimePart.parse(part.content()).header().first("Message-ID");
          default -> Optional.empty();
        };
    return id.map(it -> it.replaceAll("\\s", ""));
  }

  /** The worst of what is said about several recipients. */
  private static DeliveryReport status(
      String fields, @org.jspecify.annotations.Nullable String original) {
    List<Action> actions =
        values(fields, "action").stream().flatMap(it -> Action.named(it).stream()).toList();
    Action worst =
        actions.stream()
            .min(java.util.Comparator.comparingInt(Enum::ordinal))
            .orElse(Action.FAILED);
    String status =
        values(fields, "status").stream()
            .map(STATUS::matcher)
            .filter(Matcher::find)
            .map(found -> found.group(1))
            .max(java.util.Comparator.naturalOrder())
            .orElse(null);
    return new DeliveryReport(original, worst, status);
  }

  private static Optional<String> value(String fields, String name) {
    return values(fields, name).stream().findFirst();
  }

  private static List<String> values(String fields, String name) {
    return FIELD
        .matcher(fields)
        .results()
        .filter(it -> it.group(1).toLowerCase(Locale.ROOT).equals(name))
        .map(it -> it.group(2).strip())
        .toList();
  }

  private static String fields(MimePart part) {
    String text = new String(part.content(), UTF_8);
    return text.substring(0, Math.min(text.length(), MAX_TEXT));
  }
}
