package alo153.proving.demo;

import alo153.events.Channel;
import alo153.events.MessageChannel;
import alo153.events.MessageFailed;
import alo153.events.MessagePurpose;
import alo153.events.MessageSent;
import alo153.events.OwnerKind;
import alo153.events.RequestAssigned;
import alo153.events.RequestEvent;
import alo153.events.RequestSubmitted;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Compares what must be told about a request with what left, and with what the providers took. */
final class Messages {
  private static final Map<MessageChannel, String> LEDGERS =
      Map.of(
          MessageChannel.EMAIL, "mail",
          MessageChannel.SMS, "sms",
          MessageChannel.WHATSAPP, "graph",
          MessageChannel.PUSH, "push",
          MessageChannel.WEBHOOK, "webhook");

  private Messages() {}

  /** What somebody must be told by now; CİMER confirms receipt and forwarding itself. */
  static Set<MessagePurpose> due(List<RequestEvent> events) {
    var due = EnumSet.of(MessagePurpose.ANSWERED);
    for (RequestEvent event : events) {
      if (event instanceof RequestSubmitted submitted && submitted.channel() != Channel.CIMER) {
        due.add(MessagePurpose.RECEIVED);
      }
      if (event instanceof RequestAssigned assigned
          && assigned.owner().kind() == OwnerKind.INSTITUTION) {
        due.add(MessagePurpose.WORK);
        due.add(MessagePurpose.FORWARDED);
      }
    }
    return due;
  }

  static Set<MessagePurpose> left(List<RequestEvent> events) {
    var left = EnumSet.noneOf(MessagePurpose.class);
    events.stream()
        .filter(MessageSent.class::isInstance)
        .forEach(event -> left.add(((MessageSent) event).purpose()));
    return left;
  }

  /**
   * What is wrong, in words; empty when everything that had to be told was told and is in the
   * ledger of the provider that carried it.
   */
  static List<String> lacking(List<RequestEvent> events, JsonNode ledger) {
    var lacking = new ArrayList<String>();
    Set<MessagePurpose> due = due(events);
    due.removeAll(left(events));
    due.forEach(purpose -> lacking.add(purpose + " never left"));
    for (RequestEvent event : events) {
      if (event instanceof MessageFailed failed) {
        lacking.add(failed.purpose() + " failed: " + failed.reason());
      } else if (event instanceof MessageSent sent
          && LEDGERS.containsKey(sent.channel())
          && textOf(sent, ledger) == null) {
        lacking.add(sent.purpose() + " is not in the ledger of " + LEDGERS.get(sent.channel()));
      }
    }
    return lacking;
  }

  /** What the provider took, beginning with the ledger's name; null when it has no such message. */
  static @Nullable String textOf(MessageSent sent, JsonNode ledger) {
    String name = LEDGERS.get(sent.channel());
    for (JsonNode entry : ledger) {
      if (entry.path("provider").asString("").equals(name)
          && !entry.path("effect").asString("").equals("NONE")
          && entry.path("reference").asString("").contains(sent.messageId())) {
        return name + ": " + entry.path("text").asString("");
      }
    }
    return null;
  }
}
