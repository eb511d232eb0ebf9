package alo153.gateway.routes;

import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The instances of one service and what is known of each. */
final class Instances {
  private static final Logger log = LoggerFactory.getLogger(Instances.class);

  private final String service;
  private final List<Instance> all;
  private final AtomicInteger turn = new AtomicInteger();

  /**
   * @param service its name, for log lines
   * @param addresses of its instances, at least one
   */
  Instances(String service, List<URI> addresses) {
    this.service = service;
    this.all = addresses.stream().map(Instance::new).toList();
  }

  /** What an instance was like when it was last seen, the best first. */
  enum State {
    READY,
    /** It answers, and says that it is stopping or that something behind it is away. */
    NOT_READY,
    /** Nobody listens there. */
    AWAY
  }

  /** One process of the service. Nothing is held against it until it was seen otherwise. */
  final class Instance {
    private final URI address;
    private volatile State state = State.READY;

    private Instance(URI address) {
      this.address = address;
    }

    URI address() {
      return address;
    }

    State state() {
      return state;
    }

    void seen(State now) {
      State before = state;
      state = now;
      if (before != now && all.size() > 1) {
        log.info("{} at {} is {} (was {})", service, address, now, before);
      }
    }
  }

  List<Instance> all() {
    return all;
  }

  /**
   * All instances in the order in which one request is to try them: those that are ready take
   * turns, then those that are not. When something behind all of them is away none is ready, and
   * each can still say so itself.
   */
  List<Instance> inTurn() {
    int first = Math.floorMod(turn.getAndIncrement(), all.size());
    return IntStream.range(0, all.size())
        .mapToObj(i -> all.get((first + i) % all.size()))
        .sorted(Comparator.comparing(Instance::state))
        .toList();
  }
}
