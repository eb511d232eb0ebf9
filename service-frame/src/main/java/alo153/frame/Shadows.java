package alo153.frame;

import com.mongodb.reactivestreams.client.MongoDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Collections that a rebuild writes beside the live ones, named after the moment it began. Those of
 * a rebuild that died hold readable copies no erasure looks for, so they go within a day.
 */
public final class Shadows {
  private static final Logger LOG = LoggerFactory.getLogger(Shadows.class);
  private static final Pattern NAME = Pattern.compile(".*_rebuilt_(\\d{13})");

  /** Longer than any rebuild takes. */
  private static final Duration KEPT = Duration.ofHours(12);

  private final MongoDatabase store;
  private final Clock clock;

  Shadows(MongoDatabase store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /** What the name of a live collection gets behind it. */
  public static String suffix(Instant began) {
    return "_rebuilt_" + began.toEpochMilli();
  }

  /** Drops the shadows of rebuilds that began before. Blocks. */
  public static void drop(MongoDatabase store, Instant before) {
    for (String name : StoreCalls.awaitAll(store.listCollectionNames())) {
      Matcher shadow = NAME.matcher(name);
      if (shadow.matches() && Long.parseLong(shadow.group(1)) < before.toEpochMilli()) {
        StoreCalls.await(store.getCollection(name).drop());
      }
    }
  }

  @Scheduled(initialDelayString = "1m", fixedDelayString = "1h")
  void dropAbandoned() {
    try {
      drop(store, clock.instant().minus(KEPT));
    } catch (RuntimeException e) {
      LOG.warn(
          "what a rebuild left behind could not be dropped and is tried again: {}", e.toString());
    }
  }
}
