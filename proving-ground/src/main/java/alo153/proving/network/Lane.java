package alo153.proving.network;

import alo153.proving.network.Condition.Direction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;

/** One direction of a connection: what was read and is not yet written, in order. */
final class Lane {
  // more than this is left with the sender: with a delay of 50 ms it allows 20 MB a second
  private static final int MOST_WAITING = 1 << 20;

  private final long connection;
  private final Direction direction;
  private final SocketChannel source;
  private final SocketChannel sink;
  private final Deque<Piece> waiting = new ArrayDeque<>();
  private Weather weather;
  private SplittableRandom delays;
  private int waitingBytes;
  private long lastDue;
  private boolean ended;
  private boolean finished;
  private boolean lost;
  private boolean sinkFull;

  /** Bytes, and when they may be written. */
  private static final class Piece {
    private final ByteBuffer bytes;
    private long due;

    private Piece(ByteBuffer bytes, long due) {
      this.bytes = bytes;
      this.due = due;
    }
  }

  Lane(
      long connection,
      Direction direction,
      SocketChannel source,
      SocketChannel sink,
      Weather weather,
      long now) {
    this.connection = connection;
    this.direction = direction;
    this.source = source;
    this.sink = sink;
    this.weather = weather;
    this.delays = weather.delaysOf(connection, direction);
    this.lastDue = now;
  }

  /**
   * From now on the new weather counts, also for what waits.
   *
   * @return bytes thrown away
   */
  int set(Weather next, long now) {
    weather = next;
    delays = next.delaysOf(connection, direction);
    waiting.forEach(it -> it.due = now);
    lastDue = now;
    if (!next.loses(direction) || waiting.isEmpty() && (!ended || finished)) {
      return 0;
    }
    lost = true;
    waiting.clear();
    int thrownAway = waitingBytes;
    waitingBytes = 0;
    return thrownAway;
  }

  boolean wantsToRead() {
    return !ended
        && waitingBytes < MOST_WAITING
        && (weather.loses(direction) || !weather.holds(direction));
  }

  /** Whether the sink has to tell when it takes bytes again. */
  boolean waitsForSink() {
    return sinkFull && !weather.holds(direction);
  }

  /** Whether the stream has come to its end and the sink knows. */
  boolean finished() {
    return finished;
  }

  /** Whether something is missing, so that nothing may follow any more. */
  boolean lost() {
    return lost;
  }

  /**
   * Reads once.
   *
   * @param scratch room for what is read
   * @return bytes thrown away
   * @throws IOException when the source is gone
   */
  int read(ByteBuffer scratch, long now) throws IOException {
    if (!wantsToRead()) { // was set while it stood among the ready ones
      return 0;
    }
    scratch.clear();
    int count = source.read(scratch);
    if (count == 0) {
      return 0;
    }
    if (count < 0) {
      ended = true;
    }
    if (weather.loses(direction)) {
      lost = true;
      return Math.max(0, count);
    }
    lastDue = Math.max(lastDue, now + weather.nextDelay(delays));
    if (count > 0) {
      byte[] bytes = new byte[count];
      scratch.flip().get(bytes);
      waiting.add(new Piece(ByteBuffer.wrap(bytes), lastDue));
      waitingBytes += count;
    }
    return 0;
  }

  /**
   * Writes what is due, as far as the sink and the line take it.
   *
   * @param most bytes to be written
   * @return bytes written
   * @throws IOException when the sink is gone
   */
  int write(long most, long now) throws IOException {
    sinkFull = false;
    if (lost || weather.holds(direction)) {
      return 0;
    }
    int written = 0;
    while (written < most && !sinkFull && headIsDue(now)) {
      written += writeOnce((int) Math.min(most - written, weather.widthOfLine()), now);
    }
    if (waiting.isEmpty() && ended && !finished && lastDue <= now) {
      finished = true;
      sink.shutdownOutput();
    }
    return written;
  }

  private boolean headIsDue(long now) {
    Piece head = waiting.peek();
    return head != null && head.due <= now && weather.lineIsFreeAt(direction, now) <= now;
  }

  private int writeOnce(int most, long now) throws IOException {
    ByteBuffer bytes = waiting.element().bytes;
    int count = sink.write(bytes.slice(bytes.position(), Math.min(bytes.remaining(), most)));
    if (count == 0) {
      sinkFull = true;
      return 0;
    }
    bytes.position(bytes.position() + count);
    waitingBytes -= count;
    weather.carried(direction, count, now);
    if (!bytes.hasRemaining()) {
      waiting.remove();
    }
    return count;
  }

  /**
   * @return when there is something to be written, as far as only time stands against it, or {@link
   *     Weather#NEVER}
   */
  long wakeAt(long now) {
    if (lost || finished || sinkFull || weather.holds(direction)) {
      return Weather.NEVER;
    }
    Piece head = waiting.peek();
    if (head != null) {
      return Math.max(head.due, weather.lineIsFreeAt(direction, now));
    }
    return ended ? lastDue : Weather.NEVER;
  }
}
