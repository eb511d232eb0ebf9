package alo153.frame;

import alo153.transport.InfrastructureException;
import org.jspecify.annotations.Nullable;

/**
 * The store did not answer in time or at all. Never a reason to say that something does not exist.
 */
public final class StoreUnavailableException extends InfrastructureException {
  private static final long serialVersionUID = 1L;

  public StoreUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
