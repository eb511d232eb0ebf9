package alo153.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds a port nobody listens on, for a server that must know its port before it binds.
 *
 * <p>The search stays below the range the kernel hands out to outgoing connections and to binds of
 * port 0 (32768 and up on Linux), so that nobody takes the port by chance between the look and the
 * bind.
 */
final class FreePort {
  private static final int LOWEST = 15_000;
  private static final int HIGHEST = 32_000;
  private static final int ATTEMPTS = 200;

  private FreePort() {}

  /**
   * @param wanted a port, or 0 for any free one
   * @return the wanted port, unchecked, or a port that was free a moment ago
   */
  static int orWanted(int wanted) {
    if (wanted != 0) {
      return wanted;
    }
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int candidate = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
      if (isFree(candidate)) {
        return candidate;
      }
    }
    throw new IllegalStateException("No free port between " + LOWEST + " and " + HIGHEST);
  }

  /** Whether a server may listen on this loopback port now. */
  static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true); // as the broker and the store do
      socket.bind(loopback(port));
      return true;
    } catch (java.net.BindException taken) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot look for a free port", e);
    }
  }

  static InetSocketAddress loopback(int port) {
    // not "localhost": that may resolve to ::1 first, where nobody listens
    try {
      return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
    } catch (java.net.UnknownHostException e) {
      throw new UncheckedIOException("Four bytes are always an address", e);
    }
  }
}
