package alo153.proving.network;

import alo153.proving.network.Condition.HalfOpen;
import alo153.proving.network.Condition.Reset;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands between the clients of one port and the server behind it, on 127.0.0.1, and lets the
 * weather between them be changed while they talk. One thread serves all connections, so that a
 * condition holds for all of them from one moment on.
 *
 * <p>A target that is away is told as it is: the client's connection is reset at once, unless the
 * weather holds it back. The end of a stream and a reset of one side are passed on to the other.
 */
public final class TcpProxy implements AutoCloseable {
  // small, so that a blackhole is soon felt by who sends into it
  static final int RECEIVE_BUFFER = 128 << 10;
  private static final int MOST_CONNECTIONS = 1_000;
  private static final int READ_AT_ONCE = 64 << 10;
  private static final int PATIENCE_SECONDS = 10;
  private static final Logger LOG = LoggerFactory.getLogger(TcpProxy.class);

  private final String name;
  private final InetSocketAddress target;
  private final ServerSocketChannel door;
  private final Selector selector;
  private final int port;
  private final Thread thread;
  private final Traffic traffic = new Traffic();
  private final Queue<Order> orders = new ConcurrentLinkedQueue<>();
  private final List<Crossing> crossings = new ArrayList<>();
  private final ByteBuffer scratch = ByteBuffer.allocateDirect(READ_AT_ONCE);
  private Weather weather = new Weather(Condition.CLEAR);
  private volatile int open;
  private volatile boolean closing;

  private record Order(Condition condition, CompletableFuture<Void> done) {}

  /**
   * What has happened since the start.
   *
   * @param connections accepted
   * @param open of these, still there
   * @param bytesToTarget delivered to the target
   * @param bytesFromTarget delivered to the clients
   * @param bytesLost taken from the target and never delivered
   * @param resets connections the weather ended
   * @param refused connections that found the target away, or the proxy full
   */
  public record Counts(
      long connections,
      int open,
      long bytesToTarget,
      long bytesFromTarget,
      long bytesLost,
      long resets,
      long refused) {}

  private TcpProxy(int listenPort, int targetPort, String name) throws IOException {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    this.name = name;
    target = new InetSocketAddress(loopback, targetPort);
    door = ServerSocketChannel.open();
    try {
      door.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      door.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
      door.bind(new InetSocketAddress(loopback, listenPort), MOST_CONNECTIONS);
      door.configureBlocking(false);
      port = door.socket().getLocalPort();
      selector = Selector.open();
      door.register(selector, SelectionKey.OP_ACCEPT);
    } catch (IOException e) {
      door.close();
      throw e;
    }
    thread = new Thread(this::run, "proxy-" + name);
    thread.setDaemon(true);
  }

  /**
   * Starts with {@link Condition#CLEAR} weather.
   *
   * @param listenPort where clients connect to; 0 chooses a free one
   * @param targetPort where the server listens; it may come later
   * @param name of the edge, for the report
   * @throws UncheckedIOException when the port is taken
   */
  public static TcpProxy between(int listenPort, int targetPort, String name) {
    try {
      TcpProxy proxy = new TcpProxy(listenPort, targetPort, name);
      proxy.thread.start();
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException("The proxy " + name + " cannot listen on " + listenPort, e);
    }
  }

  /** Where clients connect to. */
  public int port() {
    return port;
  }

  /** Of the edge, as given. */
  public String name() {
    return name;
  }

  /**
   * Changes the weather for the connections there are and those that come. Returns when it is in
   * force. The former condition ends first, also when it is the same: see there what then happens.
   *
   * @throws IllegalStateException when the proxy is closed or does not answer within ten seconds
   */
  public void set(Condition condition) {
    Order order = new Order(condition, new CompletableFuture<>());
    orders.add(order);
    selector.wakeup();
    if (closing) {
      throw new IllegalStateException("The proxy " + name + " is closed");
    }
    try {
      order.done().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      throw new IllegalStateException("The proxy " + name + " did not change to " + condition, e);
    }
  }

  public Counts counts() {
    return new Counts(
        traffic.connections.sum(),
        open,
        traffic.bytesToTarget.sum(),
        traffic.bytesFromTarget.sum(),
        traffic.bytesLost.sum(),
        traffic.resets.sum(),
        traffic.refused.sum());
  }

  private void run() {
    try {
      long wakeAt = Weather.NEVER;
      while (!closing) {
        waitUntil(wakeAt);
        obeyOrders();
        serveReady();
        wakeAt = advanceAll();
      }
    } catch (IOException | RuntimeException e) {
      LOG.error("The proxy {} failed; its connections end and new ones are refused", name, e);
    } finally {
      endAll();
    }
  }

  private void waitUntil(long wakeAt) throws IOException {
    if (wakeAt == Weather.NEVER) {
      selector.select();
      return;
    }
    long nanos = wakeAt - System.nanoTime();
    if (nanos <= 0) {
      selector.selectNow();
    } else {
      // rounded up: rounded down it would spin through the last millisecond
      selector.select(TimeUnit.NANOSECONDS.toMillis(nanos) + 1);
    }
  }

  private void obeyOrders() throws IOException {
    for (Order order = orders.poll(); order != null; order = orders.poll()) {
      long now = System.nanoTime();
      weather = new Weather(order.condition());
      for (Crossing crossing : crossings) {
        crossing.set(weather, now);
        if (!crossing.isOver() && order.condition() instanceof Reset) {
          crossing.reset();
        } else if (!crossing.isOver() && order.condition() instanceof HalfOpen) {
          crossing.sever();
        }
      }
      order.done().complete(null);
    }
  }

  private void serveReady() throws IOException {
    long now = System.nanoTime();
    for (SelectionKey key : selector.selectedKeys()) {
      if (!key.isValid()) {
        continue;
      }
      if (key.attachment() instanceof Crossing crossing) {
        crossing.ready(key, scratch, now);
      } else {
        accept();
      }
    }
    selector.selectedKeys().clear();
  }

  private void accept() throws IOException {
    for (SocketChannel client = door.accept(); client != null; client = door.accept()) {
      if (crossings.size() >= MOST_CONNECTIONS) {
        LOG.warn("The proxy {} is full: a connection is refused", name);
        traffic.refused.increment();
        client.setOption(StandardSocketOptions.SO_LINGER, 0);
        client.close();
        continue;
      }
      traffic.connections.increment();
      crossings.add(
          new Crossing(traffic.connections.sum(), client, target, selector, traffic, weather));
    }
  }

  private long advanceAll() throws IOException {
    Collections.rotate(crossings, 1); // on a narrow line everybody is the first one in turn
    long now = System.nanoTime();
    long wakeAt = Weather.NEVER;
    for (Crossing crossing : crossings) {
      wakeAt = Math.min(wakeAt, crossing.advance(now));
    }
    crossings.removeIf(Crossing::isOver);
    open = crossings.size();
    return wakeAt;
  }

  private void endAll() {
    closing = true;
    try {
      door.close();
      for (Crossing crossing : crossings) {
        crossing.end();
      }
      selector.close();
    } catch (IOException e) {
      LOG.warn("The proxy {} could not close everything", name, e);
    }
    open = 0;
    for (Order order = orders.poll(); order != null; order = orders.poll()) {
      order.done().completeExceptionally(new IOException("The proxy " + name + " has ended"));
    }
  }

  /** Ends every connection by a reset; new ones are refused. Closing twice is harmless. */
  @Override
  public void close() {
    closing = true;
    selector.wakeup();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
