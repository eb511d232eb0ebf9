package alo153.routing.out;

import static alo153.frame.StoreCalls.await;
import static alo153.frame.StoreCalls.awaitAll;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;

import alo153.events.RequestId;
import alo153.events.personal.CitizenWords;
import alo153.events.personal.PersonalKey;
import alo153.events.personal.PersonalPart;
import alo153.events.wire.Codec;
import alo153.routing.decide.KeptWords;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.WriteModel;
import com.mongodb.reactivestreams.client.MongoCollection;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.bson.conversions.Bson;
import tools.jackson.core.type.TypeReference;

/**
 * The citizens' words, readable, as long as routing needs them: until 30 days after the end of the
 * request, or until they are forgotten. Blocking; not for Netty threads.
 */
public final class MongoWords {
  static final String WORDS = "words";

  private static final String GONE = "gone";
  private static final String PART = "part";
  private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

  private final MongoCollection<Document> words;

  public MongoWords(MongoDatabase store) {
    this(store, "");
  }

  /**
   * @param suffix of the collection's name; empty for the live one
   */
  MongoWords(MongoDatabase store, String suffix) {
    this.words = store.getCollection(WORDS + suffix);
  }

  /**
   * Returns when all is durable. A key stands for one content only, so words that are there, or
   * were forgotten, stay as they are: whoever comes with them late, since it stood still meanwhile,
   * does not bring them back.
   */
  public void keep(Map<PersonalKey, KeptWords> parts) {
    if (parts.isEmpty()) {
      return;
    }
    var writes = new ArrayList<WriteModel<Document>>(parts.size());
    parts.forEach(
        (key, kept) ->
            writes.add(
                kept.gone() == null
                    ? new UpdateOneModel<>(
                        eq("_id", key.toString()),
                        new Document("$setOnInsert", document(key, kept)),
                        new UpdateOptions().upsert(true))
                    : new ReplaceOneModel<>(
                        eq("_id", key.toString()),
                        document(key, kept),
                        new ReplaceOptions().upsert(true))));
    await(words.bulkWrite(writes));
  }

  /** What is there of these keys; a key that is missing has not come yet. */
  public Map<PersonalKey, KeptWords> find(Collection<PersonalKey> keys) {
    var found = new HashMap<PersonalKey, KeptWords>();
    if (keys.isEmpty()) {
      return found;
    }
    List<String> ids = keys.stream().map(PersonalKey::toString).toList();
    for (Document document : awaitAll(words.find(in("_id", ids)).batchSize(1000))) {
      found.put(PersonalKey.parse(document.getString("_id")), kept(document));
    }
    return found;
  }

  /** Takes them away and remembers nothing but that. */
  public void forget(Collection<PersonalKey> keys) {
    var gone = new HashMap<PersonalKey, KeptWords>();
    keys.forEach(key -> gone.put(key, KeptWords.FORGOTTEN));
    keep(gone);
  }

  /** Takes away all words of requests that ended long ago. */
  public void dropAllOf(Collection<RequestId> requests) {
    if (requests.isEmpty()) {
      return;
    }
    // all keys that begin with a request's id and a slash; '0' follows the slash
    List<Bson> ranges =
        requests.stream()
            .map(
                request ->
                    Filters.and(
                        Filters.gt("_id", request.value() + "/"),
                        Filters.lt("_id", request.value() + "0")))
            .toList();
    await(
        words.updateMany(
            Filters.and(Filters.or(ranges), Filters.exists(PART)),
            Updates.combine(
                Updates.unset(PART), Updates.set(GONE, KeptWords.Gone.NO_LONGER_KEPT.name()))));
  }

  private static Document document(PersonalKey key, KeptWords kept) {
    var document = new Document("_id", key.toString());
    if (kept.gone() != null) {
      return document.append(GONE, kept.gone().name());
    }
    // written as the interface, so that the type stands in it
    PersonalPart part = kept.words();
    return document.append(PART, new Document(Codec.json().convertValue(part, MAP)));
  }

  private static KeptWords kept(Document document) {
    Document part = document.get(PART, Document.class);
    return part == null
        ? new KeptWords(null, KeptWords.Gone.valueOf(document.getString(GONE)))
        : KeptWords.of((CitizenWords) Codec.json().convertValue(part, PersonalPart.class));
  }
}
