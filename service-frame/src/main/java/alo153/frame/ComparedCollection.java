package alo153.frame;

import com.mongodb.client.model.Filters;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * A live collection and the one rebuilt beside it: all of both is compared once while the service
 * goes on, and what was touched since, or differed, again while it stands still. Blocking.
 */
public final class ComparedCollection {
  private static final int AT_ONCE = 1000;

  private final MongoDatabase store;
  private final String live;
  private final String rebuilt;
  private final Function<Document, @Nullable String> content;
  private final Comparison comparison;

  /**
   * @param live name of the live collection
   * @param rebuilding what makes the other
   * @param content all of a document that follows from the log; null when nothing of it does
   */
  public ComparedCollection(
      MongoDatabase store,
      String live,
      MongoStandstill.Rebuilding rebuilding,
      Function<Document, @Nullable String> content) {
    this.store = store;
    this.live = live;
    this.rebuilt = live + rebuilding.suffix();
    this.content = content;
    this.comparison = new Comparison(live);
  }

  public void compareAll() {
    each(rebuilt, comparison::rebuilt);
    each(live, comparison::live);
  }

  /** Compares again what was touched, and what differed. */
  public void compareAgain(Collection<String> touched) {
    Set<String> ids = new TreeSet<>(touched);
    ids.addAll(comparison.differing());
    var all = List.copyOf(ids);
    for (int from = 0; from < all.size(); from += AT_ONCE) {
      List<String> some = all.subList(from, Math.min(from + AT_ONCE, all.size()));
      again(rebuilt, some, comparison::rebuilt);
      again(live, some, comparison::live);
    }
  }

  public Comparison comparison() {
    return comparison;
  }

  private void each(String name, BiConsumer<String, @Nullable String> told) {
    for (Document document :
        Flux.from(store.getCollection(name).find().batchSize(AT_ONCE)).toIterable(AT_ONCE)) {
      told.accept(document.getString("_id"), content.apply(document));
    }
  }

  private void again(String name, List<String> ids, BiConsumer<String, @Nullable String> told) {
    ids.forEach(id -> told.accept(id, null));
    for (Document document :
        StoreCalls.awaitAll(
            store.getCollection(name).find(Filters.in("_id", ids)).batchSize(AT_ONCE))) {
      told.accept(document.getString("_id"), content.apply(document));
    }
  }
}
