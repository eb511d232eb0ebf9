package alo153.embedded;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.bson.Document;
import io.netty.channel.Channel;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.MVStoreTool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file-backed store, made to survive a killed JVM: a write is answered only after a commit that
 * holds it whole.
 *
 * <p>The backend as it comes commits once a second, whatever is being written at that moment. A
 * kill then loses up to a second of acknowledged writes, and may keep half a write: the entry of a
 * unique index without its document, which refuses that document for ever. Here writes share a
 * lock, and a commit takes it alone; whoever waits for a commit is served by the next one, so many
 * writers cost few commits. Reads take no lock.
 */
final class CommittingBackend extends H2Backend {
  private static final Logger log = LoggerFactory.getLogger(CommittingBackend.class);

  /** Commands that change nothing on disk; any other is taken for a write. */
  private static final Set<String> READS =
      Set.of(
          "find",
          "getmore",
          "killcursors",
          "count",
          "distinct",
          "hello",
          "ismaster",
          "ping",
          "buildinfo",
          "serverstatus",
          "connectionstatus",
          "hostinfo",
          "getlog",
          "getlasterror",
          "getcmdlineopts",
          "getparameter",
          "whatsmyuri",
          "listcollections",
          "listdatabases",
          "listindexes",
          "collstats",
          "dbstats",
          "validate",
          "endsessions");

  // far above what the commands between two commits can hold, so that no writer commits by itself
  private static final int UNSAVED_KILOBYTES = 256 << 10;
  private static final int CACHE_MEGABYTES = 32;
  private static final int TIDY_SECONDS = 5;
  private static final int TIDY_BELOW_PERCENT = 60;
  private static final int TIDY_BYTES = 4 << 20;

  /** Dead parts of the file are written over after this long; longer than between two syncs. */
  private static final int RETENTION_MILLIS = 15_000;

  /**
   * A changed document rewrites its page: the default of 16 KiB took twice the time and more file.
   */
  private static final int PAGE_BYTES = 4 << 10;

  private final MVStore store;
  private final Lock writing;
  private final Lock committing;
  private final ScheduledExecutorService tidying =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "store-tidying");
            thread.setDaemon(true);
            return thread;
          });
  private long syncedVersion;

  private CommittingBackend(MVStore store) {
    super(store);
    this.store = store;
    ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    this.writing = lock.readLock();
    this.committing = lock.writeLock();
  }

  /**
   * Opens the file or creates it; goes back to the last whole commit if its JVM was killed.
   *
   * @throws IllegalStateException when somebody has it open
   */
  static CommittingBackend open(Path file) {
    CommittingBackend backend = new CommittingBackend(openStore(file));
    backend.tidying.scheduleWithFixedDelay(
        backend::tidy, TIDY_SECONDS, TIDY_SECONDS, TimeUnit.SECONDS);
    return backend;
  }

  @Override
  protected MongoDatabase openOrCreateDatabase(String name) {
    return new RenamingDatabase(name, getMvStore(), getCursorRegistry());
  }

  private static MVStore openStore(Path file) {
    MVStoreTool.compactCleanUp(file.toString()); // what a kill during a sweep left
    try {
      MVStore store =
          new MVStore.Builder()
              .fileName(file.toString())
              .autoCommitDisabled()
              .autoCommitBufferSize(UNSAVED_KILOBYTES)
              .cacheSize(CACHE_MEGABYTES)
              .pageSplitSize(PAGE_BYTES)
              .open();
      store.setRetentionTime(RETENTION_MILLIS);
      return store;
    } catch (MVStoreException e) {
      if (e.getErrorCode() == DataUtils.ERROR_FILE_LOCKED) {
        throw new IllegalStateException("Another store has " + file + " open", e);
      }
      throw e;
    }
  }

  @Override
  public Document handleCommand(Channel channel, String database, String command, Document query) {
    if (isRead(command, query)) {
      MVStore.TxCounter seen = store.registerVersionUsage(); // however long the scan takes
      try {
        return super.handleCommand(channel, database, command, query);
      } finally {
        store.deregisterVersionUsage(seen);
      }
    }
    try {
      writing.lock();
      try {
        return super.handleCommand(channel, database, command, query);
      } finally {
        writing.unlock();
      }
    } finally {
      // also after a refusal: an unordered bulk may have written its other documents
      commitWhatIsWritten();
    }
  }

  private static boolean isRead(String command, Document query) {
    String name = command.toLowerCase(Locale.ROOT);
    return READS.contains(name) || (name.equals("aggregate") && !writesItsResult(query));
  }

  private static boolean writesItsResult(Document aggregate) {
    return aggregate.get("pipeline") instanceof Collection<?> stages
        && stages.stream()
            .anyMatch(
                stage ->
                    stage instanceof Document it
                        && (it.containsKey("$out") || it.containsKey("$merge")));
  }

  private void commitWhatIsWritten() {
    committing.lock();
    try {
      store.commit(); // does nothing when another writer's commit already held our changes
    } finally {
      committing.unlock();
    }
  }

  /**
   * Moves what is still alive out of mostly dead parts of the file, a little at a time, and brings
   * the commits since the last time from the operating system to the disk.
   */
  private void tidy() {
    try {
      committing.lock();
      try {
        if (store.compact(TIDY_BELOW_PERCENT, TIDY_BYTES)) {
          store.commit();
        }
      } finally {
        committing.unlock();
      }
      long version = store.getCurrentVersion();
      if (version != syncedVersion) {
        store.sync();
        syncedVersion = version;
      }
    } catch (RuntimeException e) {
      log.warn("The store's file could not be tidied; it grows until that succeeds", e);
    }
  }

  @Override
  public void close() {
    endTidying();
    committing.lock(); // waits for the last writers
    try {
      if (!store.isClosed()) {
        store.commit();
      }
      super.close();
    } finally {
      committing.unlock();
    }
  }

  private void endTidying() {
    tidying.shutdown(); // never by an interrupt: that would close the file under the store
    boolean interrupted = false;
    while (true) {
      try {
        if (tidying.awaitTermination(1, TimeUnit.MINUTES)) {
          break;
        }
        log.warn("Still tidying the store's file before closing it");
      } catch (InterruptedException e) {
        interrupted = true; // the file must be whole before anything else
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
