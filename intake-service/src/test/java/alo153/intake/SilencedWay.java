package alo153.intake;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A way to a server on which nothing moves any more once it is silenced: connections stand, as with
 * a process that was stopped.
 */
final class SilencedWay implements AutoCloseable {
  private final ServerSocket door;
  private final int target;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private boolean silent;

  SilencedWay(int target) throws IOException {
    this.target = target;
    this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  int port() {
    return door.getLocalPort();
  }

  synchronized void silence() {
    silent = true;
  }

  private void accept() {
    try {
      while (true) {
        Socket client = door.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        sockets.addAll(List.of(client, server));
        daemon(() -> carry(client, server));
        daemon(() -> carry(server, client));
      }
    } catch (IOException e) {
      end(door); // it was closed under us: the test is over
    }
  }

  private void carry(Socket from, Socket to) {
    byte[] piece = new byte[8192];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(piece); read >= 0 && !isSilent(); read = in.read(piece)) {
        out.write(piece, 0, read);
      }
    } catch (IOException e) {
      // one of the two has gone, and so does the other
      end(from);
      end(to);
    }
  }

  private synchronized boolean isSilent() {
    return silent;
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "silenced-way");
    thread.setDaemon(true);
    thread.start();
  }

  private static void end(Closeable one) {
    try {
      one.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    end(door);
    sockets.forEach(SilencedWay::end);
  }
}
