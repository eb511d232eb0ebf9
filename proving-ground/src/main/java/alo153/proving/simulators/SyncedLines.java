package alo153.proving.simulators;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A file of one document a line. A line is on the disk when {@link #await} returns; those who come
 * together share one sync.
 */
final class SyncedLines implements AutoCloseable {
  // a channel would be closed under everybody by the interrupt of one thread; a stream is not
  private final FileOutputStream file;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition synced = lock.newCondition();
  private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
  private long appended;
  private long durable;
  private boolean syncing;
  private @Nullable IOException broken;

  /** Opens for appending; a last line that a killed writer left half is cut off. */
  SyncedLines(Path path) {
    try {
      Files.createDirectories(path.toAbsolutePath().getParent());
      if (Files.exists(path)) {
        try (FileChannel old = FileChannel.open(path, StandardOpenOption.WRITE)) {
          old.truncate(complete(Files.readAllBytes(path)));
        }
      }
      file = new FileOutputStream(path.toFile(), true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The complete lines of a file, also while somebody writes it; none when there is no file. */
  static List<String> read(Path path) {
    if (!Files.exists(path)) {
      return List.of();
    }
    try {
      byte[] bytes = Files.readAllBytes(path);
      return new String(bytes, 0, complete(bytes), UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int complete(byte[] bytes) {
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    return end;
  }

  /**
   * Puts a line at the end.
   *
   * @return what to {@link #await}
   */
  long append(byte[] line) {
    lock.lock();
    try {
      pending.writeBytes(line);
      pending.write('\n');
      return ++appended;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Returns when the line is on the disk.
   *
   * @throws UncheckedIOException when the disk refused it
   */
  void await(long line) {
    lock.lock();
    try {
      while (durable < line) {
        if (broken != null) {
          throw new UncheckedIOException(broken);
        }
        if (syncing) {
          synced.awaitUninterruptibly();
        } else {
          sync();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Called with the lock, which is open while the disk works. */
  private void sync() {
    syncing = true;
    byte[] batch = pending.toByteArray();
    pending.reset();
    long upTo = appended;
    IOException failure = null;
    lock.unlock();
    try {
      file.write(batch);
      file.getFD().sync();
    } catch (IOException e) {
      failure = e;
    } finally {
      lock.lock();
    }
    syncing = false;
    if (failure == null) {
      durable = upTo;
    } else {
      broken = failure;
    }
    synced.signalAll();
  }

  @Override
  public void close() {
    try {
      await(appended);
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
