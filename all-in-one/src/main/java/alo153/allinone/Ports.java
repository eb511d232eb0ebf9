package alo153.allinone;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Where everything listens: the public port and the ten above it.
 *
 * @param base the gateway's port
 */
record Ports(int base) {
  int gateway() {
    return base;
  }

  int intake() {
    return base + 1;
  }

  int routing() {
    return base + 2;
  }

  int tracking() {
    return base + 3;
  }

  int notification() {
    return base + 4;
  }

  /**
   * The services' ports by name.
   *
   * @param only the one that is meant; empty for all
   * @throws CommandException when there is no such service
   */
  Map<String, Integer> services(String only) {
    Map<String, Integer> services = new LinkedHashMap<>();
    services.put("intake", intake());
    services.put("routing", routing());
    services.put("tracking", tracking());
    services.put("notification", notification());
    if (!only.isEmpty() && !services.containsKey(only)) {
      throw new CommandException(
          "no service is called " + only + ": there are " + String.join(", ", services.keySet()),
          null);
    }
    if (!only.isEmpty()) {
      services.keySet().retainAll(Set.of(only));
    }
    return services;
  }

  int broker() {
    return base + 5;
  }

  int controller() {
    return base + 6;
  }

  int store() {
    return base + 7;
  }

  /** The simulated providers' HTTP side: Graph API, SMS, push, webhooks. */
  int simulators() {
    return base + 8;
  }

  int smtp() {
    return base + 9;
  }

  int imap() {
    return base + 10;
  }

  /**
   * Says which port is taken, before anything is started.
   *
   * @throws CommandException naming the port and what to do
   */
  void checkFree(boolean ownBroker, boolean ownStore) {
    Map<String, Integer> needed = new LinkedHashMap<>();
    needed.put("the gateway", gateway());
    needed.put("intake", intake());
    needed.put("routing", routing());
    needed.put("tracking", tracking());
    needed.put("notification", notification());
    if (ownBroker) {
      needed.put("the broker", broker());
      needed.put("the broker's controller", controller());
    }
    if (ownStore) {
      needed.put("the store", store());
    }
    needed.forEach(
        (who, port) -> {
          try (var probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));
          } catch (IOException e) {
            throw new CommandException(
                "port "
                    + port
                    + " for "
                    + who
                    + " is taken: stop what listens there or choose another --port",
                e);
          }
        });
  }
}
