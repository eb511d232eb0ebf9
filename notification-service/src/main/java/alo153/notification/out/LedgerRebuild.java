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
import alo153.transport.LogRecord.PartRecord;
import alo153.transport.LogReplay;
import alo153.transport.Received;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
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
  private static final int EXAMPLES = 20;
  private static final List<String> TOPICS = List.of(Topics.REQUESTS, Topics.PERSONAL);

  private final LogReplay replay;
  private final MongoLedger ledger;
  private final MongoRequestFiles files;
  private final Gate gate;
  private final Duration retention;
  private final Clock clock;
  private final Semaphore one = new Semaphore(1);

  /**
   * @param retention how long words and addresses are kept after a request was closed
   */
  public LedgerRebuild(
      LogReplay replay,
      MongoLedger ledger,
      MongoRequestFiles files,
      Gate gate,
      Duration retention,
      Clock clock) {
    this.replay = replay;
    this.ledger = ledger;
    this.files = files;
    this.gate = gate;
    this.retention = retention;
    this.clock = clock;
  }

  /**
   * What came of it.
   *
   * @param records read from the log
   * @param messages the log knows of
   * @param rebuiltHash over what the log tells of recipients and messages
   * @param liveHash over the same of what was live
   * @param equal whether they are the same
   * @param restored messages the ledger had lost, or was behind with
   * @param different ids of some requests and messages that differ; an event on its way just now
   *     may be among them
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
    MongoRequestFiles anew = files.anew();
    LogReplay.Report first = replay.replay(TOPICS, batch -> fold(batch, rebuilt, anew));
    return gate.shut(
        () -> {
          LogReplay.Report rest =
              replay.replay(TOPICS, first.ends(), batch -> fold(batch, rebuilt, anew));
          var comparison = new Comparison();
          compareFiles(anew, comparison);
          int restored = compareMessages(rebuilt, comparison);
          anew.becomeLive();
          // what another instance wrote into the old collection in this moment is in the log
          replay.replay(TOPICS, rest.ends(), batch -> fold(batch, new HashMap<>(), files));
          return new Report(
              first.records() + rest.records(),
              rebuilt.size(),
              comparison.rebuilt(),
              comparison.live(),
              comparison.rebuilt().equals(comparison.live()),
              restored,
              comparison.different.stream().limit(EXAMPLES).toList());
        });
  }

  private static final class Comparison {
    private final byte[] rebuilt = new byte[32];
    private final byte[] live = new byte[32];
    private final TreeSet<String> different = new TreeSet<>();

    String rebuilt() {
      return HexFormat.of().formatHex(rebuilt);
    }

    String live() {
      return HexFormat.of().formatHex(live);
    }
  }

  private void compareFiles(MongoRequestFiles anew, Comparison comparison) {
    Instant limit = clock.instant().minus(retention);
    files.forgetClosedBefore(limit);
    anew.forgetClosedBefore(limit);
    var hashes = new HashMap<String, String>();
    anew.each(
        file -> {
          byte[] hash = hash(file.inOneLine());
          add(comparison.rebuilt, hash);
          hashes.put(file.requestId().value(), HexFormat.of().formatHex(hash));
        });
    files.each(
        file -> {
          byte[] hash = hash(file.inOneLine());
          add(comparison.live, hash);
          String id = file.requestId().value();
          if (!HexFormat.of().formatHex(hash).equals(hashes.remove(id))) {
            comparison.different.add(id);
          }
        });
    comparison.different.addAll(hashes.keySet());
  }

  private int compareMessages(Map<String, Rebuilt> rebuilt, Comparison comparison) {
    rebuilt.values().removeIf(message -> message.message == null);
    rebuilt.forEach((id, message) -> add(comparison.rebuilt, hash(line(id, message))));
    var lost = new HashMap<>(rebuilt);
    var behind = new ArrayList<Row>();
    ledger.each(
        row -> {
          Rebuilt same = lost.remove(row.id());
          String line = line(row.id(), toldOf(row), row.channel());
          if (same == null && awaitsTelling(row)) {
            return;
          }
          add(comparison.live, hash(line));
          if (same == null || !line.equals(line(row.id(), same))) {
            comparison.different.add(row.id());
          }
          if (same != null && isBehind(row, same)) {
            behind.add(row);
          }
        });
    comparison.different.addAll(lost.keySet());
    int restored = ledger.insert(lost.values().stream().map(LedgerRebuild::row).toList()).size();
    for (Row row : behind) {
      Row better = row(Objects.requireNonNull(rebuilt.get(row.id())));
      restored += ledger.replace(row, better) ? 1 : 0;
    }
    return restored;
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
      List<Received<LogRecord>> batch, Map<String, Rebuilt> rebuilt, MongoRequestFiles files) {
    var ids = new HashSet<RequestId>();
    for (Received<LogRecord> record : batch) {
      if (record.value() instanceof EventRecord happened) {
        ids.add(happened.event().requestId());
      } else if (record.value() instanceof PartRecord part) {
        ids.add(part.key().requestId());
      }
    }
    Map<RequestId, RequestFile> known = files.load(ids);
    for (Received<LogRecord> record : batch) {
      if (record.value() instanceof EventRecord happened) {
        fold(happened.event(), known.get(happened.event().requestId()), rebuilt);
      } else if (record.value() instanceof PartRecord part) {
        known.get(part.key().requestId()).read(part.key().part(), part.part());
      }
    }
    files.save(known.values());
  }

  private static void fold(RequestEvent event, RequestFile file, Map<String, Rebuilt> rebuilt) {
    file.read(event);
    RequestFacts facts = file.facts();
    if (facts != null) {
      MessagePlanner.plan(event, facts).forEach(message -> planned(message, rebuilt));
    }
    told(event, rebuilt);
  }

  private static Rebuilt planned(PlannedMessage message, Map<String, Rebuilt> rebuilt) {
    Rebuilt planned = rebuilt.computeIfAbsent(message.id(), id -> new Rebuilt());
    planned.message = planned.message == null ? message : planned.message;
    return planned;
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
      if (message.message != null && message.message.recipient() instanceof Recipient.Citizen) {
        planned(message.message.nextStep(failed.at()), rebuilt);
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

  private static byte[] hash(String line) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(line.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The sum of the lines' hashes: the same in whatever order. */
  private static void add(byte[] sum, byte[] hash) {
    int carry = 0;
    for (int i = 31; i >= 0; i--) {
      int value = (sum[i] & 0xff) + (hash[i] & 0xff) + carry;
      sum[i] = (byte) value;
      carry = value >> 8;
    }
  }

  /** What was told is put back as it was; what was never sent is due. */
  private static Row row(Rebuilt message) {
    PlannedMessage planned = Objects.requireNonNull(message.message);
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
