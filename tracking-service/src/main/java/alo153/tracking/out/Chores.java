package alo153.tracking.out;

import static com.mongodb.client.model.Filters.eq;

import alo153.frame.StoreCalls;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.reactivestreams.client.MongoCollection;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bson.Document;

/**
 * What is to be done about the disk after an erasure: some markers, half a day apart, so that the
 * brokers clean topics in which nothing else happens.
 */
public final class Chores {
  private static final String MARKERS = "markers";
  private static final Duration APART = Duration.ofHours(12);

  /** The first closes the segments, the later ones let the tombstones go, too. */
  private static final Duration WATCHED = Duration.ofDays(3);

  private final MongoCollection<Document> chores;

  public Chores(MongoDatabase store) {
    this.chores = store.getCollection("chores");
  }

  /** Notes that something was forgotten just now. Blocks. */
  public void forgotten(Instant now) {
    // what waits already stays due: it may be the first one of an earlier erasure
    Instant next = now.plus(APART).plusSeconds(60);
    Document known = StoreCalls.await(chores.find(eq("_id", MARKERS)).first()).orElse(null);
    if (known != null && known.getDate("until").toInstant().isAfter(now)) {
      Instant waiting = known.getDate("next").toInstant();
      next = waiting.isBefore(next) ? waiting : next;
    }
    put(next, now.plus(WATCHED));
  }

  /** Whether markers are to be written now. Blocks. */
  public boolean markersDue(Instant now) {
    return StoreCalls.await(chores.find(eq("_id", MARKERS)).first())
        .filter(chore -> !chore.getDate("next").toInstant().isAfter(now))
        .isPresent();
  }

  /** Notes that they were written: once more after half a day, if it is still worth it. Blocks. */
  public void marked(Instant now) {
    Document known = StoreCalls.await(chores.find(eq("_id", MARKERS)).first()).orElse(null);
    if (known == null) {
      return;
    }
    Instant until = known.getDate("until").toInstant();
    Instant next = now.plus(APART);
    if (next.isAfter(until)) {
      StoreCalls.await(chores.deleteOne(eq("_id", MARKERS)));
    } else {
      put(next, until);
    }
  }

  private void put(Instant next, Instant until) {
    StoreCalls.await(
        chores.replaceOne(
            eq("_id", MARKERS),
            new Document("_id", MARKERS)
                .append("next", Date.from(next))
                .append("until", Date.from(until)),
            new ReplaceOptions().upsert(true)));
  }
}
