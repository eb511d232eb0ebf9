package alo153.notification.out;

import alo153.events.EventId;
import alo153.events.MessageChannel;
import alo153.events.MessageDelivered;
import alo153.events.MessageDelivered.Proof;
import alo153.events.MessageFailed;
import alo153.events.MessagePurpose;
import alo153.events.MessageSent;
import alo153.events.RequestEvent;
import alo153.notification.decide.PlannedMessage;
import alo153.transport.Envelopes;
import alo153.transport.EventPublisher;
import alo153.transport.Outgoing;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells the log what became of messages. A row says what is still to be told; after a crash it is
 * told again, with the same ids.
 */
public final class Announcer {
  private final EventPublisher publisher;
  private final Envelopes envelopes;
  private final MongoLedger ledger;
  private final MeterRegistry meters;
  private final Clock clock;

  public Announcer(
      EventPublisher publisher,
      Envelopes envelopes,
      MongoLedger ledger,
      MeterRegistry meters,
      Clock clock) {
    this.publisher = publisher;
    this.envelopes = envelopes;
    this.ledger = ledger;
    this.meters = meters;
    this.clock = clock;
  }

  /**
   * Counts an account's messages from now on. There from the start: a counter that begins at 1 has
   * not increased, and nobody is told of the first failure.
   */
  void expect(MessageChannel channel, String account) {
    for (MessagePurpose purpose : MessagePurpose.values()) {
      counter(channel, account, purpose, Row.Say.SENT.name());
      counter(channel, account, purpose, Row.Say.MAYBE_SENT.name());
      counter(channel, account, purpose, Row.Say.FAILED.name());
    }
  }

  private Counter counter(
      MessageChannel channel, String account, MessagePurpose purpose, String result) {
    return meters.counter(
        "alo153.messages",
        "channel",
        channel.name(),
        "account",
        account,
        "purpose",
        purpose.name(),
        "result",
        result);
  }

  /**
   * Returns when the log has it.
   *
   * @throws alo153.transport.PublishFailedException when it could not be told; the rows stay due
   */
  void announce(List<Row> rows) {
    var records = new ArrayList<Outgoing>();
    var told = new ArrayList<Row>();
    for (Row row : rows) {
      if (!row.say().isEmpty()) {
        told.add(row);
        for (Row.Say say : truths(row)) {
          records.add(envelopes.event(event(row, say, clock.instant())));
        }
      }
    }
    publisher.publishAndWait(records);
    ledger.told(told);
    for (Row row : told) {
      for (Row.Say say : truths(row)) {
        counter(channel(row), provider(row), row.message().purpose(), say.name()).increment();
      }
    }
  }

  static RequestEvent event(Row row, Row.Say say, Instant now) {
    PlannedMessage message = row.message();
    return switch (say) {
      case MAYBE_SENT -> sent(row, at(row.gaveUpAt(), now), false);
      case SENT -> sent(row, at(row.sentAt(), now), true);
      case HANDED_OVER -> delivered(row, Proof.HANDED_OVER, at(row.sentAt(), now));
      case RECEIPT -> delivered(row, Proof.RECEIPT, at(row.deliveredAt(), now));
      case READ -> delivered(row, Proof.READ, at(row.readAt(), now));
      case FAILED ->
          new MessageFailed(
              EventId.derive(MessageFailed.TYPE, message.requestId(), row.id()),
              message.requestId(),
              at(row.gaveUpAt(), now),
              row.id(),
              message.purpose(),
              channel(row),
              provider(row),
              message.cause(),
              row.attempt(),
              row.reason() == null ? "FAILED" : row.reason());
    };
  }

  /** Doubt that ended before the log was told of it is nothing to tell. */
  private static List<Row.Say> truths(Row row) {
    boolean known = row.say().contains(Row.Say.SENT) || row.say().contains(Row.Say.FAILED);
    return row.say().stream().filter(say -> !(known && say == Row.Say.MAYBE_SENT)).toList();
  }

  /** Of each try one event that nobody knows, and one when it is known. */
  private static MessageSent sent(Row row, Instant at, boolean certain) {
    PlannedMessage message = row.message();
    int attempt = Math.max(1, row.attempt());
    return new MessageSent(
        EventId.derive(
            MessageSent.TYPE,
            message.requestId(),
            row.id(),
            Integer.toString(attempt),
            certain ? "CERTAIN" : "UNCERTAIN"),
        message.requestId(),
        at,
        row.id(),
        message.purpose(),
        channel(row),
        provider(row),
        message.cause(),
        attempt,
        certain);
  }

  private static MessageDelivered delivered(Row row, Proof proof, Instant at) {
    PlannedMessage message = row.message();
    return new MessageDelivered(
        EventId.derive(MessageDelivered.TYPE, message.requestId(), row.id(), proof.name()),
        message.requestId(),
        at,
        row.id(),
        message.purpose(),
        channel(row),
        message.cause(),
        proof);
  }

  private static Instant at(@Nullable Instant known, Instant now) {
    return known == null ? now : known;
  }

  private static MessageChannel channel(Row row) {
    return row.channel() == null ? MessageChannel.NONE : row.channel();
  }

  private static String provider(Row row) {
    return row.provider() == null ? "none" : row.provider();
  }
}
