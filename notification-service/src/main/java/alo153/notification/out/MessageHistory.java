package alo153.notification.out;

import alo153.events.RequestId;
import java.util.Comparator;
import java.util.List;

/** What the ledger knows of one request. */
public final class MessageHistory {
  private final MongoLedger ledger;

  public MessageHistory(MongoLedger ledger) {
    this.ledger = ledger;
  }

  /** Oldest first. */
  public List<Row> of(RequestId requestId) {
    return ledger.ofRequest(requestId).stream()
        .sorted(Comparator.comparing((Row row) -> row.message().plannedAt()).thenComparing(Row::id))
        .toList();
  }
}
