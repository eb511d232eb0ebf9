package alo153.notification.out;

import alo153.events.EventId;
import alo153.events.MessageChannel;
import alo153.events.MessageDelivered;
import alo153.events.MessageFailed;
import alo153.events.MessagePurpose;
import alo153.events.MessageSent;
import alo153.events.RequestEvent;
import alo153.events.RequestId;
import alo153.events.wire.Topics;
import alo153.frame.ComparedCollection;
import alo153.frame.Comparison;
import alo153.frame.MongoStandstill;
import alo153.frame.MongoStandstill.Rebuilding;
import alo153.frame.RebuildReport;
import alo153.notification.decide.LedgerState;
import alo153.notification.decide.MessagePlanner;
import alo153.notification.decide.PlannedMessage;
import alo153.notification.decide.Recipient;
import alo153.notification.decide.RequestFacts;
import alo153.transport.LogRecord;
import alo153.transport.LogRecord.EventRecord;
import alo153.transport.LogRecord.PartRecord;
import alo153.transport.LogReplay;
import alo153.transport.Received;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Recipients and ledger as the log tells them.
 *
 * <p>The files of the requests follow from the log alone: they are made anew beside the live ones,
 * compared, and put in their place at one stroke. Of the messages the log knows what was to be sent
 * (by the same rules) and what was told of it; tries, provider ids and what is still under way
 * stand only in the ledger. So of the ledger that is compared which the log can know, what is
 * missing is put back, and what is behind is moved on, so that nothing goes out twice.
 */
public final class LedgerRebuild {
  private static final Duration CATCHING_UP = Duration.ofMinutes(2);

  /** How long messages on their way are looked at again. */
  private static final Duration SETTLING = Duration.ofSeconds(5);

  private static final int AT_ONCE = 1000;
  private static final List<String> TOPICS = List.of(Topics.REQUESTS, Topics.PERSONAL);

  private final MongoDatabase store;
  private final LogReplay replay;
  private final MongoLedger ledger;
  private final MongoRequestFiles files;
  private final MongoStandstill standstill;
  private final Map<String, String> groups;
  private final Duration retention;
  private final Clock clock;

  /**
   * @param group the consumer group of the live service
   * @param retention how long words and addresses are kept after a request was closed
   */
  public LedgerRebuild(
      MongoDatabase store,
      LogReplay replay,
      MongoLedger ledger,
      MongoRequestFiles files,
      MongoStandstill standstill,
      String group,
      Duration retention,
      Clock clock) {
    this.store = store;
    this.replay = replay;
    this.ledger = ledger;
    this.files = files;
    this.standstill = standstill;
    this.groups = Map.of(Topics.REQUESTS, group, Topics.PERSONAL, group);
    this.retention = retention;
    this.clock = clock;
  }

  /** How far a message is, as the log is told; what stands further down is the truth. */
  private enum Told {
    NOTHING,
    MAYBE_SENT,
    SENT,
    HANDED_OVER,
    FAILED,
    DELIVERED,
    READ
  }

  private static final class Rebuilt {
    private @Nullable PlannedMessage message;
    private @Nullable MessageChannel channel;
    private @Nullable String provider;
    private Told told = Told.NOTHING;
    private boolean failed;
    private @Nullable Instant sentAt;
    private @Nullable Instant deliveredAt;
    private @Nullable Instant readAt;
    private @Nullable Instant gaveUpAt;
    private @Nullable String reason;
    private int attempts;
  }

  /** What the log tells of the messages. */
  private static final class Messages {
    private final Map<String, Rebuilt> byId = new HashMap<>();
    private final Set<String> touched = new HashSet<>();

    private Rebuilt touch(String id) {
      touched.add(id);
      return byId.computeIfAbsent(id, unknown -> new Rebuilt());
    }

    /** Null when the log does not say what was to be sent. */
    private @Nullable Rebuilt known(String id) {
      Rebuilt message = byId.get(id);
      return message == null || message.message == null ? null : message;
    }
  }

  /**
   * Blocks until it is done.
   *
   * @throws MongoStandstill.UnderWayException when another rebuild is under way
   */
  public RebuildReport run() {
    try (Rebuilding rebuilding = standstill.begin()) {
      return rebuild(rebuilding);
    }
  }

  private RebuildReport rebuild(Rebuilding rebuilding) {
    var messages = new Messages();
    var requests = new HashSet<RequestId>();
    MongoRequestFiles anew = files.anew(rebuilding.suffix());
    Consumer<List<Received<LogRecord>>> folding = batch -> fold(batch, messages, requests, anew);
    LogReplay.Report first = replay.replay(TOPICS, folding);
    forgetLongClosed(anew);
    var recipients =
        new ComparedCollection(
            store,
            MongoRequestFiles.LIVE,
            rebuilding,
            document -> content(RequestFile.of(document)));
    recipients.compareAll();
    var sendings = new Comparison(MongoLedger.MESSAGES);
    messages.byId.keySet().forEach(id -> sendings.rebuilt(id, content(messages, id)));
    ledger.each(row -> sendings.live(row.id(), content(messages, row)));
    messages.touched.clear();
    requests.clear();
    rebuilding.awaitCaughtUp(groups, CATCHING_UP);
    LogReplay.Report second = replay.replay(TOPICS, first.ends(), folding);
    return rebuilding.holdStill(
        groups,
        positions -> {
          LogReplay.Report rest = replay.replay(TOPICS, second.ends(), positions, folding);
          forgetLongClosed(anew);
          recipients.compareAgain(requests.stream().map(RequestId::value).toList());
          Map<String, Row> rows = settle(messages, positions, sendings);
          int restored = restore(messages, rows, sendings.differing());
          rebuilding.replaceLive(List.of(MongoRequestFiles.LIVE));
          return RebuildReport.of(
              rebuilding,
              first.records() + second.records() + rest.records(),
              first.unreadable() + second.unreadable() + rest.unreadable(),
              List.of(recipients.comparison(), sendings),
              true,
              restored);
        });
  }

  private void forgetLongClosed(MongoRequestFiles anew) {
    Instant limit = clock.instant().minus(retention);
    files.forgetClosedBefore(limit);
    anew.forgetClosedBefore(limit);
  }

  /**
   * Senders go on while nothing new is planned. What they are just telling the log is told in a
   * moment: whatever differs is looked at again, with what the log was told meanwhile.
   *
   * @return the rows looked at
   */
  private Map<String, Row> settle(
      Messages messages, Map<String, Long> positions, Comparison sendings) {
    Set<String> open = new HashSet<>(messages.touched);
    open.addAll(sendings.differing());
    var rows = new HashMap<String, Row>();
    Map<String, Long> told = positions;
    long begun = System.nanoTime();
    while (!open.isEmpty()) {
      rows.keySet().removeAll(open);
      var all = List.copyOf(open);
      for (int from = 0; from < all.size(); from += AT_ONCE) {
        ledger
            .find(all.subList(from, Math.min(from + AT_ONCE, all.size())))
            .forEach(row -> rows.put(row.id(), row));
      }
      messages.touched.clear();
      told =
          replay.replay(List.of(Topics.REQUESTS), told, batch -> tellings(batch, messages)).ends();
      for (String id : open) {
        Row row = rows.get(id);
        sendings.rebuilt(id, content(messages, id));
        sendings.live(id, row == null ? null : content(messages, row));
      }
      open.retainAll(sendings.differing());
      if (System.nanoTime() - begun > SETTLING.toNanos()) {
        break;
      }
    }
    return rows;
  }

  private static void tellings(List<Received<LogRecord>> batch, Messages messages) {
    for (Received<LogRecord> record : batch) {
      if (record.value() instanceof EventRecord happened) {
        told(happened.event(), messages);
      }
    }
  }

  private int restore(Messages messages, Map<String, Row> rows, Set<String> differing) {
    var lost = new ArrayList<Row>();
    int restored = 0;
    for (String id : differing) {
      Rebuilt same = messages.known(id);
      Row row = rows.get(id);
      if (same != null && row == null) {
        lost.add(row(same));
      } else if (same != null && isBehind(row, same)) {
        restored += ledger.replace(row, row(same)) ? 1 : 0;
      }
    }
    for (int from = 0; from < lost.size(); from += AT_ONCE) {
      restored += ledger.insert(lost.subList(from, Math.min(from + AT_ONCE, lost.size()))).size();
    }
    return restored;
  }

  private static @Nullable String content(RequestFile file) {
    return file.isBlank() ? null : file.inOneLine();
  }

  private static @Nullable String content(Messages messages, String id) {
    Rebuilt message = messages.known(id);
    return message == null ? null : line(settled(message), message.channel);
  }

  private static @Nullable String content(Messages messages, Row row) {
    return messages.known(row.id()) == null && awaitsTelling(row)
        ? null
        : line(toldOf(row), row.channel());
  }

  /** By a further channel, while the log was not told yet that the one before failed. */
  private static boolean awaitsTelling(Row row) {
    return row.message().step() > 0 && toldOf(row) == Told.NOTHING;
  }

  /** The ledger of yesterday: without this, what was sent since would go out again. */
  private static boolean isBehind(Row row, Rebuilt same) {
    return row.say().isEmpty()
        // the template goes again after free text was told of
        && !row.template()
        && settled(same).compareTo(toldOf(row)) > 0;
  }

  private static void fold(
      List<Received<LogRecord>> batch,
      Messages messages,
      Set<RequestId> requests,
      MongoRequestFiles files) {
    var ids = new HashSet<RequestId>();
    for (Received<LogRecord> record : batch) {
      if (record.value() instanceof EventRecord happened) {
        ids.add(happened.event().requestId());
      } else if (record.value() instanceof PartRecord part) {
        ids.add(part.key().requestId());
      }
    }
    requests.addAll(ids);
    Map<RequestId, RequestFile> known = files.load(ids);
    for (Received<LogRecord> record : batch) {
      if (record.value() instanceof EventRecord happened) {
        known.get(happened.event().requestId()).reaches(record.origin());
        fold(happened.event(), known.get(happened.event().requestId()), messages);
      } else if (record.value() instanceof PartRecord part) {
        known.get(part.key().requestId()).reaches(record.origin());
        known.get(part.key().requestId()).read(part.key().part(), part.part());
      }
    }
    files.save(known.values());
  }

  private static void fold(RequestEvent event, RequestFile file, Messages messages) {
    file.read(event);
    RequestFacts facts = file.facts();
    if (facts != null) {
      MessagePlanner.plan(event, facts).forEach(message -> planned(message, messages));
    }
    told(event, messages);
  }

  private static void planned(PlannedMessage message, Messages messages) {
    Rebuilt planned = messages.touch(message.id());
    planned.message = planned.message == null ? message : planned.message;
  }

  private static void told(RequestEvent event, Messages messages) {
    if (event instanceof MessageSent sent) {
      Rebuilt message =
          of(messages, sent.messageId(), sent.requestId(), sent.cause(), sent.purpose());
      advance(message, sent.certain() ? Told.SENT : Told.MAYBE_SENT, sent.channel());
      message.provider = sent.provider();
      if (sent.certain()) {
        message.sentAt = sent.at();
      } else if (!message.failed) {
        message.gaveUpAt = sent.at();
      }
      message.attempts = Math.max(message.attempts, sent.attempt());
    } else if (event instanceof MessageDelivered delivered) {
      Rebuilt message =
          of(
              messages,
              delivered.messageId(),
              delivered.requestId(),
              delivered.cause(),
              delivered.purpose());
      switch (delivered.proof()) {
        case HANDED_OVER -> advance(message, Told.HANDED_OVER, delivered.channel());
        case RECEIPT -> {
          advance(message, Told.DELIVERED, delivered.channel());
          message.deliveredAt = delivered.at();
        }
        case READ -> {
          advance(message, Told.READ, delivered.channel());
          message.readAt = delivered.at();
        }
      }
    } else if (event instanceof MessageFailed failed) {
      Rebuilt message =
          of(messages, failed.messageId(), failed.requestId(), failed.cause(), failed.purpose());
      message.failed = true;
      message.channel = message.channel == null ? failed.channel() : message.channel;
      message.provider = failed.provider();
      message.reason = failed.reason();
      message.gaveUpAt = failed.at();
      message.attempts = Math.max(message.attempts, failed.attempts());
      if (message.message != null && message.message.recipient() instanceof Recipient.Citizen) {
        planned(message.message.nextStep(failed.at()), messages);
      }
    }
  }

  private static void advance(Rebuilt message, Told told, MessageChannel channel) {
    if (told.compareTo(message.told) > 0) {
      message.told = told;
    }
    message.channel = channel;
  }

  /** A message by a further channel is planned by no event: its id tells which step it was. */
  private static Rebuilt of(
      Messages messages, String id, RequestId requestId, EventId cause, MessagePurpose purpose) {
    Rebuilt message = messages.touch(id);
    if (message.message == null) {
      for (int step = 1; step <= 5; step++) {
        if (PlannedMessage.messageId(requestId, cause, purpose, Recipient.CITIZEN, step)
            .equals(id)) {
          Rebuilt first =
              messages.byId.get(
                  PlannedMessage.messageId(requestId, cause, purpose, Recipient.CITIZEN, 0));
          PlannedMessage origin = first == null ? null : first.message;
          for (int next = 0; origin != null && next < step; next++) {
            origin = origin.nextStep(origin.plannedAt());
          }
          message.message = origin;
        }
      }
    }
    return message;
  }

  private static Told toldOf(Row row) {
    if (!row.say().isEmpty()) {
      // the log is behind; what is not told yet does not count
      return row.say().stream()
              .anyMatch(EnumSet.of(Row.Say.MAYBE_SENT, Row.Say.SENT, Row.Say.FAILED)::contains)
          ? Told.NOTHING
          : Told.SENT;
    }
    return switch (row.state()) {
      case PLANNED -> Told.NOTHING;
      case SENDING, RETRY_AT, SUPPRESSED ->
          row.sentAt() != null
              ? Told.SENT
              : row.gaveUpAt() != null ? Told.MAYBE_SENT : Told.NOTHING;
      case FAILED -> Told.FAILED;
      case MAYBE_SENT -> row.sentAt() == null ? Told.MAYBE_SENT : Told.SENT;
      case SENT -> Told.SENT;
      case DELIVERED -> Told.DELIVERED;
      case READ -> Told.READ;
    };
  }

  private static Told settled(Rebuilt message) {
    if (message.failed && message.told.compareTo(Told.DELIVERED) < 0) {
      return Told.FAILED;
    }
    // handing over is part of sending, except in CİMER, where a person does it
    return message.told == Told.HANDED_OVER
        ? message.channel == MessageChannel.CIMER_EXPORT ? Told.DELIVERED : Told.SENT
        : message.told;
  }

  private static String line(Told told, @Nullable MessageChannel channel) {
    return told + (told == Told.NOTHING ? "" : " " + channel);
  }

  /** What was told is put back as it was; what was never sent is due. */
  private static Row row(Rebuilt message) {
    PlannedMessage planned = Objects.requireNonNull(message.message);
    LedgerState state =
        switch (settled(message)) {
          case NOTHING -> LedgerState.PLANNED;
          case FAILED -> LedgerState.FAILED;
          case MAYBE_SENT -> LedgerState.MAYBE_SENT;
          case SENT, HANDED_OVER -> LedgerState.SENT;
          case DELIVERED -> LedgerState.DELIVERED;
          case READ -> LedgerState.READ;
        };
    return new Row(
        planned,
        state == LedgerState.PLANNED ? null : message.channel,
        message.provider,
        state,
        message.attempts,
        state == LedgerState.PLANNED ? planned.plannedAt() : null,
        null,
        message.sentAt,
        message.deliveredAt,
        message.readAt,
        message.gaveUpAt,
        null,
        message.reason,
        false,
        state == LedgerState.MAYBE_SENT ? 1 : 0,
        List.of());
  }
}
