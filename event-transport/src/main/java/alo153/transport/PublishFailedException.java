package alo153.transport;

import org.jspecify.annotations.Nullable;

/** The brokers did not acknowledge in time. */
public final class PublishFailedException extends InfrastructureException {
  private static final long serialVersionUID = 1L;

  public PublishFailedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
