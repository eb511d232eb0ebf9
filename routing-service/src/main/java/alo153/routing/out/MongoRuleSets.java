package alo153.routing.out;

import static alo153.frame.StoreCalls.await;
import static alo153.frame.StoreCalls.awaitAll;
import static com.mongodb.client.model.Filters.eq;

import alo153.city.CityPack;
import alo153.city.RoutingRule;
import alo153.events.wire.Codec;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import com.mongodb.reactivestreams.client.MongoCollection;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Rule sets by the hash of their content: the city pack's, drafts, and those that were in force.
 * Who put what into force is written down and never changed. Blocking; not for Netty threads.
 */
public final class MongoRuleSets {
  private static final String ACTIVE = "active";

  private final CityPack city;
  private final MongoCollection<Document> ruleSets;
  private final MongoCollection<Document> activations;

  /**
   * Rules in the order they are asked.
   *
   * @param version hash of the content
   * @param rules the rules
   */
  public record RuleSet(String version, List<RoutingRule> rules) {
    public RuleSet {
      rules = List.copyOf(rules);
    }
  }

  /**
   * A rule set that may be tried and put into force.
   *
   * @param id its version
   * @param note why it was made
   * @param createdAt when
   * @param createdBy in which role
   */
  public record Draft(
      String id, int rules, @Nullable String note, Instant createdAt, String createdBy) {}

  /**
   * A rule set was put into force.
   *
   * @param previous what was in force before
   * @param by in which role
   * @param note why
   */
  public record Activation(
      String version, String previous, Instant at, String by, @Nullable String note) {}

  /** The content as it lies in the store. */
  private record Content(List<RoutingRule> rules) {}

  public MongoRuleSets(CityPack city, MongoDatabase store) {
    this.city = city;
    this.ruleSets = store.getCollection("ruleSets");
    this.activations = store.getCollection("ruleActivations");
  }

  /** The city pack's own rules. */
  public RuleSet ofTheCity() {
    return ruleSet(city.rules());
  }

  public static RuleSet ruleSet(List<RoutingRule> rules) {
    try {
      byte[] content = Codec.json().writeValueAsBytes(new Content(rules));
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
      return new RuleSet(HexFormat.of().formatHex(hash, 0, 8), rules);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The one in force. */
  public RuleSet active() {
    return await(ruleSets.find(eq("_id", ACTIVE)))
        .map(pointer -> pointer.getString("version"))
        .flatMap(this::find)
        .orElseGet(this::ofTheCity);
  }

  public Optional<RuleSet> find(String version) {
    RuleSet own = ofTheCity();
    if (own.version().equals(version)) {
      return Optional.of(own);
    }
    return await(ruleSets.find(eq("_id", version)))
        .filter(document -> document.containsKey("content"))
        .map(
            document ->
                new RuleSet(
                    version,
                    Codec.json()
                        .readValue(
                            document.getString("content").getBytes(StandardCharsets.UTF_8),
                            Content.class)
                        .rules()));
  }

  /**
   * Keeps a draft; the same content is the same draft.
   *
   * @return as it was kept the first time
   */
  public Draft keepDraft(RuleSet ruleSet, @Nullable String note, Instant at, String by) {
    return await(
            ruleSets.findOneAndUpdate(
                eq("_id", ruleSet.version()),
                Updates.combine(
                    Updates.setOnInsert(
                        "content", Codec.json().writeValueAsString(new Content(ruleSet.rules()))),
                    Updates.setOnInsert("rules", ruleSet.rules().size()),
                    Updates.setOnInsert("note", note),
                    Updates.setOnInsert("createdAt", Date.from(at)),
                    Updates.setOnInsert("createdBy", by)),
                new FindOneAndUpdateOptions().upsert(true).returnDocument(ReturnDocument.AFTER)))
        .map(MongoRuleSets::draft)
        .orElseThrow();
  }

  private static Draft draft(Document document) {
    return new Draft(
        document.getString("_id"),
        document.getInteger("rules"),
        document.getString("note"),
        document.getDate("createdAt").toInstant(),
        document.getString("createdBy"));
  }

  public List<Draft> drafts() {
    return awaitAll(
            ruleSets.find(Filters.exists("content")).sort(Sorts.descending("createdAt")).limit(50))
        .stream()
        .map(MongoRuleSets::draft)
        .toList();
  }

  /** Puts a rule set into force; what was, who did it and why is written down first. */
  public Activation activate(RuleSet ruleSet, Instant at, String by, @Nullable String note) {
    var activation = new Activation(ruleSet.version(), active().version(), at, by, note);
    await(
        activations.insertOne(
            new Document("version", activation.version())
                .append("previous", activation.previous())
                .append("at", Date.from(at))
                .append("by", by)
                .append("note", note)));
    await(
        ruleSets.replaceOne(
            eq("_id", ACTIVE),
            new Document("_id", ACTIVE)
                .append("version", ruleSet.version())
                .append("since", Date.from(at)),
            new ReplaceOptions().upsert(true)));
    return activation;
  }

  /** Who put what into force, the latest first. */
  public List<Activation> history() {
    return awaitAll(activations.find().sort(Sorts.descending("at")).limit(50)).stream()
        .map(
            document ->
                new Activation(
                    document.getString("version"),
                    document.getString("previous"),
                    document.getDate("at").toInstant(),
                    document.getString("by"),
                    document.getString("note")))
        .toList();
  }
}
