package alo153.transport;

import java.util.Optional;
import java.util.Set;

/** Dead letters could not be written: what they came from has to wait, and only that. */
final class UnburiedException extends InfrastructureException {
  private static final long serialVersionUID = 1L;

  private final Set<Integer> partitions;

  /**
   * @param partitions the numbers of those whose records can not be set aside; of every topic,
   *     since what belongs together lies in partitions of the same number
   */
  UnburiedException(Set<Integer> partitions, PublishFailedException cause) {
    super("dead letters can not be written", cause);
    this.partitions = Set.copyOf(partitions);
  }

  Set<Integer> partitions() {
    return partitions;
  }

  /** The one behind a failure that came through others' hands. */
  static Optional<UnburiedException> behind(Throwable failure) {
    for (Throwable e = failure; e != null && e != e.getCause(); e = e.getCause()) {
      if (e instanceof UnburiedException unburied) {
        return Optional.of(unburied);
      }
    }
    return Optional.empty();
  }
}
