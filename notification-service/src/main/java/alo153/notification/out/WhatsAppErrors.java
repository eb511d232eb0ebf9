package alo153.notification.out;

import alo153.notification.out.HttpCalls.Answer;
import alo153.notification.out.SendOutcome.AccountStopped;
import alo153.notification.out.SendOutcome.Later;
import alo153.notification.out.SendOutcome.Refused;
import alo153.notification.out.SendOutcome.TemplateNeeded;
import alo153.notification.out.SendOutcome.Unknown;
import java.time.Duration;

/**
 * What Meta's error codes mean for a message. The code decides, not the HTTP status, which has
 * changed for the same code over the years.
 */
final class WhatsAppErrors {
  /** More than 24 hours since the citizen's last message. */
  static final int WINDOW_CLOSED = 131047;

  private WhatsAppErrors() {}

  static SendOutcome judge(int code, Answer answer) {
    String reason = "META_" + code;
    if (code >= 200 && code <= 299) {
      return new AccountStopped(reason);
    }
    return switch (code) {
      case 0, 190, 3, 10 -> new AccountStopped(reason);
      case 131031, 368, 131005, 131042, 131045, 131048, 131064 -> new AccountStopped(reason);
      case 132000, 132001, 132005, 132007, 132008, 132012, 132015, 132016 ->
          // the template must be repaired; until then another channel tells it
          new Refused(reason);
      case 1 -> unexplained(reason, answer);
      case 2, 131000, 131016, 133004, 131057, 131052, 131053 ->
          new Later(reason, answer.retryAfter(), true);
      case 4, 80007 -> new Later(reason, atLeast(Duration.ofMinutes(3), answer), false);
      case 130429 -> new Later(reason, atLeast(Duration.ofSeconds(1), answer), false);
      case 131056 -> new Later(reason, atLeast(Duration.ofSeconds(16), answer), false);
      case WINDOW_CLOSED -> new TemplateNeeded();
      // a country we may not write to, a number not on a test list, our own number
      case 130497, 131030, 131021 -> new Refused(reason);
      case 131049, 130472 -> new Refused(reason);
      case 131026, 131050, 131062, 137000 -> new Refused(reason);
      case 131008, 131009, 100, 131051 -> new Refused(reason);
      default ->
          answer.status() >= 500 || answer.status() == 429
              ? unexplained(reason, answer)
              : new Refused(reason);
    };
  }

  /** A fault behind the door may have come after the message was taken; repeated it is doubled. */
  private static SendOutcome unexplained(String reason, Answer answer) {
    return answer.status() >= 500 && answer.status() != 503
        ? new Unknown(reason)
        : new Later(reason, answer.retryAfter(), answer.status() >= 500);
  }

  private static Duration atLeast(Duration usual, Answer answer) {
    Duration wished = answer.retryAfter();
    return wished == null || wished.compareTo(usual) < 0 ? usual : wished;
  }
}
