package alo153.notification.out;

import alo153.events.MessageChannel;
import alo153.events.OwnerCode;
import org.jspecify.annotations.Nullable;

/** How outside institutions take their work, as the city pack says. */
interface Institutions {
  /**
   * One way.
   *
   * @param channel EMAIL or WEBHOOK
   * @param to address or URI
   */
  record Way(MessageChannel channel, String to) {}

  /** Null when the city pack knows no way at that step. */
  @Nullable Way way(OwnerCode institution, int step);
}
