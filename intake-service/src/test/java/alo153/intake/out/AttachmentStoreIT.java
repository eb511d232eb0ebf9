package alo153.intake.out;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import alo153.embedded.EmbeddedStore;
import alo153.events.RequestId;
import alo153.intake.decide.StoredFile;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class AttachmentStoreIT {
  private static final FileSettings SETTINGS =
      new FileSettings(
          DataSize.ofKilobytes(700),
          Duration.ofHours(24),
          List.of("image/png", "application/pdf", "text/plain"));
  private static final byte[] PNG = {
    (byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13
  };

  private static EmbeddedStore backend;
  private static MongoClient client;
  private MongoDatabase database;
  private AttachmentStore files;

  @BeforeAll
  static void start() {
    backend = EmbeddedStore.start(new EmbeddedStore.Settings(null, 0));
    client = MongoClients.create(backend.uri());
  }

  @AfterAll
  static void stop() {
    client.close();
    backend.close();
  }

  @BeforeEach
  void anEmptyStore() {
    database = client.getDatabase("files" + System.nanoTime());
    files = new AttachmentStore(database, SETTINGS, Clock.systemUTC());
  }

  @Test
  void aFileOfSeveralChunksComesOutAsItWentIn() {
    byte[] large = new byte[600 * 1024];
    Arrays.fill(large, (byte) 7);
    System.arraycopy(PNG, 0, large, 0, PNG.length);
    StoredFile stored =
        files.store(AttachmentStore.newReference(), "a/b\\ç.png", inPieces(large)).block();
    assertThat(stored.fileName()).isEqualTo("ç.png");
    assertThat(stored.attachment().mediaType()).isEqualTo("image/png");
    assertThat(stored.attachment().bytes()).isEqualTo(large.length);
    var out = new java.io.ByteArrayOutputStream();
    files
        .open(stored.attachment().id())
        .flatMapMany(AttachmentStore.Download::content)
        .doOnNext(
            chunk -> {
              byte[] bytes = new byte[chunk.remaining()];
              chunk.get(bytes);
              out.writeBytes(bytes);
            })
        .blockLast();
    assertThat(out.toByteArray()).isEqualTo(large);
  }

  @Test
  void aRefusedFileLeavesNeitherEntryNorBytes() {
    byte[] tooLarge = Arrays.copyOf(PNG, 900 * 1024);
    for (byte[] bytes :
        List.of(tooLarge, new byte[0], "MZ program".getBytes(UTF_8), "<html>".getBytes(UTF_8))) {
      assertThatThrownBy(
              () -> files.store(AttachmentStore.newReference(), "a.html", inPieces(bytes)).block())
          .isInstanceOf(RefusedFileException.class);
    }
    assertNothingIsKept();
  }

  @Test
  void anUploadThatBreaksOffLeavesNeitherEntryNorBytes() {
    Flux<ByteBuffer> breaking =
        inPieces(Arrays.copyOf(PNG, 500 * 1024))
            .concatWith(Mono.error(new java.io.IOException("the line is dead")));
    assertThatThrownBy(() -> files.store(AttachmentStore.newReference(), "a.png", breaking).block())
        .hasRootCauseMessage("the line is dead");
    assertNothingIsKept();
  }

  @Test
  void theSameMessageStoresItsFileOnce() {
    RequestId request = RequestId.random();
    String reference = AttachmentStore.referenceFor(request, "message-1", "0");
    assertThat(AttachmentStore.referenceFor(request, "message-1", "1")).isNotEqualTo(reference);
    StoredFile first = files.store(reference, "a.png", inPieces(PNG)).block();
    StoredFile again = files.store(reference, "a.png", inPieces(PNG)).block();
    assertThat(again).isEqualTo(first);
    assertThat(count("attachments.files")).isEqualTo(1);
  }

  @Test
  void theFirstRequestKeepsAFileAndForgettingItForgetsTheFile() {
    StoredFile stored = files.store(AttachmentStore.newReference(), "a.png", inPieces(PNG)).block();
    RequestId first = RequestId.random();
    files.tie(first, List.of(stored.attachment())).block();
    files.tie(RequestId.random(), List.of(stored.attachment())).block();
    assertThat(files.find(stored.attachment().id()).block().requestId()).isEqualTo(first);
    files.forget(first).block();
    assertNothingIsKept();
  }

  @Test
  void afterADayAFileWithoutAMessageIsSweptAwayAndOthersAreNot() {
    StoredFile orphan = files.store(AttachmentStore.newReference(), "a.png", inPieces(PNG)).block();
    StoredFile tied = files.store(AttachmentStore.newReference(), "b.png", inPieces(PNG)).block();
    files.tie(RequestId.random(), List.of(tied.attachment())).block();
    assertThat(files.sweep().block()).isZero();
    var tomorrow = Clock.fixed(Instant.now().plus(Duration.ofHours(25)), ZoneOffset.UTC);
    assertThat(new AttachmentStore(database, SETTINGS, tomorrow).sweep().block()).isEqualTo(1);
    assertThat(files.find(orphan.attachment().id()).block()).isNull();
    assertThat(files.find(tied.attachment().id()).block()).isNotNull();
  }

  @Test
  void aFileAMessageIsAboutToNameIsNotSweptAway() {
    StoredFile stored = files.store(AttachmentStore.newReference(), "a.png", inPieces(PNG)).block();
    String id = stored.attachment().id();
    var late = in(Duration.ofHours(23));
    assertThat(late.findAll(List.of(id)).block()).containsKey(id);
    var later = in(Duration.ofHours(25));
    assertThat(later.sweep().block()).isZero();
    assertThat(later.findAll(List.of(id)).block()).containsKey(id);
  }

  @Test
  void bytesAKilledProcessLeftAreSweptAwayAndAFileOnItsWayInIsNot() {
    StoredFile whole = files.store(AttachmentStore.newReference(), "a.png", inPieces(PNG)).block();
    leaveBytes();
    files.sweep().block();
    assertThat(count("attachments.chunks")).isEqualTo(2);
    leaveBytes();
    files.sweep().block();
    assertThat(count("attachments.chunks")).isEqualTo(2);
    assertThat(files.open(whole.attachment().id()).block()).isNotNull();
    files.sweep().block();
    assertThat(count("attachments.chunks")).isEqualTo(1);
  }

  private void leaveBytes() {
    Mono.from(
            database
                .getCollection("attachments.chunks")
                .insertOne(
                    new Document("files_id", new ObjectId())
                        .append("n", 0)
                        .append("data", new Binary(PNG))))
        .block();
  }

  private AttachmentStore in(Duration time) {
    return new AttachmentStore(
        database, SETTINGS, Clock.fixed(Instant.now().plus(time), ZoneOffset.UTC));
  }

  private void assertNothingIsKept() {
    assertThat(count("attachments.files")).isZero();
    assertThat(count("attachments.chunks")).isZero();
  }

  private long count(String collection) {
    return Mono.from(database.getCollection(collection).countDocuments()).block();
  }

  private static Flux<ByteBuffer> inPieces(byte[] bytes) {
    int piece = 60_000;
    return Flux.range(0, (bytes.length + piece - 1) / piece)
        .map(
            i ->
                ByteBuffer.wrap(
                    Arrays.copyOfRange(bytes, i * piece, Math.min(bytes.length, (i + 1) * piece))));
  }
}
