package alo153.intake.out;

/** A file we do not take; nothing of it was kept. */
public final class RefusedFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final Reason reason;

  /** Why. */
  public enum Reason {
    TOO_LARGE,
    EMPTY,
    MEDIA_TYPE
  }

  RefusedFileException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
