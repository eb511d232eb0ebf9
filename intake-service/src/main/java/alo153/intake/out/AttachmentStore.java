package alo153.intake.out;

import static java.nio.charset.StandardCharsets.UTF_8;

import alo153.events.Attachment;
import alo153.events.RequestId;
import alo153.intake.decide.StoredFile;
import alo153.intake.decide.Words;
import com.mongodb.client.gridfs.model.GridFSFile;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Updates;
import com.mongodb.reactivestreams.client.MongoCollection;
import com.mongodb.reactivestreams.client.MongoDatabase;
import com.mongodb.reactivestreams.client.gridfs.GridFSBucket;
import com.mongodb.reactivestreams.client.gridfs.GridFSBuckets;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.stream.Collectors;
import org.bson.BsonObjectId;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The files citizens send, in GridFS. A file is stored before the message it belongs to; the
 * message on the log ties it to its request, and a file nothing was tied to is swept away after a
 * day.
 */
public final class AttachmentStore {
  private static final int MAX_NAME = 120;
  private static final int AT_ONCE = 500;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final GridFSBucket bucket;
  private final MongoCollection<Document> files;
  private final MongoCollection<Document> chunks;
  private final FileSettings settings;
  private final Set<String> mediaTypes;
  private final Clock clock;

  /** What had bytes and no entry at the last sweep. */
  private volatile Set<ObjectId> withoutEntry = Set.of();

  public AttachmentStore(MongoDatabase database, FileSettings settings, Clock clock) {
    this.bucket = GridFSBuckets.create(database, "attachments");
    this.files = database.getCollection("attachments.files");
    this.chunks = database.getCollection("attachments.chunks");
    this.settings = settings;
    this.mediaTypes = Set.copyOf(settings.mediaTypes());
    this.clock = clock;
  }

  /**
   * A file on its way out: what it is, and its bytes. Fails with {@link NoSuchElementException}
   * when the file is forgotten meanwhile.
   */
  public record Download(StoredFile file, Flux<ByteBuffer> content) {}

  /** A reference nobody can guess, for a file that is uploaded before its message. */
  public static String newReference() {
    byte[] bytes = new byte[12];
    RANDOM.nextBytes(bytes);
    return new ObjectId(bytes).toHexString();
  }

  /**
   * The same reference at every delivery of the same message, so that a repeated mail or webhook
   * stores its files once.
   *
   * @param requestId the request or, for a later message, the request it belongs to
   * @param cause what tells the files of that request apart: the message key and the file's number
   */
  public static String referenceFor(RequestId requestId, String... cause) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(requestId.value().getBytes(UTF_8));
      for (String part : cause) {
        byte[] bytes = part.getBytes(UTF_8);
        digest.update((bytes.length + ":").getBytes(UTF_8));
        digest.update(bytes);
      }
      return new ObjectId(Arrays.copyOf(digest.digest(), 12)).toHexString();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /**
   * Stores a file while it arrives; a reference that is complete already is answered as it is.
   *
   * @param reference from {@link #newReference()} or {@link #referenceFor}
   * @param fileName as the citizen called it
   * @param content the bytes; consumed once
   * @return fails with {@link RefusedFileException} when we do not take it; nothing is kept then
   */
  public Mono<StoredFile> store(String reference, String fileName, Flux<ByteBuffer> content) {
    return find(reference)
        .switchIfEmpty(Mono.defer(() -> upload(new ObjectId(reference), name(fileName), content)));
  }

  private Mono<StoredFile> upload(ObjectId id, String fileName, Flux<ByteBuffer> content) {
    return Mono.defer(
        () -> {
          var inspection = new Inspection(fileName, settings.maxSize().toBytes(), mediaTypes);
          Flux<ByteBuffer> inspected =
              content
                  .map(inspection::pass)
                  .concatWith(
                      Mono.defer(
                          () -> {
                            inspection.end();
                            return Mono.empty();
                          }));
          return discardUnfinished(id)
              .then(
                  Mono.from(bucket.uploadFromPublisher(new BsonObjectId(id), fileName, inspected)))
              .then(Mono.defer(() -> complete(id, fileName, inspection)))
              .onErrorResume(e -> discardUnfinished(id).then(Mono.error(e)));
        });
  }

  private Mono<StoredFile> complete(ObjectId id, String fileName, Inspection inspection) {
    var attachment =
        new Attachment(
            id.toHexString(), inspection.mediaType(), inspection.bytes(), inspection.sha256());
    var metadata =
        new Document("mediaType", attachment.mediaType()).append("sha256", attachment.sha256());
    return Mono.from(files.updateOne(byId(id), Updates.set("metadata", metadata)))
        .thenReturn(new StoredFile(attachment, fileName, null));
  }

  /** Removes what an interrupted upload under this reference left. */
  private Mono<Void> discardUnfinished(ObjectId id) {
    return Mono.from(
            files.deleteOne(
                Filters.and(Filters.eq("_id", id), Filters.exists("metadata.sha256", false))))
        .then(Mono.from(files.find(byId(id)).first()))
        .hasElement()
        .flatMap(complete -> complete ? Mono.empty() : deleteBytes(List.of(id)));
  }

  /** A complete file; empty when there is none under that reference. */
  public Mono<StoredFile> find(String reference) {
    return ObjectId.isValid(reference)
        ? Mono.from(bucket.find(byId(new ObjectId(reference))).first())
            .mapNotNull(AttachmentStore::read)
        : Mono.empty();
  }

  /**
   * The complete files among these, by reference, for a message that is about to name them: one
   * that has waited long begins to wait anew, so that the sweep does not take it meanwhile.
   */
  public Mono<Map<String, StoredFile>> findAll(Collection<String> references) {
    List<ObjectId> ids =
        references.stream().filter(ObjectId::isValid).distinct().map(ObjectId::new).toList();
    if (ids.isEmpty()) {
      return Mono.just(Map.of());
    }
    Instant now = clock.instant();
    return Mono.from(
            files.updateMany(
                Filters.and(
                    Filters.in("_id", ids),
                    waitingSince(now.minus(settings.orphansAfter().dividedBy(2)))),
                Updates.set("uploadDate", Date.from(now))))
        .thenMany(Flux.from(bucket.find(Filters.in("_id", ids))))
        .mapNotNull(AttachmentStore::read)
        .collect(Collectors.toMap(file -> file.attachment().id(), file -> file));
  }

  /** A file with its bytes; empty when there is none under that reference. */
  public Mono<Download> open(String reference) {
    return find(reference)
        .map(
            file ->
                new Download(file, Flux.from(bucket.downloadToPublisher(new ObjectId(reference)))));
  }

  /** Ties files to the request that names them on the log; the first request keeps them. */
  public Mono<Void> tie(RequestId requestId, Collection<Attachment> attachments) {
    if (attachments.isEmpty()) {
      return Mono.empty();
    }
    List<ObjectId> ids = attachments.stream().map(file -> new ObjectId(file.id())).toList();
    return Mono.from(
            files.updateMany(
                Filters.and(Filters.in("_id", ids), Filters.exists("metadata.requestId", false)),
                Updates.set("metadata.requestId", requestId.value())))
        .then();
  }

  /** Deletes every file of a request. */
  public Mono<Void> forget(RequestId requestId) {
    return Flux.from(files.find(Filters.eq("metadata.requestId", requestId.value())))
        .map(file -> file.getObjectId("_id"))
        .collectList()
        .filter(ids -> !ids.isEmpty())
        .flatMap(
            ids ->
                // the bytes first: a file whose entry is left is found and deleted again
                Mono.from(chunks.deleteMany(Filters.in("files_id", ids)))
                    .then(Mono.from(files.deleteMany(Filters.in("_id", ids)))))
        .then();
  }

  /**
   * Deletes files that waited too long for their message, and bytes without a file, and answers how
   * many files it were.
   */
  public Mono<Long> sweep() {
    Bson orphan = waitingSince(clock.instant().minus(settings.orphansAfter()));
    return Flux.from(files.find(orphan))
        .map(file -> file.getObjectId("_id"))
        .concatMap(
            id ->
                // asked once more: its message may have come since, and then it stays
                Mono.from(files.findOneAndDelete(Filters.and(byId(id), orphan)))
                    .flatMap(gone -> deleteBytes(List.of(id)).thenReturn(id)))
        .count()
        .flatMap(count -> sweepBytes().thenReturn(count));
  }

  private static Bson waitingSince(Instant before) {
    return Filters.and(
        Filters.exists("metadata.requestId", false), Filters.lt("uploadDate", Date.from(before)));
  }

  /**
   * Deletes bytes of files that were never completed because the process was killed. A file on its
   * way in has no entry either, so only what had none at the last sweep goes.
   */
  private Mono<Void> sweepBytes() {
    return Flux.from(chunks.find(Filters.eq("n", 0)).projection(Projections.include("files_id")))
        .map(chunk -> chunk.getObjectId("files_id"))
        .buffer(AT_ONCE)
        .concatMap(this::withoutEntry)
        .collect(Collectors.toSet())
        .flatMap(
            found -> {
              List<ObjectId> twice = found.stream().filter(withoutEntry::contains).toList();
              withoutEntry = found;
              return twice.isEmpty() ? Mono.empty() : deleteBytes(twice);
            });
  }

  private Flux<ObjectId> withoutEntry(List<ObjectId> ids) {
    return Flux.from(files.find(Filters.in("_id", ids)).projection(Projections.include("_id")))
        .map(file -> file.getObjectId("_id"))
        .collect(Collectors.toSet())
        .flatMapMany(known -> Flux.fromIterable(ids).filter(id -> !known.contains(id)));
  }

  private Mono<Void> deleteBytes(List<ObjectId> ids) {
    return Mono.from(chunks.deleteMany(Filters.in("files_id", ids))).then();
  }

  private static @Nullable StoredFile read(GridFSFile file) {
    Document metadata = file.getMetadata();
    if (metadata == null || !metadata.containsKey("sha256")) {
      return null;
    }
    String requestId = metadata.getString("requestId");
    return new StoredFile(
        new Attachment(
            file.getObjectId().toHexString(),
            metadata.getString("mediaType"),
            file.getLength(),
            metadata.getString("sha256")),
        file.getFilename(),
        requestId == null ? null : new RequestId(requestId));
  }

  private static Bson byId(ObjectId id) {
    return Filters.eq("_id", id);
  }

  private static String name(String fileName) {
    String line = Words.line(fileName);
    String last = line.substring(Math.max(line.lastIndexOf('/'), line.lastIndexOf('\\')) + 1);
    String name = last.isEmpty() ? "dosya" : last;
    // keep the end: it has the extension
    int length = Words.length(name);
    return length <= MAX_NAME
        ? name
        : name.substring(name.offsetByCodePoints(0, length - MAX_NAME));
  }
}
