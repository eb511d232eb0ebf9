package alo153.tracking.in;

import alo153.events.RequestId;
import java.util.Optional;

/** Ids as they stand in addresses. */
final class Ids {
  private Ids() {}

  /** Empty when it can not be the id of a request. */
  static Optional<RequestId> request(String text) {
    try {
      return Optional.of(new RequestId(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
