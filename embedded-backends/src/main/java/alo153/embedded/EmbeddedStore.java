package alo153.embedded;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A stand-in for MongoDB in this JVM: speaks its wire protocol on 127.0.0.1, to any driver.
 *
 * <p>Good for a first look, for tests and for a small town. It is not MongoDB: no transactions, no
 * text or geo search, no change streams, no pipeline updates; indexes other than unique ones are
 * accepted and not used.
 *
 * <p>In a file, a write is acknowledged only after it is committed whole: a JVM killed at any
 * moment loses no acknowledged write. The backend as it comes lost 919 of 6,032 in one trial with
 * four kills. Commits are brought to the disk itself every five seconds: a power cut may take as
 * much.
 *
 * <p>The file holds old versions beside what is alive and does not shrink by itself; {@link
 * #sweep()} brings it down to what is alive.
 */
public final class EmbeddedStore implements AutoCloseable {
  private final MongoServer server;
  private final @Nullable SweepableBackend onDisk;
  private final int port;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * @param file where the documents lie, created when missing; null keeps them in memory, several
   *     times faster, and forgets them
   * @param port the port clients connect to; 0 chooses a free one
   */
  public record Settings(@Nullable Path file, int port) {}

  private EmbeddedStore(MongoServer server, @Nullable SweepableBackend onDisk, int port) {
    this.server = server;
    this.onDisk = onDisk;
    this.port = port;
  }

  /**
   * Opens the documents and listens.
   *
   * @throws IllegalStateException when another process has the file open, or the port
   */
  public static EmbeddedStore start(Settings settings) {
    if (settings.port() != 0 && !FreePort.isFree(settings.port())) {
      throw new IllegalStateException("Port " + settings.port() + " is taken");
    }
    SweepableBackend onDisk = settings.file() == null ? null : open(settings.file());
    MongoServer server = new MongoServer(onDisk == null ? new MemoryBackend() : onDisk);
    server.bind(FreePort.loopback(settings.port()));
    return new EmbeddedStore(server, onDisk, server.getLocalAddress().getPort());
  }

  private static SweepableBackend open(Path file) {
    Path absolute = file.toAbsolutePath().normalize();
    try {
      Files.createDirectories(absolute.getParent());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make room for " + absolute, e);
    }
    return new SweepableBackend(absolute);
  }

  /**
   * Writes the file anew with nothing but what is alive, so that no byte of a removed or replaced
   * document is left in it. Call it after a person was erased, or once a day.
   *
   * <p>Commands wait until it is done, 11 MB alive took 0.1 to 1.8 s, the latter on a very busy
   * machine; cursors that are half read end and must be opened again. Does nothing in memory.
   */
  public void sweep() {
    if (onDisk != null) {
      onDisk.sweep();
    }
  }

  /** The connection string for a driver, without a database name. */
  public String uri() {
    return "mongodb://127.0.0.1:" + port;
  }

  /** Closes the clients' connections, then the file. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      server.shutdownNow();
    }
  }
}
