package alo153.allinone;

import alo153.proving.Run;
import alo153.proving.simulators.World;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;

/** The whole house on free ports in this JVM, with the simulated world around it. */
final class RunningHouse implements AutoCloseable {
  final DataFolder data;
  final Ports ports;
  private final House house;
  private final World world;

  private RunningHouse(DataFolder data, Ports ports, House house, World world) {
    this.data = data;
    this.ports = ports;
    this.house = house;
    this.world = world;
  }

  /** Starts on a folder, empty or left by an earlier run. */
  static RunningHouse on(Path folder) throws IOException {
    return on(folder, freeBase());
  }

  static RunningHouse on(Path folder, int base) throws IOException {
    var data = new DataFolder(folder);
    java.nio.file.Files.createDirectories(folder);
    Ports ports = new Ports(base);
    House house = new House(data, ports, System.out::println);
    try {
      house.start();
      data.running(base, house.brokers());
      return new RunningHouse(data, ports, house, World.start(Run.on(folder), () -> {}));
    } catch (RuntimeException | IOException e) {
      house.close();
      throw e;
    }
  }

  Run run() {
    return Run.on(data.root());
  }

  /** Writes the store's file anew, as happens twice a day. */
  void sweepStore() {
    house.store().orElseThrow().sweep();
  }

  /** The first port of eleven free ones in a row. */
  static int freeBase() {
    int first = Range.FIRST;
    for (int i = 0; i < 200; i++) {
      int base = ThreadLocalRandom.current().nextInt(first, first + Range.SIZE - 11);
      boolean free = true;
      for (int port = base; port < base + 11 && free; port++) {
        try (var probe = new ServerSocket()) {
          probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
          free = false;
        }
      }
      if (free) {
        return base;
      }
    }
    throw new IllegalStateException("no eleven free ports in a row");
  }

  @Override
  public void close() {
    world.close();
    house.close();
    data.stopped();
  }

  /**
   * The ports of this process: tests of others run at the same time, and a port that was free may
   * be taken before it is listened on. A guard port, held until the process ends, says whose a
   * range is.
   */
  private static final class Range {
    static final int SIZE = 1_000;
    private static final int GUARDS = 15_100;
    private static final int MOST = 12;
    private static final ServerSocket GUARD = guard();
    static final int FIRST = 16_000 + SIZE * (GUARD.getLocalPort() - GUARDS);

    private static ServerSocket guard() {
      for (int range = 0; range < MOST; range++) {
        try {
          return new ServerSocket(GUARDS + range, 1, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
          continue; // somebody else's
        }
      }
      throw new IllegalStateException("no range of ports is left");
    }
  }
}
