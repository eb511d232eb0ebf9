package alo153.notification.out;

import alo153.events.MessageChannel;
import alo153.events.RequestId;
import alo153.notification.decide.LedgerState;
import alo153.notification.decide.PlannedMessage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where the reading side puts what must be sent, and takes back what must not be sent any more. */
public final class Outbox {
  private final MongoLedger ledger;
  private final MongoRequestFiles files;
  private final Dispatcher dispatcher;

  public Outbox(MongoLedger ledger, MongoRequestFiles files, Dispatcher dispatcher) {
    this.ledger = ledger;
    this.files = files;
    this.dispatcher = dispatcher;
  }

  public Map<RequestId, RequestFile> load(Collection<RequestId> ids) {
    return files.load(ids);
  }

  /**
   * Returns when rows and files are durable; only then the senders may know. The files come last: a
   * file that has read a record stands for what was planned from it.
   *
   * @param changed files as they are now
   * @param planned what must be sent; what was planned before is left as it is
   * @param erased whose messages must not go any more
   */
  public void write(
      Map<RequestId, RequestFile> changed, List<PlannedMessage> planned, Set<RequestId> erased) {
    var rows = new ArrayList<Row>(planned.size());
    for (PlannedMessage message : planned) {
      RequestFile file = changed.get(message.requestId());
      MessageChannel channel = file == null ? null : dispatcher.channel(message, file);
      rows.add(Row.planned(message, channel, dispatcher.reservedUntil()));
    }
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).channel() == null) {
        // nobody has it in memory: the next look into the ledger finds it
        rows.set(i, rows.get(i).due(dispatcher.now()));
      }
    }
    Set<String> inserted = ledger.insert(rows);
    files.save(changed.values());
    var suppressed = new ArrayList<Change>();
    for (RequestId id : erased) {
      ledger.forget(id);
      for (Row row : ledger.ofRequest(id)) {
        if (row.state() != LedgerState.SENDING
            && LedgerState.SUPPRESSED.before().contains(row.state())) {
          suppressed.add(
              Change.to(LedgerState.SUPPRESSED, row.id()).reason("PERSON_ERASED").nothingDue());
        }
      }
    }
    ledger.applyUnchecked(suppressed);
    dispatcher.planned(rows.stream().filter(row -> inserted.contains(row.id())).toList());
  }
}
