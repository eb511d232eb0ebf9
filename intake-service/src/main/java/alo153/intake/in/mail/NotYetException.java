package alo153.intake.in.mail;

/** A mail that can only be judged a moment later; nothing is wrong with it or with us. */
final class NotYetException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotYetException(String message) {
    super(message);
  }
}
