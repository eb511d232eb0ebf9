package alo153.intake.in.cimer;

/** A file that is not what staff download. */
final class UnreadableFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final Reason reason;

  enum Reason {
    EMPTY,
    NOT_A_TABLE,
    NO_HEADER,
    TOO_MANY_ROWS,
    OLD_EXCEL
  }

  UnreadableFileException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  Reason reason() {
    return reason;
  }
}
