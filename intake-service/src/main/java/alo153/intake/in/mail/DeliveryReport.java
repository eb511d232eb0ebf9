package alo153.intake.in.mail;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a mail server says became of a mail of ours (RFC 3464).
 *
 * @param original the Message-ID of our mail, with brackets; null when the report does not say
 * @param action what happened
 * @param status such as {@code 5.1.1}; null when not said
 */
record DeliveryReport(@Nullable String original, Action action, @Nullable String status) {
  private static final Pattern OURS =
      Pattern.compile(
          "<?([^<>\\s@]{1,120})\\.([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{5})@[^<>\\s]{1,255}>?");

  /** What happened to it. */
  enum Action {
    FAILED,
    DELAYED,
    DELIVERED,
    RELAYED,
    EXPANDED,
    /** A person opened it, or a robot says so. */
    READ,
    /** The receiver called it spam. */
    COMPLAINT;

    static Optional<Action> named(String name) {
      for (Action action : values()) {
        if (action.name().equals(name.strip().toUpperCase(Locale.ROOT))) {
          return Optional.of(action);
        }
      }
      return Optional.empty();
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Our own id of the message the mail carried; empty when it was none of ours. The notification
   * makes Message-IDs {@code <{message}.{trackingCode}@domain>}.
   */
  Optional<String> messageId() {
    return original == null ? Optional.empty() : messageId(original);
  }

  /** Our own id of the message a Message-ID stands for; empty when it is none of ours. */
  static Optional<String> messageId(String header) {
    Matcher ours = OURS.matcher(header.strip());
    return ours.matches() ? Optional.of(ours.group(1)) : Optional.empty();
  }
}
