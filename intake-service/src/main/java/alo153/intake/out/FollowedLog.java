package alo153.intake.out;

import alo153.events.wire.Topics;
import alo153.transport.LogProgress;
import java.time.Duration;
import java.util.Map;
import reactor.core.publisher.Mono;

/** How far the intake's own reading of the log has come, whichever instance does it. */
public final class FollowedLog {
  /** The group of {@code followLog}; the same on every instance. */
  private static final String GROUP = "intake-service";

  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration AGAIN = Duration.ofMillis(100);

  private final LogProgress progress;

  public FollowedLog(LogProgress progress) {
    this.progress = progress;
  }

  /**
   * Completes when all that the log held at the moment of asking is folded. Fails when that takes
   * too long, or the brokers do not say: whoever asks should ask again a little later.
   */
  Mono<Void> caughtUp() {
    return Mono.fromFuture(() -> progress.ends(Topics.REQUESTS))
        .flatMap(
            ends ->
                Mono.fromFuture(() -> progress.taken(GROUP, Topics.REQUESTS))
                    .filter(taken -> covers(taken, ends))
                    .repeatWhenEmpty(tries -> tries.delayElements(AGAIN)))
        .timeout(PATIENCE)
        .then();
  }

  static boolean covers(Map<Integer, Long> taken, Map<Integer, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> taken.getOrDefault(end.getKey(), 0L) >= end.getValue());
  }
}
