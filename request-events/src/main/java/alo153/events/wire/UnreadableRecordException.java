package alo153.events.wire;

import org.jspecify.annotations.Nullable;

/**
 * Bytes that are not what their topic promises. A data error: such a record goes to the dead
 * letters, it is not retried.
 */
public final class UnreadableRecordException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnreadableRecordException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
