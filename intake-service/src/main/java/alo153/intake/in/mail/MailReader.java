package alo153.intake.in.mail;

import static java.nio.charset.StandardCharsets.UTF_8;

import alo153.intake.decide.Words;
import alo153.intake.in.mail.mime.Addresses;
import alo153.intake.in.mail.mime.Addresses.Address;
import alo153.intake.in.mail.mime.HeaderFields;
import alo153.intake.in.mail.mime.MailDates;
import alo153.intake.in.mail.mime.MimePart;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** From the bytes of a mail to what it says. Never fails, whatever the bytes are. */
final class MailReader {
  private static final Pattern ID = Pattern.compile("<[^<>\\s]{1,900}>");
  private static final int MAX_IDS = 50;
  private static final List<String> RECIPIENTS =
      List.of("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To");

  private MailReader() {}

  /**
   * @param ours our own addresses, lower case: no answer goes there
   */
  static Mail read(byte[] raw, Collection<String> ours) {
    MimePart part = MimePart.parse(raw);
    HeaderFields header = part.header();
    var body = new BodyReader();
    body.read(part);
    String subject =
        header.text("Subject").map(Words::line).filter(it -> !it.isEmpty()).orElse(null);
    Address from =
        Addresses.in(header, "From").stream()
            .findFirst()
            .or(() -> Addresses.in(header, "Sender").stream().findFirst())
            .orElse(null);
    String stripped = QuoteStripper.visible(body.visible(), subject);
    return new Mail(
        header,
        from,
        answerTo(header, from, ours),
        recipients(header),
        subject,
        messageId(header),
        references(header),
        header.first("Date").flatMap(MailDates::parse).orElse(null),
        body.full(),
        stripped.isEmpty() ? QuoteStripper.visible(body.full(), subject) : stripped,
        body.files(),
        DeliveryReports.in(part, body.full()).orElse(null),
        fingerprint(part));
  }

  private static @Nullable String messageId(HeaderFields header) {
    return header
        .first("Message-ID")
        .map(it -> it.replaceAll("\\s", ""))
        .filter(it -> it.length() > 2 && it.length() <= 900)
        .orElse(null);
  }

  private static @Nullable String answerTo(
      HeaderFields header, @Nullable Address from, Collection<String> ours) {
    List<Address> wanted =
        Addresses.in(header, "Reply-To").stream()
            .filter(it -> !ours.contains(it.address().toLowerCase(Locale.ROOT)))
            .toList();
    if (wanted.size() == 1) {
      return wanted.get(0).address();
    }
    return from == null ? null : from.address();
  }

  private static List<String> recipients(HeaderFields header) {
    var all = new LinkedHashSet<String>();
    for (String field : RECIPIENTS) {
      Addresses.in(header, field).forEach(it -> all.add(it.address()));
    }
    return List.copyOf(all);
  }

  private static List<String> references(HeaderFields header) {
    var ids = new LinkedHashSet<String>();
    header.all("In-Reply-To").forEach(field -> ids(field).forEach(ids::add));
    for (String field : header.all("References")) {
      List<String> oldestFirst = new ArrayList<>(ids(field));
      java.util.Collections.reverse(oldestFirst);
      ids.addAll(oldestFirst);
    }
    return ids.stream().limit(MAX_IDS).toList();
  }

  private static List<String> ids(String field) {
    return ID.matcher(field).results().map(it -> it.group()).toList();
  }

  private static String fingerprint(MimePart part) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String field : List.of("From", "Date", "Subject")) {
        digest.update((part.header().first(field).orElse("") + "\n").getBytes(UTF_8));
      }
      digest.update(part.rawBody());
      return HexFormat.of().formatHex(java.util.Arrays.copyOf(digest.digest(), 16));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
