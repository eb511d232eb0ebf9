package alo153.tracking.out;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;

import alo153.events.PersonErased.Destruction;
import alo153.events.PersonErased.Reason;
import alo153.events.RequestId;
import alo153.frame.StoreCalls;
import alo153.tracking.out.Eraser.Person;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.reactivestreams.client.MongoCollection;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * The records of destruction, and how an erasure that was interrupted goes on: the first tombstones
 * take away what its requests are found by. Whom it concerns is written down until it is finished,
 * and no longer.
 */
public final class Erasures {
  private final MongoCollection<Document> erasures;

  public Erasures(MongoDatabase store) {
    this.erasures = store.getCollection("erasures");
  }

  /**
   * An erasure begun before.
   *
   * @param requests the person's
   * @param destruction what was found
   */
  record Begun(Set<RequestId> requests, Destruction destruction) {}

  /** The erasure of this name, or else an unfinished one of this person. Blocks. */
  Optional<Begun> begun(String erasureId, Person person) {
    return StoreCalls.await(erasures.find(eq("_id", erasureId)).first())
        .or(
            () ->
                StoreCalls.await(
                    erasures.find(and(exists("finishedAt", false), isOf(person))).first()))
        .map(Erasures::read);
  }

  /** What an erasure is about to forget. Blocks. */
  void remember(
      Person person, Collection<RequestId> requests, Destruction destruction, Instant now) {
    Reason reason = destruction.reason();
    StoreCalls.await(
        erasures.updateOne(
            eq("_id", destruction.erasureId()),
            Updates.combine(
                Updates.setOnInsert("startedAt", Date.from(now)),
                Updates.set("person", document(person)),
                Updates.set("reason", reason == null ? null : reason.name()),
                Updates.set("requests", requests.stream().map(RequestId::value).toList()),
                Updates.set("parts", destruction.parts()),
                Updates.set("feedRecords", destruction.feedRecords()),
                Updates.set("deadLetters", destruction.deadLetters()),
                Updates.set("contacts", destruction.contacts())),
            new UpdateOptions().upsert(true)));
  }

  /** It is done: what is left says what was destroyed, when and why, not whose it was. Blocks. */
  void finish(String erasureId, Instant now) {
    StoreCalls.await(
        erasures.updateOne(
            eq("_id", erasureId),
            Updates.combine(Updates.set("finishedAt", Date.from(now)), Updates.unset("person"))));
  }

  private static Bson isOf(Person person) {
    return and(
        eq("person.phone", person.phone()),
        eq("person.email", person.email()),
        eq("person.code", code(person)));
  }

  private static Document document(Person person) {
    return new Document("phone", person.phone())
        .append("email", person.email())
        .append("code", code(person));
  }

  private static @Nullable String code(Person person) {
    return person.code() == null ? null : person.code().value();
  }

  private static Begun read(Document document) {
    var requests = new LinkedHashSet<RequestId>();
    document
        .getList("requests", String.class, List.of())
        .forEach(id -> requests.add(new RequestId(id)));
    String reason = document.getString("reason");
    return new Begun(
        requests,
        new Destruction(
            document.getString("_id"),
            reason == null ? null : Reason.valueOf(reason),
            requests.size(),
            document.getInteger("parts"),
            document.getInteger("feedRecords"),
            document.getInteger("deadLetters"),
            document.getInteger("contacts")));
  }
}
