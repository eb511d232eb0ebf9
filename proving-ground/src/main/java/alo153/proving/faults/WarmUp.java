package alo153.proving.faults;

import alo153.proving.chaos.Trial;
import alo153.proving.house.Waiting;
import alo153.proving.load.LoadClient;
import java.time.Duration;

/**
 * What a house that has just started is slow at is nobody's absence, and is not measured as such.
 */
final class WarmUp {
  private WarmUp() {}

  /**
   * Waits until a second's worth of clients was answered and no more than that are waiting; on a
   * machine that cannot keep up no longer than 20 s, or 90 s in the long profile: what is measured
   * there is measured all the same.
   *
   * @return whether it got that far
   */
  static boolean await(Trial trial, LoadClient clients, int perSecond) {
    return Waiting.cameTrue(
        Duration.ofSeconds(trial.profile().of(20, 90)),
        () -> clients.acknowledged() >= perSecond && clients.open() <= perSecond);
  }
}
