package alo153.notification.out;

import alo153.events.MessageChannel;
import alo153.notification.decide.Recipient;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** One account with one provider. */
public interface Provider {
  /** What may be done when nobody knows whether a try arrived. */
  enum Repeat {
    /** The receiver knows the message by its id and drops the second. */
    SAME_KEY,
    /** The provider can be asked by our id. */
    ASK_FIRST,
    /** A second try may be a second message. */
    MAY_DOUBLE
  }

  /** What a provider that can be asked said. */
  enum Asked {
    HAS_IT,
    HAS_IT_NOT,
    /** No answer now. */
    SILENT
  }

  /** The account's name in the ledger, the log and the meters. */
  String account();

  MessageChannel channel();

  Repeat repeat();

  /** Never throws, never completes exceptionally: every failure is an outcome. */
  CompletableFuture<SendOutcome> send(Letter letter);

  /** Whether the provider has a message; asked only where {@link Repeat#ASK_FIRST}. */
  default CompletableFuture<Asked> ask(String messageId) {
    return CompletableFuture.completedFuture(Asked.SILENT);
  }

  /**
   * What became of messages it took; empty of those it does not know, or can not be asked about.
   */
  default CompletableFuture<List<Receipt>> reports(List<Row> taken) {
    return CompletableFuture.completedFuture(List.of());
  }

  /** How many calls a look at that many messages takes; the account's limit counts each. */
  default int reportCalls(int messages) {
    return 1;
  }

  /** Who fails alone: the account, or a receiver that has a door of its own. */
  default String line(Recipient recipient) {
    return account();
  }

  /** Whether its receipts tell more than that it was handed over. */
  boolean givesReceipts();

  ProviderLimits limits();
}
