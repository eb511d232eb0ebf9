package alo153.notification.out;

import alo153.events.MessageChannel;
import alo153.notification.decide.LedgerState;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** One step of a row, guarded by the table of steps: what may not follow is not written. */
final class Change {
  /** How long an announcement may take before another instance makes it. */
  static final Duration ANNOUNCE = Duration.ofSeconds(30);

  private static final String PROCESS = UUID.randomUUID() + "-";
  private static final AtomicLong MARKS = new AtomicLong();

  private final String id;
  private final Bson guard;
  private final String mark = PROCESS + MARKS.incrementAndGet();
  private final List<Bson> updates = new ArrayList<>();

  private Change(String id, Bson guard) {
    this.id = id;
    this.guard = guard;
    updates.add(Updates.set("mark", mark));
  }

  /** Towards a state, from any state the table allows. */
  static Change to(LedgerState state, String id) {
    return new Change(
            id,
            Filters.and(
                Filters.eq(Row.ID, id),
                Filters.in(Row.STATE, state.before().stream().map(Enum::name).toList())))
        .set(Row.STATE, state.name());
  }

  /** Towards a state, from one state only. */
  static Change from(String id, LedgerState seen, LedgerState state) {
    return new Change(id, Filters.and(Filters.eq(Row.ID, id), Filters.eq(Row.STATE, seen.name())))
        .set(Row.STATE, state.name());
  }

  /**
   * Towards what a receipt proved, where the log was told that it was sent, or where it was not.
   */
  static Change proved(LedgerState state, String id, boolean sentBefore) {
    Change change = to(state, id);
    return new Change(
            id,
            Filters.and(
                change.guard,
                sentBefore ? Filters.ne(Row.SENT_AT, null) : Filters.eq(Row.SENT_AT, null)))
        .set(Row.STATE, state.name());
  }

  /**
   * The provider took a try nobody knew of. What it says of free text tells nothing of the template
   * that goes in its place.
   */
  static Change takenAfterAll(String id) {
    return new Change(
            id,
            Filters.and(
                Filters.eq(Row.ID, id),
                Filters.or(
                    Filters.eq(Row.STATE, LedgerState.MAYBE_SENT.name()),
                    Filters.and(
                        Filters.in(
                            Row.STATE, LedgerState.SENDING.name(), LedgerState.RETRY_AT.name()),
                        Filters.ne(Row.TEMPLATE, true)))))
        .set(Row.STATE, LedgerState.SENT.name());
  }

  /** Away from free text a provider took, or may have taken. */
  static Change withoutTemplate(String id, LedgerState state) {
    return new Change(
            id,
            Filters.and(
                Filters.eq(Row.ID, id),
                Filters.in(
                    Row.STATE,
                    LedgerState.SENT.name(),
                    LedgerState.MAYBE_SENT.name(),
                    LedgerState.RETRY_AT.name()),
                Filters.ne(Row.TEMPLATE, true)))
        .set(Row.STATE, state.name());
  }

  /** Towards a state, from exactly what was seen. */
  static Change from(Row seen, LedgerState state) {
    return new Change(
            seen.id(),
            Filters.and(
                Filters.eq(Row.ID, seen.id()),
                Filters.eq(Row.STATE, seen.state().name()),
                Filters.eq(Row.DUE, Row.date(seen.due()))))
        .set(Row.STATE, state.name());
  }

  /** Beside the state: adds what is known without moving it. */
  static Change beside(String id) {
    return new Change(id, Filters.eq(Row.ID, id));
  }

  /** Beside the state: that it was sent, where nobody knew. */
  static Change sentBeside(String id) {
    return new Change(id, Filters.and(Filters.eq(Row.ID, id), Filters.eq(Row.SENT_AT, null)));
  }

  Change provider(@Nullable String provider) {
    return provider == null ? this : set(Row.PROVIDER, provider);
  }

  Change channel(MessageChannel channel) {
    return set(Row.CHANNEL, channel.name());
  }

  Change sent(Instant at, @Nullable String providerId) {
    return providerId(providerId).set(Row.SENT_AT, Date.from(at));
  }

  Change providerId(@Nullable String providerId) {
    return providerId == null || providerId.isEmpty() ? this : set(Row.PROVIDER_ID, providerId);
  }

  /** Which try it was that counts. */
  Change attempt(int attempt) {
    return set(Row.ATTEMPT, attempt);
  }

  Change gaveUp(Instant at) {
    return set(Row.GAVE_UP_AT, Date.from(at));
  }

  Change delivered(Instant at) {
    return set(Row.DELIVERED_AT, Date.from(at));
  }

  Change read(Instant at) {
    return set(Row.READ_AT, Date.from(at));
  }

  Change reason(String reason) {
    return set(Row.REASON, reason);
  }

  /** One try more that ended without an answer. */
  Change unsure() {
    updates.add(Updates.inc(Row.UNSURE, 1));
    return this;
  }

  /** No second copy can exist. */
  Change sure() {
    updates.add(Updates.unset(Row.UNSURE));
    return this;
  }

  Change template() {
    return set(Row.TEMPLATE, true);
  }

  /** One try less: the try did not reach the provider at all. */
  Change withoutTry() {
    updates.add(Updates.inc(Row.ATTEMPT, -1));
    return this;
  }

  Change due(Instant at) {
    return set(Row.DUE, Date.from(at));
  }

  Change nothingDue() {
    updates.add(Updates.unset(Row.DUE));
    return this;
  }

  /** The log must be told; until it is, somebody is due to. */
  Change say(Instant now, Row.Say... what) {
    return sayBy(now.plus(ANNOUNCE), what);
  }

  /** The log must be told; if it is not by then, whoever looks at the row does it. */
  Change sayBy(Instant due, Row.Say... what) {
    updates.add(Updates.addEachToSet(Row.SAY, List.of(what).stream().map(Enum::name).toList()));
    return due(due);
  }

  private Change set(String field, Object value) {
    updates.add(Updates.set(field, value));
    return this;
  }

  String id() {
    return id;
  }

  String mark() {
    return mark;
  }

  Bson guard() {
    return guard;
  }

  Bson update() {
    return Updates.combine(updates);
  }
}
