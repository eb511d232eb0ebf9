package alo153.proving.network;

import alo153.proving.network.Condition.Direction;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** One client's connection, its counterpart to the target, and the two directions between them. */
final class Crossing {
  private final SocketChannel client;
  private final SocketChannel target;
  private final InetSocketAddress targetAddress;
  private final Selector selector;
  private final Traffic traffic;
  private final SelectionKey clientKey;
  private final Lane toTarget;
  private final Lane fromTarget;
  private Weather weather;
  private @Nullable SelectionKey targetKey;
  private boolean connected;
  private boolean clientGone;
  private boolean targetGone;
  private boolean severed;
  private boolean over;
  private long carried;
  private long doom;

  Crossing(
      long number,
      SocketChannel client,
      InetSocketAddress targetAddress,
      Selector selector,
      Traffic traffic,
      Weather weather)
      throws IOException {
    this.client = client;
    this.targetAddress = targetAddress;
    this.selector = selector;
    this.traffic = traffic;
    this.weather = weather;
    client.configureBlocking(false);
    client.setOption(StandardSocketOptions.TCP_NODELAY, true);
    clientKey = client.register(selector, 0, this);
    target = SocketChannel.open();
    target.configureBlocking(false);
    target.setOption(StandardSocketOptions.TCP_NODELAY, true);
    target.setOption(StandardSocketOptions.SO_RCVBUF, TcpProxy.RECEIVE_BUFFER);
    long now = System.nanoTime();
    toTarget = new Lane(number, Direction.TO_TARGET, client, target, weather, now);
    fromTarget = new Lane(number, Direction.FROM_TARGET, target, client, weather, now);
    doom = weather.doomOfNext();
    if (doom == 0) {
      reset();
    }
  }

  boolean isOver() {
    return over;
  }

  /** From now on the new weather counts; a connection with a hole in its stream ends. */
  void set(Weather next, long now) throws IOException {
    weather = next;
    doom = Weather.NEVER;
    if (severed || toTarget.lost() || fromTarget.lost()) {
      reset();
      return;
    }
    traffic.bytesLost.add(toTarget.set(next, now) + fromTarget.set(next, now));
  }

  /** Resets both sides. */
  void reset() throws IOException {
    traffic.resets.increment();
    end();
  }

  /** Ends hard whatever is still open, without counting it as weather. */
  void end() throws IOException {
    over = true;
    closeHard(client);
    closeHard(target);
  }

  /** Ends the target's side and tells the client nothing. */
  void sever() throws IOException {
    severed = true;
    closeHard(target);
    clientKey.interestOps(0);
  }

  private static void closeHard(SocketChannel side) throws IOException {
    if (side.isOpen()) {
      side.setOption(StandardSocketOptions.SO_LINGER, 0); // RST instead of FIN
      side.close();
    }
  }

  /** What the selector says about a side: it can be read, or the target has answered the call. */
  void ready(SelectionKey key, ByteBuffer scratch, long now) throws IOException {
    if (over || severed) {
      return;
    }
    if (key == clientKey) {
      if (key.isReadable()) {
        read(toTarget, scratch, now);
      }
    } else if (key.isConnectable()) {
      finishConnect();
    } else if (key.isReadable()) {
      read(fromTarget, scratch, now);
    }
  }

  private void read(Lane lane, ByteBuffer scratch, long now) throws IOException {
    try {
      traffic.bytesLost.add(lane.read(scratch, now));
    } catch (IOException sourceIsGone) {
      if (lane == toTarget) {
        clientIsGone();
      } else {
        targetIsGone();
      }
    }
  }

  /**
   * Writes what is due, passes on what ended, and asks the selector for what comes next.
   *
   * @return when to be called again at the latest, or {@link Weather#NEVER}
   */
  long advance(long now) throws IOException {
    if (over || severed) {
      return Weather.NEVER;
    }
    if (targetKey == null && !weather.holds(Direction.TO_TARGET)) {
      connect();
    }
    if (connected && !targetGone && !clientGone) {
      write(toTarget, now);
    }
    if (connected && !targetGone && !clientGone) {
      write(fromTarget, now);
    }
    settle();
    if (over) {
      return Weather.NEVER;
    }
    askSelector();
    return connected && !targetGone && !clientGone
        ? Math.min(toTarget.wakeAt(now), fromTarget.wakeAt(now))
        : Weather.NEVER;
  }

  private void connect() throws IOException {
    targetKey = target.register(selector, 0, this);
    try {
      connected = target.connect(targetAddress);
    } catch (IOException refused) {
      targetIsAway();
    }
  }

  private void finishConnect() throws IOException {
    try {
      connected = target.finishConnect();
    } catch (IOException refused) {
      targetIsAway();
    }
  }

  private void targetIsAway() throws IOException {
    traffic.refused.increment();
    targetIsGone();
  }

  private void write(Lane lane, long now) throws IOException {
    try {
      int written = lane.write(doom - carried, now);
      carried += written;
      (lane == toTarget ? traffic.bytesToTarget : traffic.bytesFromTarget).add(written);
    } catch (IOException sinkIsGone) {
      if (lane == toTarget) {
        targetIsGone();
      } else {
        clientIsGone();
      }
    }
  }

  private void clientIsGone() throws IOException {
    clientGone = true;
    closeHard(client);
  }

  private void targetIsGone() throws IOException {
    targetGone = true;
    closeHard(target);
  }

  // one side hears of the other's end only where the weather lets it through
  private void settle() throws IOException {
    if (carried >= doom) {
      reset();
    } else if (clientGone && (targetGone || !weather.holds(Direction.TO_TARGET))
        || targetGone && !weather.holds(Direction.FROM_TARGET)) {
      end();
    } else if (toTarget.finished() && fromTarget.finished()) {
      over = true;
      client.close();
      target.close();
    }
  }

  private void askSelector() {
    boolean both = connected && !clientGone && !targetGone;
    ask(clientKey, both && toTarget.wantsToRead(), both && fromTarget.waitsForSink(), false);
    if (targetKey != null) {
      ask(
          targetKey,
          both && fromTarget.wantsToRead(),
          both && toTarget.waitsForSink(),
          !connected && !targetGone);
    }
  }

  private static void ask(SelectionKey key, boolean read, boolean write, boolean connect) {
    if (key.isValid()) {
      key.interestOps(
          (read ? SelectionKey.OP_READ : 0)
              | (write ? SelectionKey.OP_WRITE : 0)
              | (connect ? SelectionKey.OP_CONNECT : 0));
    }
  }
}
