package alo153.intake.in.mail;

import alo153.intake.in.mail.mime.Addresses.Address;
import alo153.intake.in.mail.mime.HeaderFields;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A mail, understood.
 *
 * @param header its own header
 * @param from who wrote; null when nobody can be made out
 * @param answerTo where an answer goes; null when nowhere
 * @param recipients to whom it was sent, as far as the header tells
 * @param subject decoded; null when none
 * @param messageId with its brackets; null when missing
 * @param references the ids it answers to, nearest first
 * @param date what the sender's clock said; null when unreadable
 * @param text all that was written, as plain text; empty when nothing
 * @param visible what is new in it, without quotes and signatures; never blank when the text is not
 * @param files what came with it
 * @param report set when it tells what became of one of our mails
 * @param fingerprint hash of sender, date, subject and body: the same for every delivery of it
 */
record Mail(
    HeaderFields header,
    @Nullable Address from,
    @Nullable String answerTo,
    List<String> recipients,
    @Nullable String subject,
    @Nullable String messageId,
    List<String> references,
    @Nullable Instant date,
    String text,
    String visible,
    List<MailFile> files,
    @Nullable DeliveryReport report,
    String fingerprint) {
  Mail {
    recipients = List.copyOf(recipients);
    references = List.copyOf(references);
    files = List.copyOf(files);
  }

  /** What makes two deliveries the same mail: ids alone are forged and repeated too often. */
  String key() {
    return messageId == null ? fingerprint : messageId + " " + fingerprint;
  }

  /** Nothing a person could read or look at. */
  boolean isBlank() {
    return text.isBlank() && subject == null && files.isEmpty();
  }

  /** Never prints what somebody wrote. */
  @Override
  public String toString() {
    return "Mail[" + fingerprint.substring(0, 8) + "]";
  }
}
