package alo153.notification.decide;

import alo153.events.Channel;
import alo153.events.MessageChannel;
import alo153.events.personal.CitizenContact;
import alo153.events.personal.CitizenContact.Preferred;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * By which channel the citizen hears from us: the one they prefer where its address is there, else
 * the door they came by, else what remains. CİMER cases are answered in CİMER and nowhere else.
 */
public final class ChannelChoice {
  private ChannelChoice() {}

  /**
   * @param door the door the request came by
   * @param contact the addresses; null when the person was forgotten or left none
   * @return the channels in the order they are tried, never empty; {@code NONE} alone when there is
   *     nobody to write to
   */
  public static List<MessageChannel> order(Channel door, @Nullable CitizenContact contact) {
    if (door == Channel.CIMER) {
      return List.of(MessageChannel.CIMER_EXPORT);
    }
    if (contact == null || contact.preferred() == Preferred.NONE) {
      return List.of(MessageChannel.NONE);
    }
    var wanted = new LinkedHashSet<MessageChannel>();
    preferred(contact.preferred(), wanted);
    wanted.addAll(byDoor(door));
    var there = new ArrayList<MessageChannel>();
    for (MessageChannel channel : wanted) {
      if (hasAddress(channel, contact)) {
        there.add(channel);
      }
    }
    return there.isEmpty() ? List.of(MessageChannel.NONE) : List.copyOf(there);
  }

  /**
   * The channel of a step: the first, or the next one after those that could not deliver.
   *
   * @return null when there is no further channel
   */
  public static @Nullable MessageChannel atStep(
      Channel door, @Nullable CitizenContact contact, int step) {
    List<MessageChannel> order = order(door, contact);
    return step < order.size() ? order.get(step) : null;
  }

  private static void preferred(Preferred preferred, LinkedHashSet<MessageChannel> wanted) {
    switch (preferred) {
      case SMS -> wanted.add(MessageChannel.SMS);
      case EMAIL -> wanted.add(MessageChannel.EMAIL);
      case WHATSAPP -> wanted.add(MessageChannel.WHATSAPP);
      case PUSH -> wanted.add(MessageChannel.PUSH);
      case SAME_DOOR, NONE -> {
        // the door decides
      }
    }
  }

  private static List<MessageChannel> byDoor(Channel door) {
    return switch (door) {
      case MAIL -> List.of(MessageChannel.EMAIL, MessageChannel.SMS);
      case WHATSAPP -> List.of(MessageChannel.WHATSAPP, MessageChannel.SMS, MessageChannel.EMAIL);
      case PHONE, WEB -> List.of(MessageChannel.SMS, MessageChannel.EMAIL);
      case MOBILE -> List.of(MessageChannel.PUSH, MessageChannel.SMS, MessageChannel.EMAIL);
      case CIMER -> List.of(MessageChannel.CIMER_EXPORT);
    };
  }

  private static boolean hasAddress(MessageChannel channel, CitizenContact contact) {
    return switch (channel) {
      case EMAIL -> contact.email() != null;
      case SMS -> contact.phone() != null && canReceiveText(contact.phone());
      case WHATSAPP -> contact.whatsapp() != null;
      case PUSH -> contact.pushToken() != null;
      case CIMER_EXPORT, WEBHOOK, NONE -> false;
    };
  }

  /**
   * A Turkish number gets text messages only when it is a mobile one; of others we know nothing.
   */
  static boolean canReceiveText(String phone) {
    return phone.startsWith("+90")
        ? phone.length() == 13 && phone.charAt(3) == '5'
        : phone.startsWith("+") && phone.length() >= 8;
  }
}
