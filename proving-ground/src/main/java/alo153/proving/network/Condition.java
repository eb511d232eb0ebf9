package alo153.proving.network;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * What the network does to the connections of one {@link TcpProxy}. While a condition lasts no byte
 * is altered or reordered, and none is left out of what is delivered: what loses bytes delivers
 * nothing more, and its connections are reset when it ends.
 */
public sealed interface Condition {

  /** As if nobody stood between. */
  Condition CLEAR = new Clear();

  /** Which way bytes go. */
  enum Direction {
    TO_TARGET,
    FROM_TARGET
  }

  /** See {@link #CLEAR}. */
  record Clear() implements Condition {}

  /**
   * Every piece that was read, and the end of a stream, arrives later by {@code mean ± jitter}
   * (evenly drawn), each way; nothing overtakes. Establishing a connection is not delayed.
   *
   * @param seed the same seed delays the pieces of the n-th connection by the same series
   */
  record Latency(Duration mean, Duration jitter, long seed) implements Condition {

    /**
     * @throws IllegalArgumentException when a delay could be negative
     */
    public Latency {
      if (jitter.isNegative() || mean.compareTo(jitter) < 0) {
        throw new IllegalArgumentException("A delay of " + mean + " ± " + jitter);
      }
    }
  }

  /**
   * A narrow line: so many bytes a second each way, shared by all connections in turn.
   *
   * @param bytesPerSecond at least 1
   */
  record Bandwidth(long bytesPerSecond) implements Condition {

    /**
     * @throws IllegalArgumentException when nothing would ever arrive
     */
    public Bandwidth {
      if (bytesPerSecond < 1) {
        throw new IllegalArgumentException("A line of " + bytesPerSecond + " bytes a second");
      }
    }
  }

  /**
   * Every connection there is gets a reset (RST) on both sides, at once; of those that come later,
   * a share does.
   *
   * @param share of new connections, 0 to 1
   * @param afterBytes how much a doomed new connection carries before, both ways together; 0: it is
   *     reset when it comes. Mostly the reset falls into the middle of a message
   * @param seed the same seed dooms the same of the new connections, in the order they come
   */
  record Reset(double share, long afterBytes, long seed) implements Condition {

    /**
     * @throws IllegalArgumentException when the share is none or the bytes are negative
     */
    public Reset {
      if (!(share >= 0 && share <= 1) || afterBytes < 0) {
        throw new IllegalArgumentException(
            "A reset of a share of " + share + " after " + afterBytes + " bytes");
      }
    }
  }

  /**
   * Nothing gets through, and nobody hears of it: no byte, no end, no reset, no refusal. When it
   * ends, what was held goes on, as TCP's own repeats would have brought it.
   *
   * <p>A new connection is established all the same, since the operating system does that, and then
   * stays silent; the target hears of it only when the way to it is open. The buffers of the
   * operating system go on taking in what is sent, some hundred kilobytes.
   *
   * @param directions which ways are closed
   */
  record Blackhole(Set<Direction> directions) implements Condition {

    /**
     * @throws IllegalArgumentException when no direction is named
     */
    public Blackhole {
      directions = Set.copyOf(directions);
      if (directions.isEmpty()) {
        throw new IllegalArgumentException("A blackhole in no direction");
      }
    }
  }

  /**
   * Requests arrive and take effect; responses are swallowed. When it ends, the connections that
   * lost bytes (or the end of a stream) are reset.
   */
  record ResponsesLost() implements Condition {}

  /**
   * The target's side of every connection there is is gone, and the client is not told: it stays
   * connected to nobody. When it ends these connections are reset. Connections that come later are
   * not touched.
   */
  record HalfOpen() implements Condition {}

  static Condition latency(Duration mean, Duration jitter, long seed) {
    return new Latency(mean, jitter, seed);
  }

  static Condition bandwidth(long bytesPerSecond) {
    return new Bandwidth(bytesPerSecond);
  }

  /** Resets all connections once; new ones live. */
  static Condition reset() {
    return new Reset(0, 0, 0);
  }

  static Condition reset(double share, long afterBytes, long seed) {
    return new Reset(share, afterBytes, seed);
  }

  /** Closes both ways. */
  static Condition blackhole() {
    return new Blackhole(EnumSet.allOf(Direction.class));
  }

  static Condition blackhole(Direction only) {
    return new Blackhole(Set.of(only));
  }

  static Condition responsesLost() {
    return new ResponsesLost();
  }

  static Condition halfOpen() {
    return new HalfOpen();
  }
}
