package alo153.notification.out;

import alo153.events.MessageChannel;
import alo153.events.MessagePurpose;
import alo153.events.RequestId;
import alo153.notification.decide.LedgerState;
import alo153.notification.out.Row.Say;
import alo153.transport.PublishFailedException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers to CİMER cases: handed to an officer as a file, who enters them in CİMER and says so. No
 * interface to CİMER is public; this is the way that needs none.
 */
public final class CimerExport {
  private static final Logger LOG = LoggerFactory.getLogger(CimerExport.class);
  static final String ACCOUNT = "cimer-export";

  private final MongoLedger ledger;
  private final MongoRequestFiles files;
  private final Composer composer;
  private final Announcer announcer;
  private final Clock clock;

  CimerExport(
      MongoLedger ledger,
      MongoRequestFiles files,
      Composer composer,
      Announcer announcer,
      Clock clock) {
    this.ledger = ledger;
    this.files = files;
    this.composer = composer;
    this.announcer = announcer;
    this.clock = clock;
  }

  /**
   * One answer to enter.
   *
   * @param messageId confirms it
   * @param cimerNumber the case in CİMER; empty when it came without one
   * @param trackingCode the case with us
   * @param purpose what is entered: an answer, a transfer, a question …
   * @param plannedAt since when it waits
   * @param state PLANNED until handed over, SENT until entered, DELIVERED after
   * @param text the words to enter
   */
  public record Line(
      String messageId,
      String cimerNumber,
      String trackingCode,
      MessagePurpose purpose,
      Instant plannedAt,
      LedgerState state,
      String text) {}

  /** Lines without their words yet, or of forgotten persons, are not among them. */
  public List<Line> list(Set<LedgerState> states, int most) {
    List<Row> rows = ledger.in(MessageChannel.CIMER_EXPORT, EnumSet.copyOf(states), most);
    List<RequestId> ids = rows.stream().map(row -> row.message().requestId()).distinct().toList();
    Map<RequestId, RequestFile> known = files.load(ids);
    var lines = new ArrayList<Line>(rows.size());
    for (Row row : rows) {
      RequestFile file = known.get(row.message().requestId());
      if (composer.prepare(row, file) instanceof Prepared.Ready ready) {
        Letter letter = ready.letter();
        lines.add(
            new Line(
                row.id(),
                letter.to(),
                row.message().requestId().trackingCode().value(),
                row.message().purpose(),
                row.message().plannedAt(),
                row.state(),
                letter.text()));
      }
    }
    return lines;
  }

  /** The officer has the file: that is all sending there is. */
  public void handedOver(Collection<Line> lines) {
    Instant now = clock.instant();
    move(
        lines.stream().filter(line -> line.state() == LedgerState.PLANNED).map(Line::messageId),
        id ->
            Change.from(id, LedgerState.PLANNED, LedgerState.SENT)
                .provider(ACCOUNT)
                .sent(now, null)
                .say(now, Say.SENT));
  }

  /**
   * The officer entered them.
   *
   * @return those that were confirmed, now or before
   */
  public Set<String> entered(Collection<String> messageIds) {
    Instant now = clock.instant();
    List<String> ours =
        ledger.find(messageIds).stream()
            .filter(row -> row.channel() == MessageChannel.CIMER_EXPORT)
            .map(Row::id)
            .toList();
    move(
        ours.stream(),
        id ->
            Change.from(id, LedgerState.SENT, LedgerState.DELIVERED)
                .delivered(now)
                .say(now, Say.HANDED_OVER));
    var confirmed = new java.util.HashSet<String>();
    for (Row row : ledger.find(ours)) {
      if (row.state() == LedgerState.DELIVERED) {
        confirmed.add(row.id());
      }
    }
    return confirmed;
  }

  private void move(
      java.util.stream.Stream<String> ids, java.util.function.Function<String, Change> step) {
    var changed = new ArrayList<Row>();
    ids.forEach(id -> changed(step.apply(id), changed));
    try {
      announcer.announce(changed);
    } catch (PublishFailedException e) {
      LOG.warn("{} CİMER answers are in the ledger; the log is told later", changed.size());
    }
  }

  private void changed(Change change, List<Row> changed) {
    @Nullable Row row = ledger.applyOne(change).orElse(null);
    if (row != null) {
      changed.add(row);
    }
  }
}
