package alo153.proving.check;

import static alo153.proving.check.Verdict.Promise.EACH_MESSAGE_ONCE;
import static alo153.proving.check.Verdict.Promise.LIMITS_KEPT;

import alo153.events.EventId;
import alo153.events.MessageChannel;
import alo153.events.MessageDelivered;
import alo153.events.MessageFailed;
import alo153.events.MessagePurpose;
import alo153.events.MessageSent;
import alo153.events.PersonErased;
import alo153.events.RequestEvent;
import alo153.events.RequestId;
import alo153.proving.simulators.ProviderLedger.Effect;
import alo153.proving.simulators.ProviderLedger.Entry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What recipients got, by the ledgers of the providers, against what the log says of each message
 * and what was due: each due message ends once, as sent or as failed; what was sent is with its
 * recipient, and once.
 */
final class HandedOver {
  private static final String QUESTIONS = "sms-status";

  private static final Map<MessageChannel, String> LEDGERS =
      Map.of(
          MessageChannel.EMAIL, "mail",
          MessageChannel.SMS, "sms",
          MessageChannel.WHATSAPP, "graph",
          MessageChannel.PUSH, "push",
          MessageChannel.WEBHOOK, "webhook");

  /** Told together with the code of the request, by which a reply can be matched. */
  private static final Set<String> WITH_CODE = Set.of("graph", "mail");

  /** Nothing keeps it from giving its recipient a repetition as well. */
  private static final Set<MessageChannel> UNKEYED = Set.of(MessageChannel.WHATSAPP);

  private final Map<String, List<RequestEvent>> histories;
  private final List<Entry> calls;
  private final Map<String, Integer> inDoubt;
  private final Verdict.Notes notes;
  private final Map<String, Told> told = new LinkedHashMap<>();
  private final Map<String, List<Entry>> tries = new HashMap<>();

  /** What the log says of a message. */
  private static final class Told {
    private final RequestId request;
    private final Due due;
    private MessageChannel channel;
    private @Nullable MessageSent sent;
    private boolean failed;
    private boolean delivered;

    Told(RequestId request, MessagePurpose purpose, EventId cause, MessageChannel channel) {
      this.request = request;
      this.due = new Due(purpose, cause);
      this.channel = channel;
    }
  }

  private HandedOver(
      Map<String, List<RequestEvent>> histories,
      List<Entry> calls,
      Map<String, Integer> inDoubt,
      Verdict.Notes notes) {
    this.histories = histories;
    this.calls = calls;
    this.inDoubt = inDoubt;
    this.notes = notes;
  }

  /**
   * Looks at all messages.
   *
   * @param histories events by request, in order
   * @param calls what the providers wrote down
   * @param inDoubt messages of which the desk is told that a second copy may exist, with the number
   *     of their tries
   */
  static void check(
      Map<String, List<RequestEvent>> histories,
      List<Entry> calls,
      Map<String, Integer> inDoubt,
      Verdict.Notes notes) {
    new HandedOver(histories, calls, inDoubt, notes).check();
  }

  /** The messages with more copies than one, of which somebody should have said so. */
  static Set<String> doubled(Collection<Entry> calls) {
    Map<String, Integer> copies = new HashMap<>();
    for (Entry call : calls) {
      if (bringsOne(call)) {
        copies.merge(id(call), 1, Integer::sum);
      }
    }
    return copies.entrySet().stream()
        .filter(copy -> copy.getValue() > 1)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /** Our id of the message a provider was told about. */
  private static String id(Entry call) {
    int end = WITH_CODE.contains(call.provider()) ? call.reference().indexOf('.') : -1;
    return end < 0 ? call.reference() : call.reference().substring(0, end);
  }

  private static boolean bringsOne(Entry call) {
    return call.effect() == Effect.FIRST || call.effect() == Effect.AGAIN;
  }

  private void check() {
    histories.values().forEach(events -> events.forEach(this::read));
    calls.forEach(this::sort);
    long copies = calls.stream().filter(HandedOver::bringsOne).count();
    notes.total("messages", copies);
    notes.total("calls of providers", calls.size());
    notes.total(
        "repetitions recognised",
        calls.stream().filter(call -> call.effect() == Effect.RECOGNISED).count());
    notes.total("doubled where no key helps", 0);
    notes.total("failed", told.values().stream().filter(one -> one.failed).count());
    told.forEach(this::copies);
    notes.total(
        "in doubt",
        told.entrySet().stream()
            .filter(
                one ->
                    inDoubt.containsKey(one.getKey())
                        || one.getValue().sent != null && !one.getValue().sent.certain())
            .count());
    histories.forEach(this::due);
  }

  private void read(RequestEvent event) {
    if (event instanceof MessageSent sent) {
      Told one = told(sent, sent.messageId(), sent.purpose(), sent.cause(), sent.channel());
      // what is certain counts, whichever came first
      one.sent = one.sent != null && one.sent.certain() ? one.sent : sent;
      one.channel = sent.channel();
    } else if (event instanceof MessageFailed failed) {
      told(failed, failed.messageId(), failed.purpose(), failed.cause(), failed.channel()).failed =
          true;
    } else if (event instanceof MessageDelivered delivered) {
      told(
                  delivered,
                  delivered.messageId(),
                  delivered.purpose(),
                  delivered.cause(),
                  delivered.channel())
              .delivered =
          true;
    }
  }

  private Told told(
      RequestEvent event,
      String message,
      MessagePurpose purpose,
      EventId cause,
      MessageChannel channel) {
    return told.computeIfAbsent(
        message, any -> new Told(event.requestId(), purpose, cause, channel));
  }

  /** Every call belongs to a message the log knows, and says of it what all the others say. */
  private void sort(Entry call) {
    if (call.violation() != null) {
      notes.broken(LIMITS_KEPT, words(call) + ": " + call.violation(), null);
    }
    if (call.provider().equals(QUESTIONS)) {
      return;
    }
    String id = id(call);
    Told one = told.get(id);
    if (one == null) {
      notes.broken(
          EACH_MESSAGE_ONCE,
          words(call) + " (\"" + call.text() + "\"), and the log does not know of it",
          null);
      return;
    }
    List<Entry> earlier = tries.computeIfAbsent(id, any -> new ArrayList<>());
    String expected =
        WITH_CODE.contains(call.provider()) ? id + "." + one.request.trackingCode() : id;
    if (!call.provider().equals(LEDGERS.get(one.channel)) || !call.reference().equals(expected)) {
      broken(one, words(call) + ", and the log says it goes by " + one.channel);
    } else if (!earlier.isEmpty()
        && (!earlier.get(0).recipient().equals(call.recipient())
            || !earlier.get(0).key().equals(call.key()))) {
      broken(one, words(call) + ", which went to another one or under another key the time before");
    }
    earlier.add(call);
  }

  private static String words(Entry call) {
    return call.provider() + " got " + call.reference() + " (" + call.effect() + ")";
  }

  private void copies(String id, Told one) {
    if (!LEDGERS.containsKey(one.channel)) {
      return;
    }
    List<Entry> calls = tries.getOrDefault(id, List.of());
    long copies = calls.stream().filter(HandedOver::bringsOne).count();
    boolean there = calls.stream().anyMatch(Entry::taken);
    boolean surely = one.delivered || one.sent != null && one.sent.certain();
    if (surely && !there) {
      broken(one, "was " + (one.delivered ? "delivered" : "sent") + ", and no provider has it");
    }
    if (one.failed && one.sent == null && !calls.isEmpty()) {
      Entry last = calls.get(calls.size() - 1);
      if (last.taken()) {
        broken(one, "failed, and " + one.channel + " took it at the last try");
      }
    }
    if (one.sent == null && !one.failed) {
      broken(one, "was delivered, and the log does not say that it was sent");
    }
    if (copies > 1) {
      if (!UNKEYED.contains(one.channel)) {
        broken(one, "was given to its recipient " + copies + " times by " + one.channel);
      } else if (copies > inDoubt.getOrDefault(id, 1)) {
        broken(
            one,
            "was given to its recipient "
                + copies
                + " times, and nobody is told that this may have been");
      }
      notes.add("doubled where no key helps", copies - 1);
    }
  }

  private void broken(Told one, String what) {
    notes.broken(
        EACH_MESSAGE_ONCE,
        one.due.purpose() + " of " + one.request + ": " + what,
        histories.get(one.request.value()));
  }

  /** Each due message ended as one that was sent, or all ways to send it failed. */
  private void due(String request, List<RequestEvent> events) {
    Set<Due> due = Due.of(events);
    Map<Due, Set<String>> ended = new HashMap<>();
    for (RequestEvent event : events) {
      if (event instanceof MessageSent sent) {
        ended
            .computeIfAbsent(new Due(sent.purpose(), sent.cause()), any -> new HashSet<>())
            .add(sent.messageId());
      } else if (event instanceof MessageFailed failed) {
        ended
            .computeIfAbsent(new Due(failed.purpose(), failed.cause()), any -> new HashSet<>())
            .add(failed.messageId());
      }
    }
    boolean forgotten = events.stream().anyMatch(PersonErased.class::isInstance);
    for (Due one : due) {
      Set<String> messages = ended.getOrDefault(one, Set.of());
      if (messages.isEmpty() && !forgotten) {
        notes.broken(
            EACH_MESSAGE_ONCE,
            request + " lacks the message " + one.purpose() + " for " + one.cause(),
            events);
      }
      long standing = messages.stream().filter(id -> !hasFailed(id)).count();
      if (standing > 1) {
        notes.broken(
            EACH_MESSAGE_ONCE,
            request + " " + one.purpose() + " went out as " + standing + " messages",
            events);
      }
    }
    for (Due one : ended.keySet()) {
      if (!due.contains(one)) {
        notes.broken(
            EACH_MESSAGE_ONCE,
            request + " has a message " + one.purpose() + " for " + one.cause() + ", not due",
            events);
      }
    }
  }

  private boolean hasFailed(String message) {
    Told one = told.get(message);
    return one != null && one.failed;
  }
}
