package alo153.frame;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.lt;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.model.Updates;
import com.mongodb.reactivestreams.client.MongoCollection;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.UUID;
import org.bson.Document;

/**
 * What only one operator at a time should do, over all instances of a service. Doing it twice at
 * once would do no harm but confuse: a turn that is not kept ends by the clock. Blocking.
 */
final class OneAtATime {
  private static final Duration KEPT = Duration.ofSeconds(30);

  private final MongoCollection<Document> turns;
  private final Clock clock;

  OneAtATime(MongoDatabase store, Clock clock) {
    this.turns = store.getCollection("turns");
    this.clock = clock;
  }

  /** Empty when somebody else is at it. */
  Optional<Turn> take(String what) {
    Instant now = clock.instant();
    var turn = new Turn(what, UUID.randomUUID().toString());
    StoreCalls.await(turns.deleteOne(and(eq("_id", what), lt("until", Date.from(now)))));
    try {
      StoreCalls.await(
          turns.insertOne(
              new Document("_id", what)
                  .append("by", turn.by)
                  .append("until", Date.from(now.plus(KEPT)))));
      return Optional.of(turn);
    } catch (MongoWriteException e) {
      if (e.getError().getCategory() == ErrorCategory.DUPLICATE_KEY) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Somebody's turn, until it is closed or was not kept for half a minute. */
  final class Turn implements AutoCloseable {
    private final String what;
    private final String by;

    private Turn(String what, String by) {
      this.what = what;
      this.by = by;
    }

    void keep() {
      StoreCalls.await(
          turns.updateOne(
              and(eq("_id", what), eq("by", by)),
              Updates.set("until", Date.from(clock.instant().plus(KEPT)))));
    }

    @Override
    public void close() {
      StoreCalls.await(turns.deleteOne(and(eq("_id", what), eq("by", by))));
    }
  }
}
