package broken.alo153.routing.decide;

import java.time.Instant;

/** Breaks: reads the time from the wall. */
public final class ReadsTheWall {
  public Instant when() {
    return Instant.now();
  }
}
