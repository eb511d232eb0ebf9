package alo153.notification.out;

import alo153.events.MessageChannel;
import alo153.events.RequestId;
import alo153.frame.StoreCalls;
import alo153.notification.decide.LedgerState;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.WriteModel;
import com.mongodb.reactivestreams.client.MongoCollection;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.conversions.Bson;
import reactor.core.publisher.Flux;

/**
 * The truth about every message. Several instances work on it: whoever moves a row's due time has
 * it until then.
 */
public final class MongoLedger {
  static final String MESSAGES = "messages";
  private static final int DUPLICATE_KEY = 11000;
  private static final List<String> OPEN =
      Stream.of(LedgerState.values()).filter(LedgerState::open).map(Enum::name).toList();
  private static final BulkWriteOptions IN_ANY_ORDER = new BulkWriteOptions().ordered(false);

  private final MongoCollection<Document> messages;
  private final MongoCollection<Document> providerIds;

  public MongoLedger(MongoDatabase store) {
    this.messages = store.getCollection(MESSAGES);
    this.providerIds = store.getCollection("providerIds");
  }

  /** Makes the indexes; harmless when they are there. */
  public void prepare() {
    StoreCalls.await(
        messages.createIndex(Indexes.ascending(Row.DUE), new IndexOptions().sparse(true)));
    StoreCalls.await(messages.createIndex(Indexes.ascending(Row.REQUEST)));
    StoreCalls.await(
        messages.createIndex(Indexes.ascending(Row.CHANNEL, Row.STATE), new IndexOptions()));
    StoreCalls.await(messages.createIndex(Indexes.ascending(Row.STATE, Row.PROVIDER, Row.SENT_AT)));
    StoreCalls.await(providerIds.createIndex(Indexes.ascending(Row.REQUEST)));
  }

  /** Writes rows that are not there yet and says which those were. */
  public Set<String> insert(List<Row> rows) {
    if (rows.isEmpty()) {
      return Set.of();
    }
    var inserted = new HashSet<String>();
    rows.forEach(row -> inserted.add(row.id()));
    try {
      StoreCalls.await(
          messages.insertMany(
              rows.stream().map(Row::document).toList(), new InsertManyOptions().ordered(false)));
    } catch (MongoBulkWriteException e) {
      for (BulkWriteError error : e.getWriteErrors()) {
        if (error.getCode() != DUPLICATE_KEY) {
          throw e;
        }
        inserted.remove(rows.get(error.getIndex()).id());
      }
      if (e.getWriteConcernError() != null) {
        throw e;
      }
    }
    return inserted;
  }

  /** What somebody must look at now, longest overdue first. */
  List<Row> due(Instant now, int most) {
    return rows(
        StoreCalls.awaitAll(
            messages
                .find(Filters.lte(Row.DUE, Date.from(now)))
                .sort(Sorts.ascending(Row.DUE))
                .limit(most)));
  }

  public List<Row> find(Collection<String> ids) {
    return ids.isEmpty()
        ? List.of()
        : rows(StoreCalls.awaitAll(messages.find(Filters.in(Row.ID, ids))));
  }

  void each(Consumer<Row> reader) {
    for (Document document : Flux.from(messages.find()).toIterable(1000)) {
      reader.accept(Row.of(document));
    }
  }

  /** Puts a row in the place of one that was seen; false when that has changed meanwhile. */
  boolean replace(Row seen, Row better) {
    return StoreCalls.await(messages.replaceOne(unchanged(seen), better.document()))
            .orElseThrow()
            .getMatchedCount()
        == 1;
  }

  /** All messages of one request. */
  List<Row> ofRequest(RequestId requestId) {
    return rows(StoreCalls.awaitAll(messages.find(Filters.eq(Row.REQUEST, requestId.value()))));
  }

  /** Messages of a channel in a state, oldest first. */
  List<Row> in(MessageChannel channel, Collection<LedgerState> states, int most) {
    return rows(
        StoreCalls.awaitAll(
            messages
                .find(
                    Filters.and(
                        Filters.eq(Row.CHANNEL, channel.name()),
                        Filters.in(Row.STATE, states.stream().map(Enum::name).toList())))
                .sort(Sorts.ascending("plannedAt", Row.ID))
                .limit(most)));
  }

  /** What an account took after one moment and before another and no receipt came for. */
  List<Row> sentWithoutReceipt(String provider, Instant after, Instant before, int most) {
    return rows(
        StoreCalls.awaitAll(
            messages
                .find(
                    Filters.and(
                        Filters.eq(Row.STATE, LedgerState.SENT.name()),
                        Filters.eq(Row.PROVIDER, provider),
                        Filters.gt(Row.SENT_AT, Date.from(after)),
                        Filters.lt(Row.SENT_AT, Date.from(before))))
                .sort(Sorts.ascending(Row.SENT_AT))
                .limit(most)));
  }

  private static List<Row> rows(List<Document> documents) {
    return documents.stream().map(Row::of).toList();
  }

  /**
   * Takes rows for sending: state SENDING, one try more, ours until the lease ends. Rows somebody
   * else took or changed meanwhile are not among the answer.
   */
  List<Row> claim(List<Row> wanted, String provider, Instant now, Instant lease) {
    if (wanted.isEmpty()) {
      return List.of();
    }
    String claim = UUID.randomUUID().toString();
    var writes = new ArrayList<WriteModel<Document>>(wanted.size());
    for (Row row : wanted) {
      var sets = new ArrayList<Bson>();
      sets.add(Updates.set(Row.STATE, LedgerState.SENDING.name()));
      sets.add(Updates.set(Row.PROVIDER, provider));
      sets.add(Updates.set(Row.DUE, Date.from(lease)));
      sets.add(Updates.set(Row.CLAIM, claim));
      sets.add(Updates.set(Row.ATTEMPT, row.attempt() + 1));
      if (row.firstTry() == null) {
        sets.add(Updates.set(Row.FIRST_TRY, Date.from(now)));
      }
      writes.add(new UpdateOneModel<>(unchanged(row), Updates.combine(sets)));
    }
    int taken =
        StoreCalls.await(messages.bulkWrite(writes, IN_ANY_ORDER)).orElseThrow().getMatchedCount();
    if (taken == wanted.size()) {
      return wanted.stream().map(row -> sending(row, provider, now, lease)).toList();
    }
    return rows(
        StoreCalls.awaitAll(
            messages.find(
                Filters.and(
                    Filters.in(Row.ID, wanted.stream().map(Row::id).toList()),
                    Filters.eq(Row.CLAIM, claim)))));
  }

  private static Row sending(Row row, String provider, Instant now, Instant lease) {
    return new Row(
        row.message(),
        row.channel(),
        provider,
        LedgerState.SENDING,
        row.attempt() + 1,
        lease,
        row.firstTry() == null ? now : row.firstTry(),
        row.sentAt(),
        row.deliveredAt(),
        row.readAt(),
        row.gaveUpAt(),
        row.providerId(),
        row.reason(),
        row.template(),
        row.unsure(),
        row.say());
  }

  private static Bson unchanged(Row row) {
    return Filters.and(
        Filters.eq(Row.ID, row.id()),
        Filters.eq(Row.STATE, row.state().name()),
        Filters.eq(Row.DUE, Row.date(row.due())));
  }

  /**
   * Writes what became of rows.
   *
   * @return those that were not changed, since they stand where this may not follow
   */
  List<Change> apply(List<Change> changes) {
    if (changes.isEmpty()) {
      return List.of();
    }
    var writes = new ArrayList<WriteModel<Document>>(changes.size());
    for (Change change : changes) {
      writes.add(new UpdateOneModel<>(change.guard(), change.update()));
    }
    int matched =
        StoreCalls.await(messages.bulkWrite(writes, IN_ANY_ORDER)).orElseThrow().getMatchedCount();
    if (matched == changes.size()) {
      return List.of();
    }
    var refused = new ArrayList<Change>();
    for (Change change : changes) {
      // the bulk answer does not tell which; the mark of each change does
      if (StoreCalls.await(
              messages.find(
                  Filters.and(Filters.eq(Row.ID, change.id()), Filters.eq("mark", change.mark()))))
          .isEmpty()) {
        refused.add(change);
      }
    }
    return refused;
  }

  /**
   * Writes changes whose fate shows elsewhere: a row not changed is found again by its due time.
   */
  void applyUnchecked(List<Change> changes) {
    if (!changes.isEmpty()) {
      StoreCalls.await(
          messages.bulkWrite(
              changes.stream()
                  .map(change -> new UpdateOneModel<Document>(change.guard(), change.update()))
                  .toList(),
              IN_ANY_ORDER));
    }
  }

  /** Applies one change and gives the row as it is then; empty when it may not follow. */
  Optional<Row> applyOne(Change change) {
    return StoreCalls.await(
            messages.findOneAndUpdate(
                change.guard(),
                change.update(),
                new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER)))
        .map(Row::of);
  }

  /**
   * The log was told; nothing is due any more, unless the row has more to tell by now. A row that
   * must be sent again meanwhile keeps its time.
   */
  void told(List<Row> rows) {
    if (rows.isEmpty()) {
      return;
    }
    var settled = new ArrayList<WriteModel<Document>>(rows.size());
    var open = new ArrayList<WriteModel<Document>>(rows.size());
    for (Row row : rows) {
      Bson same =
          Filters.and(
              Filters.eq(Row.ID, row.id()),
              Filters.eq(Row.SAY, row.say().stream().map(Enum::name).toList()));
      settled.add(
          new UpdateOneModel<>(
              Filters.and(same, Filters.nin(Row.STATE, OPEN)),
              Updates.combine(Updates.unset(Row.SAY), Updates.unset(Row.DUE))));
      open.add(
          new UpdateOneModel<>(
              Filters.and(same, Filters.in(Row.STATE, OPEN)), Updates.unset(Row.SAY)));
    }
    int matched =
        StoreCalls.await(messages.bulkWrite(settled, IN_ANY_ORDER)).orElseThrow().getMatchedCount();
    if (matched < rows.size()) {
      StoreCalls.await(messages.bulkWrite(open, IN_ANY_ORDER));
    }
  }

  /** Remembers the provider's names, for receipts that carry nothing else. */
  void remember(String provider, List<Row> rows) {
    var writes = new ArrayList<WriteModel<Document>>(rows.size());
    for (Row row : rows) {
      if (row.providerId() != null && !row.providerId().isEmpty()) {
        writes.add(
            new UpdateOneModel<>(
                Filters.eq(Row.ID, provider + ":" + row.providerId()),
                Updates.combine(
                    Updates.setOnInsert("message", row.id()),
                    Updates.setOnInsert(Row.REQUEST, row.message().requestId().value())),
                new UpdateOptions().upsert(true)));
      }
    }
    if (!writes.isEmpty()) {
      StoreCalls.await(providerIds.bulkWrite(writes, IN_ANY_ORDER));
    }
  }

  /** Whose receipt this is, by the provider's name for the message. */
  Optional<String> byProviderId(String provider, String providerId) {
    return StoreCalls.await(providerIds.find(Filters.eq(Row.ID, provider + ":" + providerId)))
        .map(found -> found.getString("message"));
  }

  /** A provider's name for a message may hold the number it went to: WhatsApp's does. */
  void forget(RequestId requestId) {
    Bson ofRequest = Filters.eq(Row.REQUEST, requestId.value());
    StoreCalls.await(messages.updateMany(ofRequest, Updates.unset(Row.PROVIDER_ID)));
    StoreCalls.await(providerIds.deleteMany(ofRequest));
  }
}
