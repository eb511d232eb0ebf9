package alo153.notification.out;

import alo153.frame.StoreCalls;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Updates;
import com.mongodb.reactivestreams.client.MongoCollection;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.time.Duration;
import java.util.Date;
import java.util.concurrent.locks.LockSupport;
import org.bson.Document;

/**
 * What one account allows, over all instances: a row of moments in the store, of which each takes
 * the next ones that nobody has. One call takes as many as are wanted together.
 *
 * <p>All times are the store's, so that clocks that disagree do not matter: a moment is a number of
 * intervals after a beginning, and its distance from the store's now is what is waited here.
 */
final class AccountRate {
  /** Nobody is that far behind; the store's clock was put back. */
  private static final Duration FARTHEST = Duration.ofMinutes(1);

  /** Who comes later than that to a moment has lost it: others have used the time since. */
  private static final Duration LATEST = Duration.ofSeconds(1);

  private static final String BEGAN = "began";
  private static final String TAKEN = "taken";
  private static final String NOW = "now";

  private final MongoCollection<Document> rates;
  private final String account;
  private final int perSecond;

  /**
   * @param perSecond how many moments a second has; at least 1
   */
  AccountRate(MongoDatabase store, String account, int perSecond) {
    this.rates = store.getCollection("accountRates");
    this.account = account;
    this.perSecond = perSecond;
  }

  int perSecond() {
    return perSecond;
  }

  /** Moments in a row, each for one call. Used by one thread. */
  final class Turns {
    private int left;
    private long next;

    private Turns(int many) {
      this.left = many;
      this.next = reserve(many);
    }

    /**
     * Returns when the next moment has come. Whoever was held up takes others instead.
     *
     * @throws RuntimeException when the store is away: then nothing is allowed
     * @throws InterruptedException when it must not be waited for any more
     */
    void next() throws InterruptedException {
      await();
      next += apart();
      left--;
    }

    private void await() throws InterruptedException {
      while (true) {
        long wait = next - System.nanoTime();
        if (wait < -LATEST.toNanos()) {
          next = reserve(Math.max(1, left));
        } else if (wait <= 0) {
          return;
        } else if (Thread.interrupted()) {
          throw new InterruptedException();
        } else {
          LockSupport.parkNanos(wait);
        }
      }
    }
  }

  /**
   * Takes so many moments and waits for the first.
   *
   * @throws RuntimeException when the store is away: then nothing is allowed
   * @throws InterruptedException when they must not be waited for any more
   */
  Turns take(int many) throws InterruptedException {
    var turns = new Turns(many);
    turns.await();
    return turns;
  }

  /** When the first of so many moments is, as {@link System#nanoTime} counts. */
  private long reserve(int many) {
    while (true) {
      Document after =
          StoreCalls.await(
                  rates.findOneAndUpdate(
                      Filters.eq("_id", account),
                      Updates.combine(
                          Updates.inc(TAKEN, (long) many),
                          Updates.currentDate(NOW),
                          Updates.setOnInsert(BEGAN, new Date(0))),
                      new FindOneAndUpdateOptions()
                          .upsert(true)
                          .returnDocument(ReturnDocument.AFTER)))
              .orElseThrow();
      long answered = System.nanoTime();
      Date now = after.getDate(NOW);
      Date began = after.getDate(BEGAN);
      long taken = after.getLong(TAKEN);
      Duration ahead =
          Duration.between(now.toInstant(), began.toInstant()).plusNanos((taken - many) * apart());
      if (!ahead.isNegative() && ahead.compareTo(FARTHEST) <= 0) {
        return answered + ahead.toNanos();
      }
      // nobody sent for a while: the row begins anew, and one of those who see it begins it
      boolean begun =
          StoreCalls.await(
                      rates.updateOne(
                          Filters.and(
                              Filters.eq("_id", account),
                              Filters.eq(TAKEN, taken),
                              Filters.eq(BEGAN, began)),
                          Updates.combine(
                              Updates.set(BEGAN, now), Updates.set(TAKEN, (long) many))))
                  .orElseThrow()
                  .getMatchedCount()
              == 1;
      if (begun) {
        return answered;
      }
    }
  }

  private long apart() {
    return Duration.ofSeconds(1).toNanos() / perSecond;
  }
}
