package alo153.intake.in.mail;

/** A mail that is too much for us: too deep, or it would take too long. Asking again is no use. */
final class UnreadableMailException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnreadableMailException(String message, Throwable cause) {
    super(message, cause);
  }

  UnreadableMailException(String message) {
    super(message);
  }
}
