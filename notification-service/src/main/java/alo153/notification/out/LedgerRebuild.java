package alo153.notification.out;

import static java.nio.charset.StandardCharsets.UTF_8;

import alo153.events.EventId;
import alo153.events.MessageChannel;
import alo153.events.MessageDelivered;
import alo153.events.MessageFailed;
import alo153.events.MessagePurpose;
import alo153.events.MessageSent;
import alo153.events.RequestEvent;
import alo153.events.RequestId;
import alo153.events.wire.Topics;
import alo153.notification.decide.LedgerState;
import alo153.notification.decide.MessagePlanner;
import alo153.notification.decide.PlannedMessage;
import alo153.notification.decide.Recipient;
import alo153.notification.decide.RequestFacts;
import alo153.transport.LogRecord;
import alo153.transport.LogRecord.EventRecord;
import alo153.transport.LogReplay;
import alo153.transport.Received;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * The ledger as the log tells it. The log knows what was to be sent (by the same rules) and what
 * was told of it; tries, provider ids and what is still under way stand only in the ledger itself.
 * So the comparison takes of both what the log can know, and what is missing in the ledger is put
 * back.
 */
public final class LedgerRebuild {
  private static final int EXAMPLES = 20;

  private final LogReplay replay;
  private final MongoLedger ledger;
  private final Semaphore one = new Semaphore(1);

  public LedgerRebuild(LogReplay replay, MongoLedger ledger) {
    this.replay = replay;
    this.ledger = ledger;
  }

  /**
   * What came of it.
   *
   * @param records read from the log
   * @param messages the log knows of
   * @param rebuiltHash over what the log tells
   * @param liveHash over the same of the ledger, before anything was put back
   * @param equal whether they are the same
   * @param restored rows the ledger had lost
   * @param different ids of some that differ; an event on its way just now may be among them
   */
  public record Report(
      long records,
      int messages,
      String rebuiltHash,
      String liveHash,
      boolean equal,
      int restored,
      List<String> different) {}

  /** How far a message is, as the log is told. */
  private enum Told {
    NOTHING,
    FAILED,
    SENT,
    HANDED_OVER,
    DELIVERED,
    READ
  }

  private static final class Rebuilt {
    private @Nullable PlannedMessage message;
    private @Nullable MessageChannel channel;
    private @Nullable String provider;
    private Told told = Told.NOTHING;
    private boolean failed;
    private boolean certain = true;
    private @Nullable Instant sentAt;
    private @Nullable Instant deliveredAt;
    private @Nullable Instant readAt;
    private @Nullable String reason;
    private int attempts;
  }

  /**
   * @return null when another rebuild is under way
   */
  public @Nullable Report run() {
    if (!one.tryAcquire()) {
      return null;
    }
    try {
      return rebuild();
    } finally {
      one.release();
    }
  }

  private Report rebuild() {
    var rebuilt = new HashMap<String, Rebuilt>();
    var files = new HashMap<RequestId, RequestFile>();
    LogReplay.Report read =
        replay.replay(List.of(Topics.REQUESTS), batch -> fold(batch, rebuilt, files));
    rebuilt.values().removeIf(message -> message.message == null);
    var lost = new HashMap<>(rebuilt);
    var different = new TreeSet<String>();
    byte[] live = new byte[32];
    List<List<String>> pages =
        Flux.fromIterable(rebuilt.keySet())
            .buffer(1000)
            .collectList()
            .blockOptional()
            .orElseThrow();
    for (List<String> page : pages) {
      for (Row row : ledger.find(page)) {
        lost.remove(row.id());
        String line = line(row.id(), toldOf(row), row.channel());
        add(live, line);
        Rebuilt same = rebuilt.get(row.id());
        if (same == null || !line.equals(line(row.id(), same))) {
          different.add(row.id());
        }
      }
    }
    byte[] told = new byte[32];
    rebuilt.forEach((id, message) -> add(told, line(id, message)));
    different.addAll(lost.keySet());
    var rows = new ArrayList<Row>();
    lost.forEach((id, message) -> rows.add(row(message)));
    Set<String> restored = ledger.insert(rows);
    String rebuiltHash = HexFormat.of().formatHex(told);
    String liveHash = HexFormat.of().formatHex(live);
    return new Report(
        read.records(),
        rebuilt.size(),
        rebuiltHash,
        liveHash,
        rebuiltHash.equals(liveHash),
        restored.size(),
        different.stream().limit(EXAMPLES).toList());
  }

  private static void fold(
      List<Received<LogRecord>> batch,
      Map<String, Rebuilt> rebuilt,
      Map<RequestId, RequestFile> files) {
    for (Received<LogRecord> record : batch) {
      if (record.value() instanceof EventRecord happened) {
        RequestEvent event = happened.event();
        RequestFile file = files.computeIfAbsent(event.requestId(), RequestFile::new);
        file.read(event);
        RequestFacts facts = file.facts();
        if (facts != null) {
          for (PlannedMessage message : MessagePlanner.plan(event, facts)) {
            rebuilt.computeIfAbsent(message.id(), id -> new Rebuilt()).message = message;
          }
        }
        told(event, rebuilt);
      }
    }
  }

  private static void told(RequestEvent event, Map<String, Rebuilt> rebuilt) {
    if (event instanceof MessageSent sent) {
      Rebuilt message =
          of(rebuilt, sent.messageId(), sent.requestId(), sent.cause(), sent.purpose());
      advance(message, Told.SENT, sent.channel());
      message.provider = sent.provider();
      message.certain = sent.certain();
      message.sentAt = sent.certain() ? sent.at() : null;
      message.attempts = sent.attempt();
    } else if (event instanceof MessageDelivered delivered) {
      Rebuilt message =
          of(
              rebuilt,
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
          of(rebuilt, failed.messageId(), failed.requestId(), failed.cause(), failed.purpose());
      message.failed = true;
      message.channel = message.channel == null ? failed.channel() : message.channel;
      message.provider = failed.provider();
      message.reason = failed.reason();
      message.attempts = failed.attempts();
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
      Map<String, Rebuilt> rebuilt,
      String id,
      RequestId requestId,
      EventId cause,
      MessagePurpose purpose) {
    Rebuilt message = rebuilt.computeIfAbsent(id, unknown -> new Rebuilt());
    if (message.message == null) {
      for (int step = 1; step <= 5; step++) {
        if (PlannedMessage.messageId(requestId, cause, purpose, Recipient.CITIZEN, step)
            .equals(id)) {
          Rebuilt first =
              rebuilt.get(
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
      return row.say().contains(Row.Say.SENT) || row.say().contains(Row.Say.FAILED)
          ? Told.NOTHING
          : Told.SENT;
    }
    return switch (row.state()) {
      case PLANNED, SENDING, RETRY_AT, SUPPRESSED -> Told.NOTHING;
      case FAILED -> Told.FAILED;
      case MAYBE_SENT -> row.due() == null ? Told.SENT : Told.NOTHING;
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

  private static String line(String id, Rebuilt message) {
    return line(id, settled(message), message.channel);
  }

  private static String line(String id, Told told, @Nullable MessageChannel channel) {
    return id + " " + told + (told == Told.NOTHING ? "" : " " + channel);
  }

  /** The sum of the lines' hashes: the same in whatever order. */
  private static void add(byte[] sum, String line) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(line.getBytes(UTF_8));
      int carry = 0;
      for (int i = 31; i >= 0; i--) {
        int value = (sum[i] & 0xff) + (hash[i] & 0xff) + carry;
        sum[i] = (byte) value;
        carry = value >> 8;
      }
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** What was told is put back as it was; what was never sent is due. */
  private static Row row(Rebuilt message) {
    PlannedMessage planned = java.util.Objects.requireNonNull(message.message);
    LedgerState state =
        switch (settled(message)) {
          case NOTHING -> LedgerState.PLANNED;
          case FAILED -> LedgerState.FAILED;
          case SENT, HANDED_OVER -> message.certain ? LedgerState.SENT : LedgerState.MAYBE_SENT;
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
        null,
        message.reason,
        false,
        message.certain ? 0 : 1,
        List.of());
  }
}
