package alo153.intake.out;

import static java.nio.charset.StandardCharsets.UTF_8;

import alo153.events.wire.Codec;
import alo153.events.wire.Headers;
import alo153.transport.DeadLetterBox;
import alo153.transport.DeadLetters;
import alo153.transport.Origin;
import com.mongodb.client.gridfs.model.GridFSFile;
import com.mongodb.client.model.Filters;
import com.mongodb.reactivestreams.client.MongoCollection;
import com.mongodb.reactivestreams.client.MongoDatabase;
import com.mongodb.reactivestreams.client.gridfs.GridFSBucket;
import com.mongodb.reactivestreams.client.gridfs.GridFSBuckets;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.bson.BsonObjectId;
import org.bson.Document;
import org.bson.types.ObjectId;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * What came in by a door and can be neither accepted nor sent back: kept as a dead letter with its
 * original bytes, so that a person can look at it. It never came from a topic, so it can not be
 * sent back to one: such letters are parked from the start. Bytes too many for a record lie in the
 * store and the letter says where.
 */
public final class DoorRefusals {
  private static final Duration KEPT = Duration.ofDays(90);

  private final DeadLetters deadLetters;
  private final GridFSBucket bucket;
  private final MongoCollection<Document> chunks;
  private final Clock clock;

  public DoorRefusals(DeadLetters deadLetters, MongoDatabase database, Clock clock) {
    this.deadLetters = deadLetters;
    this.bucket = GridFSBuckets.create(database, "unread");
    this.chunks = database.getCollection("unread.chunks");
    this.clock = clock;
  }

  /**
   * @param door {@code whatsapp}, {@code mail} or {@code phone}
   * @param original the bytes
   * @param reason a code
   * @param detail for the operator; no personal data
   * @return completes when the letter is acknowledged
   */
  public Mono<Void> keep(String door, byte[] original, String reason, String detail) {
    byte[] hash = sha256(original);
    return letter(original, hash)
        .flatMap(
            value ->
                Mono.<Void>fromRunnable(
                        () ->
                            deadLetters.write(
                                List.of(
                                    new DeadLetters.Letter(
                                        origin(door, hash),
                                        value,
                                        Map.of(
                                            Headers.REDRIVEN,
                                            Integer.toString(DeadLetterBox.MAX_REDRIVES)),
                                        reason,
                                        detail))))
                    .subscribeOn(Schedulers.boundedElastic()));
  }

  /** Deletes large originals as old as the letters that name them. */
  public Mono<Long> sweep() {
    var before = Date.from(clock.instant().minus(KEPT));
    return Flux.from(bucket.find(Filters.lt("uploadDate", before)))
        .map(GridFSFile::getId)
        .concatMap(id -> Mono.from(bucket.delete(id)).thenReturn(id))
        .count();
  }

  private Mono<byte[]> letter(byte[] original, byte[] hash) {
    if (original.length <= Codec.MAX_BYTES) {
      return Mono.just(original);
    }
    var id = new BsonObjectId(new ObjectId(Arrays.copyOf(hash, 12)));
    byte[] where =
        Codec.json()
            .writeValueAsBytes(
                Map.of(
                    "bucket",
                    "unread",
                    "id",
                    id.getValue().toHexString(),
                    "bytes",
                    original.length,
                    "sha256",
                    HexFormat.of().formatHex(hash)));
    return Mono.from(bucket.find(Filters.eq("_id", id)).first())
        .hasElement()
        .flatMap(
            known ->
                known
                    ? Mono.<Void>empty()
                    // what an interrupted upload left would be in the way
                    : Mono.from(chunks.deleteMany(Filters.eq("files_id", id)))
                        .then(
                            Mono.from(
                                bucket.uploadFromPublisher(
                                    id, "original", Flux.just(ByteBuffer.wrap(original)))))
                        .then())
        .thenReturn(where);
  }

  /** The same bytes give the same letter, however often they come. */
  private Origin origin(String door, byte[] hash) {
    long number = ByteBuffer.wrap(hash).getLong() & Long.MAX_VALUE;
    return new Origin("door." + door, 0, number, null, clock.instant());
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The same for text. */
  public Mono<Void> keep(String door, String original, String reason, String detail) {
    return keep(door, original.getBytes(UTF_8), reason, detail);
  }
}
