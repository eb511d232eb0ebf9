package alo153.proving.load;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a client was told.
 *
 * @param outcome what it may conclude
 * @param status the HTTP status, 0 when there was none
 * @param requestId the request it was named; null when it was named none
 * @param detail for people, such as the kind of failure
 * @param retryAfter when it was asked to come again; null when nobody said
 */
public record Answer(
    Outcome outcome,
    int status,
    @Nullable String requestId,
    String detail,
    @Nullable Duration retryAfter) {

  /** What a client may conclude from an answer. */
  public enum Outcome {
    /** It was taken, durably. */
    OK,
    /** It was refused: nothing of it may be found. */
    REFUSED,
    /** Nobody knows: a time-out, a broken connection, a server's fault, a request to come again. */
    UNKNOWN
  }

  static Answer ok(int status, @Nullable String requestId) {
    return new Answer(Outcome.OK, status, requestId, "", null);
  }

  static Answer unknown(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return new Answer(Outcome.UNKNOWN, 0, null, root.getClass().getSimpleName(), null);
  }

  /** What an HTTP status other than success means: only 4xx says that nothing was kept. */
  static Answer refusedOrUnknown(int status, @Nullable Duration retryAfter) {
    // too many requests and too slow say: come again
    boolean again = status >= 500 || status == 429 || status == 408;
    return new Answer(
        again ? Outcome.UNKNOWN : Outcome.REFUSED, status, null, "HTTP " + status, retryAfter);
  }
}
