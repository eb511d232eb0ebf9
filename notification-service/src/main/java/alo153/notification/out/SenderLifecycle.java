package alo153.notification.out;

import alo153.frame.StoreUnavailableException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Starts the senders after everything they use, and stops them before it. */
final class SenderLifecycle implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(SenderLifecycle.class);
  private static final Duration PATIENCE = Duration.ofSeconds(8);

  private final Dispatcher dispatcher;
  private final MongoLedger ledger;
  private final MongoRequestFiles files;
  private final ReceiptDesk receipts;
  private final LostReceipts lostReceipts;
  private @Nullable ScheduledExecutorService rounds;
  private volatile boolean running;

  SenderLifecycle(
      Dispatcher dispatcher,
      MongoLedger ledger,
      MongoRequestFiles files,
      ReceiptDesk receipts,
      LostReceipts lostReceipts) {
    this.dispatcher = dispatcher;
    this.ledger = ledger;
    this.files = files;
    this.receipts = receipts;
    this.lostReceipts = lostReceipts;
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
    ScheduledExecutorService minutes =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              var thread = new Thread(task, "notification-reports");
              thread.setDaemon(true);
              return thread;
            });
    minutes.scheduleWithFixedDelay(lostReceipts::round, 1, 1, TimeUnit.MINUTES);
    rounds = minutes;
    running = true;
  }

  @Override
  public void stop() {
    if (rounds != null) {
      rounds.shutdownNow();
    }
    dispatcher.stop(PATIENCE);
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
