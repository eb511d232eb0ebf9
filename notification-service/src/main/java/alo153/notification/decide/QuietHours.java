package alo153.notification.decide;

import alo153.events.MessageChannel;
import alo153.events.MessagePurpose;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/**
 * When nobody's telephone should ring. What answers the citizen's own act (the receipt) comes at
 * once, and mail wakes nobody.
 *
 * @param from the quiet begins
 * @param to it ends; the same as {@code from} when there are no quiet hours
 * @param zone the citizens'
 */
public record QuietHours(LocalTime from, LocalTime to, ZoneId zone) {

  /** The first moment, from now on, at which this may be sent. */
  public Instant allowed(MessageChannel channel, MessagePurpose purpose, Instant now) {
    if (from.equals(to) || !rings(channel) || purpose == MessagePurpose.RECEIVED) {
      return now;
    }
    ZonedDateTime local = now.atZone(zone);
    if (!quiet(local.toLocalTime())) {
      return now;
    }
    ZonedDateTime end = local.with(to);
    return (end.isAfter(local) ? end : end.plusDays(1)).toInstant();
  }

  private boolean quiet(LocalTime time) {
    return from.isBefore(to)
        ? !time.isBefore(from) && time.isBefore(to)
        : !time.isBefore(from) || time.isBefore(to);
  }

  private static boolean rings(MessageChannel channel) {
    return switch (channel) {
      case SMS, WHATSAPP, PUSH -> true;
      case EMAIL, CIMER_EXPORT, WEBHOOK, NONE -> false;
    };
  }
}
