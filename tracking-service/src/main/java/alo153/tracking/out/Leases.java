package alo153.tracking.out;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.or;

import alo153.frame.StoreCalls;
import com.mongodb.MongoWriteException;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.client.result.UpdateResult;
import com.mongodb.reactivestreams.client.MongoCollection;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;
import org.bson.Document;

/**
 * So that of several instances one does a thing. Not a lock: two may hold a lease for a moment when
 * clocks differ, and what they do has to be harmless when done twice.
 */
public final class Leases {
  private final MongoCollection<Document> leases;
  private final Clock clock;
  private final String me = UUID.randomUUID().toString();

  public Leases(MongoDatabase store, Clock clock) {
    this.leases = store.getCollection("leases");
    this.clock = clock;
  }

  /**
   * Takes or keeps a lease; false when somebody else has it. Blocks.
   *
   * @param length the same for all who want it
   */
  public boolean hold(String name, Duration length) {
    Instant now = clock.instant();
    try {
      UpdateResult result =
          StoreCalls.await(
                  leases.updateOne(
                      and(
                          eq("_id", name),
                          or(
                              eq("holder", me),
                              lt("until", Date.from(now)),
                              // nobody can have it for so long: its holder's clock was wrong
                              gt("until", Date.from(now.plus(length.multipliedBy(2)))))),
                      Updates.combine(
                          Updates.set("holder", me),
                          Updates.set("until", Date.from(now.plus(length)))),
                      new UpdateOptions().upsert(true)))
              .orElseThrow();
      return result.getMatchedCount() > 0 || result.getUpsertedId() != null;
    } catch (MongoWriteException e) {
      if (e.getError().getCode() == 11000) {
        return false;
      }
      throw e;
    }
  }
}
