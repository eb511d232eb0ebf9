package alo153.proving.simulators;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports nobody listens on, below those the system hands out by itself. */
final class FreePorts {
  private static final int FIRST = 25_200;
  private static final int LAST = 25_990;

  private FreePorts() {}

  /** The first of so many free ones in a row. */
  static int inARow(int many) {
    for (int i = 0; i < 200; i++) {
      int base = ThreadLocalRandom.current().nextInt(FIRST, LAST - many);
      boolean free = true;
      for (int port = base; port < base + many && free; port++) {
        free = isFree(port);
      }
      if (free) {
        return base;
      }
    }
    throw new IllegalStateException("no " + many + " free ports in a row");
  }

  private static boolean isFree(int port) {
    try (var probe = new ServerSocket()) {
      probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
