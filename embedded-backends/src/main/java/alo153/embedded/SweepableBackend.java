package alo153.embedded;

import de.bwaldvogel.mongo.MongoBackend;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import de.bwaldvogel.mongo.wire.message.MongoQuery;
import io.netty.channel.Channel;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.h2.mvstore.MVStoreTool;

/**
 * A file-backed store whose file can be written anew while clients stay connected.
 *
 * <p>The file keeps the bytes of removed and replaced documents until chance writes over them. Only
 * a copy of what is alive is sure to hold nothing else.
 */
final class SweepableBackend implements MongoBackend {
  private final Path file;
  private final Lock using;
  private final Lock sweeping;
  private CommittingBackend current;

  SweepableBackend(Path file) {
    this.file = file;
    ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    this.using = lock.readLock();
    this.sweeping = lock.writeLock();
    this.current = CommittingBackend.open(file);
  }

  /** Writes the file anew; commands wait meanwhile, and cursors that are half read end. */
  void sweep() {
    sweeping.lock();
    try {
      current.close();
      try {
        MVStoreTool.compact(file.toString(), false);
      } finally {
        current = CommittingBackend.open(file);
      }
    } finally {
      sweeping.unlock();
    }
  }

  private <T> T use(Supplier<T> action) {
    using.lock();
    try {
      return action.get();
    } finally {
      using.unlock();
    }
  }

  private void run(Runnable action) {
    using.lock();
    try {
      action.run();
    } finally {
      using.unlock();
    }
  }

  @Override
  public Document handleCommand(Channel channel, String database, String command, Document query) {
    return use(() -> current.handleCommand(channel, database, command, query));
  }

  @Override
  public Document handleMessage(MongoMessage message) {
    return use(() -> current.handleMessage(message));
  }

  @Override
  public QueryResult handleQuery(MongoQuery query) {
    return use(() -> current.handleQuery(query));
  }

  @Override
  public void handleClose(Channel channel) {
    run(() -> current.handleClose(channel));
  }

  @Override
  public void dropDatabase(String database) {
    run(() -> current.dropDatabase(database));
  }

  @Override
  public Collection<Document> getCurrentOperations(MongoQuery query) {
    return use(() -> current.getCurrentOperations(query));
  }

  @Override
  public Document getServerStatus() {
    return use(() -> current.getServerStatus());
  }

  @Override
  public void closeCursors(List<Long> cursorIds) {
    run(() -> current.closeCursors(cursorIds));
  }

  @Override
  public Clock getClock() {
    return use(() -> current.getClock());
  }

  @Override
  public void enableOplog() {
    throw new UnsupportedOperationException("A sweep would forget the oplog");
  }

  @Override
  public void disableOplog() {
    run(() -> current.disableOplog());
  }

  @Override
  public MongoDatabase resolveDatabase(String database) {
    return use(() -> current.resolveDatabase(database));
  }

  @Override
  public MongoBackend version(MongoVersion version) {
    throw new UnsupportedOperationException("A sweep would forget the version");
  }

  @Override
  public void close() {
    sweeping.lock();
    try {
      current.close();
    } finally {
      sweeping.unlock();
    }
  }
}
