package alo153.notification.out;

import alo153.frame.StoreUnavailableException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Starts the senders after everything they use, and stops them before it. */
final class SenderLifecycle implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(SenderLifecycle.class);
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final Dispatcher dispatcher;
  private final MongoLedger ledger;
  private final MongoRequestFiles files;
  private final ReceiptDesk receipts;
  private volatile boolean running;

  SenderLifecycle(
      Dispatcher dispatcher, MongoLedger ledger, MongoRequestFiles files, ReceiptDesk receipts) {
    this.dispatcher = dispatcher;
    this.ledger = ledger;
    this.files = files;
    this.receipts = receipts;
  }

  @Override
  public void start() {
    try {
      ledger.prepare();
      files.prepare();
      receipts.prepare();
    } catch (com.mongodb.MongoException | StoreUnavailableException e) {
      LOG.warn("the store is away; indexes are made at the next start: {}", e.toString());
    }
    dispatcher.start();
    running = true;
  }

  @Override
  public void stop() {
    dispatcher.stop(PATIENCE);
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
