package alo153.allinone;

import org.jspecify.annotations.Nullable;

/** A command can not go on; the message says what to do. */
final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CommandException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
