package alo153.tracking.out;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.or;

import alo153.events.RequestId;
import alo153.events.wire.Codec;
import alo153.events.work.ContactLogged;
import alo153.frame.StoreCalls;
import alo153.tracking.decide.Contact;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.WriteModel;
import com.mongodb.client.result.DeleteResult;
import com.mongodb.reactivestreams.client.MongoCollection;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** Calls and conversations; kept as long as the topic they come from. */
public final class MongoContacts {
  private final MongoCollection<Document> contacts;
  private volatile boolean indexed;

  public MongoContacts(MongoDatabase store) {
    this.contacts = store.getCollection("contacts");
  }

  private void ensureIndexes() {
    if (!indexed) {
      StoreCalls.await(contacts.createIndex(Indexes.ascending("from")));
      StoreCalls.await(contacts.createIndex(Indexes.ascending("lastAt")));
      indexed = true;
    }
  }

  /** Adds events to their contacts and waits. All events of a contact come to one reader. */
  public void add(Collection<ContactLogged> events) {
    ensureIndexes();
    var changed = new HashMap<String, Contact>();
    List<String> ids = events.stream().map(ContactLogged::contactId).distinct().toList();
    for (Document document : StoreCalls.awaitAll(contacts.find(in("_id", ids)))) {
      Contact contact = read(document);
      changed.put(contact.id(), contact);
    }
    for (ContactLogged event : events) {
      changed.merge(
          event.contactId(),
          new Contact(event.contactId(), List.of(event)),
          (known, one) -> known.with(event));
    }
    var models = new ArrayList<WriteModel<Document>>();
    for (Map.Entry<String, Contact> entry : changed.entrySet()) {
      models.add(
          new ReplaceOneModel<>(
              eq("_id", entry.getKey()),
              write(entry.getValue()),
              new ReplaceOptions().upsert(true)));
    }
    if (!models.isEmpty()) {
      StoreCalls.await(contacts.bulkWrite(models, new BulkWriteOptions().ordered(false)));
    }
  }

  /** How many contacts belong to a person or to requests. */
  public long count(@Nullable String phone, Collection<RequestId> requests) {
    return StoreCalls.await(contacts.countDocuments(of(phone, requests))).orElse(0L);
  }

  /** Forgets a person's contacts. */
  public long forget(@Nullable String phone, Collection<RequestId> requests) {
    return StoreCalls.await(contacts.deleteMany(of(phone, requests)))
        .map(DeleteResult::getDeletedCount)
        .orElse(0L);
  }

  /** Forgets what was last heard of before that. */
  public long forgetBefore(Instant moment) {
    return StoreCalls.await(contacts.deleteMany(lt("lastAt", Date.from(moment))))
        .map(DeleteResult::getDeletedCount)
        .orElse(0L);
  }

  private static Bson of(@Nullable String phone, Collection<RequestId> requests) {
    Bson byRequest = in("requestId", requests.stream().map(RequestId::value).toList());
    return phone == null ? byRequest : or(eq("from", phone), byRequest);
  }

  private static Document write(Contact contact) {
    ContactLogged merged = contact.merged();
    var document =
        new Document("_id", contact.id())
            .append("lastAt", Date.from(contact.lastAt()))
            .append(
                "events",
                contact.events().stream()
                    .map(event -> new String(Codec.write(event), StandardCharsets.UTF_8))
                    .toList());
    if (merged.from() != null) {
      document.append("from", merged.from());
    }
    if (merged.requestId() != null) {
      document.append("requestId", merged.requestId().value());
    }
    return document;
  }

  private static Contact read(Document document) {
    return new Contact(
        document.getString("_id"),
        document.getList("events", String.class).stream()
            .map(text -> Codec.readContact(text.getBytes(StandardCharsets.UTF_8)))
            .toList());
  }
}
