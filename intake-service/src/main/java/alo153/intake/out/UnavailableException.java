package alo153.intake.out;

import alo153.transport.InfrastructureException;

/** Nothing can be accepted at the moment; whoever sent it should send it again, unchanged. */
public final class UnavailableException extends InfrastructureException {
  private static final long serialVersionUID = 1L;

  UnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
