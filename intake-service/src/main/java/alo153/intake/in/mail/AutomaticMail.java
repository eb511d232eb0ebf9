package alo153.intake.in.mail;

import alo153.intake.in.mail.mime.Addresses.Address;
import alo153.intake.in.mail.mime.HeaderFields;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Tells mail of machines from mail of people (RFC 3834 and what programs do instead). Never a
 * request, never answered: two robots that answer each other never stop.
 */
final class AutomaticMail {
  private static final int MAX_HOPS = 30;
  private static final Set<String> ROBOTS =
      Set.of(
          "mailer-daemon",
          "postmaster",
          "noreply",
          "no-reply",
          "no_reply",
          "donotreply",
          "do-not-reply",
          "do_not_reply",
          "yanitlamayin",
          "yanitlamayiniz",
          "cevaplamayin",
          "bilgi-noreply",
          "bounce",
          "bounces");

  /**
   * The whole subject, or what stands before the colon in front of the subject that is answered.
   */
  private static final List<String> SUBJECTS =
      List.of(
          "otomatik yanıt",
          "otomatik yanit",
          "otomatik cevap",
          "ofis dışında",
          "ofis disinda",
          "automatic reply",
          "out of office",
          "out of office autoreply",
          "autoreply",
          "auto-reply");

  private static final Set<String> BULK = Set.of("bulk", "list", "junk", "auto_reply");
  private static final Locale TURKISH = Locale.forLanguageTag("tr");

  private AutomaticMail() {}

  /** How a machine's mail was recognised. */
  enum Sign {
    OUR_OWN,
    LOOP,
    NULL_SENDER,
    AUTO_SUBMITTED,
    REPORT,
    LIST,
    BULK,
    AUTO_RESPONDER,
    ROBOT_ADDRESS,
    OUT_OF_OFFICE
  }

  /**
   * @param ours our own addresses, lower case
   * @return empty when a person wrote it
   */
  static Optional<Sign> sign(Mail mail, Collection<String> ours) {
    HeaderFields header = mail.header();
    Address from = mail.from();
    String address = from == null ? "" : from.address().toLowerCase(Locale.ROOT);
    if (ours.contains(address)) {
      return Optional.of(Sign.OUR_OWN);
    }
    if (header.has("X-Loop") || header.all("Received").size() > MAX_HOPS) {
      return Optional.of(Sign.LOOP);
    }
    if (header.all("Return-Path").stream().anyMatch(path -> path.strip().equals("<>"))) {
      return Optional.of(Sign.NULL_SENDER);
    }
    if (header
        .first("Auto-Submitted")
        .map(it -> it.strip().toLowerCase(Locale.ROOT))
        .filter(it -> !it.equals("no") && !it.startsWith("no;") && !it.startsWith("no "))
        .isPresent()) {
      return Optional.of(Sign.AUTO_SUBMITTED);
    }
    if (mail.report() != null
        || header
            .first("Content-Type")
            .filter(it -> it.toLowerCase(Locale.ROOT).startsWith("multipart/report"))
            .isPresent()) {
      return Optional.of(Sign.REPORT);
    }
    if (header.has("List-Id") || header.has("List-Unsubscribe")) {
      return Optional.of(Sign.LIST);
    }
    if (header.all("Precedence").stream()
        .anyMatch(it -> BULK.contains(it.strip().toLowerCase(Locale.ROOT)))) {
      return Optional.of(Sign.BULK);
    }
    if (header.has("X-Autoreply")
        || header.has("X-Autorespond")
        || header.has("X-Auto-Response-Suppress")) {
      return Optional.of(Sign.AUTO_RESPONDER);
    }
    int at = address.indexOf('@');
    if (at > 0 && ROBOTS.contains(address.substring(0, at))) {
      return Optional.of(Sign.ROBOT_ADDRESS);
    }
    String subject = mail.subject() == null ? "" : mail.subject();
    boolean away =
        SUBJECTS.contains(beforeColon(subject.toLowerCase(TURKISH)))
            || SUBJECTS.contains(beforeColon(subject.toLowerCase(Locale.ROOT)));
    return away ? Optional.of(Sign.OUT_OF_OFFICE) : Optional.empty();
  }

  private static String beforeColon(String subject) {
    int colon = subject.indexOf(':');
    return (colon < 0 ? subject : subject.substring(0, colon)).strip();
  }
}
