package alo153.proving.faults;

import alo153.proving.chaos.Measured;
import alo153.proving.house.Waiting;
import alo153.proving.load.LoadClient;
import java.time.Duration;
import java.util.List;

/**
 * Something the house stands on is away while clients knock: each of them has to hear so in words a
 * client understands, and to be taken again once it is back.
 */
final class Outage {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final LoadClient clients;
  private final long began = System.nanoTime();

  private Outage(LoadClient clients) {
    this.clients = clients;
  }

  /** Whoever asked before does not count. */
  static Outage begin(LoadClient clients) {
    return new Outage(clients);
  }

  /** Those who were told over HTTP to come again, oldest first. */
  List<LoadClient.Reply> refusals() {
    return clients.unavailable().stream()
        .filter(reply -> reply.door().isHttp() && reply.asked() - began >= 0)
        .toList();
  }

  /**
   * Waits until somebody is taken over HTTP.
   *
   * @param since on the clock of {@link System#nanoTime()}
   * @return how long after that moment
   */
  Duration awaitTaken(long since) {
    long[] heard = new long[1];
    Waiting.until(
        PATIENCE,
        () -> {
          heard[0] =
              clients.taken().stream()
                  .filter(taken -> taken.door().isHttp() && taken.at() - since > 0)
                  .mapToLong(LoadClient.Taken::at)
                  .findFirst()
                  .orElse(0);
          return heard[0] != 0;
        },
        () -> "nothing was taken within " + PATIENCE.toSeconds() + " s of the return");
    return Duration.ofNanos(heard[0] - since);
  }

  /** Adds what has to be so of every answer that was no yes. */
  Measured.Notes judge(Measured.Notes notes) {
    List<LoadClient.Reply> refusals = refusals();
    List<LoadClient.Reply> strange =
        refusals.stream().filter(reply -> reply.status() != 503 || !reply.retryAfter()).toList();
    return notes
        .hold(
            strange.isEmpty(),
            "%d of %d refusals are not 503 with Retry-After, such as %s",
            strange.size(),
            refusals.size(),
            strange.stream().findFirst().orElse(null))
        .hold(clients.refused() == 0, "%d were refused for good", clients.refused());
  }
}
