package alo153.notification.out;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks providers what became of messages no receipt came for: pushes get lost, and some providers
 * push none. A few each round, the longest sent first, and when all were asked about a pause.
 */
final class LostReceipts {
  private static final Logger LOG = LoggerFactory.getLogger(LostReceipts.class);

  /** A question for each, beside what is sent, and no provider is asked too often. */
  private static final int A_FEW = 20;

  /** Pushes are repeated for a quarter of an hour. */
  private static final Duration PUSHED_BY_THEN = Duration.ofMinutes(20);

  /** A message is given up by its provider after a day. */
  private static final Duration DECIDED_BY_THEN = Duration.ofHours(48);

  private static final Duration PAUSE = Duration.ofMinutes(15);

  private final List<Provider> providers;
  private final AccountRates rates;
  private final MongoLedger ledger;
  private final ReceiptDesk desk;
  private final Clock clock;
  private final Map<String, Progress> progress = new HashMap<>();

  /**
   * How far we are.
   *
   * @param after asked about up to those sent then
   * @param notBefore the next question
   */
  private record Progress(Instant after, Instant notBefore) {}

  LostReceipts(
      List<Provider> providers,
      AccountRates rates,
      MongoLedger ledger,
      ReceiptDesk desk,
      Clock clock) {
    this.providers = providers;
    this.rates = rates;
    this.ledger = ledger;
    this.desk = desk;
    this.clock = clock;
  }

  /** One round; used by one thread. */
  void round() {
    try {
      for (Provider provider : providers) {
        if (provider.givesReceipts()) {
          ask(provider);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      // thrown further it would end the rounds
      LOG.warn("lost receipts are asked for later: {}", e.toString());
    }
  }

  private void ask(Provider provider) throws InterruptedException {
    Instant now = clock.instant();
    Instant oldest = now.minus(DECIDED_BY_THEN);
    Progress before = progress.getOrDefault(provider.account(), new Progress(oldest, now));
    if (before.notBefore().isAfter(now)) {
      return;
    }
    Instant after = before.after().isAfter(oldest) ? before.after() : oldest;
    List<Row> silent =
        ledger.sentWithoutReceipt(provider.account(), after, now.minus(PUSHED_BY_THEN), A_FEW);
    AccountRate rate = rates.of(provider);
    // no more at once than a second allows, so that what is to be sent comes between
    int together = rate == null ? A_FEW : rate.perSecond();
    for (int i = 0; i < silent.size(); i += together) {
      List<Row> some = silent.subList(i, Math.min(silent.size(), i + together));
      if (rate != null) {
        rate.take(provider.reportCalls(some.size()));
      }
      desk.take(provider.reports(some).join());
    }
    Instant last = silent.isEmpty() ? null : silent.get(silent.size() - 1).sentAt();
    progress.put(
        provider.account(),
        last == null || silent.size() < A_FEW
            ? new Progress(oldest, now.plus(PAUSE))
            : new Progress(last, now));
  }
}
