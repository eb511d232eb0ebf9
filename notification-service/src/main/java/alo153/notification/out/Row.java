package alo153.notification.out;

import alo153.events.EventId;
import alo153.events.MessageChannel;
import alo153.events.MessagePurpose;
import alo153.events.Outcome;
import alo153.events.OwnerCode;
import alo153.events.RequestId;
import alo153.notification.decide.LedgerState;
import alo153.notification.decide.PlannedMessage;
import alo153.notification.decide.Recipient;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * One message in the ledger. Holds codes and times, no address and no words.
 *
 * @param message what was planned
 * @param channel how it goes; null until the contact has arrived
 * @param provider the account that has or had it; null before the first try
 * @param state where it stands
 * @param attempt tries so far
 * @param due when somebody must look at it again: to send, to notice a dead sender, to tell the
 *     log; null when nothing is to be done. Taking a row moves this, so of two takers one wins
 * @param firstTry when the first try began
 * @param sentAt when a provider took it
 * @param deliveredAt when it reached the person
 * @param readAt when it was read
 * @param gaveUpAt when a try was given up: the last one left in doubt, or the message failed; null
 *     while neither
 * @param providerId the provider's name for it
 * @param reason why it failed, waits or was suppressed; a code
 * @param template whether the approved template goes instead of free text
 * @param unsure tries that ended without an answer: a second copy may exist
 * @param say what the log has not been told yet
 */
public record Row(
    PlannedMessage message,
    @Nullable MessageChannel channel,
    @Nullable String provider,
    LedgerState state,
    int attempt,
    @Nullable Instant due,
    @Nullable Instant firstTry,
    @Nullable Instant sentAt,
    @Nullable Instant deliveredAt,
    @Nullable Instant readAt,
    @Nullable Instant gaveUpAt,
    @Nullable String providerId,
    @Nullable String reason,
    boolean template,
    int unsure,
    List<Say> say) {

  /** What the log is told of. */
  public enum Say {
    MAYBE_SENT,
    SENT,
    HANDED_OVER,
    RECEIPT,
    READ,
    FAILED
  }

  static final String ID = "_id";
  static final String REQUEST = "request";
  static final String CHANNEL = "channel";
  static final String PROVIDER = "provider";
  static final String STATE = "state";
  static final String ATTEMPT = "attempt";
  static final String DUE = "due";
  static final String CLAIM = "claim";
  static final String FIRST_TRY = "firstTry";
  static final String SENT_AT = "sentAt";
  static final String DELIVERED_AT = "deliveredAt";
  static final String READ_AT = "readAt";
  static final String GAVE_UP_AT = "gaveUpAt";
  static final String PROVIDER_ID = "providerId";
  static final String REASON = "reason";
  static final String TEMPLATE = "template";
  static final String UNSURE = "unsure";
  static final String SAY = "say";

  public Row {
    say = List.copyOf(say);
  }

  static Row planned(PlannedMessage message, @Nullable MessageChannel channel, Instant due) {
    return new Row(
        message,
        channel,
        null,
        LedgerState.PLANNED,
        0,
        channel == MessageChannel.CIMER_EXPORT ? null : due,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        false,
        0,
        List.of());
  }

  public String id() {
    return message.id();
  }

  /** Whether a second copy may exist. */
  public boolean maybe() {
    return unsure > 0;
  }

  /** What takes its place when it can not be delivered; an institution has one way only. */
  Optional<Row> successor(Instant at) {
    return message.recipient() instanceof Recipient.Citizen
        ? Optional.of(planned(message.nextStep(at), null, at))
        : Optional.empty();
  }

  /** The same row with another due time. */
  Row due(Instant until) {
    return new Row(
        message,
        channel,
        provider,
        state,
        attempt,
        until,
        firstTry,
        sentAt,
        deliveredAt,
        readAt,
        gaveUpAt,
        providerId,
        reason,
        template,
        unsure,
        say);
  }

  Document document() {
    var document = new Document(ID, id());
    document.put(REQUEST, message.requestId().value());
    document.put("cause", message.cause().value());
    document.put("purpose", message.purpose().name());
    document.put("recipient", message.recipient().key());
    document.put("step", message.step());
    put(document, "wordsPart", message.wordsPart());
    put(document, "owner", message.owner() == null ? null : message.owner().value());
    put(document, "outcome", message.outcome() == null ? null : message.outcome().name());
    put(document, "reasonCode", message.reason());
    put(document, "date", message.date() == null ? null : message.date().toString());
    document.put("plannedAt", Date.from(message.plannedAt()));
    put(document, CHANNEL, channel == null ? null : channel.name());
    put(document, PROVIDER, provider);
    document.put(STATE, state.name());
    document.put(ATTEMPT, attempt);
    put(document, DUE, date(due));
    put(document, FIRST_TRY, date(firstTry));
    put(document, SENT_AT, date(sentAt));
    put(document, DELIVERED_AT, date(deliveredAt));
    put(document, READ_AT, date(readAt));
    put(document, GAVE_UP_AT, date(gaveUpAt));
    put(document, PROVIDER_ID, providerId);
    put(document, REASON, reason);
    if (template) {
      document.put(TEMPLATE, true);
    }
    if (unsure > 0) {
      document.put(UNSURE, unsure);
    }
    if (!say.isEmpty()) {
      document.put(SAY, say.stream().map(Enum::name).toList());
    }
    return document;
  }

  static Row of(Document document) {
    String channel = document.getString(CHANNEL);
    String date = document.getString("date");
    String outcome = document.getString("outcome");
    String owner = document.getString("owner");
    List<String> say = document.getList(SAY, String.class, List.of());
    return new Row(
        new PlannedMessage(
            new RequestId(document.getString(REQUEST)),
            new EventId(document.getString("cause")),
            MessagePurpose.valueOf(document.getString("purpose")),
            Recipient.parse(document.getString("recipient")),
            document.getInteger("step"),
            document.getString("wordsPart"),
            owner == null ? null : new OwnerCode(owner),
            outcome == null ? null : Outcome.valueOf(outcome),
            document.getString("reasonCode"),
            date == null ? null : LocalDate.parse(date),
            document.getDate("plannedAt").toInstant()),
        channel == null ? null : MessageChannel.valueOf(channel),
        document.getString(PROVIDER),
        LedgerState.valueOf(document.getString(STATE)),
        document.getInteger(ATTEMPT),
        instant(document, DUE),
        instant(document, FIRST_TRY),
        instant(document, SENT_AT),
        instant(document, DELIVERED_AT),
        instant(document, READ_AT),
        instant(document, GAVE_UP_AT),
        document.getString(PROVIDER_ID),
        document.getString(REASON),
        document.getBoolean(TEMPLATE, false),
        document.getInteger(UNSURE, 0),
        say.stream().map(Say::valueOf).toList());
  }

  private static void put(Document document, String field, @Nullable Object value) {
    if (value != null) {
      document.put(field, value);
    }
  }

  static @Nullable Date date(@Nullable Instant at) {
    return at == null ? null : Date.from(at);
  }

  private static @Nullable Instant instant(Document document, String field) {
    Date date = document.getDate(field);
    return date == null ? null : date.toInstant();
  }
}
