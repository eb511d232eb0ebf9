package alo153.notification.out;

import static java.nio.charset.StandardCharsets.UTF_8;

import alo153.events.Language;
import alo153.events.MessagePurpose;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.UnsupportedEncodingException;
import java.net.IDN;
import java.time.Instant;
import java.util.Date;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A letter as a mail: our Message-ID, in the citizen's thread, marked so that no robot answers it.
 */
final class MailMessage extends MimeMessage {
  /** Turkish and English reply marks, so that an answer does not collect them. */
  private static final Pattern REPLY_MARK =
      Pattern.compile("^\\s*(?:(?:re|yan|ynt|cvp|aw)\\s*:\\s*)+", Pattern.CASE_INSENSITIVE);

  private static final Pattern MESSAGE_ID = Pattern.compile("<[^<>\\s]{1,900}>");
  private static final int MOST_SUBJECT = 180;

  private final String ourId;

  private MailMessage(Session session, String ourId) {
    super(session);
    this.ourId = ourId;
  }

  /**
   * @throws AddressException when the address is none
   */
  static MailMessage of(Session session, MailSettings settings, Letter letter, Instant now)
      throws MessagingException {
    var mail = new MailMessage(session, id(letter, settings.domain()));
    try {
      mail.setFrom(new InternetAddress(settings.from(), settings.fromName(), UTF_8.name()));
    } catch (UnsupportedEncodingException e) {
      throw new IllegalStateException("every JDK has UTF-8", e);
    }
    mail.setRecipient(Message.RecipientType.TO, recipient(letter.to()));
    mail.setSubject(subject(letter), UTF_8.name());
    mail.setSentDate(Date.from(now));
    mail.setText(letter.text(), UTF_8.name());
    mail.setHeader("Content-Language", letter.language() == Language.TR ? "tr" : "en");
    String quotes = letter.quotes();
    if (quotes != null && MESSAGE_ID.matcher(quotes.strip()).matches()) {
      mail.setHeader("In-Reply-To", quotes.strip());
      mail.setHeader("References", quotes.strip());
    }
    mail.setHeader("X-Loop", settings.from());
    String automatic = automatic(letter.purpose());
    if (automatic != null) {
      mail.setHeader("Auto-Submitted", automatic);
      mail.setHeader("X-Auto-Response-Suppress", "All");
    }
    mail.saveChanges();
    return mail;
  }

  /** Made from the message alone, so every try carries the same. */
  static String id(Letter letter, String domain) {
    return "<" + letter.tag() + "@" + domain + ">";
  }

  /** RFC 3834; what a person wrote is not automatic. */
  private static @Nullable String automatic(MessagePurpose purpose) {
    return switch (purpose) {
      case RECEIVED -> "auto-replied";
      case FORWARDED, PLANNED, MISSED, WORK -> "auto-generated";
      case QUESTION, ANSWERED, DECLINED -> null;
    };
  }

  private static InternetAddress recipient(String written) throws AddressException {
    if (written.chars().anyMatch(c -> c < 0x20 || c == 0x7f)) {
      throw new AddressException("control characters in an address");
    }
    int at = written.lastIndexOf('@');
    if (at < 1) {
      throw new AddressException("an address has an @");
    }
    String domain;
    try {
      domain = IDN.toASCII(written.substring(at + 1));
    } catch (IllegalArgumentException e) {
      throw new AddressException("not a domain");
    }
    var address = new InternetAddress(written.substring(0, at) + "@" + domain, true);
    address.validate();
    return address;
  }

  /** {@code Re:} what the citizen wrote about, always with the code in brackets. */
  static String subject(Letter letter) {
    String code = "[" + letter.requestId().trackingCode() + "]";
    String quoted = letter.quotedSubject();
    if (quoted == null || quoted.isBlank()) {
      return oneLine(code + " " + letter.subject());
    }
    String bare = REPLY_MARK.matcher(oneLine(quoted)).replaceFirst("");
    return oneLine(bare.contains(code) ? "Re: " + bare : "Re: " + code + " " + bare);
  }

  /** A line break in a header would begin another header. */
  private static String oneLine(String text) {
    String line = text.replaceAll("[\\p{Cntrl}\\u0085\\u2028\\u2029]+", " ").strip();
    return line.length() <= MOST_SUBJECT ? line : line.substring(0, MOST_SUBJECT).strip() + "…";
  }

  @Override
  protected void updateMessageID() throws MessagingException {
    setHeader("Message-ID", ourId);
  }

  @Override
  public String toString() {
    return "MailMessage[" + ourId.toLowerCase(Locale.ROOT) + "]";
  }
}
