package alo153.notification.out;

import static java.nio.charset.StandardCharsets.UTF_8;

import alo153.frame.StoreCalls;
import alo153.notification.decide.LedgerState;
import alo153.notification.out.Receipt.What;
import alo153.notification.out.Row.Say;
import alo153.transport.PublishFailedException;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.reactivestreams.client.MongoCollection;
import com.mongodb.reactivestreams.client.MongoDatabase;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes receipts in any order, any number of times, even before the provider answered the call they
 * belong to. Those that fit no message yet are kept for a week, under a hash: a provider's name for
 * a message may hold the number it went to, and nobody knows yet whose to forget.
 */
public final class ReceiptDesk {
  private static final Logger LOG = LoggerFactory.getLogger(ReceiptDesk.class);
  private static final long KEPT_DAYS = 7;

  private final MongoLedger ledger;
  private final Announcer announcer;
  private final MongoCollection<Document> strays;
  private final MeterRegistry meters;
  private final Clock clock;

  public ReceiptDesk(
      MongoDatabase store,
      MongoLedger ledger,
      Announcer announcer,
      MeterRegistry meters,
      Clock clock) {
    this.strays = store.getCollection("strayReceipts");
    this.ledger = ledger;
    this.announcer = announcer;
    this.meters = meters;
    this.clock = clock;
  }

  /** Makes the index; harmless when it is there. */
  public void prepare() {
    StoreCalls.await(
        strays.createIndex(
            Indexes.ascending("seen"), new IndexOptions().expireAfter(KEPT_DAYS, TimeUnit.DAYS)));
  }

  /** Returns when the receipts can not be lost any more. */
  public void take(Collection<Receipt> receipts) {
    var changed = new ArrayList<Row>();
    for (Receipt receipt : receipts) {
      Optional<String> id = messageOf(receipt);
      if (id.isPresent() && !isEarly(id.get(), receipt)) {
        apply(id.get(), receipt).ifPresent(changed::add);
      } else {
        stray(receipt).ifPresent(changed::add);
      }
    }
    try {
      announcer.announce(changed);
    } catch (PublishFailedException e) {
      LOG.warn("{} receipts are in the ledger; the log is told later", changed.size());
    }
  }

  private Optional<String> messageOf(Receipt receipt) {
    String given = receipt.messageId();
    if (given != null && !given.isEmpty()) {
      int dot = given.indexOf('.');
      return Optional.of(dot < 0 ? given : given.substring(0, dot));
    }
    String providerId = receipt.providerId();
    return providerId == null || providerId.isEmpty()
        ? Optional.empty()
        : ledger.byProviderId(receipt.account(), providerId);
  }

  /**
   * That free text was not allowed any more can only follow the answer to the call: it is kept
   * until that is written.
   */
  private boolean isEarly(String id, Receipt receipt) {
    return windowClosed(receipt)
        && receipt.providerId() != null
        && ledger.find(List.of(id)).stream()
            .anyMatch(row -> row.state() == LedgerState.SENDING && !row.template());
  }

  private static boolean windowClosed(Receipt receipt) {
    return receipt.what() == What.FAILED
        && Integer.toString(WhatsAppErrors.WINDOW_CLOSED).equals(receipt.errorCode());
  }

  private Optional<Row> apply(String id, Receipt receipt) {
    Instant now = clock.instant();
    Instant at = receipt.at() == null ? now : receipt.at();
    Optional<Row> row =
        switch (receipt.what()) {
          case SENT ->
              ledger.applyOne(
                  Change.takenAfterAll(id).sent(at, receipt.providerId()).say(now, Say.SENT));
          case DELIVERED -> proved(id, LedgerState.DELIVERED, at, now);
          case READ -> proved(id, LedgerState.READ, at, now);
          case FAILED -> failed(id, receipt, now);
        };
    count(receipt, row.isPresent() ? "APPLIED" : "KNOWN");
    return row;
  }

  /** What reached somebody was sent, even if nobody knew: then the log is told of both. */
  private Optional<Row> proved(String id, LedgerState state, Instant at, Instant now) {
    boolean read = state == LedgerState.READ;
    Say proof = read ? Say.READ : Say.RECEIPT;
    Change sentBefore = Change.proved(state, id, true).say(now, proof);
    Change unknown = Change.proved(state, id, false).sent(at, null).say(now, Say.SENT, proof);
    for (Change change : List.of(sentBefore, unknown)) {
      if (read) {
        change.read(at);
      } else {
        change.delivered(at);
      }
    }
    return ledger
        .applyOne(sentBefore)
        .or(() -> ledger.applyOne(unknown))
        // the answer to the call came between the two
        .or(() -> ledger.applyOne(sentBefore));
  }

  private Optional<Row> failed(String id, Receipt receipt, Instant now) {
    String code = receipt.errorCode() == null ? "UNDELIVERED" : receipt.errorCode();
    if (windowClosed(receipt)) {
      // the template takes its place at once; nothing is to be told yet
      ledger.applyOne(
          Change.withoutTemplate(id, LedgerState.RETRY_AT)
              .template()
              .reason("WINDOW_CLOSED")
              .due(now));
      return Optional.empty();
    }
    Optional<Row> row =
        ledger.applyOne(
            Change.to(LedgerState.FAILED, id).reason(code(code)).gaveUp(now).say(now, Say.FAILED));
    // lost between these two, it is made good when the log is told of the failure
    row.flatMap(gone -> gone.successor(now)).ifPresent(next -> ledger.insert(List.of(next)));
    return row;
  }

  /** Codes go to the log and to meters: nothing but a code may stand in them. */
  private static String code(String given) {
    String code = given.replaceAll("[^0-9A-Za-z_.-]", "_");
    return code.length() <= 40 ? code : code.substring(0, 40);
  }

  private Optional<Row> stray(Receipt receipt) {
    String providerId = receipt.providerId();
    if (providerId == null || providerId.isEmpty() || providerId.length() > 200) {
      count(receipt, "UNKNOWN");
      return Optional.empty();
    }
    count(receipt, "EARLY");
    String key = key(receipt.account(), providerId);
    var kept = new Document("what", receipt.what().name());
    kept.put("at", Date.from(receipt.at() == null ? clock.instant() : receipt.at()));
    if (receipt.errorCode() != null) {
      kept.put("errorCode", receipt.errorCode());
    }
    StoreCalls.await(
        strays.updateOne(
            Filters.eq("_id", key),
            Updates.combine(
                Updates.addToSet("receipts", kept),
                Updates.setOnInsert("seen", Date.from(clock.instant()))),
            new UpdateOptions().upsert(true)));
    // the answer to the call may have come between the question and the keeping
    List<Row> found = reconcile(receipt.account(), List.of(providerId));
    return found.isEmpty() ? Optional.empty() : Optional.of(found.get(0));
  }

  /** Receipts that came before the provider's answer find their message. */
  List<Row> reconcile(String account, Collection<String> providerIds) {
    Map<String, String> byKey =
        providerIds.stream().distinct().collect(Collectors.toMap(id -> key(account, id), id -> id));
    var changed = new ArrayList<Row>();
    for (Document stray : StoreCalls.awaitAll(strays.find(Filters.in("_id", byKey.keySet())))) {
      String providerId = Objects.requireNonNull(byKey.get(stray.getString("_id")));
      Optional<String> message = ledger.byProviderId(account, providerId);
      if (message.isEmpty()) {
        continue;
      }
      for (Document kept : stray.getList("receipts", Document.class, List.of())) {
        apply(
                message.get(),
                new Receipt(
                    account,
                    null,
                    providerId,
                    What.valueOf(kept.getString("what")),
                    kept.getDate("at").toInstant(),
                    kept.getString("errorCode")))
            .ifPresent(changed::add);
      }
      StoreCalls.await(strays.deleteOne(Filters.eq("_id", stray.getString("_id"))));
    }
    return changed;
  }

  private static String key(String account, String providerId) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest((account + ":" + providerId).getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private void count(Receipt receipt, String result) {
    meters
        .counter(
            "alo153.receipts",
            "account",
            receipt.account(),
            "what",
            receipt.what().name(),
            "result",
            result)
        .increment();
  }
}
