package alo153.transport;

import org.jspecify.annotations.Nullable;

/**
 * Something we depend on is not there at the moment: the work is repeated until it is, and no
 * record is blamed.
 */
public class InfrastructureException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public InfrastructureException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
