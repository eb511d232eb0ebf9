package alo153.proving.network;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Sends back what it gets, and tells how its connections ended. */
final class EchoServer implements AutoCloseable {
  final AtomicInteger connections = new AtomicInteger();
  final AtomicLong received = new AtomicLong();
  final AtomicInteger resets = new AtomicInteger();
  final AtomicInteger ends = new AtomicInteger();
  private final ServerSocket door;
  private final Thread doorkeeper;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  /**
   * @param port 0 chooses a free one
   */
  EchoServer(int port) throws IOException {
    door = new ServerSocket(port, 100, InetAddress.getLoopbackAddress());
    doorkeeper = start("echo-door", this::accept);
  }

  int port() {
    return door.getLocalPort();
  }

  private static Thread start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        Socket socket = door.accept();
        connections.incrementAndGet();
        sockets.add(socket);
        start("echo-" + connections, () -> echo(socket));
      } catch (IOException e) {
        if (!door.isClosed()) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  private void echo(Socket socket) {
    try (socket) {
      byte[] bytes = new byte[16 << 10];
      for (int count = read(socket, bytes); count > 0; count = read(socket, bytes)) {
        socket.getOutputStream().write(bytes, 0, count);
      }
      ends.incrementAndGet();
    } catch (SocketException e) {
      resets.incrementAndGet();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private int read(Socket socket, byte[] bytes) throws IOException {
    int count = socket.getInputStream().read(bytes);
    received.addAndGet(Math.max(0, count));
    return count;
  }

  /** By a reset, or by an orderly end. */
  void closeConnections(boolean hard) throws IOException {
    for (Socket socket : sockets) {
      if (hard) {
        socket.setSoLinger(true, 0);
      }
      socket.close();
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
    try {
      doorkeeper.join(10_000); // until then the operating system may still let somebody in
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    closeConnections(false);
  }
}
